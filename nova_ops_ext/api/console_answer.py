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

"""Bounds the bytes of an answer that has a console log in it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
import itertools
import time
from typing import Any

from nova.api.openstack import wsgi
from oslo_log import log as logging
import webob.exc

from nova_ops_ext.console import asked
from nova_ops_ext.console import tail

LOG = logging.getLogger(__name__)

HEADER = 'X-Console-Log-Truncated'

#: An answer that does not end is cut after so much.
_MOST_READ_BYTES = 1024 ** 3
_MOST_READ_SECONDS = 20
#: Nova's refusals come in one.
_REFUSAL_PIECES = 16
#: Where Routes says what a request is, and what it says of an action.
_ROUTED, _ACTION = 'wsgiorg.routing_args', 'action'
#: What Nova's answer says of itself, and what is no longer true.
_OF_THE_WHOLE = frozenset(('content-length', 'content-md5', 'etag'))

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class ConsoleAnswer:
    """The answer to one request, from when Nova begins with it.

    :param env: of the request
    :param start_response: of the server
    :param max_bytes: of the encoded body
    :param max_lines: to how many lines the request was reduced, if it was
    :param unreduced: the environ of the request as it came, if it was reduced
    """

    def __init__(self, env: Environ, start_response: StartResponse,
                 max_bytes: int, max_lines: int | None = None,
                 unreduced: Environ | None = None) -> None:
        self._env = env
        self._start_response = start_response
        self._max_bytes = max_bytes
        self._max_lines = max_lines
        self._unreduced = unreduced
        self._status: str | None = None
        self._headers: Headers = []
        self._exc_info: Any = None
        self._written: list[bytes] = []
        self._passes = False

    def of(self, app: Application) -> Iterable[bytes]:
        """Ask Nova, and give what the client gets."""
        body = app(self._env, self._start)
        pieces = iter(body)
        try:
            first = self._first(pieces)
            if self._unreduced and (self._status or '').startswith('400'):
                first = [*first, *itertools.islice(pieces, _REFUSAL_PIECES)]
                if _quotes(b''.join(first)):
                    return ConsoleAnswer(
                        self._unreduced, self._start_response, self._max_bytes
                    ).of(app)
            pieces = itertools.chain(first, pieces)
            if _has_console_log(self._status, first):
                return self._bounded(pieces)
            if _is_ok(self._status or '') and not self._is_no_action():
                return self._unless_too_long(pieces)
            self._start_response(*self._said())
            self._passes = True
            return _Passed(pieces, body)
        finally:
            if not self._passes:
                _close(body)

    def _start(self, status: str, headers: Headers, exc_info: Any = None
               ) -> Callable[[bytes], None]:
        if self._passes:
            # Too late; the server knows how to say so.
            write: Callable[[bytes], None] = self._start_response(
                status, headers, exc_info)
            return write
        self._status, self._headers = status, headers
        self._exc_info = exc_info
        return self._written.append

    def _said(self) -> tuple[Any, ...]:
        said = (self._status, self._headers)
        return (*said, self._exc_info) if self._exc_info else said

    def _first(self, pieces: Iterator[bytes]) -> list[bytes]:
        """Take as much as is needed to tell what is answered.

        Nova's answers are one piece.  Middleware may answer only when it is
        first asked for one.
        """
        first = self._written
        give_up_at = time.monotonic() + _MOST_READ_SECONDS
        while self._status is None or (
                _is_ok(self._status)
                and sum(map(len, first)) < tail.MOST_BEFORE_TEXT):
            piece = next(pieces, None)
            if piece is None:
                break
            if piece:
                first.append(piece)
            elif time.monotonic() > give_up_at:
                break
        return first

    def _is_no_action(self) -> bool:
        """Tell whether Nova itself took the request for something else.

        Routes leaves what it has found in the environ.
        """
        found = self._env.get(_ROUTED, ((), {}))[1].get('action', _ACTION)
        return bool(found != _ACTION)

    def _unless_too_long(self, pieces: Iterator[bytes]) -> Iterable[bytes]:
        """Pass on what may be a console log in a form that is not known."""
        taken: list[bytes] = []
        total = 0
        give_up_at = time.monotonic() + _MOST_READ_SECONDS
        for piece in pieces:
            taken.append(piece)
            total += len(piece)
            if total > self._max_bytes or time.monotonic() > give_up_at:
                return self._refused(total, 'it has another form than Nova '
                                            'gives a console log')
        self._start_response(*self._said())
        return taken

    def _bounded(self, pieces: Iterator[bytes]) -> Iterable[bytes]:
        kept = tail.Tail(self._max_bytes)
        ended = True
        # Of the answer alone; until it begins, Nova has its own time-outs.
        give_up_at = time.monotonic() + _MOST_READ_SECONDS
        enough = False
        for piece in pieces:
            if enough:
                ended = False
                break
            try:
                kept.feed(piece)
            except ValueError as error:
                return self._refused(kept.total, error)
            enough = (kept.total > _MOST_READ_BYTES
                      or time.monotonic() > give_up_at)
        if ended and not kept.too_long:
            return self._whole(kept.whole())
        try:
            cut = kept.cut(ended=ended)
        except ValueError as error:
            return self._refused(kept.total, error)
        if not ended:
            LOG.warning('console_limit: the answer to a request for a '
                        'console log did not end within %d bytes and %d '
                        'seconds', _MOST_READ_BYTES, _MOST_READ_SECONDS)
        elif self._max_lines is not None and (
                cut.lines_kept + (cut.lines_dropped or 0) >= self._max_lines):
            # There may be more that nova-compute did not send.
            cut = cut._replace(lines_dropped=None)
        said = _said_of(cut)
        LOG.info('console_limit: an answer of %d bytes is cut to the newest '
                 'part (%s)', kept.total, said)
        return self._answer(cut.body, said)

    def _refused(self, total: int, why: object) -> Iterable[bytes]:
        LOG.error('console_limit: an answer of %d bytes or more to a request '
                  'for a console log is refused: %s', total, why)
        answer: Iterable[bytes] = wsgi.Fault(
            webob.exc.HTTPInternalServerError(
                explanation='The console log is too long, and could not be '
                            'shortened.'))(self._env, self._start_response)
        return answer

    def _whole(self, body: bytes) -> Iterable[bytes]:
        lines = tail.lines(body)
        if self._max_lines is None or lines < self._max_lines:
            self._start_response(*self._said())
            return [body]
        return self._answer(body, 'bytes-kept=%d, lines-kept=%d' % (
            len(body), lines))

    def _answer(self, body: bytes, said: str) -> Iterable[bytes]:
        headers = [(name, value) for name, value in self._headers
                   if name.lower() not in _OF_THE_WHOLE]
        headers += [('Content-Length', str(len(body))), (HEADER, said)]
        self._start_response(self._status, headers)
        return [body]


class _Passed:
    """An answer that is no console log, as it comes."""

    def __init__(self, pieces: Iterator[bytes], body: Any) -> None:
        self._pieces = pieces
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        _close(self._body)


class Watched:
    """An answer that passes whatever it has; the log says how it was.

    :param body: what Nova answered
    :param max_bytes: of the encoded body
    """

    def __init__(self, body: Iterable[bytes], max_bytes: int) -> None:
        self._body = body
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for piece in self._body:
            total += len(piece)
            yield piece
        if total > self._max_bytes:
            LOG.info('console_limit: an answer of %d bytes to a request for a '
                     'console log; max_bytes = %d; mode = log, so it passes',
                     total, self._max_bytes)

    def close(self) -> None:
        _close(self._body)


def _is_ok(status: str) -> bool:
    return status.startswith('200')


def _has_console_log(status: str | None, first: list[bytes]) -> bool:
    return status is not None and _is_ok(status) and tail.begins_console_log(
        b''.join(piece[:tail.MOST_BEFORE_TEXT] for piece in first))


def _quotes(refusal: bytes) -> bool:
    """Tell whether an answer 400 has something of the request in it.

    Then it was no request for a log after all, because Nova takes a reduced
    one for right, and it is to quote the request as it came.
    """
    return asked.ACTION.encode() in refusal or b'length' in refusal


def _close(body: Any) -> None:
    if hasattr(body, 'close'):
        body.close()


def _said_of(cut: tail.Cut) -> str:
    figures = {'bytes-kept': cut.bytes_kept,
               'bytes-dropped': cut.bytes_dropped,
               'lines-kept': cut.lines_kept,
               'lines-dropped': cut.lines_dropped}
    return ', '.join('%s=%d' % (name, figure)
                     for name, figure in figures.items()
                     if figure is not None)
