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

"""Compares two subjects that take turns, and says how sure that is.

A pair is a turn of the one and the next turn of the other, so that what
disturbs the machine disturbs both.  The median of the pairs' ratios is what
is compared with the bar, and the interval that holds the true median in 95 of
100 runs says whether the bar can be told from it.
"""

from __future__ import annotations

from collections.abc import Sequence
import math
import statistics
from typing import NamedTuple

_DOUBT = 0.05


class Ratios(NamedTuple):
    """The ratios of all pairs.

    :ivar of_pairs: in any order
    """

    of_pairs: tuple[float, ...]

    @classmethod
    def between(cls, ones: Sequence[float],
                others: Sequence[float]) -> Ratios:
        """Divide the figures of the ones by those of the others."""
        return cls(tuple(one / other for one, other in zip(
            ones, others, strict=True)))

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.of_pairs)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Below and above which a quarter of them lie."""
        first, _median, third = statistics.quantiles(self.of_pairs, n=4,
                                                     method='inclusive')
        return first, third

    @property
    def interval(self) -> tuple[float, float]:
        """Between which the true median lies; all numbers if too few pairs.

        As the sign test has it: each pair lies above or below the true
        median with the same chance, whatever disturbed it.
        """
        number = len(self.of_pairs)
        beyond, chance = 0, 2 * 0.5 ** number
        while chance <= _DOUBT:
            beyond += 1
            chance += 2 * math.comb(number, beyond) * 0.5 ** number
        if not beyond:
            return -math.inf, math.inf
        inside = sorted(self.of_pairs)
        return inside[beyond - 1], inside[-beyond]


class Bar(NamedTuple):
    """The least that a ratio has to be.

    :ivar what: was compared
    :ivar ratios: of the pairs
    :ivar limit: the least that their median may be
    """

    what: str
    ratios: Ratios
    limit: float

    @property
    def can_tell(self) -> bool:
        """Whether the limit is outside of what the true median may be."""
        low, high = self.ratios.interval
        return not low < self.limit <= high

    @property
    def reached(self) -> bool:
        """Whether the ratio is sure to reach the limit."""
        return self.can_tell and self.ratios.median >= self.limit

    @property
    def subject(self) -> str:
        """What was compared, for the summary."""
        return self.what + ('' if self.can_tell
                            else ' (spread too wide to tell)')

    def __str__(self) -> str:
        verdict = ('spread too wide to tell' if not self.can_tell
                   else 'reached' if self.reached else 'NOT reached')
        return 'bar %.2fx: %s' % (self.limit, verdict)
