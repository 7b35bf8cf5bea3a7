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


"""Which hosts died, and what had begun on them shortly before?  Pure.

All that is known is what nova-compute and others wrote into the database:
the last heartbeat of a host, when its record was last written, and when a
server was asked for, built and deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import dataclasses
import datetime
from typing import Union

# Nova cuts created_at to the second; it was up to so much later.
_RESOLUTION = datetime.timedelta(seconds=1)

# What the servers of one request have in common, and the number of one that
# began on its own.
Batch = tuple[str, Union[int, None]]


@dataclasses.dataclass(frozen=True)
class DownHost:
    """A nova-compute service that is down; all times are UTC.

    :ivar seen: its last heartbeat; its registration if it never had one
    :ivar written: when its record was last written
    :ivar disabled: by somebody, and not by itself
    :ivar forced_by: when it was seen forced down, in order; none if that is
        not known
    """

    name: str
    seen: datetime.datetime
    written: datetime.datetime | None = None
    forced: bool = False
    disabled: bool = False
    forced_by: tuple[datetime.datetime, ...] = ()

    @property
    def lived(self) -> datetime.datetime:
        """When it was last known to live; a later heartbeat means nothing."""
        return min((self.seen, *self.forced_by[:1]))


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


def of_server(server: Server, down: Mapping[str, DownHost], *,
              window: datetime.timedelta, slack: datetime.timedelta
              ) -> Iterable[Death]:
    """Give the deaths that a server may be to blame for.

    :param down: the hosts that died, by name
    :param window: it began on its host at most so long before
    :param slack: a host may have lived so long after its last heartbeat
    """
    began = {}
    if server.evacuated_from is not None:
        began[server.evacuated_from] = server.created + _RESOLUTION
    if server.host is not None:
        began[server.host] = _began(server, window)
    for name, start in began.items():
        host = down.get(name)
        if host is None or (server.deleted is not None
                            and server.deleted + slack < host.lived):
            continue
        dead = _dead(host, start, slack)
        if dead is not None and dead - start <= window:
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
    # It was free when the server began, whatever was seen before.
    bounds += [seen for seen in host.forced_by if seen >= start][:1]
    return min(bounds, default=None)


def batch_of(server: Server, number: int, window: datetime.timedelta
             ) -> Batch:
    """Tell which servers began together with this one.

    :param number: of the server
    """
    if (server.launched is not None
            and server.launched - server.created > window):
        # Moved, unshelved or built anew, it began on its own.
        return server.batch, number
    return server.batch, None
