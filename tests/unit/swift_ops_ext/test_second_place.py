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

"""The place that judges, on its own."""

import io
import itertools
import json
import logging
import time

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import swob

from swift_ops_ext import answers
from swift_ops_ext import rule_changes
from swift_ops_ext import second_place
from swift_ops_ext import shown_rules
from tests.unit.swift_ops_ext import one_request
from tests.unit.swift_ops_ext import reference_model
from tests.unit.swift_ops_ext import rule_strategies
from tests.unit.swift_ops_ext import stub_swift

NAMED, OTHER = one_request.NAMED, one_request.OTHER
RULE = {'allow-office': NAMED}
#: As Swift itself asks; from others it takes no reserved name.
INTERNAL = {'X-Backend-Allow-Reserved-Names': 'true'}


def place_of(swift, **section):
    return one_request.part(second_place.SecondPlace, swift, **section)


def ask(place, path, address=NAMED, method='GET', headers=None, *,
        client_method=None, **more):
    env = one_request.environ(path, method, headers, **more)
    visit = one_request.visit(env, address, client_method)
    answer = one_request.answer(place.application(env, visit), env)
    answer.visit = visit
    return answer


def test_admits_and_refuses(swift):
    swift.containers['a/c'] = RULE
    place = place_of(swift)
    admitted = ask(place, '/v1/a/c/o')
    assert (admitted.status_int, admitted.body) == (200, b'secret')
    assert admitted.visit.admitted == '/v1/a/c/o'
    assert admitted.visit.reason is None
    refused = ask(place, '/v1/a/c/o', OTHER)
    assert refused.status_int == 403
    assert b'No Allow rule of this container' in refused.body
    assert refused.headers[answers.REASON_HEADER]
    assert refused.visit.admitted is None
    assert refused.visit.reason + '\n' == refused.body.decode()
    assert swift.asked == [('GET', '/v1/a/c/o')]


@pytest.mark.parametrize('path', [
    '/info', '/', '/auth/v1.0', '/v1//c', '/v1', '/healthcheck', '/v2/a/c/o',
    '/x/y/z'])
def test_leaves_what_names_no_account_alone(swift, path):
    place = place_of(swift, default='closed', always_deny=NAMED)
    assert ask(place, path).status_int == 200
    assert not swift.looked_up


@pytest.mark.parametrize('path', ['/v1/a', '/v1/a/', '/v1/a//o'])
def test_an_account_is_judged_by_its_own_rules(swift, path):
    swift.containers['a/c'] = {'deny-x': NAMED}
    place = place_of(swift, default='closed')
    assert ask(place, path).status_int == 200
    swift.accounts['a'] = {'allow-x': OTHER}
    assert ask(place, path).status_int == 403
    assert ask(place, path, OTHER).status_int == 200
    swift.accounts['a'] = 503
    assert ask(place, path, OTHER).status_int == 503


def test_an_account_is_probed_for_authorization_only(swift):
    swift.accounts['a'] = {'deny-x': NAMED}
    place = place_of(swift)
    assert ask(place, '/v1/a', method='TEST').status_int == 200
    swift.containers['a/c'] = {}
    assert ask(place, '/v1/a/c', method='TEST').status_int == 403


@pytest.mark.parametrize('path', [
    '/v1/a/c', '/v1/a/c/', '/v1/a/c/o', '/v1/a/c/o/p', '/v1.0/a/c/o',
    '/v1/a/%63/o', '/v1/a/c//', '/v1/a/c/..'])
@pytest.mark.parametrize('method', [
    'GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'COPY', 'REPLICATE',
    'UPDATE', 'PATCH', 'TEST', 'get'])
def test_every_method_and_spelling(swift, path, method):
    swift.containers['a/c'] = RULE
    place = place_of(swift)
    assert ask(place, path, OTHER, method).status_int == 403
    assert not swift.asked
    assert ask(place, path, NAMED, method).status_int == 200


