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

"""``virtlogd.conf`` and ``qemu.conf``, as libvirt reads them.  Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from typing import Union

_MANY_BACKUPS = 32
_TOKEN = re.compile(r'''
    (?P<blank>[ \t\r\f\v]+|\#[^\n]*)
  | (?P<line>\n|;)
  | """(?P<triple>.*?)"""
  | "(?P<double>[^"\n]*)"
  | '(?P<single>[^'\n]*)'
  | (?P<number>-?[0-9]{1,19})(?![\w.])
  | (?P<word>[A-Za-z_][\w.-]*)
  | (?P<mark>[=\[\],])
''', re.VERBOSE | re.DOTALL | re.ASCII)

Value = Union[int, str, None]


class Limits(NamedTuple):
    """How virtlogd rotates."""

    max_size: int = 2 * 1024 * 1024
    max_backups: int = 3

    @property
    def total(self) -> int:
        """Give what a log and its backups can take together."""
        return self.max_size * (self.max_backups + 1)


def read(text: str) -> dict[str, Value]:
    """Read settings; those that are lists are None.

    :raises ValueError: if libvirt would not read it either
    """
    settings: dict[str, Value] = {}
    tokens = _tokens(text)
    place = 0
    while place < len(tokens):
        kind, found, line = tokens[place]
        if kind == 'line':
            place += 1
            continue
        if kind != 'word' or tokens[place + 1:place + 2] == [] or (
                tokens[place + 1][1] != '=' or tokens[place + 1][0] != 'mark'):
            raise ValueError('line %d is not a setting' % line)
        place, value = _value(tokens, place + 2, line)
        # libvirt takes the first of several.
        settings.setdefault(found, value)
    return settings


def limits(text: str) -> Limits:
    """Read ``virtlogd.conf``.

    :raises ValueError: if virtlogd would not work with it
    """
    settings = read(text)
    size = settings.get('max_size', Limits().max_size)
    backups = settings.get('max_backups', Limits().max_backups)
    if type(size) is not int or size < 1:
        raise ValueError('max_size = %r cannot work' % (size,))
    if type(backups) is not int or not 0 <= backups <= _MANY_BACKUPS:
        raise ValueError('max_backups = %r cannot work: 0 to %d' % (
            backups, _MANY_BACKUPS))
    return Limits(size, backups)


def stdio_handler(text: str) -> str:
    """Read from ``qemu.conf`` who writes what a guest prints.

    :returns: ``logd`` or ``file``
    :raises ValueError: if libvirt would not start with it
    """
    handler = read(text).get('stdio_handler', 'logd')
    if handler not in ('logd', 'file'):
        raise ValueError('stdio_handler = %.40r is neither logd nor file' % (
            handler,))
    return str(handler)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens = []
    place, line = 0, 1
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError('line %d cannot be read' % line)
        kind = str(match.lastgroup)
        if kind != 'blank':
            tokens.append((kind, match[kind], line))
        line += match[0].count('\n')
        place = match.end()
    return tokens


def _value(tokens: list[tuple[str, str, int]], place: int, line: int
           ) -> tuple[int, Value]:
    """Read a value, and give where the next line begins."""
    if place < len(tokens):
        kind, found, line = tokens[place]
        after = place + 1
        value: Value = None
        if (kind, found) == ('mark', '['):
            while after < len(tokens) and tokens[after][:2] != ('mark', ']'):
                if tokens[after][:2] == ('mark', '['):
                    raise ValueError('line %d has a list in a list' % line)
                after += 1
            after += 1
        elif kind == 'number':
            value = int(found)
        elif kind in ('triple', 'double', 'single'):
            value = found
        else:
            raise ValueError('line %d has no value' % line)
        if after == len(tokens) or (after < len(tokens)
                                    and tokens[after][0] == 'line'):
            return after, value
    raise ValueError('line %d does not end as it should' % line)
