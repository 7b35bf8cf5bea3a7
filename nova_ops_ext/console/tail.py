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

r"""The newest part of a console log, cut out of Nova's JSON answer.

An answer is ``{"output": "<escaped text>"}`` and may have hundreds of
megabytes, in one piece or in many.  It is never parsed: only its end is kept,
and the cut falls between two characters, never within an escape sequence, a
surrogate pair or the bytes of one UTF-8 character.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BEGINNING = re.compile(rb'[ \t\r\n]*\{[ \t\r\n]*"output"[ \t\r\n]*:'
                        rb'[ \t\r\n]*"')
_ENDING = re.compile(rb'"[ \t\r\n]*\}[ \t\r\n]*\Z')
_BROKEN_ENDING = re.compile(rb'"[ \t\r\n]*\}?[ \t\r\n]*\Z')
_HEAD, _FOOT = b'{"output": "', b'"}'
#: The text begins within these bytes, or it is no console log.
MOST_BEFORE_TEXT = 256
_BACKSLASH = ord('\\')
_UNICODE_ESCAPE_LENGTH = 6
_LOW_SURROGATE = re.compile(rb'\\u[dD][c-fC-F]')
_HIGH_SURROGATE = re.compile(rb'\\u[dD][89abAB]..\Z', re.DOTALL)
_SLICE = 1 << 20


class Cut(NamedTuple):
    """What is left of an answer.

    :ivar body: a whole answer again
    :ivar bytes_kept: of the encoded answer
    :ivar bytes_dropped: the same; ``None`` if the answer did not end
    :ivar lines_kept: as :func:`lines` counts; also one whose beginning is
        cut off
    :ivar lines_dropped: those that are gone; ``None`` as above
    """

    body: bytes
    bytes_kept: int
    bytes_dropped: int | None
    lines_kept: int
    lines_dropped: int | None


def begins_console_log(data: bytes) -> bool:
    """Tell whether an answer that begins so has a console log in it."""
    return bool(_BEGINNING.match(data))


def lines(answer: bytes) -> int:
    """Count the lines of a whole answer as nova-compute counts them.

    That is by newlines, so what follows the last one is a line.
    """
    return answer.replace(b'\\\\', b'').count(b'\\n') + 1


class Tail:
    """Takes an answer piece by piece, and keeps its end.

    :param max_bytes: of the whole encoded answer
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._most_text = max_bytes - len(_HEAD) - len(_FOOT)
        self._kept = bytearray()
        self._begun = False
        self._newlines_dropped = 0
        self.total = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece.

        :raises ValueError: if there is more in the answer than a log
        """
        self.total += len(data)
        view = memoryview(data)
        for start in range(0, len(data), _SLICE):
            self._kept += view[start:start + _SLICE]
            if len(self._kept) > 2 * self._max_bytes:
                self._drop(len(self._kept) - self._max_bytes)

    @property
    def too_long(self) -> bool:
        """Whether it is longer than it may be."""
        return self.total > self._max_bytes

    def whole(self) -> bytes:
        """Give an answer that is not too long, as it came."""
        return bytes(self._kept)

    def cut(self, *, ended: bool) -> Cut:
        """Give the end of an answer that is too long.

        :param ended: whether that was all of it
        :raises ValueError: if it does not end as an answer with a console
            log does, or if there is more in it
        """
        self._drop(0)
        text = self._kept
        # Who broke it off cannot know that it was not just at its end.
        ending = (_ENDING if ended else _BROKEN_ENDING).search(
            text, max(0, len(text) - MOST_BEFORE_TEXT))
        if ending and _start(text, ending.start()) == ending.start():
            del text[ending.start():]
        elif ended:
            raise ValueError('the answer does not end with the log')
        else:
            del text[_start(text, len(text) - 1):]
            half = _HIGH_SURROGATE.search(text)
            if half and _is_escape(text, half.start()):
                del text[half.start():]
        self._drop(len(text) - self._most_text)
        newlines = _newlines(text)
        body = _HEAD + bytes(text) + _FOOT
        return Cut(
            body, len(body), self.total - len(body) if ended else None,
            newlines + 1, self._newlines_dropped if ended else None)

    def _drop(self, position: int) -> None:
        """Forget what is before a position, and the rest of its character."""
        kept = self._kept
        if not self._begun:
            beginning = _BEGINNING.match(kept)
            if not beginning:
                raise ValueError('the answer does not begin with the log')
            self._begun = True
            position -= beginning.end()
            del kept[:beginning.end()]
        if position <= 0:
            return
        start = _start(kept, position)
        if start < position:
            start = _end(kept, start)
        if _LOW_SURROGATE.match(kept, start):
            start += _UNICODE_ESCAPE_LENGTH
        self._newlines_dropped += _newlines(kept[:start])
        del kept[:start]


def _start(text: bytearray, position: int) -> int:
    """Give the start of the character that covers a position.

    :param text: begins with a whole character
    """
    for start in range(max(0, position - _UNICODE_ESCAPE_LENGTH + 1),
                       min(position, len(text) - 1) + 1):
        if (text[start] == _BACKSLASH and _is_escape(text, start)
                and _end(text, start) > position):
            return start
    while 0 < position < len(text) and 0x80 <= text[position] < 0xc0:
        position -= 1
    return position


def _end(text: bytearray, start: int) -> int:
    """Give the end of the character that starts at a position."""
    if text[start] == _BACKSLASH:
        return start + (_UNICODE_ESCAPE_LENGTH
                        if text[start + 1:start + 2] == b'u' else 2)
    end = start + 1
    while end < len(text) and 0x80 <= text[end] < 0xc0:
        end += 1
    return end


def _is_escape(text: bytearray, position: int) -> bool:
    """Tell whether a backslash begins an escape sequence or ends one."""
    before = text[:position]
    return (len(before) - len(before.rstrip(b'\\'))) % 2 == 0


def _newlines(text: bytes | bytearray) -> int:
    r"""Count escaped newlines in whole characters; ``\\n`` is none.

    :raises ValueError: if a string ends within the text
    """
    without = text.replace(b'\\\\', b'')
    if text.count(b'"') != without.count(b'\\"'):
        raise ValueError('the answer does not have the log alone')
    return without.count(b'\\n')
