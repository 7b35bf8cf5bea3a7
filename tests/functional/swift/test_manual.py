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

"""What doc/source/ip_whitelist.rst quotes is what a user sees."""

import json
import pathlib
import socket

import pytest

from tests.functional.swift import conftest
from tests.harness import exchanges
from tests.harness import quotations
from tests.harness import swift_client

MANUAL = quotations.read('ip_whitelist')

CONTAINER = 'X-Container-Meta-'
REASON = 'X-IP-Whitelist-Reason'
CONFIRM = {'X-IP-Whitelist-Confirm-Lockout': 'true'}
LOCKOUT = {CONTAINER + 'Allow-Office': '198.51.100.0/24'}
#: A pipeline that starts, to be spoilt.
RIGHT = ('catch_errors gatekeeper healthcheck proxy-logging cache '
         'ip_whitelist bulk tempurl ratelimit s3api tempauth copy slo dlo '
         'versioned_writes symlink ip_whitelist proxy-logging proxy-server')


def logged(proxy, text, source=conftest.REFUSED):
    return exchanges.logged(proxy, text, source)


def posted(client, path, headers):
    return exchanges.render(client, 'POST', path, client.post(path, headers),
                            headers)


@pytest.fixture(scope='module')
def private(plain):
    assert plain.put('/private', headers={
        CONTAINER + 'Allow-Office': '192.0.2.0/24'}).status == 201
    assert plain.put('/private/o', b'x').status == 201
    return '/private/o'


@pytest.fixture
def drafts(plain):
    """An open container that locking out does not spoil for others."""
    assert plain.put('/drafts').status in (201, 202)
    yield '/drafts'
    assert plain.post('/drafts', {
        CONTAINER + 'Allow-Office': ''}).status == 204


def test_refused(cluster, refused, private):
    assert exchanges.render(refused, 'GET', private, refused.get(private)
                            ) == MANUAL['refused']
    assert logged(cluster.filtered, 'refused GET /v1/AUTH_test/private/o'
                  ) == MANUAL['refused-log']


@pytest.mark.parametrize(('name', 'headers'), [
    ('malformed', {'Allow-Office': '192.0.2.0/24, 198.51.100.1/33'}),
    ('no-label', {'Deny': '198.51.100.1'}),
])
def test_malformed(admitted, plain, private, name, headers):
    plain.post('/private', {
        CONTAINER + 'Allow-Tests': conftest.ADMITTED})
    sent = {CONTAINER + key: value for key, value in headers.items()}
    assert posted(admitted, '/private', sent) == MANUAL[name]
    plain.post('/private', {CONTAINER + 'Allow-Tests': ''})


def test_too_much(admitted, drafts):
    for name, rules in (
            ('too-long', {'Office': '127.0.0.2,' + '10.0.0.1,' * 30}),
            ('too-many', {str(number): '127.0.0.2' for number in range(91)})):
        answer = admitted.post(drafts, {
            CONTAINER + 'Allow-' + label: value
            for label, value in rules.items()})
        assert answer.status == 400
        assert answer.body.decode().strip() == MANUAL[name]
        assert answer.headers[REASON] == MANUAL[name]


def test_lockout(cluster, admitted, drafts):
    assert posted(admitted, drafts, LOCKOUT) == MANUAL['lockout']
    assert logged(cluster.filtered, 'it would shut out its sender: POST',
                  conftest.ADMITTED) == MANUAL['lockout-log']
    assert posted(admitted, drafts, LOCKOUT | CONFIRM
                  ) == MANUAL['confirmed']
    assert logged(cluster.filtered, 'as confirmed: POST',
                  conftest.ADMITTED) == MANUAL['confirmed-log']


def test_changed(cluster, admitted, drafts):
    assert admitted.post(drafts, {
        CONTAINER + 'Allow-Office': '127.0.0.0/8'}).status == 204
    assert logged(cluster.filtered, 'passed on: POST /v1/AUTH_test/drafts',
                  conftest.ADMITTED) == MANUAL['changed-log']


class TestOwners:
    """``rule_changes = owners`` and ``show_rules = owners``."""

    @pytest.fixture(scope='class')
    @staticmethod
    def proxy(cluster):
        return cluster.add_proxy('manual-owners', overlay={
            'filter:ip_whitelist': {
                'rule_changes': 'owners', 'show_rules': 'owners'}})

    def test_not_an_owner(self, plain, proxy, drafts):
        plain.post('', {'X-Account-Access-Control':
                        '{"read-write": ["test:tester3"]}'})
        writer = swift_client.Client(proxy, conftest.REFUSED, 'test:tester3',
                                     'testing3')
        sent = {CONTAINER + 'Allow-Me': conftest.REFUSED}
        try:
            assert posted(writer, drafts, sent) == MANUAL['not-an-owner']
        finally:
            plain.post('', {'X-Account-Access-Control': ''})

    def test_shown_to_owners(self, proxy, private):
        client = swift_client.Client(proxy, conftest.REFUSED)
        assert client.get(private).body.decode().strip(
            ) == MANUAL['shown-to-owners']


def test_stored_and_malformed(cluster, refused, plain):
    plain.put('/misspelt', headers={
        CONTAINER + 'Allow-Office': '192.0.2.0/255.255.255.0'})
    assert refused.get('/misspelt').status == 403
    assert refused.get('/misspelt').status == 403
    assert logged(cluster.filtered, 'AUTH_test/misspelt cannot be understood'
                  ) == MANUAL['malformed-log']
    assert cluster.filtered.output().count('container AUTH_test/misspelt') == 1


