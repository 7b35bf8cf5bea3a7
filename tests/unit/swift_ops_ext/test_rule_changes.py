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

"""Who may change which rules, and how."""

import logging

import pytest
from swift.common import swob
from swift.proxy.controllers import base

from swift_ops_ext import answers
from swift_ops_ext import cases
from swift_ops_ext import changes
from swift_ops_ext import configuration
from swift_ops_ext import holders
from swift_ops_ext import rule_changes
from swift_ops_ext import rules
from swift_ops_ext import shared_cache
from tests.unit.swift_ops_ext import one_request
from tests.unit.swift_ops_ext import stub_memcache
from tests.unit.swift_ops_ext import stub_swift

NAMED, OTHER = one_request.NAMED, one_request.OTHER
CONFIRMED = {changes.CONFIRMATION: 'true'}
META = 'X-Container-Meta-'


def send(swift, method='POST', headers=None, path='/v1/a/c', address=NAMED,
         section=None, **more):
    """Send a change that is admitted, and give Swift's answer or ours."""
    conf = configuration.Configuration.parse(section or {}, section or {})
    book, told = rules.Book(conf.lists), one_request.told()
    found = holders.Holders(swift, book)
    found_cases = cases.Cases(found, conf.suffixes, told)
    env = one_request.environ(path, method, headers, **more)
    account, container = (path.split('/') + [''])[2:4]
    case = (found_cases.container(env, account, container) if container
            else found_cases.account(env, account))
    checked = rule_changes.RuleChanges(swift, conf, book, found_cases, found,
                                       told)
    return one_request.answer(checked.application(
        env, one_request.visit(env, address), case, account, container), env)


@pytest.mark.parametrize('headers', [
    {}, {'X-Container-Read': '.r:*'}, {META + 'Color': 'red'},
    {META + 'Allow-X': NAMED}, {META + 'Deny-X': OTHER},
    {META + 'IP-Whitelist-Mode': 'log'},
    {'X-Remove-Container-Meta-Allow-X': 'x'}])
@pytest.mark.parametrize('method', ['POST', 'PUT'])
@pytest.mark.parametrize('there', [True, False])
def test_passes_on(swift, headers, method, there):
    if there:
        swift.containers['a/c'] = {}
    answer = send(swift, method, headers)
    assert answer.status_int == 200
    assert swift.asked == [(method, '/v1/a/c')]


@pytest.mark.parametrize(('headers', 'named'), [
    ({META + 'Allow-X': NAMED + ', x'}, b'entry 2: '),
    ({META + 'Allow': NAMED}, b'Allow-<label>'),
    ({META + 'Deny-X': 'x'}, b'X-Container-Meta-Deny-X'),
    ({META + 'Allow-X': '192.0.2.1,' * 30}, b'Swift stores 256'),
    ({META + 'Allow-B\xc3\xbcro': 'x'}, b'X-Container-Meta-Allow-B'),
    ({META + 'Allow-X': '\xc3\xbc\xff'}, b'X-Container-Meta-Allow-X = '),
    ({META + 'Allow-\xff': 'x'}, b'X-Container-Meta-Allow-'),
    pytest.param(
        {META + 'IP-Whitelist-Mode': 'off'}, b'neither enforce nor log')])
@pytest.mark.parametrize('method', ['POST', 'PUT'])
def test_malformed(swift, headers, named, method):
    answer = send(swift, method, dict(headers, **CONFIRMED))
    assert answer.status_int == 400
    assert named in answer.body
    assert answer.headers[answers.REASON_HEADER]
    assert not swift.asked


def test_malformed_rules_of_an_account(swift):
    answer = send(swift, headers={'X-Account-Meta-Allow-X': 'x'},
                  path='/v1/a')
    assert answer.status_int == 400
    assert b'X-Account-Meta-Allow-X' in answer.body
    # To a container, that header is none.
    assert send(swift, headers={'X-Account-Meta-Allow-X': 'x'}
                ).status_int == 200


@pytest.mark.parametrize('headers', [
    {META + 'Allow-X': 'x'}, {META + 'Allow-X': OTHER}])
def test_who_is_not_authorized_gets_swifts_answer(swift, headers):
    swift.containers['a/c'] = {'allow-y': NAMED}
    answer = send(swift, headers=headers,
                  **{'swift.authorize': one_request.deny})
    # Right of us, that is what Swift says; here it says 200 to all.
    assert answer.status_int == 200
    assert swift.asked


