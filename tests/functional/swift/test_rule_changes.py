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

"""Changes of rules: what is refused, who may make them, and that they hold."""

import os
import threading

import pytest

from tests.functional.swift import conftest
from tests.harness import swift_client

ME, OTHER = conftest.ADMITTED, conftest.REFUSED
CONTAINER = 'X-Container-Meta-'
CONFIRM = {'X-IP-Whitelist-Confirm-Lockout': 'true'}
#: One change closes a container, and one opens it.
CHANGES = int(os.environ.get('OPS_EXT_RULE_CHANGES', '200'))


@pytest.fixture
def container(new_container, plain):
    path = new_container('changing')
    assert plain.put(path + '/o', b'x').status == 201
    return path


def rules(plain, path):
    return {name[len(CONTAINER):]: value
            for name, value in plain.head(path).headers.items()
            if name.startswith((CONTAINER + 'Allow', CONTAINER + 'Deny'))}


@pytest.mark.parametrize(('name', 'value', 'said'), [
    ('Allow-A', '127.0.0.2, 10.0.0.1/33', ['entry 2', '10.0.0.1/33',
                                           'CIDR network such as']),
    ('Allow-Read-A', 'office', ['entry 1', 'office']),
    ('Deny-A', '10.0.0.0/255.0.0.0', ['entry 1', '10.0.0.0/255.0.0.0']),
    ('Allow-A', ', ,', ['names no address']),
    ('Allow', '127.0.0.2', ['no label', 'Allow-<label>']),
    ('Allow-Write', '127.0.0.2', ['no label', 'Allow-Write-<label>']),
    ('IP-Whitelist-Mode', 'dry-run', ['dry-run', 'enforce', 'log']),
    ('Allow-A', '127.0.0.2,' + '10.0.0.1,' * 30, ['280', '256', 'split']),
])
def test_a_rule_that_nobody_would_understand(plain, admitted, container, name,
                                             value, said):
    header = CONTAINER + name
    for ask in (
            lambda: admitted.post(container, {header: value}),
            lambda: admitted.put(container, headers={header: value}),
            lambda: admitted.put('/never-made', headers={header: value}),
            lambda: admitted.s3('PUT', '/never-made', {header: value}),
            lambda: admitted.post('', {
                header.replace('Container', 'Account'): value})):
        answer = ask()
        assert answer.status == 400
        told = answer.headers['X-IP-Whitelist-Reason'] or ''
        if ask.__code__.co_names[0] != 's3':
            body = answer.body.decode()
            assert name.title() in body
            for part in said:
                assert part in body
                assert part in told
    assert rules(plain, container) == {}
    assert plain.head('/never-made').status == 404


def test_more_rules_than_swift_stores(plain, admitted, container):
    for number in range(60):
        plain.post(container, {CONTAINER + 'Note-%d' % number: 'x'})
    answer = admitted.post(container, {
        CONTAINER + 'Allow-%d' % number: ME for number in range(35)})
    assert answer.status == 400
    assert '95 items' in answer.body.decode()
    assert '90' in answer.body.decode()
    answer = admitted.post(container, {
        CONTAINER + 'Allow-%d' % number: ME + ' 10.0.0.0/8' * 20
        for number in range(5)})
    assert answer.status == 204
    assert len(rules(plain, container)) == 5


def test_a_change_that_shuts_out_its_sender(plain, admitted, container):
    cases = [
        (container, {CONTAINER + 'Allow-A': '192.0.2.1'}),
        (container, {CONTAINER + 'Deny-A': ME}),
        (container, {CONTAINER + 'Allow-Read-A': ME}),
        (container, {CONTAINER + 'Allow-Write-A': ME}),
        ('/made-shut', {CONTAINER + 'Allow-A': '192.0.2.1'}),
        ('', {'X-Account-Meta-Allow-A': '192.0.2.1'}),
    ]
    for path, headers in cases:
        method = 'PUT' if path == '/made-shut' else 'POST'
        answer = admitted.request(method, path, headers)
        assert answer.status == 409
        assert 'X-IP-Whitelist-Confirm-Lockout: true' in answer.body.decode()
    assert rules(plain, container) == {}
    assert plain.head('/made-shut').status == 404
    assert 'X-Account-Meta-Allow-A' not in plain.head('').headers
    answer = admitted.post(container, {
        CONTAINER + 'Allow-A': '192.0.2.1', **CONFIRM})
    assert answer.status == 204
    assert rules(plain, container) == {'Allow-A': '192.0.2.1'}
    assert admitted.get(container + '/o').status == 403


def test_removing_the_rule_that_lets_oneself_in(plain, admitted, container):
    plain.post(container, {CONTAINER + 'Allow-A': ME,
                           CONTAINER + 'Allow-B': '192.0.2.1'})
    removal = {'X-Remove-Container-Meta-Allow-A': 'x'}
    assert admitted.post(container, removal).status == 409
    assert admitted.post(container, {CONTAINER + 'Allow-A': ''}).status == 409
    # A value goes before a removal.
    assert admitted.post(container, {
        CONTAINER + 'Allow-A': '127.0.0.0/8', **removal}).status == 204
    assert rules(plain, container)['Allow-A'] == '127.0.0.0/8'
    assert admitted.post(container, {**removal, **CONFIRM}).status == 204
    assert rules(plain, container) == {'Allow-B': '192.0.2.1'}


def test_other_metadata_is_not_our_business(plain, admitted, container):
    plain.post(container, {CONTAINER + 'Allow-A': ME})
    assert admitted.post(container, {
        CONTAINER + 'Colour': 'red'}).status == 204
    assert admitted.put(container, headers={
        CONTAINER + 'Allowance': 'two'}).status == 202


