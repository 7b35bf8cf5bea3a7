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


"""Does what a project starts from an image take one host after another?  Pure.

Evidence is a host that is down, and a server of the pair of project and image
that began on it shortly before.  What happened at the same time is one
incident, whatever its extent: only servers that began after a host had died
can be what went on to the next.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
import dataclasses
import datetime

from nova_ops_ext.scheduler import aggregate_value

#: Aggregate metadata: the hosts that what is stopped may still use.
QUARANTINE_KEY = 'ops_quarantine'
KEYS = (QUARANTINE_KEY,)

# Nova cuts created_at to the second; it was up to so much later.
_RESOLUTION = datetime.timedelta(seconds=1)


@dataclasses.dataclass(frozen=True)
class DownHost:
    """A nova-compute service that is down; all times are UTC.

    :ivar seen: its last heartbeat; its registration if it never had one
    :ivar written: when its record was last written
    """

    name: str
    seen: datetime.datetime
    written: datetime.datetime | None = None
    forced: bool = False
    disabled: bool = False


@dataclasses.dataclass(frozen=True)
class Server:
    """A server of the pair, which is or was on a host that is down.

    :ivar host: where it is; None if it is nowhere
    :ivar evacuated_from: the host on which it began, if it was evacuated
        from there
    :ivar batch: what the servers of one request have in common
    """

    batch: str
    created: datetime.datetime
    host: str | None
    launched_on: str | None = None
    evacuated_from: str | None = None
    launched: datetime.datetime | None = None
    deleted: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True)
class Death:
    """What a batch began on, and what died of it.

    :ivar began: no server of the batch began earlier
    :ivar dead: the first host had died by then
    """

    hosts: tuple[str, ...]
    began: datetime.datetime
    dead: datetime.datetime


@dataclasses.dataclass(frozen=True)
class Limits:
    """What the options say, and how exact a time in the database is.

    :ivar slack: a host may have lived so long after its last heartbeat
    """

    incidents: int
    window: datetime.timedelta
    bystanders: int
    survivors_per_death: int
    slack: datetime.timedelta


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether a pair is stopped, and why.

    :ivar incidents: the first batch of each incident, in their order
    :ivar together: hosts that died with others and so prove nothing
    :ivar innocent: it is not stopped because its servers live elsewhere
    """

    stopped: bool
    incidents: tuple[Death, ...]
    together: int
    innocent: bool


def check_options(incidents: int, evacuations: int, period: int,
                  down_time: int | None, driver: str | None) -> None:
    """Check what no type of an option can.

    :param down_time: ``service_down_time``; None if it is not known
    :param driver: ``servicegroup_driver``; None if it is not known
    :raises ValueError: naming option, value and what would be right
    """
    for name, value in (('incidents', incidents),
                        ('evacuations', evacuations)):
        if value == 1:
            raise ValueError('option %s = 1: expected 0 (off), or 2 or more'
                             % name)
    if incidents and driver not in (None, 'db'):
        raise ValueError(
            'option incidents = %d: expected 0 with servicegroup_driver = %s, '
            'for the database then does not know which hosts are down' % (
                incidents, driver))
    if down_time is not None and period <= down_time:
        raise ValueError(
            'option period = %d: expected more than service_down_time, '
            'which is %d' % (period, down_time))


def slack(report_interval: int) -> datetime.timedelta:
    """Tell how long a host may have lived after its last heartbeat.

    A heartbeat may be late by one interval, and take one to be written.
    """
    return datetime.timedelta(seconds=2 * report_interval)


def died(down: Iterable[DownHost], since: datetime.datetime,
         slack: datetime.timedelta) -> dict[str, DownHost]:
    """Give the hosts that died, as far as one can tell, by name.

    One that was disabled while it still worked was taken out of service.
    Its record was not written after its last heartbeat; that of a host which
    was disabled because it had died was.

    :param since: those last seen earlier do not count
    """
    return {one.name: one for one in down if one.seen >= since and not (
        one.disabled and (one.written is None
                          or one.written <= one.seen + slack))}


