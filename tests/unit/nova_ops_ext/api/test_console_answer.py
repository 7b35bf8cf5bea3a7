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

"""What becomes of answers of every kind that a WSGI application may give."""

import itertools
import json
import logging

import hypothesis
from hypothesis import strategies
import pytest
import webob

from nova_ops_ext.api import console_answer
from nova_ops_ext.console import tail
from tests.harness import quotations

MOST = 1024
LOG = 'A line of the log.\n' * 200
LONG = json.dumps({'output': LOG}).encode()
SHORT = json.dumps({'output': 'line\n' * 20}).encode()
HEADERS = [('Vary', 'OpenStack-API-Version'), ('X-One', '1'),
           ('Vary', 'X-OpenStack-Nova-API-Version'),
           ('content-type', 'application/vnd.openstack.compute+json'),
           ('X-One', '2')]


class Failure(Exception):
    """What goes wrong in an application."""


class Body:
    """An iterable that is to be closed once."""

    def __init__(self, pieces):
        self.pieces = iter(pieces)
        self.taken = 0
        self.closed = 0

    def __iter__(self):
        for piece in self.pieces:
            assert not self.closed
            self.taken += 1
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self):
        self.closed += 1


class Server:
    """What a WSGI server is told, and sends."""

    def __init__(self, max_bytes=MOST, max_lines=None, action=None):
        self.env = webob.Request.blank('/').environ
        if action is not None:
            # As Routes does when Nova is asked.
            self.env['wsgiorg.routing_args'] = ((), {'action': action})
        self.said = []
        self.max_bytes, self.max_lines = max_bytes, max_lines

    def start_response(self, status, headers, exc_info=None):
        if self.said and exc_info is None:
            raise AssertionError('started twice')
        self.said.append((status, list(headers), exc_info))

    def answer(self, app):
        return console_answer.ConsoleAnswer(
            self.env, self.start_response, self.max_bytes,
            self.max_lines).of(app)

    def run(self, app):
        answer = self.answer(app)
        try:
            return b''.join(answer)
        finally:
            if hasattr(answer, 'close'):
                answer.close()

    @property
    def status(self):
        return self.said[-1][0]

    @property
    def headers(self):
        return self.said[-1][1]

    def header(self, name):
        found = [value for header, value in self.headers
                 if header.lower() == name.lower()]
        assert len(found) <= 1
        return found[0] if found else None


def answering(body, status='200 OK', headers=HEADERS):
    def app(env, start_response):
        start_response(status, list(headers))
        return body
    return app


def starting_late(body, status='200 OK', headers=HEADERS):
    """Start only when the first piece is wanted."""
    def app(env, start_response):
        start_response(status, list(headers))
        yield from body
    return app


def writing(body, status='200 OK', headers=HEADERS):
    def app(env, start_response):
        write = start_response(status, list(headers))
        for piece in body:
            write(piece)
        return []
    return app


def pieces(data, size):
    return [data[start:start + size] for start in range(0, len(data), size)]


WAYS = [answering, starting_late, writing]
SIZES = [1, 2, 11, 255, 256, 257, 1000, 10 ** 6]


@pytest.fixture(autouse=True)
def log(caplog):
    caplog.set_level(logging.INFO)
    return caplog


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('size', SIZES)
def test_too_long(way, size, log):
    server = Server()
    body = server.run(way([b'', *pieces(LONG, size), b'']))
    kept = json.loads(body)['output']
    assert len(server.said) == 1
    assert server.status == '200 OK'
    assert LOG.endswith(kept)
    assert MOST - 14 < len(body) <= MOST
    said = 'bytes-kept=%d, bytes-dropped=%d, lines-kept=%d, lines-dropped=%d'
    said %= (len(body), len(LONG) - len(body), kept.count('\n') + 1,
             LOG.count('\n') - kept.count('\n'))
    assert server.headers == [
        *HEADERS, ('Content-Length', str(len(body))),
        ('X-Console-Log-Truncated', said)]
    assert 'an answer of %d bytes is cut' % len(LONG) in log.text