@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/o', '/v1/a'])
@pytest.mark.parametrize('holder', ['account', 'container'])
def test_a_refused_preflight_finds_no_container(swift, caplog, path, holder):
    """Swift answers it to anybody, from what is at hand."""
    caplog.set_level(logging.INFO)
    if holder == 'account':
        swift.accounts['a'] = RULE
    swift.containers['a/c'] = {} if holder == 'account' else RULE
    refused = holder == 'account' or path != '/v1/a'
    for address in OTHER, NAMED:
        env = one_request.environ(path, 'OPTIONS')
        visit = one_request.visit(env, address)
        assert place_of(swift).application(env, visit) is swift
        key = 'account/a' if path == '/v1/a' else 'container/a/c'
        found = env['swift.infocache'][key]
        if refused and address == OTHER:
            assert (found['status'], found['meta']) == (404, {})
        else:
            assert found['status'] == 204
            assert visit.admitted == path
    assert len(caplog.messages) == refused


@pytest.mark.parametrize(('method', 'reader', 'writer'), [
    ('GET', 200, 403), ('HEAD', 200, 403), ('PUT', 403, 200),
    ('POST', 403, 200), ('DELETE', 403, 200), ('COPY', 403, 200),
    ('OPTIONS', 200, 200)])
@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/o'])
def test_reading_and_writing(swift, method, reader, writer, path):
    swift.containers['a/c'] = {'allow-read-x': NAMED, 'allow-write-x': OTHER}
    place = place_of(swift)
    assert ask(place, path, NAMED, method).status_int == reader
    assert ask(place, path, OTHER, method).status_int == writer


def test_what_is_read_for_a_writer(swift):
    swift.containers['a/c'] = {'allow-write-x': NAMED}
    place = place_of(swift)
    for source, method, status in (('OV', 'PUT', 200), ('OV', 'GET', 403),
                                   ('SSC', 'PUT', 403), (None, 'PUT', 403)):
        more = {'swift.source': source} if source else {}
        assert ask(place, '/v1/a/c/o', method='GET', client_method=method,
                   **more).status_int == status


@pytest.mark.parametrize('path', ['/v1/a/%FF/o', '/v1/a/%FF', '/v1/a/c/%FF',
                                  '/v1/a/c%00/o', '/v1/a/%00c/o'])
def test_swift_answers_what_it_would_not_serve(swift, path):
    swift.containers.update({'a/c': RULE, 'a/c\x00': 503, 'a/\x00c': 503,
                             'a/\udcff': 503})
    assert ask(place_of(swift), path, OTHER).status_int == 200
    if '%00' in path:
        assert ask(place_of(swift), path, OTHER,
                   headers=INTERNAL).status_int == 503


def test_utf8_names(swift):
    swift.containers['a/\xe9'] = RULE
    place = place_of(swift)
    assert ask(place, '/v1/a/%C3%A9/o').status_int == 200
    assert ask(place, '/v1/a/%C3%A9/o', '::1').status_int == 403


@pytest.mark.parametrize('status', [503, 500, 403])
@pytest.mark.parametrize('holder', ['accounts', 'containers'])
def test_unknown_rules(swift, status, holder):
    swift.containers['a/c'] = {}
    getattr(swift, holder)['a' if holder == 'accounts' else 'a/c'] = status
    for path in '/v1/a/c', '/v1/a/c/o':
        for method in 'GET', 'PUT', 'OPTIONS':
            answer = ask(place_of(swift), path, NAMED, method)
            assert answer.status_int == 503
            assert int(answer.headers['Retry-After']) > 0
            assert b'cannot be read at the moment' in answer.body
    assert not swift.asked
    assert ask(place_of(swift, mode='log'), '/v1/a/c/o').status_int == 200


@pytest.mark.parametrize('path', ['/v1/a/c', '/v1/a/c/o'])
@pytest.mark.parametrize('method', ['GET', 'HEAD', 'PUT'])
def test_who_cannot_say_is_asked_once(swift, path, method):
    swift.containers['a/c'] = 503
    assert ask(place_of(swift), path, method=method, **{
        'swift.authorize': one_request.authorize}).status_int == 503
    assert swift.looked_up == ['/v1/a', '/v1/a/c']


@pytest.mark.parametrize('default', ['open', 'closed'])
def test_missing_container(swift, default):
    place = place_of(swift, default=default)
    assert ask(place, '/v1/a/c', method='PUT').status_int == 200
    # Swift would serve an object whose container's database is lost.
    for path in '/v1/a/c', '/v1/a/c/', '/v1/a/c/o':
        for method in 'GET', 'HEAD', 'POST', 'DELETE':
            assert ask(place, path, method=method).status_int == 404
        assert ask(place, path, method='OPTIONS').status_int == 200
    assert ask(place, '/v1/a/c/o', method='PUT').status_int == 404
    assert ask(place_of(swift, default=default, mode='log'), '/v1/a/c/o'
               ).status_int == 200
    assert ask(place, '/v1/a/c/o', **{
        'swift.authorize': one_request.deny}).status_int == 401
    swift.accounts['a'] = {'allow-x': OTHER}
    assert ask(place, '/v1/a/c/o').status_int == 403
    assert ask(place, '/v1/a/c').status_int == 403


