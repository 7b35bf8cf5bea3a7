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

"""The middleware as Swift's loader makes it; the parts have their own tests.

The real pipeline is in the functional tests.
"""

import pytest
from swift.common import registry
from swift.common import swob
from swift.common import wsgi

from swift_ops_ext import answers
from swift_ops_ext import holders
from swift_ops_ext import ip_whitelist
from swift_ops_ext import shared_cache
from swift_ops_ext import visit as visits
from tests.unit.swift_ops_ext import one_request
from tests.unit.swift_ops_ext import stub_memcache

NAMED, OTHER = one_request.NAMED, one_request.OTHER
RULE = {'allow-office': NAMED}


def build(application, **section):
    return ip_whitelist.filter_factory({}, **section)(application)


def ask(middleware, path, peer=NAMED, environ=None, **kwargs):
    environ = dict({'REMOTE_ADDR': peer}, **environ or {})
    return swob.Request.blank(path, environ=environ, **kwargs).get_response(
        middleware)


def two_places(swift, between=None, **section):
    """Make both places, with middleware between them."""
    second = build(swift, **section)
    first = build(second if between is None else between(second), **section)
    for middleware in first, second:
        middleware._pipeline = [first, second, swift]
    return first


def test_admits_and_refuses(swift):
    swift.containers['a/c'] = RULE
    for middleware in build(swift), two_places(swift):
        assert ask(middleware, '/v1/a/c/o').body == b'secret'
        refused = ask(middleware, '/v1/a/c/o', OTHER)
        assert refused.status_int == 403
        assert b'No Allow rule' in refused.body
        assert refused.headers[answers.REASON_HEADER]


@pytest.mark.parametrize('path', ['/info', '/', '/auth/v1.0', 'v1',
                                  '/healthcheck'])
def test_leaves_what_names_no_account_alone(swift, path):
    for middleware in (build(swift, default='closed'),
                       two_places(swift, always_deny=NAMED)):
        assert ask(middleware, path).status_int == 200


def test_address_unknown(swift):
    swift.containers['a/c'] = {'allow-all': '0.0.0.0/0 ::/0'}
    middleware = two_places(swift)
    for peer in '', 'garbage':
        assert ask(middleware, '/v1/a/c/o', peer).status_int == 403
    assert ask(middleware, '/v1/a/c/o', '10.0.0.1').status_int == 200


def test_header_of_a_trusted_proxy_only(swift):
    swift.containers['a/c'] = RULE
    headers = {'X-Forwarded-For': NAMED}
    spoofed = ask(two_places(swift), '/v1/a/c/o', '10.0.0.1',
                  headers=headers)
    assert spoofed.status_int == 403
    trusting = two_places(swift, trusted_proxies='10.0.0.0/8')
    assert ask(trusting, '/v1/a/c/o', '10.0.0.1',
               headers=headers).status_int == 200
    assert ask(trusting, '/v1/a/c/o', '11.0.0.1',
               headers=headers).status_int == 403
    assert ask(trusting, '/v1/a/c/o', '10.0.0.1',
               headers={'X-Real-Ip': NAMED}).status_int == 403


def test_the_header_is_read_as_it_was_sent(swift):
    """Not as it is after Swift has put others in its place."""
    swift.containers['a/c'] = RULE
    middleware = two_places(swift, trusted_proxies='10.0.0.0/8')

    def status(*lines):
        return ask(middleware, '/v1/a/c/o', '10.0.0.1', {
            'HTTP_X_FORWARDED_FOR': NAMED, 'headers_raw': lines}).status_int

    assert status(('X-Forwarded-For', NAMED)) == 200
    assert status(('x-forwarded-for', OTHER), ('X-FORWARDED-FOR', NAMED)
                  ) == 200
    assert status(('X-Forwarded-For', NAMED), ('x-forwarded-for', OTHER)
                  ) == 403
    assert status(('X-Forwarded-For', OTHER), ('X_Forwarded_For', NAMED)
                  ) == 403
    assert status(('X-Forwarded-For', NAMED), ('X-Forwarded-For', '10.0.0.2')
                  ) == 200
    assert status(('X_Forwarded_For', NAMED)) == 403
    assert status() == 403


@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/o'])
@pytest.mark.parametrize('holder', [
    pytest.param('account'),
    'container'])
def test_a_refused_preflight_is_left_to_swift(swift, path, holder):
    """It is answered to anybody, so no rule may show in it."""
    swift.containers['a/c'] = {} if holder == 'account' else RULE
    if holder == 'account':
        swift.accounts['a'] = RULE
    answer = ask(two_places(swift), path, OTHER, method='OPTIONS')
    assert answer.status_int == 200
    assert swift.asked == [('OPTIONS', path)]


