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

"""When a host was seen forced down, as far as this process has.  Pure.

A host that is forced down may still send heartbeats: its monitor lost it, or
cut it off from its storage alone.  Each heartbeat is written over the time at
which it was forced down, so that soon all such hosts seem to have died at this
moment, and to be one incident.  Whoever looked earlier knows better.

What is remembered only ever makes a time more exact; a process that has seen
nothing decides by what the database has.

All sightings are kept, not the first alone.  A host may have been free again
between two of them, and nobody who asked this process meanwhile: it had died,
for a server that began then, by the first sighting after that.
"""

from __future__ import annotations

from collections.abc import Iterable
import dataclasses
import datetime

from nova_ops_ext.scheduler import cascade_deaths

# So many of a host are kept, which is more than an hour of heartbeats; of more
# than these the first, the last, and some between them, fewer the older.
_MOST = 512


class Sightings:
    """Remembers of the hosts that are forced down when they were seen so."""

    def __init__(self) -> None:
        # Never changed, only replaced, so that it takes no lock.  Of two
        # threads at the same time one may forget what the other has seen.
        self._seen: dict[str, tuple[datetime.datetime, ...]] = {}

    def look(self, down: Iterable[cascade_deaths.DownHost],
             now: datetime.datetime) -> list[cascade_deaths.DownHost]:
        """Look at the hosts that are down at this moment.

        :param down: all of them: what is no longer among them is forgotten
        :param now: UTC, without a time zone
        :returns: the same, with what is known of those that are forced down
        """
        hosts = list(down)
        known = self._seen
        # To force it down was the last that was written, or came before.
        self._seen = seen = {
            one.name: _with(known.get(one.name, ()),
                            min(one.written or now, now))
            for one in hosts if one.forced}
        return [dataclasses.replace(one, forced_by=seen[one.name])
                if one.forced else one for one in hosts]


def _with(times: tuple[datetime.datetime, ...], time: datetime.datetime
          ) -> tuple[datetime.datetime, ...]:
    """Add a time, in order; drop some if there are many."""
    if time in times:
        return times
    added = tuple(sorted((*times, time)))
    if len(added) > _MOST:
        return (*added[:-1:2], added[-1])
    return added
