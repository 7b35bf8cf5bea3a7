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

"""How often somebody may do something: rates, and a bucket for each key.

A bucket holds ``burst`` tokens and is filled at ``rate``.  It is kept as one
number, the time at which it will be full again (the generic cell rate
algorithm), so a bucket that is full need not be kept at all.
"""

from __future__ import annotations

from collections.abc import Hashable
import re
import threading
from typing import NamedTuple

_SECONDS = {'s': 1, 'second': 1, 'm': 60, 'minute': 60, 'h': 3600,
            'hour': 3600, 'd': 86400, 'day': 86400}
_RATE = re.compile(r'\s*([0-9]{1,9})\s*/\s*([a-z]+)\s*', re.ASCII)
_NANOSECONDS = 10 ** 9
_SWEEP_AT_LEAST = 1024


class Rate(NamedTuple):
    """So many times in so many seconds."""

    number: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read ``30/m``.

        :raises ValueError: if it is no rate
        """
        match = _RATE.fullmatch(text.lower())
        if not match or match[2] not in _SECONDS or not int(match[1]):
            raise ValueError(
                'expected a number above 0 and a unit of s, m, h or d, such '
                'as 30/m')
        return cls(int(match[1]), _SECONDS[match[2]])

    def __str__(self) -> str:
        unit = next(unit for unit, seconds in _SECONDS.items()
                    if seconds == self.seconds)
        return '%d/%s' % (self.number, unit)


class Buckets:
    """A bucket for each key, in this process.

    :param rate: at which a bucket is filled
    :param burst: how many tokens it holds, at least 1
    """

    def __init__(self, rate: Rate, burst: int) -> None:
        self._interval = -(-rate.seconds * _NANOSECONDS // rate.number)
        self._tolerance = self._interval * (burst - 1)
        self._full_at: dict[Hashable, int] = {}
        self._sweep_above = _SWEEP_AT_LEAST
        self._lock = threading.Lock()

    def take(self, key: Hashable, now: int) -> int:
        """Take a token.

        :param now: a clock that only goes forward, in nanoseconds
        :returns: 0 if there was one, else the nanoseconds until there is
        """
        with self._lock:
            full_at = max(self._full_at.get(key, now), now)
            wait = full_at - now - self._tolerance
            if wait > 0:
                return wait
            self._full_at[key] = full_at + self._interval
            if len(self._full_at) > self._sweep_above:
                self._sweep(now)
            return 0

    def __len__(self) -> int:
        return len(self._full_at)

    def _sweep(self, now: int) -> None:
        """Forget the buckets that are full; no other can be."""
        self._full_at = {key: full_at
                         for key, full_at in self._full_at.items()
                         if full_at > now}
        self._sweep_above = max(_SWEEP_AT_LEAST, 2 * len(self._full_at))