@pytest.mark.parametrize('pre_authed', [False, True])
def test_inner_requests_are_the_clients(swift, pre_authed):
    """What is asked on behalf of a request has its infocache, not its peer."""
    swift.containers.update({'a/c': RULE, 'a/manifests': {}})
    results = []

    def between(second):
        def middleware(env, start_response):
            if env.get('swift.source') == holders.SOURCE:
                return swift(env, start_response)
            make = wsgi.make_pre_authed_env if pre_authed else wsgi.make_env
            inner = make(env, path='/v1/a/c/o', swift_source='SLO')
            assert 'REMOTE_ADDR' not in inner
            # Whatever an inner request claims, it is still the client's.
            inner['HTTP_X_FORWARDED_FOR'] = NAMED
            inner['REMOTE_ADDR'] = NAMED
            results.append(
                swob.Request(inner).get_response(second).status_int)
            return swob.Response(status=409)(env, start_response)
        return middleware

    middleware = two_places(swift, between)
    for peer in NAMED, OTHER:
        answer = ask(middleware, '/v1/a/manifests/o', peer)
        assert (answers.REASON_HEADER in answer.headers) is (peer == OTHER)
    assert results == [200, 403]


def test_no_client_brings_a_visit_of_his_own(swift):
    swift.containers['a/c'] = RULE
    middleware = two_places(swift)
    for infocache in {}, {'container/a/d': {}}:
        answer = ask(middleware, '/v1/a/c/o', OTHER,
                     {'swift.infocache': infocache})
        assert answer.status_int == 403
        assert isinstance(infocache[visits.KEY], visits.Visit)


def test_lookups_go_through_the_shared_cache(swift):
    swift.containers['a/c'] = {}
    environ = {'swift.cache': stub_memcache.StubMemcache()}
    middleware = two_places(swift)
    assert ask(middleware, '/v1/a/c/o', OTHER, environ).status_int == 200
    swift.containers['a/c'] = RULE
    # As long as nobody changes it through a proxy, it is remembered.
    assert ask(middleware, '/v1/a/c/o', OTHER, environ).status_int == 200
    assert ask(middleware, '/v1/a/c', NAMED, environ, method='POST',
               headers={'X-Container-Meta-Allow-X': NAMED}
               ).status_int == 200
    assert ask(middleware, '/v1/a/c/o', OTHER, environ).status_int == 403


def test_the_shared_cache_is_put_in_once(swift):
    seen = []

    def between(second):
        def middleware(env, start_response):
            seen.append(env['swift.cache'])
            return second(env, start_response)
        return middleware

    memcache = stub_memcache.StubMemcache()
    ask(two_places(swift, between), '/v1/a/c/', NAMED,
        {'swift.cache': memcache})
    (cache,) = seen
    assert isinstance(cache, shared_cache.SharedCache)
    assert cache._cache is memcache


def test_bad_option_stops_the_proxy():
    with pytest.raises(wsgi.ConfigFileError, match='default = .x.: expected'):
        ip_whitelist.filter_factory({}, default='x')


def test_options_of_default_count():
    with pytest.raises(wsgi.ConfigFileError, match='mode = .x.: expected'):
        ip_whitelist.filter_factory({'mode': 'x'})
    ip_whitelist.filter_factory({'something': 'of Swift'})


def test_wrong_place_stops_the_proxy(swift):
    middleware = build(swift)
    with pytest.raises(wsgi.ConfigFileError, match='exactly twice'):
        middleware._pipeline = [middleware, swift]


def test_places_with_different_options(swift):
    first, second = build(swift), build(swift, default='closed')
    with pytest.raises(wsgi.ConfigFileError, match='same options'):
        first._pipeline = [first, second, swift]


def test_the_second_place_judges(swift):
    first, second = build(swift), build(swift)
    for middleware in first, second:
        middleware._pipeline = [first, second, swift]
        assert middleware._pipeline == [first, second, swift]
    assert (first._judges, second._judges) == (False, True)


def test_lets_nothing_through_where_it_may_not_see_all(swift, caplog):
    """As in a pipeline within a pipeline, which nobody checks."""
    class Symlinks:
        app = swift

        def __call__(self, env, start_response):
            return self.app(env, start_response)

    swift.containers['a/c'] = {}
    middleware = build(Symlinks())
    assert ask(middleware, '/v1/a/c/o').status_int == 503
    assert 'not loaded by the pipeline' in caplog.text
    assert ask(middleware, '/info').status_int == 200
    other = build(swift)
    for each in middleware, other:
        each._pipeline = [middleware, other, swift]
    assert ask(middleware, '/v1/a/c/o').status_int == 200


def test_info(monkeypatch):
    monkeypatch.setattr(registry, '_swift_info', {})
    ip_whitelist.filter_factory(
        {}, default='closed', mode='log', rule_changes='owners',
        container_rules='replace', list_b='::1', list_a='::2',
        always_allow='192.0.2.1')
    assert registry.get_swift_info()['ip_whitelist'] == {
        'default': 'closed', 'mode': 'log', 'lists': ['a', 'b'],
        'container_rules': 'replace', 'rule_changes': 'owners',
        'max_rule_length': 256, 'max_rules': 90, 'max_rules_length': 4096}
