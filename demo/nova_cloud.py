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

"""The Nova that the story is told in."""

from __future__ import annotations

from collections.abc import Iterable
import pathlib
from typing import Any

from oslo_config import cfg

from demo import told_cloud
from tests.harness import nova_cloud
from tests.harness import oslo_sample

ETC = pathlib.Path(__file__).resolve().parents[1] / 'etc' / 'nova'
GROUP = 'ops_client_network'


class StoryCloud(told_cloud.Told, nova_cloud.NovaCloud):
    """A cloud with a host for each network of the guide.

    :param story: what to run in it
    """

    SAMPLE = ETC / 'client-network.conf'
    REPLACEMENTS = {'10.1.0.0/16': '127.1.0.0/16',
                    '10.2.0.0/16': '127.2.0.0/16'}
    HOSTS = ('doc-1', 'ops-1', 'dev-1')
    IMAGE, FLAVOR = nova_cloud.IMAGE, nova_cloud.FLAVOR

    def restart_scheduler(self, *, ours: bool) -> None:
        """Start nova-scheduler again, with the sample or with no file."""
        self._conf.write_text(oslo_sample.render(
            self.SAMPLE, self.REPLACEMENTS) if ours else '')
        cfg.CONF.reload_config_files()
        self.scheduler_service.stop()
        # Not as a part of the start, which is told by the line that grows.
        self.scheduler_service = self.scheduler = (
            nova_cloud.NovaCloud.start_service(self, 'scheduler'))

    def host(self, server_id: str) -> str:
        """Give the host that a server is on; '' if Nova found none."""
        server = self.show({'id': server_id})
        return server['OS-EXT-SRV-ATTR:host'] or ''

    def delete(self, server_ids: Iterable[str]) -> None:
        """Delete servers, and wait until they are gone."""
        for server_id in server_ids:
            self.admin.api_delete('servers/' + server_id)
            self._wait_until_deleted({'id': server_id})

    def options(self) -> Any:
        """Give the filter's options as they are now."""
        return cfg.CONF[GROUP]

    def set_mode(self, mode: str) -> str:
        """Change the filter's mode in the file, and have it read again.

        :returns: the mode as it is now
        """
        self.set_option(GROUP, mode=mode)
        now: str = self.options().mode
        return now

    def explanation(self, server_id: str) -> str:
        """Give the last line that the filter wrote about a server."""
        lines = self.scheduler_log(
            'ClientNetworkFilter: instance %s, ' % server_id)
        return [line for line in lines if line.startswith('INFO')][-1]

    def live_migrated(self, server_id: str, host: str) -> bool:
        """Tell whether a live migration to the host has come to its end."""
        server = self.show({'id': server_id})
        return (server['OS-EXT-SRV-ATTR:host'] == host
                and self._migration_status(server) == 'completed')
