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

"""The place that sees the client, on its own."""

import logging

import pytest
from swift.common import swob

from swift_ops_ext import answers
from swift_ops_ext import first_place
from swift_ops_ext import second_place
from tests.unit.swift_ops_ext import one_request
from tests.unit.swift_ops_ext import stub_swift

NAMED, OTHER = one_request.NAMED, one_request.OTHER
RULE = {'allow-office': NAMED}
REASON = answers.REASON_HEADER
WHY = 'Be\u20accause.'


class Middleware:
    """Stands between the places and answers by itself.

    :param swift: answers what the filter asks
    """

    def __init__(self, swift, status=200, headers=None, *, lazy=False):
        self.swift = swift
        self.status = status
        self.headers = headers or {}
        self.lazy = lazy
        self.closed = False

    def __call__(self, env, start_response):
        if env.get('swift.source') == 'IPW':
            return self.swift(env, start_response)
        answer = swob.Response(status=self.status, body=b'secret',
                               headers=self.headers)
        if self.lazy:
            return self._answer(answer, env, start_response)
        return self.Body(self, answer(env, start_response))

    def _answer(self, answer, env, start_response):
        try:
            yield from answer(env, start_response)
        finally:
            self.closed = True

    class Body:
        def __init__(self, middleware, body):
            self.middleware = middleware
            self.body = body

        def __iter__(self):
            return iter(self.body)

        def close(self):
            self.middleware.closed = True


def ask(app, path, address=NAMED, method='GET', *, infocache=None,
        section=None, reason=None, admitted=None):
    env = one_request.environ(path, method)
    env['swift.infocache'].update(infocache or {})
    visit = one_request.visit(env, address)
    visit.reason, visit.admitted = reason, admitted
    place = one_request.part(first_place.FirstPlace, app, **section or {})
    return one_request.answer(
        lambda env, start_response: place(env, visit, start_response), env)


@pytest.mark.parametrize(('status', 'quota', 'seen'), [
    (400, {}, 400), (412, {}, 412), (202, {}, 202), (405, {}, 405),
    (413, {}, 413), (413, {'quota-bytes': '1'}, 401),
    (413, {'quota-count': '1'}, 401), (404, {}, 401), (200, {}, 401),
    (301, {}, 401), (409, {}, 401)])
def test_who_is_not_authorized_sees_what_all_see(swift, status, quota, seen):
    """What is said of any container may be said of this one."""
    swift.containers['a/c'] = {**RULE, **quota}

    def app(env, start_response):
        env['swift.authorize'] = lambda req: swob.HTTPUnauthorized(
            request=req)
        return Middleware(swift, status)(env, start_response)

    answer = ask(app, '/v1/a/c/o', OTHER)
    assert answer.status_int == seen
    assert REASON not in answer.headers


@pytest.mark.parametrize('authorize', [
    None, lambda req: swob.HTTPUnauthorized(request=req)])
@pytest.mark.parametrize(('method', 'query', 'passed'), [
    ('DELETE', 'multipart-manifest=delete', True),
    ('GET', 'multipart-manifest=delete', False),
    ('POST', 'multipart-manifest=delete', False),
    ('PUT', 'extract-archive=tar', True),
    ('GET', 'extract-archive=tar', False)])
def test_only_what_is_bulk_may_call_itself_so(swift, authorize, method, query,
                                              passed):
    swift.containers['a/c'] = RULE

    def app(env, start_response):
        if authorize is not None:
            env['swift.authorize'] = authorize
        return Middleware(swift, 404)(env, start_response)

    answer = ask(app, '/v1/a/c/o?' + query, OTHER, method)
    assert (answer.status_int == 404) is passed
    assert (b'secret' in answer.body) is passed


def test_what_is_wrong_is_said_before_anybody_is_known(swift):
    swift.containers['a/c'] = RULE
    assert ask(Middleware(swift, 400), '/v1/a/c', OTHER).status_int == 400
    assert ask(Middleware(swift, 413), '/v1/a/c', OTHER).status_int == 403


@pytest.mark.parametrize('lazy', [False, True])
@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/', '/v1/a/c/o'])
@pytest.mark.parametrize('status', [200, 204, 206, 301, 304, 404, 412, 413,
                                    500])
def test_judges_what_the_second_place_has_not_seen(swift, lazy, path,
                                                   status):
    swift.containers['a/c'] = RULE
    app = Middleware(swift, status, lazy=lazy)
    assert ask(app, path).status_int == status
    app.closed = False
    refused = ask(app, path, OTHER)
    assert refused.status_int == 403
    assert b'secret' not in refused.body
    assert b'No Allow rule' in refused.body
    assert refused.headers[REASON]
    assert app.closed


@pytest.mark.parametrize('lazy', [False, True])
def test_passes_on_what_the_second_place_has_admitted(swift, lazy):
    app = Middleware(swift, lazy=lazy)
    swift.containers['a/c'] = RULE
    passed = ask(app, '/v1/a/c/o', OTHER, admitted='/v1/a/c/o')
    assert passed.body == b'secret'
    assert REASON not in passed.headers
    assert not swift.looked_up
    # Admitted to another one.
    assert ask(app, '/v1/a/c/o', OTHER, admitted='/v1/a/d/o'
               ).status_int == 403


