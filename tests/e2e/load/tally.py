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

"""What came of many acts: counts, times and the first few remarks.

Everything here stays the same size however long it is fed, since a soak feeds
it for as long as it is told to.
"""

from __future__ import annotations

import collections
import enum
import random
import threading
from typing import NamedTuple

#: Of each kind of act, how many durations are kept to tell percentiles from.
RESERVOIR = 2000
#: Of each kind and ending, how many remarks are kept.
REMARKS = 5


class Ending(enum.Enum):
    """How an act ended, as seen by who knows what should have come of it.

    DONE is what was asked for, and REFUSED a refusal that is right.  PUT_OFF
XX is a refusal of someone who
    is admitted, and LET_IN is what must never be: someone got what the rules
    do not let him have.
    """

    DONE = 'done'
    LATE = 'late'
    REFUSED = 'refused'
    PUT_OFF = 'put off'
    FAILED = 'failed'
    TURNED_AWAY = 'turned away'
    LET_IN = 'let in'


class Outcome(NamedTuple):
    """What came of one act.

    :ivar remark: for people, what was seen; kept for the first few
    """

    ending: Ending
    remark: str = ''


class Tally:
    """Outcomes by kind and ending; several threads may add to it.

    :param name: of the time in which the acts fall
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: collections.Counter[tuple[str, Ending]] = (
            collections.Counter())
        self.remarks: dict[tuple[str, Ending], list[str]] = (
            collections.defaultdict(list))
        self._seconds: dict[str, list[float]] = collections.defaultdict(list)
        self._seen: collections.Counter[str] = collections.Counter()
        self._random = random.Random(0)
        self._lock = threading.Lock()

    def add(self, kind: str, outcome: Outcome, seconds: float) -> None:
        key = kind, outcome.ending
        with self._lock:
            self.counts[key] += 1
            if outcome.remark and len(self.remarks[key]) < REMARKS:
                self.remarks[key].append(outcome.remark)
            self._seen[kind] += 1
            kept = self._seconds[kind]
            if len(kept) < RESERVOIR:
                kept.append(seconds)
            else:
                # Each act so far has the same chance to be among the kept.
                place = self._random.randrange(self._seen[kind])
                if place < RESERVOIR:
                    kept[place] = seconds

    def kinds(self) -> list[str]:
        with self._lock:
            return sorted(self._seen)

    def number(self, ending: Ending | None = None,
               kind: str | None = None) -> int:
        """How many there were: of an ending, of a kind, or all."""
        with self._lock:
            return sum(count for (its_kind, its_ending), count
                       in self.counts.items()
                       if ending in (None, its_ending)
                       and kind in (None, its_kind))

    def percentile(self, kind: str, share: float) -> float:
        """Seconds that this share of the acts of a kind did not exceed."""
        with self._lock:
            kept = sorted(self._seconds[kind])
        return kept[min(len(kept) - 1, int(share * len(kept)))]

    def noted(self, ending: Ending) -> list[str]:
        """The remarks on acts that ended so."""
        with self._lock:
            return ['%s: %s' % (kind, remark)
                    for (kind, its_ending), remarks in self.remarks.items()
                    if its_ending is ending for remark in remarks]