def test_header_of_the_manual():
    """One line of 3 MB, as in the manual."""
    body = json.dumps({'output': 'x' * (3_000_017 - 14)}).encode()
    server = Server(max_bytes=1 << 20)
    server.run(answering([body]))
    assert 'X-Console-Log-Truncated: ' + server.header(
        'X-Console-Log-Truncated') == quotations.read(
            'console_limit')['truncated']


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('size', SIZES)
@pytest.mark.parametrize('max_lines', [None, 22])
def test_short_enough(way, size, max_lines):
    headers = [*HEADERS, ('ETag', '"1"'), ('Content-Length', '1')]
    server = Server(max_lines=max_lines)
    assert server.run(way(pieces(SHORT, size), headers=headers)) == SHORT
    assert server.said == [('200 OK', headers, None)]


def test_exactly_long_enough():
    assert Server(len(SHORT)).run(answering([SHORT])) == SHORT
    server = Server(len(SHORT) - 1)
    assert len(server.run(answering([SHORT]))) < len(SHORT)
    assert server.header(console_answer.HEADER)


def test_headers_of_the_whole_go():
    server = Server()
    body = server.run(answering([LONG], headers=[
        ('CONTENT-LENGTH', str(len(LONG))), ('Etag', '"1"'), *HEADERS,
        ('content-md5', 'x')]))
    assert server.headers[:-2] == HEADERS
    assert server.header('Content-Length') == str(len(body))
    assert server.header('ETag') is server.header('Content-MD5') is None


@pytest.mark.parametrize(('max_lines', 'said'), [
    (20, 'bytes-kept=134, lines-kept=21'),
    (21, 'bytes-kept=134, lines-kept=21'), (22, None), (None, None)])
def test_as_many_lines_as_asked_for(max_lines, said):
    """Then there may be more that nova-compute did not send."""
    server = Server(max_lines=max_lines)
    assert server.run(answering([SHORT])) == SHORT
    assert server.header(console_answer.HEADER) == said
    if said:
        assert server.headers[:len(HEADERS)] == HEADERS
        assert server.header('Content-Length') == str(len(SHORT))


@pytest.mark.parametrize(('max_lines', 'known'), [
    (200, False), (201, False), (202, True)])
def test_too_long_and_as_many_lines_as_asked_for(max_lines, known):
    """The log has 201 lines, the last of which is empty."""
    server = Server(max_lines=max_lines)
    server.run(answering([LONG]))
    said = server.header(console_answer.HEADER)
    assert ('lines-dropped' in said) == known
    assert 'bytes-dropped' in said


@pytest.mark.parametrize('body', [
    b'', b'{}', b'[]', b'{"output": null}', b'{"output": 1}', b'x' * 5000,
    b'{"server": {"output": "%s"}}' % (b'x' * 5000), b'{"Output": "x"}',
    b'{"a": 1, "output": "%s"}' % (b'x' * 5000), b'"output": "x"',
    b'<html>' + LONG, b'{"output": ["%s"]}' % (b'x' * 5000)])
@pytest.mark.parametrize('size', [1, 300, 10 ** 6])
@pytest.mark.parametrize('way', WAYS)
def test_other_answers_pass(body, size, way):
    headers = [*HEADERS, ('ETag', '"1"')]
    server = Server(max_lines=1, action='detail')
    assert server.run(way(pieces(body, size), headers=headers)) == body
    assert server.said == [('200 OK', headers, None)]


@pytest.mark.parametrize('status', [
    '404 Not Found', '500 Oops', '202 Accepted', '204 No Content',
    '300 Multiple Choices', '409 Conflict', '501 Not Implemented'])
@pytest.mark.parametrize('way', WAYS)
def test_other_statuses_pass(status, way):
    server = Server(max_lines=1, action='detail')
    assert server.run(way(pieces(LONG, 100), status=status)) == LONG
    assert server.said == [(status, HEADERS, None)]