def test_default(swift):
    swift.containers['a/c'] = {'color': 'red'}
    assert ask(place_of(swift), '/v1/a/c/o').status_int == 200
    refused = ask(place_of(swift, default='closed'), '/v1/a/c/o')
    assert refused.status_int == 403
    assert b'no Allow rule' in refused.body


def test_address_unknown(swift):
    swift.containers.update({'a/c': {'allow-all': '0.0.0.0/0 ::/0'},
                             'a/d': {}})
    place = place_of(swift)
    assert ask(place, '/v1/a/c/o', None).status_int == 403
    assert ask(place, '/v1/a/d/o', None).status_int == 200
    assert ask(place_of(swift, always_deny='::1'), '/v1/a/d/o',
               None).status_int == 403
    assert ask(place_of(swift, always_allow='::/0'), '/v1/a/c/o',
               None).status_int == 403


@pytest.mark.parametrize(('account', 'container', 'section', 'status'), [
    ({'allow-x': NAMED}, {}, {}, 200),
    ({'allow-x': OTHER}, {}, {}, 403),
    ({'allow-x': OTHER}, RULE, {}, 403),
    ({'allow-x': OTHER}, RULE, {'container_rules': 'replace'}, 200),
    ({'deny-x': NAMED}, RULE, {'container_rules': 'replace'}, 403),
    ({'deny-x': NAMED}, {}, {'always_allow': NAMED}, 403),
    ({}, {'allow-x': OTHER}, {'always_allow': NAMED}, 200),
    ({}, {'allow-x': 'office'}, {'list_office': NAMED}, 200),
    ({}, {'allow-x': 'office'}, {'list_office': OTHER}, 403),
    ({}, {'allow-x': 'office'}, {}, 403),
    ({}, RULE, {'always_deny': NAMED}, 403),
    ({}, RULE, {'always_deny': NAMED, 'always_allow': NAMED}, 403),
    ({}, {'deny-x': '::'}, {'default': 'closed'}, 403),
    ({'allow-x': NAMED}, {}, {'default': 'closed'}, 200),
    ({}, {'allow-x': OTHER, 'ip-whitelist-mode': 'log'}, {}, 200),
    ({}, {'allow-x': OTHER, 'ip-whitelist-mode': 'enforce'},
     {'mode': 'log'}, 403),
    ({'allow-x': OTHER}, {'ip-whitelist-mode': 'log'}, {}, 403)])
@pytest.mark.parametrize('path', ['/v1/a/c/o', '/v1/a/c', '/v1.0/a/c/o'])
def test_the_policy_on_both_ways(swift, account, container, section, status,
                                 path):
    """The usual request takes a short cut, which must come out the same."""
    swift.accounts['a'] = account
    swift.containers['a/c'] = container
    place = place_of(swift, **section)
    env = one_request.environ(path)
    for _time in range(2):  # the second with the information at hand
        visit = one_request.visit(env)
        answer = one_request.answer(place.application(env, visit), env)
        assert answer.status_int == status
        assert visit.admitted == (path if status == 200 else None)
    assert len(swift.looked_up) == 2


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(strategies.data())
def test_the_short_cut_decides_like_the_table(data):
    section = dict(data.draw(strategies.sampled_from([
        {}, {'default': 'closed'}, {'mode': 'log'},
        {'container_rules': 'replace'}, {'always_deny': '10.1.2.0/31'},
        {'always_allow': '10.1.2.0/24', 'default': 'closed'}])), **{
            'list_' + name: ' '.join(listed)
            for name, listed in rule_strategies.LISTS.items()})
    held = [data.draw(rule_strategies.metadata()) for _number in range(2)]
    named = [network for metadata in held
             for rule in reference_model.holder(
                 metadata, rule_strategies.LISTS).rules
             for network in rule.named or ()]
    swift = stub_swift.StubSwift()
    short, long = place_of(swift, **section), place_of(swift, **section)
    long._is_plain = lambda env, visit: False
    address = data.draw(rule_strategies.clients(named))
    for method, path in itertools.product(
            ('GET', 'PUT', 'OPTIONS'), ('/v1/a/c/o', '/v1/a/c')):
        found = []
        for place in short, long:
            env = one_request.environ(path, method)
            for key, metadata in zip(('account/a', 'container/a/c'), held,
                                     strict=True):
                env['swift.infocache'][key] = stub_swift.info(metadata)
            visit = one_request.visit(env, address and str(address))
            answer = one_request.answer(place.application(env, visit), env)
            found.append((answer.status_int, answer.body, visit.admitted,
                          visit.reason))
        assert found[0] == found[1]


