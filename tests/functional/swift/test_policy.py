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

"""Who gets in, for every kind of rule and option, through a real proxy."""

import json

import pytest

from tests.functional.swift import conftest
from tests.harness import swift_client

ME, OTHER = conftest.ADMITTED, conftest.REFUSED
CONTAINER = 'X-Container-Meta-'
ACCOUNT = 'X-Account-Meta-'
REASON = 'X-IP-Whitelist-Reason'


class Accounts:
    """The same user, unfiltered and from two addresses."""

    def __init__(self, cluster, proxy, user, key):
        self.plain = swift_client.Client(cluster.plain, user=user, key=key)
        self.me = swift_client.Client(proxy, ME, user, key)
        self.other = swift_client.Client(proxy, OTHER, user, key)


@pytest.fixture
def second(cluster):
    """An account that other tests leave alone."""
    them = Accounts(cluster, cluster.filtered, 'test2:tester2', 'testing2')
    yield them
    headers = them.plain.head('').headers
    remove = {name.replace('X-', 'X-Remove-', 1): 'x' for name in headers
              if name.startswith(ACCOUNT)}
    assert them.plain.post('', remove).status == 204


def with_object(plain, path):
    assert plain.put(path + '/o', b'x').status == 201
    return path


def statuses(client, path):
    """What reading and writing give."""
    return (client.get(path + '/o').status,
            client.put(path + '/o', b'x').status)


@pytest.mark.parametrize(('rules', 'me', 'other'), [
    ({'Allow-A': ME}, (200, 201), (403, 403)),
    ({'Allow-Read-A': ME}, (200, 403), (403, 403)),
    ({'Allow-Write-A': ME}, (403, 201), (403, 403)),
    ({'Allow-Read-A': '127.0.0.0/8', 'Allow-Write-A': ME},
     (200, 201), (200, 403)),
    ({'Allow-A': '127.0.0.0/8', 'Deny-A': OTHER}, (200, 201), (403, 403)),
    ({'Deny-A': OTHER}, (200, 201), (403, 403)),
    ({'Deny-A': 'nonsense'}, (403, 403), (403, 403)),
    ({'Allow-A': ME, 'Allow-B': 'nonsense'}, (200, 201), (403, 403)),
    ({'Allow-Read': ME}, (403, 403), (403, 403)),
    ({'Allow': ME}, (403, 403), (403, 403)),
    ({'Allowed-A': ME}, (200, 201), (200, 201)),
    ({'Allow-A': ME, 'IP-Whitelist-Mode': 'log'}, (200, 201), (200, 201)),
    ({'Allow-A': ME, 'IP-Whitelist-Mode': 'lgo'}, (200, 201), (403, 403)),
])
def test_container_rules(plain, admitted, refused, new_container, rules, me,
                         other):
    path = with_object(plain, new_container('policy'))
    assert plain.post(path, {
        CONTAINER + name: value for name, value in rules.items()
    }).status == 204
    assert statuses(admitted, path) == me
    assert statuses(refused, path) == other


def test_account_rules(second):
    path = with_object_in(second, '/of-account')
    assert second.plain.post('', {ACCOUNT + 'Allow-A': ME}).status == 204
    assert statuses(second.me, path) == (200, 201)
    assert statuses(second.other, path) == (403, 403)
    # Nor does he learn what is there, or add to it.
    assert second.other.get('/of-account/missing').status == 403
    assert second.other.get('/missing/o').status == 403
    assert second.me.get('/missing/o').status == 404
    assert second.other.put('/new').status == 403
    assert second.other.get('').status == 403
    assert second.other.post('', {ACCOUNT + 'Allow-A': ''}).status == 403
    assert second.me.get('').status == 200
    assert 'this account' in second.other.get(path + '/o').headers[REASON]


def with_object_in(them, path):
    assert them.plain.put(path).status in (201, 202)
    return with_object(them.plain, path)