def test_other_answers_are_not_read_ahead():
    body = Body(itertools.repeat(b'x' * 100))
    server = Server(action='detail')
    answer = server.answer(answering(body))
    assert body.taken == 3
    got = iter(answer)
    for count in range(1, 10):
        assert next(got) == b'x' * 100
        assert body.taken == max(3, count)
    answer.close()
    assert body.closed == 1


def test_answers_that_are_no_success_are_not_read_at_all():
    body = Body(itertools.repeat(b'x'))
    server = Server()
    answer = server.answer(answering(body, status='404 Not Found'))
    assert body.taken == 0
    assert server.said
    answer.close()
    assert body.closed == 1


@pytest.mark.parametrize('content', [LONG, SHORT, b'{}', b'', LONG[:-2]])
@pytest.mark.parametrize('status', ['200 OK', '404 Not Found'])
@pytest.mark.parametrize('read', [0, 1, 10 ** 6])
def test_closed_once(content, status, read):
    """Also if the client is gone before it has all."""
    body = Body(pieces(content, 100))
    answer = Server().answer(answering(body, status))
    got = iter(answer)
    for _each in range(read):
        next(got, None)
    if hasattr(answer, 'close'):
        answer.close()
    assert body.closed == 1


@pytest.mark.parametrize('before', [0, 1, 2, 3, 20])
@pytest.mark.parametrize('content', [LONG, b'x' * 5000])
@pytest.mark.parametrize('status', ['200 OK', '404 Not Found'])
def test_failures_on_the_way(before, content, status):
    body = Body([*pieces(content, 150)[:before], Failure('on the way')])
    server = Server(action='detail')
    with pytest.raises(Failure):
        server.run(answering(body, status))
    assert body.closed == 1


def test_failure_at_once():
    def app(env, start_response):
        raise Failure('at once')
    server = Server()
    with pytest.raises(Failure):
        server.run(app)
    assert server.said == []


@pytest.mark.parametrize('content', [LONG, SHORT, b'{}', LONG[:-2]])
def test_server_that_refuses_the_answer(content):
    """A server raises, for example, if the client is gone."""
    def start_response(*said):
        raise Failure(said)
    body = Body([content])
    with pytest.raises(Failure):
        console_answer.ConsoleAnswer(
            webob.Request.blank('/').environ, start_response, MOST, None).of(
                answering(body))
    assert body.closed == 1


@pytest.mark.parametrize(('second', 'content'), [
    ('500 Oops', b'oops'), ('200 OK', SHORT), ('200 OK', b'{}')])
def test_started_again(second, content):
    """Before the first byte an application may change its mind."""
    def app(env, start_response):
        start_response('200 OK', [('X-Not', 'this')])
        yield b''
        try:
            raise Failure('changed')
        except Failure as error:
            start_response(second, HEADERS,
                           (Failure, error, error.__traceback__))
        yield content
    server = Server()
    assert server.run(app) == content
    (status, headers, exc_info), = server.said
    assert (status, headers) == (second, HEADERS)
    assert exc_info is None or exc_info[0] is Failure


def test_started_again_too_late():
    """It is for the server to say so, which alone knows what is sent."""
    def app(env, start_response):
        start_response('200 OK', HEADERS)
        yield b'x' * 1000
        try:
            raise Failure('changed')
        except Failure as error:
            start_response('500 Oops', [], (Failure, error, None))
        yield b'oops'

    class Strict(Server):
        def start_response(self, status, headers, exc_info=None):
            super().start_response(status, headers, exc_info)
            if exc_info:
                raise exc_info[1]

    with pytest.raises(Failure, match='changed'):
        Strict().run(app)


@pytest.mark.parametrize('end', [
    b'', b'"', b'}', b'\\"}', b'"]', b'"}x', b'", "more": "x"}'])
def test_what_cannot_be_shortened_is_refused(end, log):
    server = Server()
    body = Body([LONG[:-2] + end])
    said = json.loads(server.run(answering(body)))
    assert server.status.startswith('500 ')
    assert len(server.said) == 1
    assert list(said) == ['computeFault']
    assert said['computeFault']['code'] == 500
    assert 'could not be shortened' in said['computeFault']['message']
    assert 'is refused' in log.text
    assert body.closed == 1