@pytest.mark.parametrize('method', ['POST', 'PUT'])
@pytest.mark.parametrize(('before', 'headers', 'section'), [
    ({}, {META + 'Allow-X': OTHER}, {}),
    ({}, {META + 'Deny-X': '192.0.2.0/24'}, {}),
    ({}, {META + 'Allow-Read-X': NAMED}, {}),
    ({'allow-x': NAMED, 'allow-y': OTHER},
     {'X-Remove-Container-Meta-Allow-X': 'x'}, {}),
    ({'allow-x': NAMED}, {META + 'Allow-X': ''}, {'default': 'closed'}),
    pytest.param(
        {'allow-b\xfc': NAMED}, {META + 'Allow-B\xc3\xbc': ''},
        {'default': 'closed'}),
    ({'deny-x': NAMED, 'ip-whitelist-mode': 'log'},
     {META + 'IP-Whitelist-Mode': 'enforce'}, {})])
def test_lock_out(swift, caplog, method, before, headers, section):
    caplog.set_level(logging.INFO)
    swift.containers['a/c'] = before
    answer = send(swift, method, headers, section=section)
    assert answer.status_int == 409
    assert b'would shut you out: ' in answer.body
    assert not swift.asked
    assert 'would shut out its sender' in caplog.text
    for word in 'false', '', 'yes':
        assert send(swift, method, dict(headers, **{
            changes.CONFIRMATION: word}), section=section).status_int == 409
    for word in 'true', ' True ':
        assert send(swift, method, dict(headers, **{
            changes.CONFIRMATION: word}), section=section).status_int == 200
    assert 'shuts out its sender, as confirmed' in caplog.text


def test_lock_out_of_an_account(swift):
    headers = {'X-Account-Meta-Allow-X': OTHER}
    assert send(swift, headers=headers, path='/v1/a').status_int == 409
    assert send(swift, headers=dict(headers, **CONFIRMED), path='/v1/a'
                ).status_int == 200
    assert send(swift, headers={'X-Account-Meta-Allow-X': NAMED},
                path='/v1/a').status_int == 200


def test_what_refuses_nothing_locks_no_one_out(swift):
    headers = {META + 'Allow-X': OTHER}
    assert send(swift, headers=headers, section={'mode': 'log'}
                ).status_int == 200
    assert send(swift, headers=headers, section={
        'always_allow': NAMED}).status_int == 200


OWNERS = {'rule_changes': 'owners'}


@pytest.mark.parametrize(('method', 'headers', 'about_rules'), [
    ('POST', {META + 'Allow-X': NAMED}, True),
    ('PUT', {META + 'Allow-X': NAMED}, True),
    ('POST', {META + 'Deny-X': OTHER}, True),
    ('POST', {META + 'Allow-Old': ''}, True),
    ('PUT', {'X-Remove-Container-Meta-Allow-Old': 'x'}, True),
    ('POST', {META + 'IP-Whitelist-Mode': 'log'}, True),
    ('DELETE', {}, True),
    ('POST', {META + 'Color': 'red'}, False),
    ('PUT', {}, False),
    ('POST', {META + 'Allow-Old': NAMED}, False)])
def test_only_owners_change_rules(swift, method, headers, about_rules):
    swift.containers['a/c'] = {'allow-old': NAMED}
    for authorize, status in ((one_request.authorize, 403),
                              (one_request.authorize_owner, 200)):
        answer = send(swift, method, headers, section=OWNERS,
                      **{'swift.authorize': authorize})
        assert answer.status_int == (status if about_rules else 200)
        if answer.status_int == 403:
            assert b'Only owners of the account' in answer.body
        # By default, whoever may write may.
        assert send(swift, method, headers, **{
            'swift.authorize': authorize}).status_int == 200


def test_only_owners_remove_rules_with_odd_names(swift):
    swift.containers['a/c'] = {'allow-b\xfcro': NAMED}
    answer = send(swift, headers={
        'X-Remove-Container-Meta-Allow-B\xc3\xbcro': 'x'}, section=OWNERS,
        **{'swift.authorize': one_request.authorize})
    assert answer.status_int == 403


def test_signed_urls_own_nothing(swift):
    swift.containers['a/c'] = {'allow-old': NAMED}
    for method in 'DELETE', 'POST':
        assert send(swift, method, {META + 'Allow-Old': ''}, section=OWNERS,
                    **{'swift.authorize': one_request.authorize_owner,
                       'swift.authorize_override': True}).status_int == 403