def test_a_container_narrows_its_accounts_rules(second):
    path = with_object_in(second, '/narrowed-by-policy')
    second.plain.post('', {ACCOUNT + 'Allow-A': '127.0.0.0/8'})
    second.plain.post(path, {CONTAINER + 'Allow-A': ME})
    assert statuses(second.me, path) == (200, 201)
    assert statuses(second.other, path) == (403, 403)
    second.plain.post('', {ACCOUNT + 'Allow-A': OTHER})
    assert statuses(second.me, path) == (403, 403)
    assert statuses(second.other, path) == (403, 403)
    second.plain.delete(path + '/o')
    second.plain.delete(path)


def test_a_container_replaces_its_accounts_rules(cluster, second):
    proxy = cluster.add_proxy('replacing', overlay={
        'filter:ip_whitelist': {'container_rules': 'replace'}})
    them = Accounts(cluster, proxy, 'test2:tester2', 'testing2')
    path = with_object_in(them, '/replacing')
    them.plain.post('', {ACCOUNT + 'Allow-A': OTHER})
    assert statuses(them.me, path) == (403, 403)
    them.plain.post(path, {CONTAINER + 'Allow-A': ME})
    assert statuses(them.me, path) == (200, 201)
    assert statuses(them.other, path) == (403, 403)
    them.plain.post('', {ACCOUNT + 'Deny-A': ME})
    assert statuses(them.me, path) == (403, 403)
    them.plain.post('', {'X-Remove-Account-Meta-Deny-A': 'x'})
    them.plain.delete(path + '/o')
    them.plain.delete(path)


@pytest.fixture(scope='module')
def operated(cluster):
    return cluster.add_proxy('operated', overlay={'filter:ip_whitelist': {
        'list_office': '127.0.0.2, 192.0.2.0/24',
        'always_allow': '127.0.0.4', 'always_deny': 'crawlers',
        'list_crawlers': '127.0.0.5/32',
        'segments_suffixes': '_segments', 'show_address': 'yes'}})


@pytest.mark.parametrize(('rules', 'source', 'status'), [
    ({'Allow-A': 'office'}, ME, 200),
    ({'Allow-A': 'Office 198.51.100.1'}, ME, 200),
    ({'Allow-A': 'office'}, OTHER, 403),
    ({'Allow-A': 'offices'}, ME, 403),
    ({'Allow-A': 'office'}, '127.0.0.4', 200),
    ({'Allow-A': 'office', 'Deny-A': '127.0.0.4'}, '127.0.0.4', 403),
    ({'Allow-A': '127.0.0.5'}, '127.0.0.5', 403),
    ({}, '127.0.0.5', 403),
    ({}, OTHER, 200),
])
def test_what_the_operator_defines(plain, operated, new_container, rules,
                                   source, status):
    path = with_object(plain, new_container('operated'))
    if rules:
        assert plain.post(path, {CONTAINER + name: value for name, value
                                 in rules.items()}).status == 204
    client = swift_client.Client(operated, source)
    answer = client.get(path + '/o')
    assert answer.status == status
    if status == 403:
        assert 'taken to be %s' % source in answer.body.decode()
        assert 'taken to be %s' % source in answer.headers[REASON]


def test_segments_by_convention(plain, operated, refused, new_container):
    path = new_container('big')
    kept = with_object(plain, path + '_segments') if plain.put(
        path + '_segments').status == 201 else None
    assert plain.post(path, {CONTAINER + 'Allow-A': ME}).status == 204
    assert swift_client.Client(operated, ME).get(kept + '/o').status == 200
    assert swift_client.Client(operated, OTHER).get(kept + '/o').status == 403
    # Elsewhere it is a container like others.
    assert refused.get(kept + '/o').status == 200


def test_mode_log_lets_pass_and_says_so(cluster, plain, new_container):
    proxy = cluster.add_proxy('logging', overlay={
        'filter:ip_whitelist': {'mode': 'log'}})
    path = with_object(plain, new_container('logged'))
    plain.post(path, {CONTAINER + 'Allow-A': ME})
    client = swift_client.Client(proxy, OTHER)
    assert statuses(client, path) == (200, 201)
    assert client.get(path).status == 200
    line = proxy.wait_for_line(
        'mode is log, would have refused GET /v1/AUTH_test%s/o' % path)
    assert 'for %s' % OTHER in line
    assert 'Allow-A' in line
    # What the container itself says goes before.
    plain.post(path, {CONTAINER + 'IP-Whitelist-Mode': 'enforce'})
    assert statuses(client, path) == (403, 403)


