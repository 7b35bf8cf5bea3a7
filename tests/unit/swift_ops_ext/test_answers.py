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

"""What clients get instead of what they asked for."""

import hypothesis
from hypothesis import strategies
from lxml import etree
import pytest
from swift.common import swob

from swift_ops_ext import answers
from swift_ops_ext import operation
from swift_ops_ext import verdict
from tests.unit.swift_ops_ext import one_request

READ, WRITE = operation.Operation.READ, operation.Operation.WRITE
REASON = answers.REASON_HEADER


def of(app, method='GET'):
    return one_request.answer(app, one_request.environ('/v1/a/c', method))


def test_refused():
    env = one_request.environ('/v1/a/c')
    answer = of(answers.refused(env, verdict.Kind.REFUSED, 'Because.'))
    assert answer.status_int == 403
    assert answer.content_type == 'text/plain'
    assert answer.body == b'Because.\n'
    assert answer.headers[REASON] == 'Because.'
    assert 'Retry-After' not in answer.headers


def test_unknown():
    env = one_request.environ('/v1/a/c')
    answer = of(answers.refused(env, verdict.Kind.UNKNOWN, 'Because.'))
    assert answer.status_int == 503
    assert int(answer.headers['Retry-After']) > 0
    assert answer.headers[REASON] == 'Because.'
    assert answer.body == b'Because.\n'


@pytest.mark.parametrize('kind', [verdict.Kind.REFUSED, verdict.Kind.UNKNOWN])
def test_inner_head_gets_no_body_announced(kind):
    env = one_request.environ('/v1/a/c', 'HEAD')
    answer = one_request.answer(answers.refused(env, kind, 'Because.'), env)
    assert answer.content_length == 0
    assert answer.headers[REASON] == 'Because.'


def test_in_s3():
    answer = of(answers.refused_in_s3(verdict.Kind.REFUSED, 'Because.'))
    assert answer.status_int == 403
    assert b'<Code>AccessDenied</Code><Message>Because.</' in answer.body
    answer = of(answers.refused_in_s3(verdict.Kind.UNKNOWN, 'Because.'))
    assert answer.status_int == 503
    assert b'Because.' in answer.body
    assert int(answer.headers['Retry-After']) > 0


@pytest.mark.parametrize(('kind', 'status'), [
    (answers.BAD_REQUEST, 400), (answers.CONFLICT, 409),
    (answers.FORBIDDEN, 403)])
def test_explained(kind, status):
    env = one_request.environ('/v1/a/c', 'POST')
    answer = of(answers.explained(kind, env, 'Because.', {'X-More': 'x'}))
    assert answer.status_int == status
    assert answer.content_type == 'text/plain'
    assert answer.body == b'Because.\n'
    assert answer.headers[REASON] == 'Because.'
    assert answer.headers['X-More'] == 'x'


@hypothesis.given(strategies.text())
def test_reason_is_one_line_of_ascii(reason):
    env = one_request.environ('/v1/a/c')
    for kind in verdict.Kind.REFUSED, verdict.Kind.UNKNOWN:
        answer = of(answers.refused(env, kind, reason))
        header = answer.headers[REASON]
        assert header.isascii() and header.isprintable() or not header
        assert answer.body.decode() == reason + '\n'


# XML knows neither control characters nor what Unicode leaves out.
@hypothesis.given(strategies.text(strategies.characters(
    exclude_categories=('Cc', 'Cn', 'Cs')), min_size=1))
def test_reason_in_s3_is_text(reason):
    answer = of(answers.refused_in_s3(verdict.Kind.REFUSED, reason))
    assert answer.status_int == 403
    assert etree.fromstring(answer.body).findtext('Message') == reason


@pytest.mark.parametrize('denial', [
    swob.HTTPUnauthorized, swob.HTTPForbidden])
@pytest.mark.parametrize(('info', 'wanted', 'acl'), [
    (None, READ, None), (None, WRITE, None),
    ({'read_acl': 'r', 'write_acl': 'w'}, READ, 'r'),
    ({'read_acl': 'r', 'write_acl': 'w'}, WRITE, 'w'),
    ({'read_acl': 'r', 'write_acl': 'w'}, operation.Operation.EITHER, 'w'),
    ({}, READ, None)])
def test_denied_by_swift(denial, info, wanted, acl):
    asked = []

    def authorize(req):
        asked.append((req.acl, req.path))
        return denial(request=req)

    env = one_request.environ('/v1/a/c/o', **{'swift.authorize': authorize})
    assert isinstance(answers.denied_by_swift(env, wanted, info),
                      type(denial()))
    assert asked == [(acl, '/v1/a/c/o')]


def test_nobody_is_denied_without_authorization():
    assert answers.denied_by_swift(one_request.environ('/v1/a/c'),
                                   READ) is None


def test_missing():
    env = one_request.environ('/v1/a/c/o')
    assert of(answers.missing(env)).status_int == 404
    env['swift.authorize'] = one_request.deny
    assert of(answers.missing(env)).status_int == 401


def test_owns():
    def environ(**more):
        return one_request.environ('/v1/a/c', 'POST', **more)

    assert not answers.owns(environ())
    for authorize, owns in ((one_request.authorize_owner, True),
                            (one_request.authorize, False),
                            (one_request.deny, False)):
        env = environ(**{'swift.authorize': authorize})
        assert answers.owns(env) is owns
        assert 'swift_owner' not in env


def test_nobody_is_an_owner_by_his_word():
    for more in ({'swift_owner': True},
                 {'swift_owner': True,
                  'swift.authorize': one_request.authorize},
                 {'swift_owner': True, 'swift.authorize_override': True,
                  'swift.authorize': one_request.authorize_owner}):
        assert not answers.owns(one_request.environ('/v1/a/c', **more))


def test_the_reason_fits_into_the_header_that_proxies_pass_on():
    problems = ['X-Container-Meta-Allow-%d = %r: entry 1: ...' % (
        number, '\xe9' * 128) for number in range(90)]
    env = one_request.environ('/v1/a/c', 'POST')
    answer = of(answers.explained(answers.BAD_REQUEST, env,
                                  '; '.join(problems)))
    assert len(answer.headers[REASON]) < 4096
