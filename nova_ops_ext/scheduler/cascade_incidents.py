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


"""Which deaths of hosts are incidents of their own?  Pure.

What happened at the same time is one incident, whatever its extent: only
servers that began after a host had died can be what went on to the next.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
import dataclasses
import datetime

from nova_ops_ext.scheduler import cascade_deaths

Death = cascade_deaths.Death
BatchDeath = tuple[cascade_deaths.Batch, Death]


def separate(deaths: Sequence[BatchDeath]) -> list[Death]:
    """Give the incidents, each of which began after the one before.

    :param deaths: each with the batch of the server

    A host that is down died once, and after all that began on it: a server
    is only ever said to be on a host by the nova-compute that runs there.
    """
    died: dict[str, datetime.datetime] = {}
    for _batch, death in deaths:
        name = death.hosts[0]
        died[name] = max(died.get(name, death.dead), death.dead)
    return longest_row(_by_batch(
        (batch, dataclasses.replace(death, dead=died[death.hosts[0]]))
        for batch, death in deaths))


def longest_row(deaths: Iterable[Death]) -> list[Death]:
    """Give the longest row of deaths in which each began after the last.

    However their heartbeats jitter, hosts that lost their power together
    are one: what ran on them had begun before any of them died.
    """
    row: list[Death] = []
    for death in sorted(deaths, key=lambda one: (one.dead, one.hosts)):
        if not row or death.began > row[-1].dead:
            row.append(death)
    return row


def together(suspects: Collection[str],
             down: Mapping[str, cascade_deaths.DownHost], least: int,
             slack: datetime.timedelta) -> frozenset[str]:
    """Give those of the suspects that died in what took others too.

    :param suspects: names of the hosts that the pair's servers were on
    :param down: the hosts that died, by name
    :param least: so many others must have died with one; 0: none is given
    :param slack: what died within so much died at the same time
    """
    if not least:
        return frozenset()
    all_seen = sorted(host.lived for host in down.values())
    suspects_seen = sorted(down[name].lived for name in suspects)
    found = set()
    for name in suspects:
        seen = down[name].lived
        dead = _within(all_seen, seen, slack)
        bystanders = dead - _within(suspects_seen, seen, slack)
        if bystanders >= least and 2 * bystanders > dead:
            found.add(name)
    return frozenset(found)


def _within(times: Sequence[datetime.datetime], middle: datetime.datetime,
            slack: datetime.timedelta) -> int:
    return (bisect.bisect_right(times, middle + slack)
            - bisect.bisect_left(times, middle - slack))


def _by_batch(deaths: Iterable[BatchDeath]) -> list[Death]:
    """Make one of the deaths of each batch."""
    merged: dict[cascade_deaths.Batch, Death] = {}
    for batch, death in deaths:
        known = merged.get(batch)
        if known is None:
            merged[batch] = death
            continue
        first, second = sorted((known, death),
                               key=lambda one: (one.dead, one.hosts))
        merged[batch] = Death(
            tuple(dict.fromkeys(first.hosts + second.hosts)),
            min(known.began, death.began), first.dead)
    return list(merged.values())