def test_who_is_not_authorized_learns_nothing(cluster, refused,
                                              new_container):
    path = new_container('unauthorized', office=ME)
    for user, key in ('test2:tester2', 'testing2'), (None, None):
        def ask(method, target, user=user, key=key):
            headers = {}
            if user:
                headers['X-Auth-Token'] = swift_client.Client(
                    cluster.filtered, OTHER, user, key).token
            return refused.request(
                method, refused.account_path + target, headers,
                raw_path=True, token=False)
        for method in 'GET', 'HEAD', 'PUT', 'POST', 'DELETE':
            for ending in '/o', '':
                there = ask(method, path + ending)
                missing = ask(method, '/missing' + ending)
                assert there.status == missing.status in (401, 403)
                assert there.body == missing.body
                assert REASON not in there.headers


@pytest.mark.parametrize('origin', [{}, {
    'Origin': 'http://example.com', 'Access-Control-Request-Method': 'GET'}])
@pytest.mark.parametrize('end', ['', '/o'])
def test_a_preflight_tells_nothing(plain, admitted, refused, new_container,
                                   origin, end):
    path = new_container('cors', office=ME)
    plain.post(path, {
        CONTAINER + 'Access-Control-Allow-Origin': 'http://example.com',
        CONTAINER + 'Access-Control-Max-Age': '5432'})

    def ask(client, path):
        answer = client.request('OPTIONS', client.account_path + path + end,
                                origin, raw_path=True, token=False)
        return answer.status, sorted(
            (name.lower(), value) for name, value in answer.headers.items()
            if name not in ('Date', 'X-Trans-Id', 'X-Openstack-Request-Id'))
    assert ask(refused, path) == ask(refused, '/no-such-container')
    allowed = ask(admitted, path)
    assert allowed[0] == 200
    assert (('access-control-max-age', '5432') in allowed[1]) == bool(origin)


@pytest.mark.parametrize(('method', 'query', 'headers', 'body'), [
    ('PUT', 'multipart-manifest=put', {}, b'no JSON'),
    ('PUT', 'multipart-manifest=put&heartbeat=on', {}, b'no JSON'),
    ('DELETE', 'multipart-manifest=delete', {}, b''),
    ('PUT', 'extract-archive=tar', {}, b'no archive'),
    ('COPY', '', {}, b''), ('FOO', '', {}, b''),
    ('PUT', '', {'X-Copy-From': 'x'}, b''),
    ('PUT', '', {'X-Symlink-Target': 'x'}, b''),
    ('PUT', '', {'X-Object-Manifest': 'x'}, b'')])
def test_nor_does_he_by_requests_that_are_wrong(
        refused, new_container, method, query, headers, body):
    """They are answered before anybody asks who makes them."""
    path = new_container('wrong', office=ME)

    def ask(path):
        answer = refused.request(
            method, refused.account_path + path + '/o', headers, body, query,
            raw_path=True, token=False)
        return (answer.status, answer.headers[REASON],
                answer.body.replace(path.encode(), b''))
    assert ask(path) == ask('/no-such-container')


def test_the_reason_is_in_every_answer(plain, refused, new_container):
    path = with_object(plain, new_container('reasons', office=ME))
    beside = new_container('beside')
    answer = refused.get(path + '/o')
    assert answer.headers[REASON] == answer.body.decode().strip()
    assert 'Allow-Office' in answer.headers[REASON]
    assert 'Allow-Office' in refused.s3('GET', path + '/o').headers[REASON]
    manifest = json.dumps([{'path': path + '/o'}]).encode()
    assert plain.put(beside + '/slo', manifest,
                     query='multipart-manifest=put').status == 201
    answer = refused.get(beside + '/slo')
    assert answer.status == 409
    assert 'Allow-Office' in answer.headers[REASON]
    answer = refused.post('', {'Content-Type': 'text/plain'},
                          (path + '/o\n').encode(), query='bulk-delete')
    assert answer.status == 200
    # Its headers are sent before the first deletion is tried.
    assert b'403 Forbidden' in answer.body