@pytest.mark.parametrize(('path', 'more', 'short'), [
    ('/v1/a/c/o', {}, True), ('/v1/a/c/o', {'REQUEST_METHOD': 'PUT'}, True),
    ('/v1/a/c', {}, False), ('/v1/a/c/', {}, False), ('/v1/a', {}, False),
    ('/v1.0/a/c/o', {}, False), ('/v1/a/c+segments/o', {}, False),
    ('/v1/a/%00versions%00c/o', {}, False), ('/v1/a/c/%C3%A9', {}, False),
    ('/v1/a/c_x/o', {}, False), ('/v1/a//o', {}, False),
    ('/v1/a/c/o', {'REQUEST_METHOD': 'UPDATE'}, False),
    ('/v1/a/c/o', {'swift.source': 'EA'}, False),
    ('/v1/a/c/o', {'SCRIPT_NAME': '/v1/b'}, False)])
def test_who_may_take_the_short_cut(swift, path, more, short):
    place = place_of(swift, segments_suffixes='_x')
    env = one_request.environ(path, **more)
    container = swob.wsgi_to_str(env['PATH_INFO'].split('/')[3:4] and
                                 env['PATH_INFO'].split('/')[3] or '')
    env['swift.infocache'] = {
        key: stub_swift.info({})
        for key in ('account/a', 'container/a/' + container)}
    visit = one_request.visit(env)
    assert place._is_plain(env, visit) is short


def test_a_long_request_is_judged_by_the_rules_of_the_day(swift, monkeypatch):
    swift.containers['a/c'] = RULE
    place, env = place_of(swift), one_request.environ('/v1/a/c/o')
    env['swift.source'] = 'EA'
    visit = one_request.visit(env)
    assert place.application(env, visit) is swift
    swift.containers['a/c'] = {'allow-x': OTHER}
    for _time in range(3):
        assert place.application(env, visit) is swift
    later = time.monotonic() + 11
    monkeypatch.setattr(time, 'monotonic', lambda: later)
    assert one_request.answer(place.application(env, visit),
                              env).status_int == 403


@pytest.mark.parametrize('path', [
    '/v1/a/c+segments/o', '/v1/a/%00versions%00c/o',
    '/v1/a/%00versions%00c+segments/o', '/v1/a/c+segments+segments/o',
    '/v1/a/c_segments/o', '/v1/a/c+segments_segments'])
def test_kept_containers_are_their_owners(swift, path):
    swift.containers.update({
        'a/c': RULE, 'a/c+segments': {}, 'a/c+segments+segments': {},
        'a/c_segments': {}, 'a/c+segments_segments': {},
        'a/\x00versions\x00c': {}, 'a/\x00versions\x00c+segments': {}})
    place = place_of(swift, default='closed', segments_suffixes='_segments')
    assert ask(place, path, headers=INTERNAL).status_int == 200
    assert ask(place, path, OTHER, headers=INTERNAL).status_int == 403


def test_kept_by_convention_where_the_operator_says_so(swift):
    swift.containers.update({'a/c': RULE, 'a/c_segments': {}})
    assert ask(place_of(swift), '/v1/a/c_segments/o', OTHER).status_int == 200


def test_rules_of_a_kept_container_count_too(swift):
    swift.containers.update({'a/c': {}, 'a/c+segments': RULE})
    place = place_of(swift)
    assert ask(place, '/v1/a/c+segments/o').status_int == 200
    assert ask(place, '/v1/a/c+segments/o', OTHER).status_int == 403