@pytest.mark.parametrize('status', [401, 403, 503])
def test_refusals_have_nothing_to_hide(swift, status):
    swift.containers['a/c'] = RULE
    answer = ask(Middleware(swift, status), '/v1/a/c', OTHER)
    assert answer.status_int == status
    assert REASON not in answer.headers
    assert not swift.looked_up


@pytest.mark.parametrize(('metadata', 'method', 'status'), [
    ({'allow-read-x': OTHER}, 'GET', 200),
    ({'allow-read-x': OTHER}, 'PUT', 403),
    ({'allow-read-x': OTHER}, 'OPTIONS', 200),
    ({'allow-write-x': OTHER}, 'HEAD', 403), (503, 'GET', 503),
    (404, 'GET', 200), ({}, 'GET', 200)])
def test_verdicts(swift, metadata, method, status):
    swift.containers['a/c'] = metadata
    assert ask(Middleware(swift), '/v1/a/c', OTHER, method
               ).status_int == status


@pytest.mark.parametrize('path', [
    '/v1/a', '/v1/a/', '/info', '/auth/v1.0', '/v1/a/%FF', '/v1/a/%00c'])
def test_leaves_what_names_no_container_alone(swift, path):
    swift.accounts['a'] = {'deny-x': OTHER}
    assert ask(Middleware(swift), path, OTHER).body == b'secret'
    assert not swift.looked_up


@pytest.mark.parametrize(('method', 'query', 'status'), [
    ('POST', '?bulk-delete', 200), ('POST', '?x=1&bulk-delete=1', 200),
    ('DELETE', '?bulk-delete', 200), ('GET', '?bulk-delete', 403),
    ('PUT', '?bulk-delete', 403), ('PUT', '?extract-archive=tar', 200),
    ('POST', '?xbulk-delete', 403)])
def test_the_path_of_a_bulk_delete_says_nothing(swift, method, query, status):
    swift.containers['a/c'] = RULE
    assert ask(Middleware(swift), '/v1/a/c' + query, OTHER, method
               ).status_int == status


INFO = stub_swift.info(RULE)
BARE = stub_swift.info({})


@pytest.mark.parametrize(('address', 'status'), [(NAMED, 200), (OTHER, 403)])
def test_s3_names_no_account_but_has_looked_one_up(swift, address, status):
    answer = ask(Middleware(swift), '/c/o', address, infocache={
        'account/a': BARE, 'container/a/d': BARE, 'container/a/c': INFO})
    assert answer.status_int == status
    if status == 403:
        assert b'<Code>AccessDenied</Code>' in answer.body
        assert b'secret' not in answer.body


@pytest.mark.parametrize('seen', [
    {'admitted': '/v1/a/c/o'}, {'reason': WHY}])
def test_s3_that_the_second_place_has_seen(swift, seen):
    answer = ask(Middleware(swift), '/c/o', OTHER,
                 infocache={'container/a/c': INFO}, **seen)
    assert answer.body == b'secret'


@pytest.mark.parametrize('status', [200, 400, 409, 412, 500, 403])
def test_says_why_a_part_was_refused(swift, status):
    swift.containers['a/manifests'] = {}
    answer = ask(Middleware(swift, status), '/v1/a/manifests/o',
                 reason=WHY)
    assert answer.status_int == status
    assert answer.headers[REASON] == 'Be%E2%82%ACcause.'


def test_mode_log(swift, caplog):
    caplog.set_level(logging.INFO)
    swift.containers['a/c'] = RULE
    answer = ask(Middleware(swift), '/v1/a/c', OTHER,
                 section={'mode': 'log'})
    assert answer.body == b'secret'
    assert 'would have refused GET /v1/a/c' in caplog.text


def test_errors_are_passed_on(swift):
    given = []

    def app(env, start_response):
        start_response('500 Oops', [], ValueError)
        return [b'']

    def start_response(status, headers, exc_info=None):
        given.append((status, exc_info))

    env = one_request.environ('/v1/a')
    one_request.part(first_place.FirstPlace, app)(
        env, one_request.visit(env), start_response)
    assert given == [('500 Oops', ValueError)]


@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/o', '/v1.0/a/c/o'])
@pytest.mark.parametrize('address', [NAMED, OTHER])
def test_both_places_log_a_refusal_once(swift, caplog, path, address):
    caplog.set_level(logging.INFO)
    swift.containers['a/c'] = RULE
    assert through_both(swift, path, address)[0].startswith(
        '200' if address == NAMED else '403')
    assert len(caplog.messages) == (0 if address == NAMED else 1)
    assert len(swift.looked_up) == 2


def test_both_places_give_one_reason(swift):
    swift.containers['a/c'] = RULE
    _status, headers = through_both(swift, '/v1/a/c/o', OTHER)
    names = [name.lower() for name, _value in headers]
    assert names.count(REASON.lower()) == 1


def through_both(swift, path, address):
    second = one_request.part(second_place.SecondPlace, swift)
    env = one_request.environ(path)
    visit = one_request.visit(env, address)
    first = one_request.part(
        first_place.FirstPlace,
        lambda env, start_response: second.application(env, visit)(
            env, start_response))
    started = []
    first(env, visit, lambda status, headers, exc_info=None: started.append(
        (status, headers)))
    return started[0]
