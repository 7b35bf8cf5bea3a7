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

"""How much of a console log may go over the message bus.  Pure.

On its way to RabbitMQ an answer is put into JSON twice, so that a byte of the
log may become several.  Here each costs what it takes there.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What nova-api would cut out of the log at the other end of the bus.
_REMOVED = bytes({*range(0x20)} - {*b'\t\n'})
#: Nova takes the log for ASCII, and makes U+FFFD of each byte that is not:
#: seven bytes in JSON in JSON.  So many takes DEL there, too.
_CLEANED = bytes(byte if byte < 0x7f else ord('?') for byte in range(256))
#: What a character takes on the bus besides the byte that it is: \\n and \\t,
#: \\\" and \\\\.
_EXTRA: Mapping[bytes, int] = {b'\n': 2, b'\t': 2, b'"': 3, b'\\': 3}
_SMALLEST_STEP = 65536
_LONG = 4


def bounded(log: bytes | bytearray, max_bytes: int) -> bytes:
    """Give the newest of a log that may go over the bus.

    What is older is not looked at, so a log far too long costs no more than
    one that is just too long.

    :param max_bytes: how many bytes of the message it may take
    :returns: printable ASCII, newlines and tabs; every other control
        character is left out, and every other byte a question mark
    """
    kept: list[bytes] = []
    left, end = max_bytes, len(log)
    step = max(max_bytes, _SMALLEST_STEP)
    # More than one step only where much is left out.
    while end > 0 and left > 0:
        start = max(end - step, 0)
        text = bytes(log[start:end]).translate(_CLEANED, _REMOVED)
        cut = _cut(text, left)
        kept.append(text[cut:])
        if cut:
            break
        left -= _cost(text, 0, len(text))
        end = start
    return b''.join(reversed(kept))


def is_cut(log: bytes | bytearray, sent: bytes) -> bool:
    """Tell whether there is more of a log than what is sent.

    A log that only lost its control characters is whole.  One that was little
    else is taken for cut: to count them would take time for nothing.
    """
    return len(log) > _LONG * len(sent) + _SMALLEST_STEP or (
        len(log.translate(None, _REMOVED)) > len(sent))


def _cut(text: bytes, budget: int) -> int:
    """Find where the longest end of the text begins that is affordable."""
    lowest, highest = 0, len(text)
    if _cost(text, lowest, highest) <= budget:
        return lowest
    # Each turn counts in half of what the one before did.
    while lowest < highest:
        middle = (lowest + highest) // 2
        cost = _cost(text, middle, highest)
        if cost <= budget:
            budget -= cost
            highest = middle
        else:
            lowest = middle + 1
    return highest


def _cost(text: bytes, start: int, end: int) -> int:
    return end - start + sum(
        extra * text.count(byte, start, end)
        for byte, extra in _EXTRA.items())
