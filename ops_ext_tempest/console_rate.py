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

"""How often may a console log be asked for?  Pure.

What the operator told console_limit, and what follows from that for somebody
who cannot see which of several counters a request meets.
"""

from __future__ import annotations

import math
from typing import NamedTuple

_SECONDS = {'s': 1, 'm': 60, 'h': 3600, 'd': 86400}


class Rate(NamedTuple):
    """The options of [ops_ext].

    :ivar per_second: how many requests
    :ivar burst: how many at once
    :ivar counters: that count, each for itself
    """

    per_second: float
    burst: int
    counters: int = 1

    @classmethod
    def parse(cls, text: str, burst: int, counters: int) -> Rate:
        """Read what is written like ``30/m``.

        :raises ValueError: if it is not
        """
        number, _, unit = text.partition('/')
        return cls(float(number) / _SECONDS[unit], burst, counters)

    def most(self, seconds: float) -> int:
        """Give how many requests may pass at most within a time.

        A store counts in windows that allow a burst each, and of which two
        may be touched; so a burst more than by a bucket.
        """
        return self.counters * (2 * self.burst + math.ceil(
            self.per_second * seconds))