@pytest.mark.parametrize('end', [b'"}x', b'", "more": "x'])
def test_more_than_a_log_is_refused(end):
    """However much comes after it."""
    server = Server()
    server.run(answering([SHORT[:-2] + end, *[b'y' * 500] * 20, b'"}']))
    assert server.status.startswith('500 ')


def endless(piece):
    return Body(itertools.chain([b'{"output": "'], itertools.repeat(piece)))


@pytest.mark.parametrize('piece', [
    b'x', b'x' * 7000, b'\\n', b'\\ud83d\\ude00', b'\\\\'])
def test_endless_answers_are_cut_by_bytes(piece, monkeypatch, log):
    monkeypatch.setattr(console_answer, '_MOST_READ_BYTES', 20000)
    body, server = endless(piece), Server()
    kept = server.run(answering(body))
    assert MOST - 42 < len(kept) <= MOST
    json.loads(kept)
    assert body.taken * len(piece) < 20000 + 3 * len(piece) + 12
    assert body.closed == 1
    said = server.header(console_answer.HEADER)
    assert said.startswith('bytes-kept=%d, lines-kept=' % len(kept))
    assert 'dropped' not in said
    assert server.header('Content-Length') == str(len(kept))
    assert 'did not end' in log.text


class Clock:
    """A second passes whenever somebody looks at it."""

    def __init__(self):
        self.now = 0

    def monotonic(self):
        self.now += 1
        return self.now


@pytest.mark.parametrize('piece', [b'x', b'', b'\\'])
def test_endless_answers_are_cut_by_time(piece, monkeypatch):
    monkeypatch.setattr(console_answer, 'time', Clock())
    body = Body(itertools.chain([LONG[:300]], itertools.repeat(piece)))
    server = Server()
    json.loads(server.run(answering(body)))
    assert body.taken < 30
    assert body.closed == 1
    assert server.header(console_answer.HEADER)


def test_endless_nothing(monkeypatch):
    """Before anybody knows what it is going to be."""
    monkeypatch.setattr(console_answer, 'time', Clock())
    body = Body(itertools.chain(itertools.repeat(b'', 10000), [Failure()]))
    server = Server(action='detail')
    got = iter(server.answer(answering(body)))
    assert body.taken < 100
    assert next(got) == b''
    assert server.said == [('200 OK', HEADERS, None)]


@pytest.mark.parametrize('end', [b'', b' ', b'\n', b'}'])
def test_gives_up_at_the_very_end(end, monkeypatch):
    """All of the log has come; that it has ended nobody said."""
    monkeypatch.setattr(console_answer, '_MOST_READ_BYTES', len(LONG))
    body = Body([LONG[:100], LONG[100:] + end, b'', b''])
    server = Server()
    if end == b'}':
        server.run(answering(body))
        assert server.status.startswith('500 ')
    else:
        kept = json.loads(server.run(answering(body)))['output']
        assert LOG.endswith(kept)
        assert len(kept) > MOST - 200


@hypothesis.settings(deadline=None)
@hypothesis.given(
    strategies.text(max_size=40), strategies.integers(1, 200),
    strategies.lists(strategies.integers(0, 400), min_size=1, max_size=5),
    strategies.sampled_from(WAYS), strategies.none() | strategies.integers(
        1, 100))
def test_any_log(text, times, sizes, way, max_lines):
    text = text * times
    whole = json.dumps({'output': text}).encode()
    parts, start = [], 0
    for size in itertools.cycle([*sizes, 100]):
        parts.append(whole[start:start + size])
        start += size
        if start >= len(whole):
            break
    server = Server(max_lines=max_lines)
    body = server.run(way(parts, headers=[
        *HEADERS, ('Content-Length', str(len(whole)))]))
    kept = json.loads(body)['output']
    assert text.endswith(kept)
    assert len(body) <= MOST
    assert server.header('Content-Length') == str(len(body))
    lines = len(text.split('\n'))
    shortened = len(whole) > MOST or (
        max_lines is not None and lines >= max_lines)
    assert bool(server.header(console_answer.HEADER)) == shortened
    assert (body == whole) == (len(whole) <= MOST)