def test_a_kept_container_whose_owner_is_not_there_or_not_known(swift):
    swift.containers.update({'a/c+segments': {}})
    place = place_of(swift)
    assert ask(place, '/v1/a/c+segments/o').status_int == 200
    swift.containers['a/c'] = 503
    assert ask(place, '/v1/a/c+segments/o').status_int == 503


def test_no_name_makes_it_look_up_many(swift):
    name = 'c' + '+segments' * 800
    swift.containers['a/' + name] = {}
    assert ask(place_of(swift), '/v1/a/' + name).status_int == 200
    assert len(swift.looked_up) <= 6


def test_who_is_not_authorized_learns_nothing(swift):
    swift.containers['a/c'] = RULE
    place = place_of(swift)
    for path in '/v1/a/c', '/v1/a/c/o':
        for method in 'GET', 'PUT':
            refused = ask(place, path, OTHER, method,
                          **{'swift.authorize': one_request.deny})
            assert refused.status_int == 401
            assert answers.REASON_HEADER not in refused.headers


def test_the_acl_is_that_of_the_container(swift):
    asked = []

    def authorize(req):
        asked.append(req.acl)

    swift.containers['a/c'] = RULE
    env = {'swift.infocache': {'container/a/c': dict(
        stub_swift.info(RULE), read_acl='.r:*', write_acl='w')},
        'swift.authorize': authorize}
    for path, method in (('/v1/a/c/o', 'GET'), ('/v1/a/c/o', 'PUT'),
                         ('/v1/a/c', 'GET'), ('/v1/a/c', 'HEAD'),
                         ('/v1/a/c', 'PUT'), ('/v1/a/c', 'POST'),
                         ('/v1/a/c', 'DELETE')):
        assert ask(place_of(swift), path, OTHER, method,
                   **env).status_int == 403
    assert asked == ['.r:*', 'w', '.r:*', '.r:*', None, None, None]


def test_a_listing_is_read_whatever_it_is_for(swift):
    asked = []

    def authorize(req):
        asked.append(req.acl)

    swift.containers['a/c'] = RULE
    env = {'swift.infocache': {'container/a/c': dict(
        stub_swift.info(RULE), read_acl='r', write_acl='w')},
        'swift.authorize': authorize, 'swift.source': 'OV'}
    assert ask(place_of(swift), '/v1/a/c', OTHER, client_method='PUT',
               **env).status_int == 403
    assert asked == ['r']


@pytest.mark.parametrize(('section', 'named'), [
    ({}, b'Asked: Allow-Office.'),
    ({'show_rules': 'owners'}, b'lets your address in to read.\n'),
    ({'show_address': 'true'}, b'Your address is taken to be 192.0.2.2.')])
def test_what_a_refusal_says(swift, section, named):
    swift.containers['a/c'] = RULE
    refused = ask(place_of(swift, **section), '/v1/a/c/o', OTHER)
    assert named in refused.body
    assert (b'Allow-Office' in refused.body) is ('show_rules' not in section)
    assert (OTHER in refused.headers[answers.REASON_HEADER]) is (
        'show_address' in section)


def test_show_address_that_is_not_known(swift):
    swift.containers['a/c'] = RULE
    refused = ask(place_of(swift, show_address='true'), '/v1/a/c/o', None)
    assert b'taken to be not known.' in refused.body


def test_malformed_rules_are_logged_once(swift, caplog):
    swift.accounts['a'] = {'deny-x': 'y'}
    swift.containers.update({'a/c': {'allow-office': '192.0.2.1/x'}})
    place = place_of(swift)
    for _time in range(3):
        assert ask(place, '/v1/a/c/o').status_int == 403
    lines = [line for line in caplog.messages if 'cannot be' in line]
    assert len(lines) == 2
    assert 'Deny-X of account a cannot be' in lines[0]
    assert 'Allow-Office of container a/c cannot be' in lines[1]
    assert "'192.0.2.1/x'" in lines[1]


def test_mode_log(swift, caplog):
    caplog.set_level(logging.INFO)
    swift.accounts['a'] = {'deny-x': NAMED}
    swift.containers['a/c'] = {'allow-x': OTHER}
    place = place_of(swift, mode='log')
    assert ask(place, '/v1/a/c/o').status_int == 200
    assert [line.split(': ')[1:] for line in caplog.messages] == [
        ['mode is log, would have refused GET /v1/a/c/o for ' + NAMED,
         'Deny-X of this account names your address. (source', 'client, txn',
         '-)'],
        ['mode is log, would have refused GET /v1/a/c/o for ' + NAMED,
         'No Allow rule of this container lets your address in to read. '
         'Asked', 'Allow-X. (source', 'client, txn', '-)']]


