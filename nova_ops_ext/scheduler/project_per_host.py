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

"""How many instances of one project may be on one host?  Pure.

A host that goes down, or a guest that brings it down, then costs a project at
most so many at once; and one project cannot have a host for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
import functools

from nova_ops_ext.scheduler import aggregate_value

#: Aggregate metadata: the instances that a project may have on a host.
AGGREGATE_KEY = 'ops_max_instances_per_project'
KEYS = (AGGREGATE_KEY,)


def cap(metadata: Mapping[str, str]) -> int | None:
    """Give the cap of an aggregate.

    :returns: None if it has none
    :raises ValueError: if it cannot be read
    """
    return aggregate_value.whole(metadata, AGGREGATE_KEY)


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Tell every value of an aggregate that cannot be read."""
    return aggregate_value.problems(metadata, cap)


def merged(caps: Iterable[int], otherwise: int | None) -> int | None:
    """Give the cap of a host.

    :param caps: those of its aggregates
    :param otherwise: the cap of hosts whose aggregates have none
    :returns: None if any number may be there
    """
    return min(caps, default=otherwise)


def counter(project: str | None) -> Callable[
        [Mapping[str, str] | None, int], int | None]:
    """Give what counts a project's instances on a host.

    The host has counted those that it knows; what the request that is being
    decided has placed so far is only in the number of all its instances.

    :returns: takes what the host's nova-compute wrote (None if it did not
        yet), and the number of the host's instances, of all projects, with
        those just placed; gives None if it cannot be known
    """
    key = 'num_proj_%s' % project
    # Thousands of hosts have the same few numbers, as texts.
    whole = functools.cache(int)

    def held(stats: Mapping[str, str] | None, num_instances: int
             ) -> int | None:
        if stats is None or project is None:
            return None
        try:
            known = whole(stats.get(key, 0))
            placed = num_instances - whole(stats.get('num_instances', 0))
        except (TypeError, ValueError):
            return None
        return (known if known > 0 else 0) + (placed if placed > 0 else 0)

    return held


def refusal(count: int | None, most: int) -> str | None:
    """Tell why a host may not have one more.

    :param count: the project's instances there; None if not known
    :param most: the host's cap
    :returns: None if it may
    """
    if count is None:
        return 'how many instances the project has there is not known'
    if count < most:
        return None
    return 'the project has %d there, at most %d may be' % (count, most)
