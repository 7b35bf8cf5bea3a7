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

"""How far may one failure domain be ahead of the others?  Pure.

Nova never gives a host that was refused for one server of a batch to the next
one.  So a domain that is a server ahead of the others must not be refused, as
long as the rest of the batch can still bring the others up to it.  A domain is
refused only if no way to place the whole rest could end well; that stays so,
whatever is placed next.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
import heapq
import math
from typing import NamedTuple


class Level(NamedTuple):
    """How full a domain is.

    :ivar members: of the group, which are in it
    :ivar room: how many more its candidates can take
    """

    members: int
    room: int


def emptiest(levels: Iterable[Level], servers: int) -> float:
    """Give the least number of members once servers have been placed.

    Each goes where fewest are, among the domains that have room.

    :returns: of the domains that still have room; infinite if none has
    """
    heap = [level for level in levels if level.room > 0]
    heapq.heapify(heap)
    for _server in range(servers):
        if not heap:
            break
        members, room = heap[0]
        if room > 1:
            heapq.heapreplace(heap, Level(members + 1, room - 1))
        else:
            heapq.heappop(heap)
    return heap[0].members if heap else math.inf


class Levels:
    """The domains of one request.

    :param levels: of each domain that has a candidate
    :param servers: how many are to be placed, this one among them
    :param skews: in a batch, how far each domain may be ahead, by one of its
        hosts or another: it may be so because a server yet to come was to
        bring the others up to it
    """

    def __init__(self, levels: Mapping[str, Level], servers: int, *,
                 skews: Mapping[str, Collection[int]] | None = None) -> None:
        self._levels = levels
        self._servers = servers
        self._skews = skews or {}
        self._best = (emptiest(levels.values(), servers) if skews
                      else -math.inf)
        self._reached: dict[Level | None, float] = {}

    def others_reach(self, domain: str | None) -> float:
        """Give what the emptiest domain reaches if one goes to this one.

        :param domain: None if it goes to a host without
        """
        taken = None if domain is None else self._levels[domain]
        if taken not in self._reached:
            # Domains that are alike have the same answer.
            levels = [level for name, level in self._levels.items()
                      if name != domain]
            if taken is not None:
                levels.append(Level(taken.members + 1, taken.room - 1))
            self._reached[taken] = emptiest(levels, self._servers - 1)
        return self._reached[taken]

    def refusal(self, domain: str, max_skew: int) -> str | None:
        """Tell why a domain may not have one more.

        :param max_skew: how far it may be ahead of the emptiest
        :returns: None if it may
        """
        reached = self.others_reach(domain)
        ahead = self._levels[domain].members + 1
        if ahead - reached > max_skew:
            return ('%d of the group would be in their failure domain, and %d '
                    'in the emptiest, max_skew is %d' % (
                        ahead, reached, max_skew))
        return self._let_down(reached)

    def refusal_elsewhere(self) -> str | None:
        """Tell why a host without domain may not have one.

        :returns: None if it may
        """
        if not self._skews:
            return None
        return self._let_down(self.others_reach(None))

    def _let_down(self, reached: float) -> str | None:
        """Tell which domain would stay ahead that was to be caught up with."""
        if reached >= self._best:
            return None
        for domain, skews in self._skews.items():
            members = self._levels[domain].members
            for skew in skews:
                if members - self._best <= skew < members - reached:
                    return ('%d of the group are in another failure domain, '
                            'and %d would be in the emptiest, max_skew is %d'
                            % (members, reached, skew))
        return None
