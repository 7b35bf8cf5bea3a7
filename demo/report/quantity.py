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

"""Numbers as people read them.  Pure."""

from __future__ import annotations

import datetime

BYTES = 'bytes'
_PREFIXES = ('B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB')
_STEP = 1000.0
#: From so many seconds on they are minutes.
_MANY = 100


def exact(value: float) -> str:
    """Write all digits, in groups; of a fraction one."""
    if float(value).is_integer():
        return format(int(value), ',')
    return format(value, ',.1f')


def measure(most: float, unit: str) -> str:
    """Say what is counted, and of how many if anything bounds it."""
    return 'of %s %s' % (exact(most), unit) if most else unit


def short(value: float, unit: str) -> str:
    """Write bytes with three digits and a prefix; all else as it is."""
    if unit != BYTES:
        return exact(value)
    value, prefix = _prefixed(value)
    digits = _digits(value) if prefix else 0
    return '%.*f %s' % (digits, value, _PREFIXES[prefix])


def mark(value: float, unit: str) -> str:
    """Write a number of an axis, in as few digits as it needs."""
    if unit != BYTES:
        return exact(value)
    value, prefix = _prefixed(value)
    return '%.4g %s' % (value, _PREFIXES[prefix])


def duration(seconds: float) -> str:
    """Write seconds, beyond some of them in minutes and seconds."""
    if seconds < _MANY:
        return '%s s' % exact(round(seconds, 1))
    return '%d min %d s' % divmod(round(seconds), 60)


def moment(iso: str) -> str:
    """Write a time in UTC; what is none stays as it is."""
    try:
        found = datetime.datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if found.utcoffset() != datetime.timedelta():
        return iso
    return found.strftime('%Y-%m-%d %H:%M:%S UTC')


def _prefixed(value: float) -> tuple[float, int]:
    prefix = 0
    # What would be rounded up to 1000 has the next prefix.
    while round(value, _digits(value)) >= _STEP and prefix + 1 < len(
            _PREFIXES):
        value /= _STEP
        prefix += 1
    return value, prefix


def _digits(value: float) -> int:
    return 2 if value < 9.995 else 1 if value < 99.95 else 0
