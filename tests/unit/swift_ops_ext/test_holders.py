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

"""What Swift says of containers and accounts, asked by its own functions."""

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import swob
from swift.proxy.controllers import base

from swift_ops_ext import holders
from swift_ops_ext import rules
from swift_ops_ext import verdict
from tests.unit.swift_ops_ext import stub_swift


def env_of(path='/bucket/key', **more):
    return dict(swob.Request.blank(path).environ,
                **{'swift.infocache': {}, **more})


def found_by(swift):
    return holders.Holders(swift, rules.Book({}))


@pytest.mark.parametrize(('container', 'account', 'state'), [
    (200, 204, 'there'), (204, 204, 'there'), (202, 204, 'there'),
    (404, 204, 'missing'), (410, 204, 'unknown'), (204, 404, 'missing'),
    (404, 404, 'missing'), (204, 503, 'unknown'), (204, 500, 'unknown'),
    (204, 401, 'unknown'), (204, 301, 'unknown'),
    pytest.param(204, 410, 'missing'),
    (503, 204, 'unknown'), (500, 204, 'unknown'), (403, 204, 'unknown'),
    (507, 204, 'unknown'), (301, 204, 'unknown'), (401, 404, 'missing')])
def test_state_of_a_container(swift, container, account, state):
    swift.containers['a/c'] = container
    swift.accounts['a'] = account
    found = found_by(swift).container(env_of(), 'a', 'c')
    assert found == (verdict.State(state), None)


@pytest.mark.parametrize(('status', 'state'), [
    (200, 'there'), (204, 'there'), (404, 'missing'),
    pytest.param(410, 'missing'),
    (503, 'unknown'), (500, 'unknown'), (403, 'unknown'), (301, 'unknown')])
def test_state_of_an_account(swift, status, state):
    swift.accounts['a'] = status
    assert found_by(swift).account(env_of(), 'a') == (
        verdict.State(state), None)


def test_rules(swift):
    swift.accounts['a'] = {'Deny-X': '::1', 'color': 'red'}
    swift.containers.update({'a/c': {'Allow-B\xfcro': '::2'},
                             'a/d': {'color': 'red'}})
    found, env = found_by(swift), env_of()
    (rule,) = found.account(env, 'a').rules.written
    assert rule.title == 'Deny-X'
    (rule,) = found.container(env, 'a', 'c').rules.written
    assert rule.title == 'Allow-B\xfcro'
    assert found.container(env, 'a', 'd') == (verdict.State.THERE, None)


@pytest.mark.parametrize(('account', 'container'), [
    ('AUTH_\xe4', 'c\xe4'), ('a', '\x00versions\x00c'), ('a', 'c%41 ?#'),
    ('a', 'v1')])
def test_asks_for_the_right_names(swift, account, container):
    name = '%s/%s' % (account, container)
    swift.accounts[account] = {}
    swift.containers[name] = {'allow-x': '::1'}
    env = env_of('/bucket/key', SCRIPT_NAME='/elsewhere')
    assert found_by(swift).container(env, account, container).rules
    assert swift.looked_up == ['/v1/' + account, '/v1/' + name]
    assert env['PATH_INFO'] == '/bucket/key'


@hypothesis.given(strategies.text(min_size=1), strategies.text(min_size=1))
def test_cache_keys_are_swifts(account, container):
    """The keys are spelt out, which is right as long as this passes."""
    info = stub_swift.info({'allow-x': '::1'})
    env = env_of(**{'swift.infocache': {
        base.get_cache_key(account): info,
        base.get_cache_key(account, container): info}})
    found = found_by(None)
    assert found.account_info(env, account) is info
    assert found.container_info(env, account, container) is info
    assert all(found.rules_at_hand(env, account, container))


def test_asks_once_in_a_visit(swift):
    swift.containers['a/c'] = {'allow-x': '::1'}
    env, found = env_of(), found_by(swift)
    for _time in range(3):
        found.account(env, 'a')
        found.container(env, 'a', 'c')
    assert swift.looked_up == ['/v1/a', '/v1/a/c']


@pytest.mark.parametrize('missing', ['account', 'container'])
@pytest.mark.parametrize('status', [None, 404, 503, 0])
def test_rules_at_hand_are_of_what_is_there(missing, status):
    cache = {'account/a': stub_swift.info({}),
             'container/a/c': stub_swift.info({'allow-x': '::1'})}
    found, env = found_by(None), env_of(**{'swift.infocache': cache})
    of_account, of_container = found.rules_at_hand(env, 'a', 'c')
    assert of_account is None and of_container.allows
    key = {'account': 'account/a', 'container': 'container/a/c'}[missing]
    if status is None:
        del cache[key]
    else:
        cache[key] = dict(stub_swift.info({}), status=status)
    with pytest.raises(LookupError):
        found.rules_at_hand(env, 'a', 'c')


@pytest.mark.parametrize('unsent', [
    'container_count', 'object_count', 'put_timestamp'])
def test_what_is_not_whole_is_not_believed(unsent):
    """As what a server sends that is cut off before its headers end."""
    cache = {'account/a': stub_swift.info({}),
             'container/a/c': stub_swift.info({})}
    del cache['account/a']['object_count']
    cache['account/a' if unsent == 'container_count' else 'container/a/c'][
        unsent] = None
    found, env = found_by(None), env_of(**{'swift.infocache': cache})
    with pytest.raises(LookupError):
        found.rules_at_hand(env, 'a', 'c')
    states = {found.account(env, 'a').state,
              found.container(env, 'a', 'c').state}
    assert states == {verdict.State.THERE, verdict.State.UNKNOWN}


def test_forget(swift):
    swift.containers['a/c'] = {'allow-x': '::1'}
    found, env = found_by(swift), env_of()
    found.forget(env, 'a', 'c')
    assert found.container(env, 'a', 'c').state is verdict.State.MISSING
    info = base.get_container_info(
        dict(env, PATH_INFO='/v1/a/c'), swift, 'IPW')
    assert (info['status'], info['meta']) == (404, {})
    assert not swift.looked_up


def test_make_account(swift):
    env = env_of(**{'swift.infocache': {'account/\xe4': {}}})
    assert found_by(swift).make_account(env, '\xe4') == 201
    assert swift.asked == [('POST', '/v1/\xe4')]
    assert env['swift.infocache'] == {}