def verdict(limits: Limits, down: Mapping[str, DownHost],
            servers: Iterable[Server], survivors: int) -> Verdict:
    """Decide about a pair.

    :param down: the hosts that died, by name
    :param servers: the pair's servers on them
    :param survivors: how many other hosts the pair's servers live on, since
        longer than the window
    """
    deaths = [(_batch(server, number, limits.window), death)
              for number, server in enumerate(servers)
              for death in _deaths(server, down, limits)]
    # A host that is down died once, and after all that began on it.
    once: dict[str, datetime.datetime] = {}
    for _of, one in deaths:
        name = one.hosts[0]
        once[name] = max(once.get(name, one.dead), one.dead)
    deaths = [(of, dataclasses.replace(one, dead=once[one.hosts[0]]))
              for of, one in deaths]
    suspects = set(once)
    together = _together(suspects, down, limits)
    deaths = [(batch, death) for batch, death in deaths
              if death.hosts[0] not in together]
    found = separate(_by_batch(deaths))
    innocent = bool(
        limits.survivors_per_death
        and survivors > limits.survivors_per_death * len(suspects - together))
    enough = 0 < limits.incidents <= len(found)
    return Verdict(enough and not innocent, tuple(found), len(together),
                   enough and innocent)


def separate(deaths: Iterable[Death]) -> list[Death]:
    """Give the longest row of deaths in which each began after the last.

    However their heartbeats jitter, hosts that lost their power together
    are one: what ran on them had begun before any of them died.
    """
    row: list[Death] = []
    for death in sorted(deaths, key=lambda one: (one.dead, one.hosts)):
        if not row or death.began > row[-1].dead:
            row.append(death)
    return row


def quarantine(metadata: Mapping[str, str]) -> bool | str:
    """Tell whether an aggregate is a quarantine.

    :returns: a text that says what is wrong, if it cannot be read
    """
    try:
        return bool(aggregate_value.yes(metadata, QUARANTINE_KEY))
    except ValueError as error:
        return str(error)


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Give the texts of what cannot be read in an aggregate's metadata."""
    found = quarantine(metadata)
    return [found] if isinstance(found, str) else []


def _deaths(server: Server, down: Mapping[str, DownHost],
            limits: Limits) -> Iterable[Death]:
    began = {}
    if server.evacuated_from is not None:
        began[server.evacuated_from] = server.created + _RESOLUTION
    if server.host is not None:
        began[server.host] = _began(server, limits.window)
    for name, start in began.items():
        host = down.get(name)
        if host is None or (server.deleted is not None and
                            server.deleted + limits.slack < host.seen):
            continue
        dead = _dead(host, start, limits.slack)
        if dead is not None and dead - start <= limits.window:
            yield Death((name,), start, dead)


def _began(server: Server, window: datetime.timedelta) -> datetime.datetime:
    """Tell when the server began on the host where it is now."""
    requested = server.created + _RESOLUTION
    if server.launched is None:
        return requested
    if (server.host == server.launched_on
            and server.launched - server.created <= window):
        # It was built here.  The request is what may have followed a death,
        # and building may have taken long.
        return min(requested, server.launched)
    # It came here by a move, was unshelved here, or was built anew.
    return server.launched


def _dead(host: DownHost, start: datetime.datetime,
          slack: datetime.timedelta) -> datetime.datetime | None:
    """Give a time by which the host had died, as early as is certain."""
    bounds = []
    if host.seen + slack >= start:
        bounds.append(host.seen + slack)
    # Without a heartbeat since the start, whatever was written since is all
    # there is to go by.
    if ((host.forced or not bounds) and host.written is not None
            and host.written >= start):
        bounds.append(host.written)
    return min(bounds, default=None)


def _together(suspects: Collection[str], down: Mapping[str, DownHost],
              limits: Limits) -> frozenset[str]:
    """Give those of the suspects that died in what took others too."""
    if not limits.bystanders:
        return frozenset()
    all_seen = sorted(host.seen for host in down.values())
    suspects_seen = sorted(down[name].seen for name in suspects)
    found = set()
    for name in suspects:
        seen = down[name].seen
        dead = _within(all_seen, seen, limits.slack)
        bystanders = dead - _within(suspects_seen, seen, limits.slack)
        if bystanders >= limits.bystanders and 2 * bystanders > dead:
            found.add(name)
    return frozenset(found)


def _within(times: Sequence[datetime.datetime], middle: datetime.datetime,
            slack: datetime.timedelta) -> int:
    return (bisect.bisect_right(times, middle + slack)
            - bisect.bisect_left(times, middle - slack))


def _batch(server: Server, number: int, window: datetime.timedelta
           ) -> tuple[str, int | None]:
    """Tell which servers began together with this one.

    :param number: of the server
    """
    if (server.launched is not None
            and server.launched - server.created > window):
        # Moved, unshelved or built anew, it began on its own.
        return server.batch, number
    return server.batch, None


def _by_batch(deaths: Iterable[tuple[tuple[str, int | None], Death]]
              ) -> list[Death]:
    """Make one of the deaths of each batch."""
    merged: dict[tuple[str, int | None], Death] = {}
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