@pytest.mark.parametrize(('name', 'option', 'path', 'status'), [
    ('would-refuse-log', {'mode': 'log'}, '/private/o', 200),
    ('closed', {'default': 'closed'}, '/ruleless/o', 403),
    ('show-address', {'show_address': 'true'}, '/private/o', 403),
])
def test_options(cluster, plain, private, name, option, path, status):
    proxy = cluster.add_proxy('manual-' + name, overlay={
        'filter:ip_whitelist': option})
    plain.put('/ruleless')
    client = swift_client.Client(proxy, conftest.REFUSED)
    answer = client.get(path)
    assert answer.status == status
    assert MANUAL[name] in (
        exchanges.render(client, 'GET', path, answer),
        exchanges.told(answer.body.decode(), conftest.REFUSED),
        logged(proxy, 'would have') if status == 200 else '')


def test_parts_of_a_request(cluster, plain, refused, private):
    plain.put('/open')
    manifest = json.dumps([{'path': private}]).encode()
    assert plain.put('/open/slo', manifest,
                     query='multipart-manifest=put').status == 201
    assert exchanges.render(refused, 'GET', '/open/slo',
                            refused.get('/open/slo')) == MANUAL['segment']
    headers = {'Accept': 'text/plain'}
    answer = refused.post('', headers | {'Content-Type': 'text/plain'},
                          private.encode() + b'\n', query='bulk-delete')
    assert exchanges.render(refused, 'POST', '', answer, headers,
                            'bulk-delete') == MANUAL['bulk']
    assert logged(cluster.filtered, 'refused DELETE') == MANUAL['bulk-log']


@pytest.mark.parametrize(('method', 'path', 'value', 'status', 'code'), [
    ('GET', '/private/o', None, 403, 'AccessDenied'),
    ('PUT', '/no-bucket', 'nonsense', 400, 'InvalidRequest'),
    ('PUT', '/no-bucket', '192.0.2.1', 400, 'InvalidRequest'),
    ('GET', '/no-bucket/o', None, 404, 'NoSuchBucket'),
])
def test_in_s3(refused, private, method, path, value, status, code):
    answer = refused.s3(method, path, {
        CONTAINER + 'Allow-Office': value} if value else {})
    assert answer.status == status
    assert '<Code>%s</Code>' % code in answer.body.decode()
    assert (answer.headers[REASON] is None) == (status == 404)


def test_info(refused):
    answer = refused.request('GET', '/info', raw_path=True, token=False)
    info = json.loads(answer.body)['ip_whitelist']
    assert json.dumps(info) == MANUAL['info']


def test_statsd(cluster, private):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as statsd:
        statsd.bind(('127.0.0.1', 0))
        statsd.settimeout(10)
        proxy = cluster.add_proxy('manual-statsd', overlay={
            'filter:ip_whitelist': {
                'log_statsd_host': '127.0.0.1',
                'log_statsd_port': str(statsd.getsockname()[1])}})
        swift_client.Client(proxy, conftest.REFUSED).get(private)
        assert statsd.recv(1000).decode() == MANUAL['statsd']


def test_unknown(cluster, refused, private):
    server = cluster.servers['container']
    assert refused.token
    server.kill()
    try:
        cluster.flush_memcached()
        answer = refused.get(private)
    finally:
        server.start()
    assert exchanges.render(refused, 'GET', private, answer
                            ) == MANUAL['unknown']
    assert logged(cluster.filtered, 'put off GET') == MANUAL['unknown-log']


def test_not_announced(cluster, admitted, drafts):
    assert admitted.token
    cluster.memcached.kill()
    try:
        assert admitted.post(drafts, {
            CONTAINER + 'Allow-Office': '127.0.0.0/8'}).status == 204
    finally:
        cluster.memcached.start()
    assert logged(cluster.filtered, 'memcached did not take'
                  ) == MANUAL['not-announced-log']


def pipeline(text):
    return {'pipeline:main': {'pipeline': text}}


@pytest.mark.parametrize(('name', 'overlay'), [
    ('place-once', pipeline(RIGHT.replace(
        'symlink ip_whitelist', 'symlink'))),
    ('place-right', pipeline(RIGHT.replace(
        'ip_whitelist bulk', 'bulk ip_whitelist'))),
    ('place-cache', pipeline(RIGHT.replace(
        'cache ip_whitelist', 'ip_whitelist cache'))),
    ('place-left', pipeline(RIGHT.replace(
        'symlink ip_whitelist', 'ip_whitelist symlink'))),
    ('two-sections', pipeline(RIGHT.replace(
        'symlink ip_whitelist', 'symlink another')) | {
        'filter:another': {'use': 'egg:openstack-ops-ext#ip_whitelist',
                           'default': 'closed'}}),
    ('bad-option', {'filter:ip_whitelist': {'trusted_proxy': '10.0.0.1'}}),
    ('bad-default', {'filter:ip_whitelist': {'default': 'deny'}}),
    ('bad-trust', {'filter:ip_whitelist': {
        'trusted_proxies': '10.0.0.1, 0.0.0.0/0'}}),
    ('bad-list', {'filter:ip_whitelist': {'always_allow': 'campus'}}),
])
def test_start_is_refused(cluster, name, overlay):
    code, output = cluster.start_proxy_expecting_failure(overlay)
    assert code == 1
    assert output.splitlines()[-1] == MANUAL[name]


def test_the_pipeline_that_was_spoilt_starts(cluster):
    assert cluster.add_proxy('manual-right', overlay=pipeline(RIGHT)).alive


def test_every_quotation_is_tested():
    source = pathlib.Path(__file__).read_text()
    assert [name for name in MANUAL if "'%s'" % name not in source] == []
