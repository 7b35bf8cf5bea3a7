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

"""Names that others chose, made harmless.  Pure.

Instance names come from users, names of files from anywhere.  What reaches a
terminal, a monitoring system or JSON is printable, and shows every other
character as an escape; the backslash itself is one, so nothing is ambiguous.
"""

from __future__ import annotations


def safe(text: str) -> str:
    r"""Make a text printable.

    The bar is an escape as well: for Nagios it begins the perfdata.

    :param text: bytes that are not UTF-8 stand in it as lone surrogates
    """
    if text.isprintable() and '|' not in text and '\\' not in text:
        return text
    return ''.join(
        character if character.isprintable() and character not in '|\\'
        else _escape(character) for character in text)


def clipped(text: str, length: int) -> str:
    """Make a text printable and not longer than a column."""
    text = safe(text)
    return text if len(text) <= length else text[:length - 3] + '...'


def _escape(character: str) -> str:
    number = ord(character)
    if 0xdc80 <= number <= 0xdcff:
        return '\\x%02x' % (number - 0xdc00)
    if number < 0x80:
        return '\\x%02x' % number
    return ('\\u%04x' if number < 0x10000 else '\\U%08x') % number