@pytest.mark.parametrize('content', [LONG, SHORT, b'', b'{}'])
@pytest.mark.parametrize('size', [1, 10 ** 6])
def test_watched_answers_pass(content, size, log):
    body = Body(pieces(content, size))
    answer = console_answer.Watched(body, MOST)
    assert b''.join(answer) == content
    answer.close()
    assert body.closed == 1
    said = 'an answer of %d bytes' % len(content) in log.text
    assert said == (len(content) > MOST)


def test_watched_answers_are_not_read_ahead():
    body = Body(itertools.repeat(b'x' * 2000))
    answer = console_answer.Watched(body, MOST)
    got = iter(answer)
    assert body.taken == 0
    next(got)
    assert body.taken == 1
    answer.close()
    assert body.closed == 1


def test_what_is_looked_at():
    """The beginning that is looked for fits into what is looked at."""
    assert len('{"output": "') < tail.MOST_BEFORE_TEXT


def test_a_refusal_without_end_passes_as_it_comes():
    server = Server()
    answer = console_answer.ConsoleAnswer(
        {}, server.start_response, MOST, 10, {}).of(
            answering(itertools.repeat(b'no'), '400 Bad Request'))
    assert list(itertools.islice(answer, 100)) == [b'no'] * 100
    answer.close()


@pytest.mark.parametrize(('refusal', 'again'), [
    (b"Value: {'length': 1000}", True), (b'os-getConsoleOutput', True),
    (b'Not supported', False), (b'', False)])
def test_a_refusal_that_quotes_is_asked_for_as_it_came(refusal, again):
    """Any other may have a reason that is gone the next time."""
    reduced, unreduced = {'as': 'reduced'}, {'as': 'it came'}
    server = Server()
    asked = []
    first = Body([refusal[:3], refusal[3:]])

    def app(env, start_response):
        asked.append(env['as'])
        if env is reduced:
            start_response('400 Bad Request', HEADERS)
            return first
        start_response('400 Bad Request', [('X-As', 'it came')])
        return [b'quoted as it came']

    answer = console_answer.ConsoleAnswer(
        reduced, server.start_response, MOST, 10, unreduced).of(app)
    body = b''.join(answer)
    if hasattr(answer, 'close'):
        answer.close()
    assert asked == ['reduced', 'it came'][:1 + again]
    assert body == (b'quoted as it came' if again else refusal)
    assert server.said == [('400 Bad Request', [('X-As', 'it came')]
                            if again else HEADERS, None)]
    assert first.closed == 1


FORMS = [b'x' * 5000, b'{"a": 1, "output": "%s"}' % (b'x' * 5000),
         b'[' + LONG + b']']


@pytest.mark.parametrize('body', FORMS)
@pytest.mark.parametrize('action', ['action', None])
@pytest.mark.parametrize('way', WAYS)
def test_another_form_is_bounded_too(body, action, way, log):
    """It may be a console log all the same."""
    server = Server(action=action)
    refused = server.run(way(pieces(body, 300)))
    assert server.status == '500 Internal Server Error'
    assert b'xxx' not in refused and b'line' not in refused
    assert 'another form than Nova gives a console log' in log.text
    server = Server(max_bytes=len(body), action=action)
    assert server.run(way(pieces(body, 300), headers=HEADERS)) == body
    assert server.said == [('200 OK', HEADERS, None)]


@pytest.mark.parametrize('piece', [b'x' * 100, b''])
@pytest.mark.parametrize('action', ['action', None])
def test_another_form_without_end(piece, action, monkeypatch):
    monkeypatch.setattr(console_answer, 'time', Clock())
    server = Server(action=action)
    body = Body(itertools.chain(itertools.repeat(piece, 200), [b'x' * 5000]))
    assert b'xxx' not in server.run(answering(body))
    assert server.status == '500 Internal Server Error'
    assert body.closed == 1
