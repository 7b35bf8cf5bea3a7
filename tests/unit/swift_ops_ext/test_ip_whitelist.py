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

"""The middleware around a stub application; the real one is in functional."""

import json
import logging

import pytest
from swift.common import swob
from swift.common import wsgi
from swift.proxy.controllers import base

from swift_ops_ext import ip_whitelist


class Application:
    """Answers 200 to all, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, env, start_response):
        self.asked.append(env['PATH_INFO'])
        return swob.Response(body=b'secret')(env, start_response)


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def containers(monkeypatch):
    """Metadata by path; an integer is the status of the information."""
    known = {}

    def container_info(env, app, swift_source):
        found = known.get(env['PATH_INFO'], 404)
        if isinstance(found, int):
            return {'status': found, 'meta': {}}
        return {'status': 204, 'meta': found}

    monkeypatch.setattr(base, 'get_container_info', container_info)
    monkeypatch.setattr(base, 'get_account_info',
                        lambda *args, **kwargs: {'status': 204, 'meta': {}})
    return known


def build(application, **section):
    return ip_whitelist.filter_factory({}, **section)(application)


def ask(middleware, path, peer='192.0.2.1', environ=None, **kwargs):
    environ = dict({'REMOTE_ADDR': peer}, **environ or {})
    return swob.Request.blank(path, environ=environ, **kwargs).get_response(
        middleware)


RULE = {'allow-office': '192.0.2.1'}


def test_admits_and_refuses(application, containers):
    containers['/v1/a/c'] = RULE
    middleware = build(application)
    assert ask(middleware, '/v1/a/c/o').status_int == 200
    refused = ask(middleware, '/v1/a/c/o', '192.0.2.2')
    assert refused.status_int == 403
    assert refused.content_type == 'text/plain'
    assert b'No Allow rule' in refused.body
    assert application.asked == ['/v1/a/c/o']


@pytest.mark.parametrize('path', [
    '/info', '/', '/auth/v1.0', '/v1/a', '/v1/a/', '/v1//c', '/v1/a//o',
    'v1', '/healthcheck'])
def test_leaves_what_is_no_container_alone(application, containers, path):
    assert ask(build(application, default='closed'),
               path).status_int == 200


@pytest.mark.parametrize('path', [
    '/v1/a/c', '/v1/a/c/', '/v1/a/c/o', '/v1/a/c/o/p', '/v1.0/a/c/o',
    '/v1/a/%63/o'])
@pytest.mark.parametrize('method', [
    'GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'COPY', 'OPTIONS', 'REPLICATE',
    'TEST', 'get'])
def test_every_method_and_spelling(application, containers, path, method):
    containers['/v1/a/c'] = RULE
    assert ask(build(application), path, '192.0.2.2',
               method=method).status_int == 403
    assert not application.asked


def test_utf8_names(application, containers):
    containers['/v1/a/\xc3\xa9'] = RULE
    middleware = build(application)
    assert ask(middleware, '/v1/a/%C3%A9/o').status_int == 200
    assert ask(middleware, '/v1/a/%C3%A9/o', '::1').status_int == 403


@pytest.mark.parametrize('path', ['/v2/a/c/o', '/v1/a/%FF/o', '/x/y/z'])
def test_swift_answers_what_it_would_not_serve(application, containers, path):
    containers.update({'/v1/a/c': 503, '/v1/a/\xff': 503, '/v1/y/z': 503})
    assert ask(build(application), path).status_int == 200


@pytest.mark.parametrize('status', [503, 500, 403, 0])
def test_unknown_rules(application, containers, status):
    containers['/v1/a/c'] = status
    for path in '/v1/a/c', '/v1/a/c/o':
        answer = ask(build(application), path)
        assert answer.status_int == 503
        assert int(answer.headers['Retry-After']) > 0
        assert b'cannot be read at the moment' in answer.body
    assert not application.asked


@pytest.mark.parametrize('method', ['OPTIONS', 'PATCH', 'TEST', 'get'])
def test_swift_answers_methods_that_touch_no_object(application, containers,
                                                    method):
    assert ask(build(application), '/v1/a/c/o',
               method=method).status_int == 200


def test_inner_head_gets_no_body_announced(application, containers):
    containers.update({'/v1/a/c': RULE, '/v1/a/d': 503})
    for path in '/v1/a/c', '/v1/a/d':
        answer = ask(build(application), path, '::1', method='HEAD')
        assert answer.content_length == 0


@pytest.mark.parametrize(('named', 'peer', 'status'), [
    ([], '192.0.2.2', 200), (['c'], '192.0.2.1', 200),
    (['c'], '192.0.2.2', 403), (['open', 'c'], '192.0.2.2', 403),
    (['open'], '192.0.2.2', 200), (['gone'], '192.0.2.2', 200),
    (['down'], '192.0.2.1', 503)])
def test_queued_deletions(application, containers, named, peer, status):
    containers.update({'/v1/a/c': RULE, '/v1/a/open': {}, '/v1/a/down': 503})
    body = json.dumps([{'name': '1-a/%s/o' % container}
                       for container in named]).encode()
    path = '/v1/.expiring_objects/123'
    headers = {'X-Backend-Allow-Private-Methods': 'True'}
    middleware = build(application, default='open')
    assert ask(middleware, path, peer, method='UPDATE', body=body,
               headers=headers).status_int == status
    assert ask(middleware, path, peer, method='UPDATE', body=b'?',
               headers=headers).status_int == 403
    # Without that header Swift knows no such method.
    assert ask(middleware, path, peer, method='UPDATE',
               body=body).status_int == 200


@pytest.mark.parametrize('method', ['PUT', 'POST', 'DELETE'])
def test_forgets_what_readers_cached_during_a_change(containers, method):
    containers['/v1/a/c'] = {}
    forgotten = []

    class Memcache:
        def delete(self, key):
            forgotten.append(key)

    def application(env, start_response):
        forgotten.append('changed')
        return swob.Response(status=202)(env, start_response)

    key = base.get_cache_key('a', 'c')
    answer = ask(build(application), '/v1/a/c', method=method,
                 environ={'swift.cache': Memcache()})
    assert answer.status_int == 202
    assert forgotten == ['changed', key]
    ask(build(application), '/v1/a/c/o', method=method,
        environ={'swift.cache': Memcache()})
    assert forgotten == ['changed', key, 'changed']


@pytest.mark.parametrize('default', ['open', 'closed'])
def test_missing_container(application, containers, default):
    middleware = build(application, default=default)
    assert ask(middleware, '/v1/a/c', method='PUT').status_int == 200
    assert ask(middleware, '/v1/a/c/').status_int == 200
    # Swift would serve an object whose container database is lost.
    assert ask(middleware, '/v1/a/c/o').status_int == 404
    denied = ask(middleware, '/v1/a/c/o', environ={
        'swift.authorize': lambda req: swob.HTTPUnauthorized(request=req)})
    assert denied.status_int == 401


def test_default(application, containers):
    containers['/v1/a/c'] = {'color': 'red'}
    assert ask(build(application), '/v1/a/c/o').status_int == 200
    refused = ask(build(application, default='closed'), '/v1/a/c/o')
    assert refused.status_int == 403
    assert b'no Allow rule' in refused.body


def test_address_unknown(application, containers):
    containers['/v1/a/c'] = {'allow-all': '0.0.0.0/0 ::/0'}
    middleware = build(application)
    for peer in '', 'garbage':
        assert ask(middleware, '/v1/a/c/o', peer).status_int == 403
    assert ask(middleware, '/v1/a/c/o', '10.0.0.1').status_int == 200


def test_header_of_a_trusted_proxy_only(application, containers):
    containers['/v1/a/c'] = RULE
    headers = {'X-Forwarded-For': '192.0.2.1'}
    spoofed = ask(build(application), '/v1/a/c/o', '10.0.0.1',
                  headers=headers)
    assert spoofed.status_int == 403
    trusting = build(application, trusted_proxies='10.0.0.0/8')
    assert ask(trusting, '/v1/a/c/o', '10.0.0.1',
               headers=headers).status_int == 200
    assert ask(trusting, '/v1/a/c/o', '11.0.0.1',
               headers=headers).status_int == 403


def test_inner_requests_are_the_clients(application, containers):
    """What is asked on behalf of a request has its infocache, not its peer."""
    containers['/v1/a/c'] = RULE
    inner = build(application)
    results = []

    def between(env, start_response):
        sub_env = wsgi.make_env(env, path='/v1/a/c/o', swift_source='SLO')
        assert 'REMOTE_ADDR' not in sub_env
        results.append(swob.Request(sub_env).get_response(inner).status_int)
        return swob.Response()(env, start_response)

    outer = ip_whitelist.filter_factory({})(between)
    outer._judges = False
    for peer in '192.0.2.1', '192.0.2.2':
        ask(outer, '/v1/a/manifests/o', peer)
    assert results == [200, 403]


@pytest.mark.parametrize('path', [
    '/v1/a/c+segments/o', '/v1/a/%00versions%00c/o',
    '/v1/a/%00versions%00c+segments/o', '/v1/a/c+segments+segments/o'])
def test_kept_containers_are_their_owners(application, containers, path):
    containers.update({
        '/v1/a/c': RULE, '/v1/a/c+segments': {},
        '/v1/a/c+segments+segments': {}, '/v1/a/\x00versions\x00c': {},
        '/v1/a/\x00versions\x00c+segments': {}})
    middleware = build(application, default='closed')
    # As Swift itself asks; from others it takes no such name.
    headers = {'X-Backend-Allow-Reserved-Names': 'true'}
    assert ask(middleware, path, headers=headers).status_int == 200
    assert ask(middleware, path, '192.0.2.2',
               headers=headers).status_int == 403


def test_no_name_makes_it_look_up_many(application, containers, monkeypatch):
    asked = []

    def container_info(env, app, swift_source):
        asked.append(env['PATH_INFO'])
        return {'status': 204, 'meta': {}}

    monkeypatch.setattr(base, 'get_container_info', container_info)
    path = '/v1/a/c' + '+segments' * 800
    assert ask(build(application), path).status_int == 200
    assert len(asked) == 3


def test_rules_of_a_kept_container_count_too(application, containers):
    containers.update({'/v1/a/c': {}, '/v1/a/c+segments': RULE})
    middleware = build(application)
    assert ask(middleware, '/v1/a/c+segments/o').status_int == 200
    assert ask(middleware, '/v1/a/c+segments/o',
               '192.0.2.2').status_int == 403


@pytest.mark.parametrize('path', ['/v1/a/c%00/o', '/v1/a/%00c/o'])
def test_reserved_names_are_refused_by_swift(application, containers, path):
    containers.update({'/v1/a/c\x00': 503, '/v1/a/\x00c': 503})
    assert ask(build(application), path).status_int == 200
    assert ask(build(application), path, headers={
        'X-Backend-Allow-Reserved-Names': 'true'}).status_int == 503


def test_malformed_rule_is_logged_once(application, containers, caplog):
    containers['/v1/a/c'] = {'allow-office': '192.0.2.1/x'}
    middleware = build(application)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert ask(middleware, '/v1/a/c/o').status_int == 403
    (line,) = [message for message in caplog.messages if 'rule' in message]
    assert 'X-Container-Meta-Allow-Office of container a/c' in line
    assert "'192.0.2.1/x'" in line


def test_refusal_is_one_line(application, containers, caplog):
    containers['/v1/a/c'] = RULE
    with caplog.at_level(logging.INFO):
        ask(build(application), '/v1/a/c/o%0Ax', '192.0.2.2',
            environ={'swift.trans_id': 'tx1', 'swift.source': 'SLO'})
    (line,) = caplog.messages
    assert line == (
        'ip_whitelist: refused GET /v1/a/c/o%0Ax for 192.0.2.2: No Allow '
        'rule of this container names your address. (source: SLO, txn: tx1)')


def test_bad_option_stops_the_proxy():
    with pytest.raises(wsgi.ConfigFileError, match='default = .x.: expected'):
        ip_whitelist.filter_factory({}, default='x')


def test_wrong_place_stops_the_proxy(application):
    middleware = build(application)
    with pytest.raises(wsgi.ConfigFileError, match='exactly twice'):
        middleware._pipeline = [middleware, application]


def test_places_with_different_options(application):
    first, second = build(application), build(application, default='closed')
    with pytest.raises(wsgi.ConfigFileError, match='same options'):
        first._pipeline = [first, second, application]


def test_lets_nothing_through_where_it_may_not_see_all(application,
                                                       containers, caplog):
    """As in a pipeline within a pipeline, which nobody checks."""
    class Symlinks:
        app = application

        def __call__(self, env, start_response):
            return self.app(env, start_response)

    containers['/v1/a/c'] = {}
    middleware = build(Symlinks())
    assert ask(middleware, '/v1/a/c/o').status_int == 503
    assert 'not loaded by the pipeline' in caplog.text
    assert ask(middleware, '/info').status_int == 200
    other = build(application)
    for each in middleware, other:
        each._pipeline = [middleware, other, application]
    assert ask(middleware, '/v1/a/c/o').status_int == 200


def test_the_second_place_judges(application):
    first, second = build(application), build(application)
    for middleware in first, second:
        middleware._pipeline = [first, second, application]
    assert (first._judges, second._judges) == (False, True)
