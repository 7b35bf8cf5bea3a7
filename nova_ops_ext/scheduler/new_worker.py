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

"""Has each new worker of nova-scheduler read the aggregates once more.

nova-scheduler reads all aggregates when it starts, and forks its workers from
what it then knows; Nova tells changes to workers alone, once they listen.  So
one that takes the place of a worker that died, or of all of them at SIGHUP,
does not know what was changed before, and rules that are newer, Nova's own no
less than ours, do not hold there.  Nothing would say so.

A worker that is asked listens, so what it then reads is as new as can be, and
stays so.  It is given to Nova's HostManager by the method that takes it from
messages.  What is only one process, and was not forked, does nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
import gc
import os
import threading
import time
from typing import Any

from nova import context as nova_context
from nova import objects
from nova.scheduler import host_manager
from oslo_log import log as logging

LOG = logging.getLogger(__name__)

# Within so many seconds requests are decided that came before.
_PATIENCE = 60.0
# If they cannot be read.
_AGAIN = 10.0


class Worker:
    """What this process knows of the aggregates.

    :ivar forked: whether it has yet to read them
    """

    def __init__(self, *, forked: bool) -> None:
        self.forked = forked
        # Anew in each process: a thread of the parent may have had it.
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._managers: list[Any] = []
        self._until = 0.0

    def catch_up(self, hosts: Sequence[Any]) -> None:
        """Read the aggregates, if that is due; to be called at each request.

        :param hosts: HostState objects, whose aggregates are brought up to
            date as well
        """
        if self.forked:
            with self._lock:
                if self.forked and time.monotonic() >= self._not_before:
                    self._read()
        if self._managers:
            self._bring(hosts)

    def _read(self) -> None:
        try:
            managers = [one for one in gc.get_objects() if isinstance(
                one, host_manager.HostManager)]
            if not managers:
                raise LookupError('no HostManager was found')
            # What a message brings meanwhile is newer.
            before = [dict(one.aggs_by_id) for one in managers]
            read = objects.AggregateList.get_all(
                nova_context.get_admin_context())
            changed = [_give(one, known, read) for one, known
                       in zip(managers, before, strict=True)]
        except Exception:
            # No boot may fail by it, whatever it is.
            self._not_before = time.monotonic() + _AGAIN
            LOG.exception(
                'this worker of nova-scheduler is new and cannot read the '
                'aggregates again: rules that are newer than nova-scheduler '
                'do not hold here yet; next try in %d s', _AGAIN)
            return
        self._until = time.monotonic() + _PATIENCE
        self._managers = managers
        self.forked = False
        LOG.info('this worker of nova-scheduler is new and has read %d '
                 'aggregates again, %d of which were not as it knew them',
                 len(read), sum(changed))

    def _bring(self, hosts: Sequence[Any]) -> None:
        """Give hosts their aggregates, which Nova took before we read."""
        if time.monotonic() > self._until:
            self._managers = []
            return
        for manager in self._managers:
            for host in hosts:
                found = [manager.aggs_by_id.get(number) for number in list(
                    manager.host_aggregates_map.get(host.host, ()))]
                host.aggregates = [one for one in found if one is not None]


def _give(manager: Any, before: dict[int, Any], read: Sequence[Any]) -> int:
    """Give a manager what was read; tell how much was not as it knew it."""
    there = {one.id: one for one in read}
    changed = 0
    for number, aggregate in there.items():
        known = manager.aggs_by_id.get(number)
        if known is not before.get(number) or (
                known is not None and known.metadata == aggregate.metadata
                and sorted(known.hosts) == sorted(aggregate.hosts)):
            continue
        manager.update_aggregates([aggregate])
        changed += 1
    for number, known in before.items():
        if number not in there and manager.aggs_by_id.get(number) is known:
            manager.delete_aggregate(known)
            changed += 1
    return changed


_worker = Worker(forked=False)


def _forked() -> None:
    global _worker
    _worker = Worker(forked=True)


os.register_at_fork(after_in_child=_forked)


def catch_up(hosts: Sequence[Any]) -> None:
    """Read the aggregates once more, in a worker that has not yet."""
    _worker.catch_up(hosts)
