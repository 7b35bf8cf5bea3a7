# Licensed under the Apache License, Version 2.0 (the "License"); you may
# not use this file except in compliance with the License. You may obtain
# a copy of the License at
#
#      http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
# WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
# License for the specific language governing permissions and limitations
# under the License.

"""The cloud from files, and over HTTP through openstacksdk."""

import http.server
import json
import sys
import threading
import urllib.parse

import pytest

from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import cloud_source
from tests.unit.nova_ops_ext.scheduler_command import clouds

GROUPS = [{'id': str(number), 'name': 'g-%d' % number, 'project_id': 'p',
           'policy': 'anti-affinity', 'rules': {}, 'members': []}
          for number in range(2500)]


class Stand(http.server.ThreadingHTTPServer):
    """Keystone and Nova, as far as they are asked."""

    def __init__(self):
        super().__init__(('127.0.0.1', 0), _Handler)
        self.url = 'http://127.0.0.1:%d' % self.server_port
        self.answers = {'/os-aggregates': {
            'aggregates': clouds.document()['aggregates']},
            '/os-services': {'services': clouds.document()['services']},
            '/identity/v3/projects': {'projects': [
                {'id': 'p', 'name': 'alpha', 'enabled': True}]}}
        self.codes = {}
        self.asked = []


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.server.asked.append(self.path)
        path = url.path.removeprefix('/compute/v2.1')
        if path == '/identity/v3':
            self._answer(200, {'version': {
                'id': 'v3.14', 'status': 'stable', 'links': [
                    {'rel': 'self', 'href': self.server.url +
                     '/identity/v3'}]}})
        elif path in ('', '/'):
            self._answer(200, {'version': {
                'id': 'v2.1', 'status': 'CURRENT', 'version': '2.96',
                'min_version': '2.1', 'links': [
                    {'rel': 'self', 'href': self.server.url +
                     '/compute/v2.1/'}]}})
        elif path == '/os-server-groups':
            asked = urllib.parse.parse_qs(url.query)
            # Nova's own limit is lower than what is asked for.
            start = int(asked['offset'][0])
            self._answer(self.server.codes.get(path, 200), {
                'server_groups': GROUPS[start:start + 700]})
        else:
            self._answer(self.server.codes.get(path, 200),
                         self.server.answers.get(path, {}))

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self._answer(201, {'token': {
            'methods': ['password'], 'expires_at': '2999-01-01T00:00:00Z',
            'issued_at': '2020-01-01T00:00:00Z',
            'user': {'id': 'u', 'name': 'admin', 'domain': {
                'id': 'default', 'name': 'Default'}},
            'project': {'id': 'p', 'name': 'admin', 'domain': {
                'id': 'default', 'name': 'Default'}},
            'roles': [{'id': 'r', 'name': 'admin'}],
            'catalog': [{'type': kind, 'name': name, 'id': name,
                         'endpoints': [{
                             'id': name, 'interface': 'public',
                             'region': 'one', 'region_id': 'one',
                             'url': self.server.url + path}]}
                        for kind, name, path in (
                            ('compute', 'nova', '/compute/v2.1'),
                            ('identity', 'keystone', '/identity/v3'))]}},
                     {'X-Subject-Token': 'token'})

    def _answer(self, code, document, headers=None):
        data = (document if isinstance(document, bytes)
                else json.dumps(document).encode())
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *args):
        pass


@pytest.fixture
def stand(tmp_path, monkeypatch):
    server = Stand()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    (tmp_path / 'clouds.yaml').write_text('''
clouds:
  here:
    region_name: one
    auth:
      auth_url: %s/identity/v3
      username: admin
      password: secret
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
''' % server.url)
    monkeypatch.setenv('OS_CLIENT_CONFIG_FILE',
                       str(tmp_path / 'clouds.yaml'))
    for name in ('http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'):
        monkeypatch.delenv(name, raising=False)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_cloud(stand):
    document, missing = cloud_source.from_cloud('here')
    assert missing == []
    found = cloud.read(document)
    assert found == cloud.read({
        **clouds.document(), 'server_groups': GROUPS,
        'projects': [{'id': 'p', 'name': 'alpha'}]})
    assert any('all_projects=True' in path for path in stand.asked)


def test_without_the_right_to_list_projects(stand):
    stand.codes['/identity/v3/projects'] = 403
    document, missing = cloud_source.from_cloud('here')
    assert 'projects' not in document
    assert len(missing) == 1
    assert '403' in missing[0]


@pytest.mark.parametrize('path', [
    '/os-aggregates', '/os-services', '/os-server-groups'])
def test_without_a_right_of_nova_s(stand, path):
    stand.codes[path] = 403
    with pytest.raises(cloud_source.CannotReadError, match='403'):
        cloud_source.from_cloud('here')


@pytest.mark.parametrize('answer', [b'', b'<html>', {}, [], {
    'aggregates': None}])
def test_an_answer_that_is_none(stand, answer):
    stand.answers['/os-aggregates'] = answer
    with pytest.raises(cloud_source.CannotReadError, match='os-aggregates'):
        cloud_source.from_cloud('here')


def test_no_such_cloud(stand):
    with pytest.raises(cloud_source.CannotReadError, match='nowhere'):
        cloud_source.from_cloud('nowhere')


def test_without_openstacksdk(monkeypatch):
    monkeypatch.setitem(sys.modules, 'openstack', None)
    with pytest.raises(cloud_source.CannotReadError,
                       match='scheduler-command'):
        cloud_source.from_cloud(None)


@pytest.mark.parametrize('text', [
    b'', b'{', b'[]', b'{"aggregates": 1}', b'\xff\xfe', b'null',
    b'[' * 100000, b'{"aggregates": [{"id": 1' + b'0' * 5000 + b'}]}'])
def test_a_file_that_is_no_dump(tmp_path, text):
    path = tmp_path / 'dump'
    path.write_bytes(text)
    with pytest.raises(cloud_source.CannotReadError) as caught:
        cloud_source.from_file(str(path))
    assert str(caught.value).startswith(str(path))


def test_no_file(tmp_path):
    for path in (tmp_path / 'none', tmp_path):
        with pytest.raises(cloud_source.CannotReadError):
            cloud_source.from_file(str(path))
