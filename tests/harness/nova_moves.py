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

"""The operations that send a server to the scheduler again.

A mixin of NovaCloud.  Each method asks for the operation over REST, waits for
its end, and returns the server as the admin sees it; if no host was found,
or the operation failed otherwise, it raises Refused.  The request is the
admin's unless a client is given: it is the caller whose address a filter
sees, not the server's owner.
"""

from typing import Any

from tests.harness import nova_hosts
from tests.harness import nova_http

Server = nova_hosts.Server


class Refused(Exception):
    """Nova gave up an operation; the text is what it recorded about that."""


class Moves(nova_hosts.Hosts):
    """resize, migrate, evacuate, rebuild, shelve: for a NovaCloud"""

    def resize(self, server: Server, flavor: str, *,
               client: nova_http.Client | None = None) -> Server:
        """To another flavor; the server waits in VERIFY_RESIZE."""
        return self._ask(server, {'resize': {'flavorRef': flavor}},
                         'VERIFY_RESIZE', 'finished', client)

    def cold_migrate(self, server: Server, host: str | None = None, *,
                     client: nova_http.Client | None = None) -> Server:
        """To another host; the server waits in VERIFY_RESIZE."""
        return self._ask(server, {'migrate': {'host': host}},
                         'VERIFY_RESIZE', 'finished', client)

    def confirm(self, server: Server, *,
                client: nova_http.Client | None = None) -> Server:
        """End a resize or cold migration."""
        return self._ask(server, {'confirmResize': None},
                         'ACTIVE', 'confirmed', client)

    def live_migrate(self, server: Server, host: str | None = None, *,
                     client: nova_http.Client | None = None) -> Server:
        source = self.show(server)['OS-EXT-SRV-ATTR:host']
        body = {'os-migrateLive': {'host': host, 'block_migration': 'auto'}}
        moved = self._ask(server, body, 'ACTIVE', 'completed', client)
        # The fake driver still has it there, which no other driver has, and
        # so would not take it again.
        getattr(self.computes[source].driver, 'instances', {}).pop(
            server['id'], None)
        return moved

    def evacuate(self, server: Server, host: str | None = None, *,
                 client: nova_http.Client | None = None) -> Server:
        """Off its host, which is stopped; Nova leaves the server SHUTOFF."""
        self.stop_host(self.show(server)['OS-EXT-SRV-ATTR:host'])
        body = {'evacuate': {'host': host} if host else {}}
        return self._ask(server, body, 'SHUTOFF', 'done', client)

    def rebuild(self, server: Server, image: str, *,
                client: nova_http.Client | None = None) -> Server:
        """Nova asks the scheduler only if the image is another than before."""
        return self._ask(server, {'rebuild': {'imageRef': image}},
                         'ACTIVE', None, client)

    def shelve(self, server: Server, *,
               client: nova_http.Client | None = None) -> Server:
        return self._ask(server, {'shelve': None},
                         'SHELVED_OFFLOADED', None, client)

    def unshelve(self, server: Server, *,
                 client: nova_http.Client | None = None) -> Server:
        return self._ask(server, {'unshelve': None}, 'ACTIVE', None, client)

    def _ask(self, server: Server, body: dict[str, Any], status: str,
             migration: str | None, client: nova_http.Client | None) -> Server:
        path = f'servers/{server["id"]}'
        response = (client or self.admin).api_post(f'{path}/action', body)
        request = response.headers['x-compute-request-id']
        name, = body

        def ended() -> Server | None:
            now = self.show(server)
            if now['OS-EXT-STS:task_state'] is not None:
                return None
            reason = self._failure(now, request)
            if reason:
                raise Refused(f'{name}: {reason}')
            if now['status'] != status:
                return None
            # Nova settles the server's host and then the migration after the
            # server's status.
            if migration and self._migration_status(now) != migration:
                return None
            return self.show(server)

        return self.until(ended, f'{name} of {server["name"]}')

    def _failure(self, server: Server, request: str) -> str | None:
        if server['status'] == 'ERROR':
            fault = server.get('fault')     # written after the status
            return fault and fault['message']
        action = self.admin.get_instance_action_details(server['id'], request)
        for event in action['events']:
            if event['result'] == 'Error':
                return event['traceback'] or event['details']
        return None

    def _migration_status(self, server: Server) -> str | None:
        found = self.admin.api_get(
            f'os-migrations?instance_uuid={server["id"]}').body['migrations']
        return max(found, key=lambda m: m['id'])['status'] if found else None
