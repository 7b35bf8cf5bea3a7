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

"""What a request asks for, if it asks for a console log.

Nova dispatches an action by the parsed body alone, so this looks at nothing
else: a path, a method or a media type has more spellings than anybody knows.
It reads a body as Nova does: UTF-8, the last of two equal keys wins, one key.

Source of the rules: ``nova.api.openstack.wsgi.action_peek``, the JSON schema
``nova.api.openstack.compute.schemas.console_output``, and
``nova.compute.manager.ComputeManager._tail_log``.
"""

from __future__ import annotations

import json
import re
from typing import Any
from typing import NamedTuple

ACTION = 'os-getConsoleOutput'
_LENGTH = 'length'

_LITERAL = ACTION.encode()
_BACKSLASH = b'\\'
_ESCAPE = b'\\u'
#: The name with any of its letters escaped; JSON has no other way for these.
_ESCAPED = re.compile(b''.join(
    b'(?:%c|%s)' % (code, b'\\\\u00' + b''.join(
        b'[%c%c]' % (digit, digit & ~0x20) if digit > ord('9')
        else b'%c' % digit for digit in b'%02x' % code))
    for code in _LITERAL))
#: Of the schema; as there, a newline may follow.
_DIGITS = re.compile('^-?[0-9]+$')
_ALL_BUT_THE_FIRST = -1


class Asked(NamedTuple):
    """A request for a console log that Nova serves.

    :ivar lines: how many lines it gets at most; ``None``: no bound
    :ivar strict: whether Nova's schema has it without being relaxed, as it
        is for /v2: there are no unknown keys
    """

    lines: int | None
    strict: bool

    def exceeds(self, max_lines: int) -> bool:
        """Tell whether it may get more lines than that."""
        return self.lines is None or self.lines > max_lines


def may_name_action(body: bytes) -> bool:
    """Tell whether a body may be for :func:`read`; cheap, for every body."""
    # To look for one byte is several times faster than for two.
    return _LITERAL in body or (
        _BACKSLASH in body and _ESCAPE in body
        and bool(_ESCAPED.search(body)))


def read(body: bytes) -> Asked | None:
    """Read the body of a request.

    :returns: ``None`` if it asks for something else, or for a log in a way
        that Nova refuses
    """
    try:
        asked = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict) or len(asked) != 1:
        return None
    action = asked.get(ACTION)
    if not isinstance(action, dict):
        return None
    try:
        lines = _lines(action.get(_LENGTH))
    except ValueError:
        return None
    return Asked(lines, action.keys() <= {_LENGTH})


def reduced(body: bytes, lines: int) -> bytes:
    """Give the body of a request for so many lines instead.

    Of two keys that are equal the last one wins.  All that the body had is
    still in it, so that what Nova cannot read it still cannot.

    :param body: of a request that :func:`read` understands
    """
    action = json.dumps({ACTION: {_LENGTH: lines}}).encode()
    return body.rstrip()[:-1] + b', ' + action[1:]


def _lines(length: Any) -> int | None:
    """Give the bound that a length is.

    :raises ValueError: if Nova's schema refuses it
    """
    if length is None:
        return None
    if isinstance(length, str):
        if not _DIGITS.search(length):
            raise ValueError(length)
        try:
            number = int(length)
        except ValueError:
            # Longer than Python converts.  The schema compares such a one as
            # a float; nova-compute takes what it cannot convert for 0.
            number = 0 if float(length) >= _ALL_BUT_THE_FIRST else -2
    elif isinstance(length, bool):
        raise ValueError(length)
    elif isinstance(length, int):
        number = length
    elif isinstance(length, float) and length.is_integer():
        number = int(length)
    else:
        raise ValueError(length)
    if number < _ALL_BUT_THE_FIRST:
        raise ValueError(length)
    return None if number == _ALL_BUT_THE_FIRST else number