class TestOwnersOnly:
    """``rule_changes = owners`` and ``show_rules = owners``."""

    @pytest.fixture(scope='class')
    @staticmethod
    def proxy(cluster):
        return cluster.add_proxy('owned', overlay={'filter:ip_whitelist': {
            'rule_changes': 'owners', 'show_rules': 'owners'}})

    @pytest.fixture
    @staticmethod
    def writer(plain, proxy):
        """Somebody who may write everything and owns nothing."""
        acl = '{"read-write": ["test:tester3"]}'
        assert plain.post('', {
            'X-Account-Access-Control': acl}).status == 204
        yield swift_client.Client(proxy, ME, 'test:tester3', 'testing3')
        plain.post('', {'X-Account-Access-Control': ''})

    def test_who_may_change(self, plain, proxy, writer, container):
        owner = swift_client.Client(proxy, ME)
        rule = {CONTAINER + 'Allow-A': ME}
        assert writer.post(container, rule).status == 403
        assert writer.put(container, headers=rule).status == 403
        assert writer.put('/owned-new', headers=rule).status == 403
        assert rules(plain, container) == {}
        assert writer.post(container, {
            CONTAINER + 'Colour': 'red'}).status == 204
        assert owner.post(container, rule).status == 204
        removal = {'X-Remove-Container-Meta-Allow-A': 'x', **CONFIRM}
        assert writer.post(container, removal).status == 403
        assert writer.put(container + '/o', b'y').status == 201
        assert writer.delete(container + '/o').status == 204
        # Who deletes the container removes its rules.
        answer = writer.delete(container)
        assert answer.status == 403
        assert 'Only owners' in answer.body.decode()
        assert owner.post(container, removal).status == 204
        assert writer.delete(container).status == 204

    def test_who_sees(self, plain, proxy, writer, container):
        owner = swift_client.Client(proxy, ME)
        plain.post(container, {CONTAINER + 'Allow-A': ME,
                               CONTAINER + 'Colour': 'red'})
        for method in 'HEAD', 'GET':
            assert owner.request(method, container).headers[
                CONTAINER + 'Allow-A'] == ME
            seen = writer.request(method, container).headers
            assert seen[CONTAINER + 'Allow-A'] is None
            assert seen[CONTAINER + 'Colour'] == 'red'
        refusal = swift_client.Client(proxy, OTHER).get(container)
        assert refusal.status == 403
        assert 'Allow-A' not in refusal.body.decode()


def test_a_refused_client_cannot_change_the_rules(plain, refused, container):
    plain.post(container, {CONTAINER + 'Allow-A': ME})
    for headers in (
            {CONTAINER + 'Allow-Me': OTHER},
            {'X-Remove-Container-Meta-Allow-A': 'x'},
            {CONTAINER + 'Allow-A': ''},
            {CONTAINER + 'IP-Whitelist-Mode': 'log'}):
        for confirm in {}, CONFIRM:
            assert refused.post(container, headers | confirm).status == 403
            assert refused.put(container,
                               headers=headers | confirm).status == 403
    assert refused.delete(container).status == 403
    assert rules(plain, container) == {'Allow-A': ME}


def test_a_lost_account_does_not_give_its_containers_away(
        cluster, plain, refused):
    """Its first PUT would make it anew and change a container's rules."""
    user = {'user': 'test2:tester2', 'key': 'testing2'}
    owner = swift_client.Client(cluster.plain, **user)
    assert owner.put('/survivor', headers={
        CONTAINER + 'Allow-A': ME}).status == 201
    assert owner.put('/survivor/o', b'secret').status == 201
    for path in cluster.workdir.glob('srv/*/accounts'):
        path.rename(path.with_name('lost-accounts'))
    cluster.flush_memcached()
    try:
        other = swift_client.Client(cluster.filtered, OTHER, **user)
        assert other.get('/survivor/o').status == 404
        assert other.put('/survivor', headers={
            CONTAINER + 'Allow-Me': OTHER}).status == 403
        assert other.post('/survivor', {
            CONTAINER + 'Allow-Me': OTHER}).status in (403, 404)
        assert other.get('/survivor/o').status == 403
        assert other.put('/made-anew').status == 201
        me = swift_client.Client(cluster.filtered, ME, **user)
        assert me.get('/survivor/o').body == b'secret'
    finally:
        for path in cluster.workdir.glob('srv/*/lost-accounts'):
            back = path.with_name('accounts')
            if back.exists():
                back.rename(path.with_name('made-accounts'))
            path.rename(back)
        cluster.flush_memcached()
    assert rules(owner, '/survivor') == {'Allow-A': ME}


def test_a_change_holds_when_it_is_answered(cluster, admitted, refused,
                                            container):
    """Swift forgets too early, and readers would bring the old rules back."""
    second = cluster.add_proxy('reading-too')
    done = threading.Event()

    def read(proxy):
        client = swift_client.Client(proxy, OTHER)
        while not done.is_set():
            client.get(container + '/o')

    readers = [threading.Thread(target=read, args=(proxy,))
               for proxy in (cluster.filtered, second) * 4]
    elsewhere = swift_client.Client(second, OTHER)
    for reader in readers:
        reader.start()
    wrong = []
    try:
        for number in range(CHANGES // 2):
            assert admitted.post(container, {
                CONTAINER + 'Allow-A': ME}).status == 204
            for client in elsewhere, refused:
                if client.get(container + '/o').status != 403:
                    wrong.append(number)
            assert admitted.post(container, {
                'X-Remove-Container-Meta-Allow-A': 'x'}).status == 204
            for client in elsewhere, refused:
                if client.get(container + '/o').status != 200:
                    wrong.append(number)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
