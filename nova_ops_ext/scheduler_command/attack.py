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

"""A project whose every server kills its host.  Pure.

What stops it are the decisions of the filters themselves, on hosts made of
aggregates.  Nothing else is: no quota, no other filter, no full host.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
import datetime
import random
from typing import NamedTuple

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import shard_pools
from nova_ops_ext.scheduler_command import cloud

_BEGAN = datetime.datetime(2000, 1, 1)


class Host(NamedTuple):
    """A host as the decisions see it."""

    host: str
    aggregates: tuple[cloud.Aggregate, ...]


class Shards(NamedTuple):
    """The options of ShuffleShardFilter."""

    seed: str | None
    unpooled_pass: bool


class Breaker(NamedTuple):
    """The options of CascadeBreakerFilter.

    :ivar pace: seconds from one server to the next, in which its host is
        seen to be dead
    """

    limits: cascade.Limits
    pace: datetime.timedelta


class Defence(NamedTuple):
    """The filters that are there."""

    shards: Shards | None = None
    breaker: Breaker | None = None


def lost(hosts: Sequence[Host], project: str, defence: Defence, *,
         batches: bool, choose: random.Random) -> frozenset[str]:
    """Give the hosts that the project can take.

    :param hosts: those that work
    :param batches: whether it asks for many servers at once
    :param choose: which of the hosts that pass gets a server
    """
    if defence.breaker is None or not defence.breaker.limits.incidents:
        return _all(hosts, lambda alive: _passing(
            alive, project, defence.shards, batches))
    dead = _until_stopped(hosts, project, defence, defence.breaker, batches,
                          choose)
    alive = [one for one in hosts if one.host not in dead]
    confined = [one for one in alive if any(
        cascade.quarantine(aggregate.metadata) is True
        for aggregate in one.aggregates)]
    # Of the others none passes any more, but they are the pool's members.
    return dead | _all(confined, lambda left: _passing(
        left, project, defence.shards, batches))


def _passing(alive: Sequence[Host], project: str, shards: Shards | None,
             batches: bool) -> list[Host]:
    if shards is None:
        return list(alive)
    passed: list[Host] = shard_pools.filtered(
        alive, project, seed=shards.seed, at_once=batches,
        unpooled_pass=shards.unpooled_pass, subject='').passed
    return passed


def _all(hosts: Sequence[Host],
         passing: Callable[[Sequence[Host]], list[Host]]) -> frozenset[str]:
    """Take all that pass, one after another, until none does."""
    dead: set[str] = set()
    alive = list(hosts)
    # What passes goes on passing while others that pass die.
    while taken := {one.host for one in passing(alive)}:
        dead |= taken
        alive = [one for one in alive if one.host not in taken]
    return frozenset(dead)


def _until_stopped(hosts: Sequence[Host], project: str, defence: Defence,
                   breaker: Breaker, batches: bool, choose: random.Random
                   ) -> frozenset[str]:
    alive = list(hosts)
    down: dict[str, cascade_deaths.DownHost] = {}
    servers: list[cascade_deaths.Server] = []
    now = _BEGAN
    request = 0
    while passed := _passing(alive, project, defence.shards, batches):
        if cascade.verdict(breaker.limits, down, servers, 0).stopped:
            break
        taken = passed if batches else [choose.choice(passed)]
        for one in taken:
            down[one.host] = cascade_deaths.DownHost(one.host, now)
            servers.append(cascade_deaths.Server(
                str(request), now, one.host, one.host, launched=now))
        names = {one.host for one in taken}
        alive = [one for one in alive if one.host not in names]
        request += 1
        now += breaker.pace
    return frozenset(down)
