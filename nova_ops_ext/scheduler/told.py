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

"""Makes what others wrote fit for a line that explains a decision.  Pure.

The command that explains decisions takes such lines apart again, so no name
of an aggregate may look like a part of one.
"""

from __future__ import annotations

from collections.abc import Sequence
import re

_PLAIN = re.compile(r'[A-Za-z0-9_.@+-]{1,64}')


def name(text: str | None) -> str:
    """Give a name as it is, or quoted and cut if it could mislead."""
    if text is not None and _PLAIN.fullmatch(text):
        return text
    return reason('%.64r' % (text,))


def some(texts: Sequence[str], most: int) -> str:
    """List texts, and of many only the first."""
    more = len(texts) - most
    line = ', '.join(texts[:most])
    return '%s and %d more' % (line, more) if more > 0 else line


def reason(text: str) -> str:
    """Take from a reason what ends a reason in the line."""
    text = text.replace('): ', ') ').replace('; ', ', ')
    return ''.join(letter if letter.isprintable() else '?' for letter in text)
