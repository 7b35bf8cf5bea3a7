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

"""Decides something about each aggregate once for a whole request.  Pure.

Ten thousand hosts are in a few hundred aggregates.  Reading metadata is what
costs, so it is done for each aggregate and not for each host; and what the
aggregates of a host come to is worked out once for all hosts of a rack.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Generic
from typing import TypeVar

Decision = TypeVar('Decision')
Merged = TypeVar('Merged')


class PerAggregate(Generic[Decision, Merged]):
    """What was decided about each aggregate, for one request.

    :param decide: decides by an aggregate's metadata; gives what can be
        hashed
    :param merge: makes one of the decisions for the aggregates of a host
    """

    def __init__(self, decide: Callable[[Mapping[str, str]], Decision],
                 merge: Callable[[list[Decision]], Merged]) -> None:
        self._decide = decide
        self._merge = merge
        self._decided: dict[int, Decision] = {}
        # A number for each decision: what many aggregates have no rule for
        # is one and the same for all of them, and so is what comes of it.
        self._numbers: dict[Decision, int] = {}
        self._distinct: list[Decision] = []
        # By identity: to ask an aggregate for its id costs more than all
        # the rest of this.
        self._by_object: dict[int, int] = {}
        # The objects are kept, so that no other can take their place and be
        # mistaken for them.
        self._held: list[Any] = []
        self._merged: dict[tuple[int, ...], Merged] = {}

    def of(self, aggregates: Iterable[Any]) -> Merged:
        """Give what the decisions for the aggregates of a host come to."""
        number = self._by_object
        try:
            key = tuple([number[id(one)] for one in aggregates])
        except KeyError:
            key = tuple([self._number(one) for one in aggregates])
        if key not in self._merged:
            self._merged[key] = self._merge(
                [self._distinct[one] for one in key])
        return self._merged[key]

    def of_each(self, hosts: Iterable[Any]) -> list[Merged]:
        """Give, for each host, what its aggregates come to.

        :param hosts: HostState objects
        """
        keys: list[Any] = [tuple(host.aggregates) for host in hosts]
        try:
            # Most hosts are in the same aggregates as some other.
            distinct = dict.fromkeys(keys)
        except TypeError:
            # Not Nova's, for those can be hashed.
            return [self.of(key) for key in keys]
        merged = {key: self.of(key) for key in distinct}
        return [merged[key] for key in keys]

    def _number(self, aggregate: Any) -> int:
        identity = id(aggregate)
        if identity not in self._by_object:
            self._held.append(aggregate)
            decision = self._of_one(aggregate)
            number = self._numbers.setdefault(decision, len(self._distinct))
            if number == len(self._distinct):
                self._distinct.append(decision)
            self._by_object[identity] = number
        return self._by_object[identity]

    def _of_one(self, aggregate: Any) -> Decision:
        # By id: in one request the same aggregate may be two objects.
        number = aggregate.id
        if number not in self._decided:
            self._decided[number] = self._decide(aggregate.metadata)
        return self._decided[number]


class RuledAggregates(Generic[Decision]):
    """The aggregates of a request's hosts that have a rule.

    Few have one, and where none has, nothing is to be done for each host.
    This is also fast where hardly two hosts are in the same aggregates.

    :param hosts: all hosts of the request
    :param decide: decides by the aggregate itself; None if it has no rule
    :ivar rules: what was decided, for each aggregate with a rule
    """

    def __init__(self, hosts: Sequence[Any],
                 decide: Callable[[Any], Decision | None]) -> None:
        # By identity, as above, and kept, as above.
        self._held = {id(aggregate): aggregate for host in hosts
                      for aggregate in host.aggregates}
        decided: dict[int, Decision | None] = {}
        self._by_object: dict[int, Decision] = {}
        for identity, aggregate in self._held.items():
            number = aggregate.id
            if number not in decided:
                decided[number] = decide(aggregate)
            decision = decided[number]
            if decision is not None:
                self._by_object[identity] = decision
        self.rules: list[Decision] = [
            decision for decision in decided.values() if decision is not None]

    def of(self, host: Any) -> list[Decision]:
        """Give the decisions about the aggregates that a host is in."""
        by_object = self._by_object
        return [by_object[id(aggregate)] for aggregate in host.aggregates
                if id(aggregate) in by_object]

    def least(self: RuledAggregates[float], hosts: Iterable[Any],
              default: float) -> list[float]:
        """Give, for each host, the least of the numbers decided."""
        decided = self._by_object.get
        result = []
        for host in hosts:
            least = None
            for aggregate in host.aggregates:
                number = decided(id(aggregate))
                if number is not None and (least is None or number < least):
                    least = number
            result.append(default if least is None else least)
        return result
