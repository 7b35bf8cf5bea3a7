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

"""Sizes and rates as people write them.  Pure."""

from __future__ import annotations

import re

_UNITS = 'BKMGTP'
_SIZE = re.compile(
    r'([0-9]{1,18}(?:\.[0-9]{1,9})?)\s*([BKMGTP]?)(?:iB|B)?\Z',
    re.IGNORECASE | re.ASCII)
_PERIODS = {'s': 1, 'm': 60, 'h': 3600, 'd': 86400}
_LARGEST = 1 << 62


def parse_size(text: str) -> int:
    """Read a number of bytes such as ``100M``; units are powers of 1024.

    :raises ValueError: if it is none
    """
    match = _SIZE.match(text.strip())
    if match is None or text.strip().lower().endswith(('bb', 'bib')):
        raise ValueError('%.40r is not a size such as 100M, 1.5G or 4096' %
                         text)
    number, unit = match.groups()
    factor = 1024 ** _UNITS.index(unit.upper() or 'B')
    size = (int(number) * factor if number.isdigit()
            else int(float(number) * factor))
    if size > _LARGEST:
        raise ValueError('%.40r is more than any file system holds' % text)
    return size


def parse_rate(text: str) -> float:
    """Read bytes a second from such as ``100M/h``.

    :raises ValueError: if it is none
    """
    size, slash, period = text.rpartition('/')
    seconds = _PERIODS.get(period.strip().lower())
    if not slash or seconds is None:
        raise ValueError('%.40r is not a rate such as 100M/h, 2G/d or 50K/s' %
                         text)
    return parse_size(size) / seconds


def show_size(size: float) -> str:
    """Write a number of bytes for a person."""
    for unit in ('B', 'KiB', 'MiB', 'GiB', 'TiB'):
        if abs(size) < 1023.95 or unit == 'TiB':
            break
        size /= 1024
    return '%d B' % size if unit == 'B' else '%.1f %s' % (size, unit)


def show_rate(rate: float) -> str:
    """Write bytes a second for a person: what an hour brings."""
    return show_size(rate * 3600) + '/h'