def test_all_are_counted_if_anyone_listens(swift):
    swift.containers.update({'a/c': RULE, 'a/down': 503})
    place = place_of(swift, log_statsd_host='127.0.0.1')
    counted = []
    place._told.count = lambda judged: counted.append(
        (judged.kind.value, judged.code.value))
    env = one_request.environ('/v1/a/c/o')
    for address in NAMED, NAMED, OTHER:  # the information is at hand
        place.application(env, one_request.visit(env, address))
    ask(place, '/v1/a/down')
    assert counted == [
        ('admitted', 'nothing_against'), ('admitted', 'nothing_against'),
        ('refused', 'not_allowed'), ('unknown', 'unknown')]


def application_for(swift, method, path, **section):
    env = one_request.environ(path, method)
    return place_of(swift, **section).application(
        env, one_request.visit(env))


@pytest.mark.parametrize(('method', 'path', 'kind'), [
    ('PUT', '/v1/a/c', rule_changes.Announcing),
    ('POST', '/v1/a/c', rule_changes.Announcing),
    ('DELETE', '/v1/a/c', rule_changes.Announcing),
    ('POST', '/v1/a', rule_changes.Announcing),
    ('GET', '/v1/a/c', shown_rules.ToOwners),
    ('HEAD', '/v1/a/c', shown_rules.ToOwners),
    ('HEAD', '/v1/a', shown_rules.ToOwners),
    ('PUT', '/v1/a/c/o', None), ('GET', '/v1/a/c/o', None)])
def test_who_takes_care(swift, method, path, kind):
    swift.containers['a/c'] = {}
    found = application_for(swift, method, path, show_rules='owners')
    assert isinstance(found, kind) if kind else found is swift
    if kind is shown_rules.ToOwners:
        assert application_for(swift, method, path) is swift


class TestQueuedDeletions:
    """Nobody could refuse them any more when they are made."""

    PATH = '/v1/.expiring_objects/123'
    PRIVATE = {'X-Backend-Allow-Private-Methods': 'True'}

    def update(self, place, body, address=NAMED, headers=PRIVATE):
        return ask(place, self.PATH, address, 'UPDATE', headers,
                   **{'wsgi.input': io.BytesIO(body)})

    @pytest.mark.parametrize(('named', 'address', 'status'), [
        ([], OTHER, 200), (['c'], NAMED, 200), (['c'], OTHER, 403),
        (['open', 'c'], OTHER, 403), (['open'], OTHER, 200),
        (['gone'], OTHER, 200), (['down'], NAMED, 503),
        (['readers'], NAMED, 403), (['c+segments'], OTHER, 403)])
    def test_all_are_judged(self, swift, named, address, status):
        swift.containers.update({
            'a/c': RULE, 'a/open': {}, 'a/down': 503, 'a/c+segments': {},
            'a/readers': {'allow-read-x': NAMED}})
        body = json.dumps([{'name': '1-a/%s/o' % container}
                           for container in named]).encode()
        assert self.update(place_of(swift), body, address
                           ).status_int == status

    def test_the_body_is_passed_on(self, swift):
        read = []

        def queue(env, start_response):
            if env['REQUEST_METHOD'] == 'UPDATE':
                read.append(env['wsgi.input'].read())
            return swift(env, start_response)

        body = b'[{"name": "1-a/open/o"}]'
        swift.containers['a/open'] = {}
        assert self.update(place_of(queue), body).status_int == 200
        assert read == [body]

    def test_that_cannot_be_read(self, swift, caplog):
        caplog.set_level(logging.INFO)
        assert self.update(place_of(swift), b'?').status_int == 403
        assert 'queue of deletions that cannot be read' in caplog.text
        assert not swift.asked
        assert self.update(place_of(swift, mode='log'), b'?'
                           ).status_int == 200
        assert 'would have refused UPDATE' in caplog.text

    def test_swift_takes_the_method_from_itself_only(self, swift):
        swift.containers['.expiring_objects/123'] = {}
        assert self.update(place_of(swift), b'?', headers={}
                           ).status_int == 200
