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
costs, so it is done for each aggregate and not for each host.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any
from typing import Generic
from typing import TypeVar

Decision = TypeVar('Decision')


class PerAggregate(Generic[Decision]):
    """What was decided about each aggregate, for one request.

    :param decide: decides by an aggregate's metadata
    """

    def __init__(self, decide: Callable[[Mapping[str, str]], Decision],
                 ) -> None:
        self._decide = decide
        self._decided: dict[int, Decision] = {}

    def of(self, aggregates: Iterable[Any]) -> list[Decision]:
        """Give the decisions for the aggregates of a host."""
        decided = self._decided
        decisions = []
        for aggregate in aggregates:
            # By id: in one request the same aggregate may be two objects.
            number = aggregate.id
            if number not in decided:
                decided[number] = self._decide(aggregate.metadata)
            decisions.append(decided[number])
        return decisions
