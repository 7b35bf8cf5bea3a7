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

"""An INI file as a list of entries that make it up again, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
import re
from typing import NamedTuple

_HEADER = re.compile(r'\[([^]]+)\]')
_OPTION = re.compile(r'([^\s#;\[=:][^=:]*?)\s*[=:]')
_VALUE = re.compile(r'[^=:]*[=:][ \t]*')


class Entry(NamedTuple):
    """A line, or an option with all lines of its value.

    :ivar section: that it is in; of a header, the one that begins
    :ivar option: empty if it is none
    :ivar text: without the end of the line
    """

    section: str
    option: str
    text: str

    @property
    def is_header(self) -> bool:
        return not self.option and bool(_HEADER.match(self.text))

    @property
    def name(self) -> str:
        """Give all of an option that stands before its value."""
        found = _VALUE.match(self.text)
        return found[0] if found else ''

    @property
    def value(self) -> str:
        return self.text[len(self.name):]


def parse(text: str) -> list[Entry]:
    """Read a file."""
    return list(_entries(text.split('\n')))


def write(entries: Sequence[Entry]) -> str:
    """Give the text of a file; the inverse of :func:`parse`."""
    return '\n'.join(entry.text for entry in entries)


def find(entries: Sequence[Entry], section: str, option: str) -> int | None:
    """Find an option; of several, the last, which is the one that counts."""
    return next((number for number in range(len(entries) - 1, -1, -1)
                 if entries[number][:2] == (section, option)), None)


def _entries(lines: Sequence[str]) -> Iterator[Entry]:
    section = ''
    number = 0
    while number < len(lines):
        line = lines[number]
        after = number + 1
        header = _HEADER.match(line)
        option = _OPTION.match(line)
        if header:
            section = header[1]
        elif option:
            after = _end(lines, after)
        yield Entry(section, option[1] if option and not header else '',
                    '\n'.join(lines[number:after]))
        number = after


def _end(lines: Sequence[str], number: int) -> int:
    """Find where a value ends: it goes on in lines that are indented."""
    end = number
    while number < len(lines) and (
            not lines[number].strip() or lines[number][0] in ' \t#;'):
        number += 1
        if lines[number - 1].strip() and lines[number - 1][0] in ' \t':
            # Comments and empty lines before it are within the value.
            end = number
    return end
