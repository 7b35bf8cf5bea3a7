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

"""Reads a rule off each aggregate once a request, and keeps who is at fault.

Pure.  What cannot be read is no rule, and must not be taken for none: the
reader gets the values that could be read, and the problem beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import Generic
from typing import NamedTuple
from typing import TypeVar

from nova_ops_ext.scheduler import per_aggregate
from nova_ops_ext.scheduler import told

Value = TypeVar('Value')
Merged = TypeVar('Merged')


class Reading(NamedTuple):
    """What one aggregate says.

    :ivar value: None if it has no rule, or one that cannot be read
    :ivar problem: None if it can be read
    """

    value: Any
    problem: str | None


class AggregateRules(per_aggregate.PerAggregate[Reading, Merged],
                     Generic[Value, Merged]):
    """The rules of the aggregates of a request.

    :param read: reads an aggregate's rule; gives None if it has none, and
        raises ValueError if it cannot be read
    :param merge: makes one of the rules of the aggregates of a host; gets
        those that are there and the first problem or None
    :ivar problems: all problems so far
    """

    def __init__(self, read: Callable[[Any], Value | None],
                 merge: Callable[[list[Value], str | None], Merged]) -> None:
        super().__init__(self._read_whole, self._merge_readings)
        self._read = read
        self._merge_rules = merge
        self.problems: set[str] = set()

    def _of_one(self, aggregate: Any) -> Reading:
        # Not the metadata alone: a problem is told with the name.
        number = aggregate.id
        if number not in self._decided:
            self._decided[number] = self._read_whole(aggregate)
        return self._decided[number]

    def _read_whole(self, aggregate: Any) -> Reading:
        try:
            return Reading(self._read(aggregate), None)
        except ValueError as error:
            problem = reason(error, aggregate.name)
            self.problems.add(problem)
            return Reading(None, problem)

    def _merge_readings(self, readings: list[Reading]) -> Merged:
        return self._merge_rules(
            [one.value for one in readings if one.value is not None],
            min((one.problem for one in readings if one.problem is not None),
                default=None))


def reason(error: ValueError | str, name: str) -> str:
    """Tell whose value cannot be read, fit to be a reason in an explanation.

    :param name: of the aggregate
    """
    return told.reason('%s (aggregate %s)' % (error, told.name(name)))
