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

"""Where a number is on an axis, in percent of its length.  Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

#: Up to so many there is a mark for each one.
_EACH = 12
#: Of a logarithmic axis each third mark has a text: 1, 1,000, 1,000,000.
_DECADES = 3


class Tick(NamedTuple):
    """A mark of the axis.

    :ivar told: whether its value stands beside it
    """

    value: float
    at: float
    told: bool


class Scale:
    """Linear from 0, or logarithmic from 1, to an end that has a mark.

    :param greatest: what it has to have room for
    """

    def __init__(self, greatest: float, *, logarithmic: bool = False) -> None:
        self._logarithmic = logarithmic
        if logarithmic:
            self._decades = max(1, math.ceil(
                math.log10(max(greatest, 1)) - 1e-12))
            self.end = 10.0 ** self._decades
        else:
            self.end = float(greatest) or 1.0

    def at(self, value: float) -> float:
        """Give the place of a value."""
        if not self._logarithmic:
            place = value / self.end
        elif value <= 1:
            # It has no place for 0, and none to the left of 1.
            place = 0.0
        else:
            place = math.log10(value) / self._decades
        return 100.0 * min(max(place, 0.0), 1.0)

    def ticks(self) -> list[Tick]:
        """Give the marks, in order."""
        if self._logarithmic:
            return [Tick(10.0 ** decade, self.at(10.0 ** decade),
                         decade % _DECADES == 0
                         or self._decades < _DECADES)
                    for decade in range(self._decades + 1)]
        if self.end.is_integer() and self.end <= _EACH:
            last = int(self.end)
            return [Tick(float(value), self.at(value), value in (0, last))
                    for value in range(last + 1)]
        return [Tick(value, self.at(value), True)
                for value in (0.0, self.end / 2, self.end)]
