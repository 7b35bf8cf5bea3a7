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

"""Which failure domain is a host in, and where are a group's members?  Pure.

A domain is what fails together: a rack, a room, a power feed.  The aggregates
that have the key name it, and list all its hosts, candidates or not.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler import aggregate_value
from nova_ops_ext.scheduler import domain_levels

#: Aggregate metadata: the name of the domain that the aggregate is.
AGGREGATE_KEY = 'ops_failure_domain'
#: Aggregate metadata: members of a group that a domain may have more than the
#: emptiest.  The lowest counts.
SKEW_KEY = 'ops_failure_domain_max_skew'
KEYS = (AGGREGATE_KEY, SKEW_KEY)

HARD, SOFT = 'anti-affinity', 'soft-anti-affinity'


class Rule(NamedTuple):
    """What one aggregate says.

    :ivar domain: None if it is none
    :ivar max_skew: None if it says nothing about that
    """

    domain: str | None
    max_skew: int | None


class Place(NamedTuple):
    """What the aggregates of a host come to.

    :ivar domains: that it is in
    :ivar max_skew: the least of them; None if none says
    :ivar problem: the first value that cannot be read
    """

    domains: tuple[str, ...]
    max_skew: int | None
    problem: str | None


def domain(metadata: Mapping[str, str]) -> str | None:
    """Give the failure domain that an aggregate is.

    :returns: None if it is none
    :raises ValueError: if it has no name
    """
    text = metadata.get(AGGREGATE_KEY)
    if text is None:
        return None
    if not text.strip():
        raise ValueError('%s = %.64r: expected the name of a failure domain, '
                         'such as rack-1' % (AGGREGATE_KEY, text))
    return text.strip()


def max_skew(metadata: Mapping[str, str]) -> int | None:
    """Give the skew that an aggregate admits.

    :returns: None if it says nothing about that
    :raises ValueError: if it cannot be read
    """
    skew = aggregate_value.whole(metadata, SKEW_KEY)
    if skew == 0:
        raise ValueError('%s = %.64r: expected a whole number, 1 or more' % (
            SKEW_KEY, metadata[SKEW_KEY]))
    return skew


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Tell every value of an aggregate that cannot be read."""
    return aggregate_value.problems(metadata, domain, max_skew)


class Survey:
    """The failure domains of the hosts of a request.

    :param hosts: HostState objects
    :ivar places: of each host, in order; the same object for hosts whose
        aggregates are the same
    :ivar problems: values that cannot be read
    """

    def __init__(self, hosts: Sequence[Any]) -> None:
        self._hosts = hosts
        self._inhabitants: dict[str, set[str]] = collections.defaultdict(set)
        rules = aggregate_rules.AggregateRules(self._read, _merged)
        self.places = rules.of_each(hosts)
        self.problems = rules.problems
        #: every domain that has a candidate
        self.domains = frozenset(self._inhabitants)

    def _read(self, aggregate: Any) -> Rule:
        name = domain(aggregate.metadata)
        if name is not None:
            # Before the skew is read: where it cannot be, members count.
            self._inhabitants[name].update(aggregate.hosts)
        return Rule(name, max_skew(aggregate.metadata))

    def members(self, by_host: Mapping[str, int]) -> dict[str, int]:
        """Count the members of a group in each domain.

        :param by_host: how many of them are on each host
        """
        return {name: sum(by_host[host] for host in by_host
                          if host in hosts)
                for name, hosts in self._inhabitants.items()}

    def levels(self, by_host: Mapping[str, int], per_host: int
               ) -> dict[str, domain_levels.Level]:
        """Tell how full each domain is.

        :param by_host: how many members are on each host
        :param per_host: how many of them a host may have
        """
        room = dict.fromkeys(self._inhabitants, 0)

        def add(place: Place, free: int) -> None:
            # Whose rule cannot be read is refused, and so no room.
            if place.problem is None:
                for name in place.domains:
                    room[name] += free

        # Most hosts have none of the group, so all of a rack are alike.
        distinct = {id(place): place for place in self.places}
        for key, count in collections.Counter(map(id, self.places)).items():
            add(distinct[key], count * per_host)
        for host, place in zip(self._hosts, self.places, strict=True):
            if host.host in by_host:
                add(place, -min(by_host[host.host], per_host))
        return {name: domain_levels.Level(count, room[name])
                for name, count in self.members(by_host).items()}

    def skews(self, otherwise: int) -> dict[str, set[int]]:
        """Give how far each domain may be ahead, by each of its hosts.

        :param otherwise: of hosts whose aggregates say nothing
        """
        found: dict[str, set[int]] = collections.defaultdict(set)
        for place in {id(place): place for place in self.places}.values():
            if place.problem is None:
                for name in place.domains:
                    found[name].add(otherwise if place.max_skew is None
                                    else place.max_skew)
        return found

    def weights(self, members: Mapping[str, int]) -> list[float]:
        """Weigh each host by the fullest of its domains.

        :param members: of the group, in each domain
        :returns: from 1.0, where fewest are, to 0.0, where most are or no
            domain is
        """
        distinct = {id(place): place for place in self.places}
        fullest = {key: max(members[name] for name in place.domains)
                   for key, place in distinct.items() if place.domains}
        least = min(fullest.values(), default=0)
        spread = max(fullest.values(), default=0) - least or 1
        weights = {key: 1 - (count - least) / spread
                   for key, count in fullest.items()}
        return [weights.get(id(place), 0.0) for place in self.places]


def _merged(rules: list[Rule], problem: str | None) -> Place:
    skews = [rule.max_skew for rule in rules if rule.max_skew is not None]
    return Place(tuple(sorted({rule.domain for rule in rules
                               if rule.domain is not None})),
                 min(skews, default=None), problem)


def by_host(crowd: Iterable[str], members: Iterable[str], instance: str,
            source: str | None, hosts: Iterable[Any]) -> dict[str, int]:
    """Count a group's members on each host, without the one to be placed.

    :param crowd: the group's hosts: each once, and once more for every
        server that this request has placed
    :param members: ids of the group's members
    :param instance: the server to be placed
    :param source: the host that it leaves, if that is known
    :param hosts: HostState objects; they know how many of the members they
        have, which the crowd does not tell
    """
    counts = dict(collections.Counter(crowd))
    others = set(members) - {instance}
    left = set() if source is None else {source}
    seen: dict[str, int] = {}
    for host in hosts:
        if host.host in counts:
            here = host.instances
            seen[host.host] = len(others.intersection(list(here)))
            # More than one may say so for a while after a move.
            if source is None and instance in here:
                left.add(host.host)
    for name in left.intersection(counts):
        counts[name] -= 1
    for name, count in seen.items():
        counts[name] = max(counts[name], count)
    return counts
