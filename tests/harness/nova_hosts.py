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

"""Hosts and their aggregates, and waiting for Nova to have done a thing.

A mixin of NovaCloud, the part that its moves stand on.
"""

from collections import abc
import time
from typing import Any

from tests.harness import nova_http

Server = dict[str, Any]

#: Seconds to wait for an operation, and between two looks: at first, and if
#: Nova tells of no end of anything meanwhile.  A look costs Nova as much as a
#: good part of what it looks for.
PATIENCE = 120
PERIOD = 0.05
_LONGEST_PERIOD = 1
_GLANCE = 0.05
_ENDS = ('.end', '.error')


class Hosts:
    """aggregate, stop_host, show, until: for a NovaCloud"""

    #: the admin's client over HTTP, set by NovaCloud
    admin: nova_http.Client

    def until(self, look: abc.Callable[[], Any], what: str) -> Any:
        """Call look until its result is true; return that."""
        deadline = time.monotonic() + PATIENCE
        period = PERIOD
        told = self.notifier.versioned_notifications
        while True:
            count = len(told)
            result = look()
            if result:
                return result
            if time.monotonic() > deadline:
                self.fail(f'Waited {PATIENCE} s for {what}')
            if self._told_of_an_end(told, count, period):
                period = PERIOD
            else:
                period = min(2 * period, _LONGEST_PERIOD)

    def _told_of_an_end(self, told: list[dict[str, Any]], count: int,
                        period: float) -> bool:
        """Wait for a notification after the first count, or for the period."""
        wake = time.monotonic() + period
        while (now := time.monotonic()) < wake:
            if any(one['event_type'].startswith('instance.')
                   and one['event_type'].endswith(_ENDS)
                   for one in told[count:]):
                return True
            time.sleep(min(_GLANCE, wake - now))
        return False

    def show(self, server: Server) -> Server:
        """The server as it is now, with its host."""
        return self.admin.get_server(server['id'])

    def stop_host(self, host: str) -> None:
        """Stop the host's nova-compute and tell Nova that it is down."""
        compute = self.computes.pop(host, None)
        if compute is None:
            return
        compute.stop()
        service, = self.admin.get_services(binary='nova-compute', host=host)
        self.admin.put_service_force_down(service['id'], True)

    def aggregate(self, name: str, hosts: abc.Iterable[str],
                  metadata: abc.Mapping[str, str] | None = None,
                  zone: str | None = None) -> dict[str, Any]:
        """Create a host aggregate that the scheduler knows on return."""
        created = self.admin.post_aggregate(
            {'aggregate': {'name': name, 'availability_zone': zone}})
        for host in hosts:
            self.admin.add_host_to_aggregate(created['id'], host)
        return self.set_metadata(created, metadata or {})

    def set_metadata(self, aggregate: dict[str, Any],
                     metadata: abc.Mapping[str, str | None]
                     ) -> dict[str, Any]:
        """Set keys of an aggregate's metadata; None removes one."""
        path = f'os-aggregates/{aggregate["id"]}'
        if metadata:
            self.admin.post_aggregate_action(
                aggregate['id'], {'set_metadata': {'metadata': metadata}})
        wanted = self.admin.api_get(path).body['aggregate']
        known = self.scheduler_service.manager.host_manager.aggs_by_id

        def caught_up() -> bool:
            # The API tells the scheduler by a message without an answer.
            seen = known.get(wanted['id'])
            return (seen is not None and seen.metadata == wanted['metadata']
                    and set(seen.hosts) == set(wanted['hosts']))

        self.until(caught_up, f'the scheduler to know {aggregate["name"]}')
        return wanted
