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

"""client_stamp as paste makes it, and what Nova then reads."""

import json
import logging
import types

from nova.api.openstack import wsgi
import nova.conf
from oslo_config import fixture as config_fixture
import pytest
import webob

from nova_ops_ext.api import client_stamp
from nova_ops_ext.api import scheduler_hints

NAME = 'ops_client_network'
SERVER = {'name': 'a', 'flavorRef': '1'}
FORGED = {'server': SERVER, 'os:scheduler_hints': {NAME: ['ops'], 'a': '1'}}


class Nova:
    """Keeps what it was asked, read as Nova reads it."""

    def __init__(self):
        self.bodies = []

    def __call__(self, env, start_response):
        request = wsgi.Request(env)
        self.bodies.append(request.body)
        assert request.content_length in (None, len(request.body))
        return webob.Response('passed')(env, start_response)

    def last(self):
        return json.loads(self.bodies[-1])


@pytest.fixture(autouse=True)
def options(caplog):
    caplog.set_level(logging.INFO)
    nova.conf.CONF([], project='nova', default_config_files=[])
    with config_fixture.Config(nova.conf.CONF) as conf:
        conf.config(group=NAME, networks=['doc: 10.1.0.0/16'],
                    default_label='dev')
        yield conf


def stamped(app, **conf):
    return client_stamp.filter_factory({}, **conf)(app)


def ask(app, body, address='10.1.0.5', **environ):
    request = webob.Request.blank('/servers', method='POST', body=body)
    request.environ['nova.context'] = types.SimpleNamespace(
        project_id='p', user_id='u', remote_address=address)
    request.environ.update(environ)
    return request.get_response(app)


@pytest.mark.parametrize(('address', 'default', 'label'), [
    ('10.1.0.5', 'dev', 'doc'), ('::ffff:10.1.0.5', None, 'doc'),
    ('10.2.0.5', 'dev', 'dev'), ('10.2.0.5', None, ''), (None, 'dev', 'dev'),
    ('unknown', 'dev', 'dev'), ('10.1.0.5, 10.2.0.5', None, '')])
def test_label(options, address, default, label):
    options.config(group=NAME, default_label=default)
    nova = Nova()
    ask(stamped(nova), json.dumps({'server': SERVER}).encode(), address)
    assert nova.last() == {'server': SERVER,
                           'os:scheduler_hints': {NAME: [label]}}


def test_a_forged_hint_is_replaced_and_told(caplog):
    nova = Nova()
    ask(stamped(nova), json.dumps(FORGED).encode())
    assert nova.last()['os:scheduler_hints'] == {NAME: ['doc'], 'a': '1'}
    assert ('client_stamp: project p, user u sent the hint ops_client_network,'
            ' which is removed') in caplog.messages
    assert ('client_stamp: project p creates a server: client 10.1.0.5, '
            'network doc') in caplog.messages


@pytest.mark.parametrize('networks', [['doc: 10.1.0.0/16'], []])
def test_off_still_removes(options, networks, caplog):
    options.config(group=NAME, networks=networks, default_label=None)
    nova = Nova()
    ask(stamped(nova, mode='OFF'), json.dumps(FORGED).encode())
    assert nova.last()['os:scheduler_hints'] == {'a': '1'}
    body = json.dumps({'server': SERVER}).encode()
    ask(stamped(nova, mode='off'), body)
    assert nova.bodies[-1] == body
    assert 'creates a server' not in caplog.text


@pytest.mark.parametrize('body', [
    b'', b'{}', b'not JSON', b'\xff', b'{"reboot": {"type": "HARD"}}',
    b'{"server": {"name":  "a"}}', b'{"resize": {"flavorRef":  "1"}}',
    b'{"server": {"flavorRef": "1"}, "os:scheduler_hints": []}',
    b'{"server": {"flavorRef": "1"}'])
def test_everything_else_passes_byte_for_byte(body, caplog):
    nova = Nova()
    app = stamped(nova)
    caplog.clear()
    assert ask(app, body).text == 'passed'
    assert nova.bodies == [body]
    assert not caplog.messages


def test_a_body_without_a_length():
    """As sizelimit leaves one that comes in chunks."""
    nova = Nova()
    ask(stamped(nova), json.dumps(FORGED).encode(), CONTENT_LENGTH='',
        **{'wsgi.input_terminated': True, 'webob.is_body_readable': True})
    assert nova.last()['os:scheduler_hints'] == {NAME: ['doc'], 'a': '1'}


def test_no_context_has_no_address():
    nova = Nova()
    request = webob.Request.blank('/servers', method='POST',
                                  body=json.dumps(FORGED).encode())
    request.get_response(stamped(nova))
    assert nova.last()['os:scheduler_hints'][NAME] == ['dev']


@pytest.mark.parametrize(('version', 'told'), [
    ('2.90', 'compute 2.90'), ('new', None)])
def test_what_it_cannot_read_is_refused(monkeypatch, version, told, caplog):
    def fails(body, hints):
        raise scheduler_hints.Unreadable('RecursionError')
    nova = Nova()
    app = stamped(nova)
    monkeypatch.setattr(client_stamp._OURS, 'replace', fails)
    answer = ask(app, json.dumps(FORGED).encode(),
                 HTTP_OPENSTACK_API_VERSION='compute ' + version)
    assert answer.status_int == 400
    assert answer.json == {'badRequest': {
        'code': 400, 'message': 'Malformed request body'}}
    assert answer.headers.get('OpenStack-API-Version') == told
    assert not nova.bodies
    assert 'is refused: RecursionError' in caplog.text


@pytest.mark.parametrize(('conf', 'message'), [
    ({'mode': 'log'}, "option mode = 'log': expected one of enforce, off"),
    ({'mode': ''}, "option mode = '': expected one of enforce, off"),
    ({'hint': 'a'}, 'unknown option hint; the option is mode')])
def test_bad_options_stop_the_api(conf, message):
    with pytest.raises(ValueError) as error:
        stamped(Nova(), **conf)
    assert str(error.value) == 'client_stamp: ' + message


@pytest.mark.parametrize('mode', ['enforce', 'off'])
def test_bad_networks_stop_the_api(options, mode):
    options.config(group=NAME, networks=['doc: 10.1'])
    with pytest.raises(ValueError, match=r'client_stamp: \[ops_client_networ'
                                         r"k\] option networks = 'doc: 10.1"):
        stamped(Nova(), mode=mode)


def test_no_networks_stop_the_api(options):
    options.config(group=NAME, networks=[], default_label=None)
    with pytest.raises(ValueError, match='give nova-api the same options'):
        stamped(Nova())


def test_before_authentication():
    class NovaKeystoneContext(Nova):
        pass
    with pytest.raises(ValueError, match='client_stamp: it stands before au'):
        stamped(NovaKeystoneContext())
    with pytest.raises(ValueError, match='client_stamp: it stands before au'):
        stamped(NovaKeystoneContext(), mode='off')


def test_one_line_without_it(tmp_path, caplog):
    paste = tmp_path / 'api-paste.ini'
    paste.write_text(
        '[composite:a]\nuse = call:nova.api.auth:pipeline_factory_v21\n'
        'keystone = x stamp app\n'
        '[composite:b]\nuse = call:nova.api.auth:pipeline_factory_v21\n'
        'keystone = x app\n'
        '[filter:stamp]\nuse = egg:openstack-ops-ext#client_stamp\n')
    client_stamp.filter_factory({'__file__': str(paste)})
    assert caplog.messages == [
        'client_stamp: it is not in [composite:b] keystone of %s: through '
        'that line users can write any stamp' % paste]