def test_info(refused):
    info = json.loads(refused.request('GET', '/info', raw_path=True,
                                      token=False).body)
    assert info['ip_whitelist']['default'] == 'open'
    assert info['ip_whitelist']['max_rules'] == 90
    assert info['ip_whitelist']['max_rule_length'] == 256


class TestAnsweredBetweenThePlaces:
    """What middleware tells of a container without asking for it."""

    def test_quota(self, plain, admitted, refused, new_container):
        path = new_container('quota', office=ME)
        plain.post(path, {CONTAINER + 'Quota-Bytes': '3'})
        assert admitted.put(path + '/o', b'1234').status == 413
        assert refused.put(path + '/o', b'1234').status == 403

    @pytest.mark.parametrize('end', ['/', '/listing.css'])
    def test_staticweb(self, plain, admitted, refused, new_container, end):
        path = new_container('web', office=ME)
        plain.post(path, {
            'X-Container-Read': '.r:*',
            CONTAINER + 'Web-Listings-CSS': 'a.css',
            CONTAINER + 'Web-Listings-Label': 'the-label'})

        def ask(client):
            return client.request('GET', client.account_path + path + end,
                                  {'X-Web-Mode': 'true'}, raw_path=True)
        assert ask(admitted).status == 404
        assert ask(refused).status == 403
        assert b'the-label' not in ask(refused).body

    def test_s3_versioning(self, plain, admitted, refused, new_container):
        path = new_container('versioned', office=ME)
        plain.post(path, {'X-Versions-Enabled': 'true'})
        assert b'Enabled' in admitted.s3('GET', path, query='versioning').body
        answer = refused.s3('GET', path, query='versioning')
        assert answer.status == 403
        assert b'<Code>AccessDenied</Code>' in answer.body
        assert refused.s3('GET', '/no-such-bucket',
                          query='versioning').status == 404


@pytest.mark.parametrize(('acl', 'status'), [
    ('.r:*,.rlistings', 403), ('.r:*', 401), ('', 401)])
def test_who_may_list_is_told_why_not(cluster, plain, new_container, acl,
                                      status):
    path = new_container('public-listing', office=ME)
    plain.post(path, {'X-Container-Read': acl})
    client = swift_client.Client(cluster.filtered, OTHER)
    for method in 'GET', 'HEAD':
        answer = client.request(method, client.account_path + path,
                                raw_path=True, token=False)
        assert answer.status == status
        if status == 403:
            assert 'Asked: Allow-Office.' in answer.headers[REASON]
            cluster.filtered.wait_for_line(
                'refused %s /v1/AUTH_test%s' % (method, path))
        else:
            assert REASON not in answer.headers


@pytest.mark.parametrize(('acl', 'told'), [
    ('test2:tester2', {'GET', 'HEAD'}), ('', set())])
def test_a_reader_by_acl_is_told_why_he_may_not_list(
        cluster, plain, new_container, acl, told):
    path = new_container('listing-by-acl', office=ME)
    plain.post(path, {'X-Container-Read': acl, 'X-Container-Write': acl})
    token = swift_client.Client(cluster.filtered, OTHER, 'test2:tester2',
                                'testing2').token
    client = swift_client.Client(cluster.filtered, OTHER)
    # What changes the container itself is for owners, whatever its ACLs say.
    for method in 'GET', 'HEAD', 'PUT', 'POST', 'DELETE':
        answer = client.request(method, client.account_path + path,
                                {'X-Auth-Token': token}, raw_path=True,
                                token=False)
        assert answer.status == 403
        assert (REASON in answer.headers) is (method in told)
