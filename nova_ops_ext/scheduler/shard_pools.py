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

"""Judges the hosts of a request by the project's shards.  Pure.

A pool is an aggregate that has a size for the project of the request.  The
project's shard is among all members of the pool, whichever of them placement
and the other filters have left.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
import dataclasses
from typing import Any

from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import per_aggregate
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler import told

#: What the weigher gives to hosts in a pool, and to those in none.
SHARD, EXTENSION, OUTSIDE, UNPOOLED = 1.0, 0.5, 0.0, 0.5

# With more pools in one request the line does not tell them apart.
_TOLD = 8


# Compared and hashed by identity, which is fast.
@dataclasses.dataclass(eq=False, frozen=True, slots=True)
class Pool:
    """An aggregate with a rule for the project.

    :ivar name: the aggregate's, as the explanation has it
    :ivar members: all its hosts; none if the size cannot be read
    :ivar shard: None if the size cannot be read
    :ivar problem: what cannot be read: the size, or else the extension
    """

    name: str
    members: Collection[str]
    shard: shuffle_shard.Shard | None
    problem: str | None

    def weighing(self, weight: float) -> Collection[str]:
        """Give the hosts that the weigher gives this weight, or more."""
        if self.shard is None:
            return ()
        return {SHARD: self.shard.hosts, EXTENSION: self.shard.extension,
                OUTSIDE: self.members}[weight]


def filtered(hosts: Sequence[Any], project: str, *, seed: str | None,
             at_once: bool, unpooled_pass: bool, subject: str
             ) -> outcome.Outcome:
    """Decide which hosts the project may use.

    :param at_once: open the extension together with the shard, because a
        host that is refused now does not come back
    :param unpooled_pass: whether hosts in no pool pass
    :param subject: whom it is about
    """
    ruled = _pools(hosts, project, seed)
    pools = ruled.rules
    if not pools and unpooled_pass:
        return outcome.Outcome.nothing(
            hosts, 'no aggregate has a shard size for ' + subject)
    candidates = {host.host for host in hosts}
    usable: set[str] = set()
    extended: set[str] = set()
    for pool in pools:
        if pool.shard is None:
            continue
        now = (pool.shard.hosts + pool.shard.extension if at_once
               else pool.shard.open(candidates))
        usable.update(now)
        if len(now) > len(pool.shard.hosts):
            extended.add(pool.name)
    doubts = [pool.problem for pool in pools
              if pool.shard is not None and pool.problem]
    if extended and not at_once:
        subject += _some(', extended in %s, where no host of the shard is '
                         'left', sorted(extended))
    decided = outcome.Outcome(subject + _some(
        ', without extension: %s', doubts))
    reasons: dict[frozenset[Pool], str] = {}
    brief = len(pools) > _TOLD
    for host in hosts:
        if host.host in usable:
            decided.passed.append(host)
            continue
        of_host = frozenset(ruled.of(host))
        if not of_host and unpooled_pass:
            decided.passed.append(host)
            continue
        reason = reasons.get(of_host)
        if reason is None:
            reason = reasons[of_host] = _reason(of_host, extended, brief)
        decided.refuse(host, reason)
    return decided


def weighed(hosts: Sequence[Any], project: str, *, seed: str | None,
            subject: str) -> preference.Preference | None:
    """Prefer the hosts of the project's shard, then of its extension.

    :param subject: whom it is about
    :returns: None if no aggregate has a rule for the project
    """
    pools = _pools(hosts, project, seed).rules
    if not pools:
        return None
    best: dict[str, float] = {}
    for weight in (OUTSIDE, EXTENSION, SHARD):
        for pool in pools:
            best.update(dict.fromkeys(pool.weighing(weight), weight))
    weights = [best.get(host.host, UNPOOLED) for host in hosts]
    return preference.Preference(subject + _some(
        ', not counted: %s', [pool.problem for pool in pools if pool.problem]),
        weights)


def _pools(hosts: Sequence[Any], project: str, seed: str | None
           ) -> per_aggregate.RuledAggregates[Pool]:

    def decide(aggregate: Any) -> Pool | None:
        problem = shard = None
        members: Collection[str] = ()
        try:
            rule = shuffle_shard.rule(aggregate.metadata, project)
            if rule is None:
                return None
            members = aggregate.hosts
            shard = shuffle_shard.sharded(seed, project, members, rule)
            problem = rule.doubt
        except ValueError as error:
            problem = str(error)
        if problem is not None:
            problem = aggregate_rules.reason(problem, aggregate.name)
        return Pool(told.name(aggregate.name), members, shard, problem)

    return per_aggregate.RuledAggregates(hosts, decide)


def _reason(pools: frozenset[Pool], extended: set[str], brief: bool) -> str:
    if not pools:
        return 'in no pool'
    return ', '.join(sorted(_outside(pool, extended, brief)
                            for pool in pools))


def _outside(pool: Pool, extended: set[str], brief: bool) -> str:
    shard = pool.shard
    if shard is None:
        return pool.problem or 'no size'
    if brief:
        return 'not among the project\'s hosts of their aggregate'
    size = '%d' % len(shard.hosts)
    if pool.name in extended:
        size += ' + %d' % len(shard.extension)
    return 'not among the project\'s %s of %d hosts of aggregate %s' % (
        size, shard.pool, pool.name)


def _some(text: str, parts: list[str]) -> str:
    if not parts:
        return ''
    return text % told.some(parts, _TOLD)