def test_who_may_not_delete_learns_nothing(swift):
    swift.containers['a/c'] = {'allow-old': NAMED}
    assert send(swift, 'DELETE', section=OWNERS, **{
        'swift.authorize': one_request.deny}).status_int == 200
    assert swift.asked == [('DELETE', '/v1/a/c')]


def test_anyone_deletes_a_container_without_rules(swift):
    swift.containers['a/c'] = {'color': 'red'}
    assert send(swift, 'DELETE', section=OWNERS, **{
        'swift.authorize': one_request.authorize}).status_int == 200


class TestLostAccount:
    """Its containers seem to be gone, until a PUT brings all back."""

    @pytest.mark.parametrize(('hidden', 'status'), [
        ({'allow-x': OTHER}, 403), ({'allow-x': NAMED}, 200), ({}, 200),
        (404, 200), (503, 503)])
    def test_what_it_hides_is_judged(self, swift, hidden, status):
        swift.lost.add('a')
        swift.containers['a/c'] = hidden
        assert send(swift, 'PUT').status_int == status
        assert (('PUT', '/v1/a/c') in swift.asked) is (status == 200)

    @pytest.mark.parametrize(('made', 'status'), [
        (404, 200), (503, 503), (500, 503), (403, 503)])
    def test_that_cannot_be_made(self, swift, made, status):
        swift.lost.add('a')
        swift.made = made
        swift.containers['a/c'] = {'allow-x': OTHER}
        assert send(swift, 'PUT').status_int == status

    def test_is_not_made_for_who_is_not_authorized(self, swift):
        swift.lost.add('a')
        assert send(swift, 'PUT', **{
            'swift.authorize': one_request.deny}).status_int == 200
        assert swift.asked == [('PUT', '/v1/a/c')]

    @pytest.mark.parametrize('method', ['POST', 'DELETE'])
    def test_is_made_by_put_only(self, swift, method):
        swift.lost.add('a')
        send(swift, method)
        assert swift.asked == [(method, '/v1/a/c')]


class TestAnnouncing:
    """A change is announced when it is written, before it is answered."""

    @pytest.mark.parametrize('container', ['c', ''])
    def test_order(self, container, caplog):
        cache = shared_cache.SharedCache(stub_memcache.StubMemcache())
        key = base.get_cache_key('a', container or None)
        happened = []

        def swift(env, start_response):
            # What a reader cached while it was written is forgotten.
            cache.get(key)
            cache.set(key, stub_swift.info({}))
            return swob.Response(status=202)(env, start_response)

        def start_response(status, headers, exc_info=None):
            happened.append((status, cache.get(key)))

        env = one_request.environ('/v1/a/' + container, 'POST', **{
            'swift.cache': cache})
        rule_changes.Announcing(swift, 'a', container, one_request.told())(
            env, start_response)
        assert happened == [('202 Accepted', None)]
        assert not caplog.messages

    def test_also_if_it_fails(self):
        cache = shared_cache.SharedCache(stub_memcache.StubMemcache())
        cache.get('container/a/c')
        cache.set('container/a/c', stub_swift.info({}))
        assert cache.get('container/a/c')

        def swift(env, start_response):
            raise OSError

        env = one_request.environ('/v1/a/c', 'POST', **{'swift.cache': cache})
        with pytest.raises(OSError):
            rule_changes.Announcing(swift, 'a', 'c', one_request.told())(
                env, None)
        assert cache.get('container/a/c') is None

    def test_says_when_nobody_hears_it(self, swift, caplog):
        memcache = stub_memcache.StubMemcache()
        memcache.fails = True
        env = one_request.environ('/v1/a/c', 'POST', **{
            'swift.cache': shared_cache.SharedCache(memcache)})
        answer = one_request.answer(rule_changes.Announcing(
            swift, 'a', 'c', one_request.told()), env)
        assert answer.status_int == 200
        assert 'memcached did not take the change of /v1/a/c' in caplog.text


def test_creating_is_judged_by_what_will_be(swift):
    """A new container may be closed to its maker only if he says so."""
    headers = {META + 'Allow-X': OTHER}
    assert send(swift, 'PUT', headers).status_int == 409
    assert send(swift, 'PUT', dict(headers, **CONFIRMED)).status_int == 200
