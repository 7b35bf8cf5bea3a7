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

"""The Nova that the story of the massacre is told in."""

from __future__ import annotations

import datetime
import json
import pathlib
import secrets
import subprocess
import sys
import time
from typing import Any

# First of all of Nova, as there.
from tests.harness import nova_cloud  # noqa: H306

import fixtures
from oslo_config import cfg

from demo import massacre_figures
from demo import told_cloud
from nova_ops_ext.scheduler import shuffle_shard
from tests.harness import nova_moves
from tests.harness import oslo_sample
from tests.harness import service_log

_ROOT = pathlib.Path(__file__).resolve().parents[1]
_ETC = _ROOT / 'etc' / 'nova'
_SEED = '# seed = <output of: openssl rand -hex 32>'
MALLORY, ALICE = nova_cloud.PROJECT, 'a11ce' + 27 * '0'


def _seed() -> str:
    """Draw a seed by which two of few hosts are not the same for both.

    In a cloud of any size they hardly ever are.
    """
    hosts = massacre_figures.hosts()
    while True:
        seed = secrets.token_hex(32)
        first = shuffle_shard.ranked(seed, ALICE, hosts, 1)
        if not set(first) & set(shuffle_shard.ranked(
                seed, MALLORY, hosts, len(hosts) // 2)):
            return seed


#: By what has to be replaced in a sample: each is as it stands, but for this.
SAMPLES = {'shuffle-shard.conf': {_SEED: 'seed = ' + _seed()},
           'cascade-breaker.conf': {}}
#: What anybody boots, and what does no harm.
POPULAR, OTHER = nova_cloud.IMAGE, nova_cloud.OTHER_IMAGE

_BUILT = 0.4

Server = dict[str, Any]


class MassacreCloud(told_cloud.Told, nova_cloud.NovaCloud):
    """Many hosts, whose nova-computes die and come back.

    :param story: what to run in it
    """

    HOSTS = massacre_figures.hosts()

    def setUp(self) -> None:
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        super().setUp()
        place = pathlib.Path(self.useFixture(fixtures.TempDir()).path)
        self.log_file = place / 'nova-scheduler.log'
        self._dump = place / 'cloud.json'
        self.useFixture(service_log.ServiceLog(self.log_file))

    def start_service(self, name: str, *args: Any, **kwargs: Any) -> Any:
        # Not the name of each of a hundred hosts.
        return nova_cloud.NovaCloud.start_service(
            self, name, *args, **kwargs)

    def configure(self, *samples: str) -> None:
        """Start nova-scheduler again, with these files of etc/nova."""
        self._conf.write_text('\n'.join(
            oslo_sample.render(_ETC / name, SAMPLES[name])
            for name in samples))
        cfg.CONF.reload_config_files()
        self.scheduler_service.stop()
        self.scheduler_service = self.scheduler = self.start_service(
            'scheduler')

    def options(self, group: str) -> Any:
        """Give the options of a group as they are now."""
        return cfg.CONF[group]

    def ask(self, project: str, name: str, image: str = POPULAR,
            **fields: Any) -> Server:
        """Boot a server and wait until it runs or is refused.

        :param fields: of the request; ``host`` is for admins only
        """
        client = self.client(project=project, admin='host' in fields)
        server = client.post_server({'server': {
            'name': name, 'imageRef': image, 'flavorRef': nova_cloud.FLAVOR,
            'networks': 'none', **fields}})

        def settled() -> Server | None:
            now = self.show(server)
            done = now['status'] == 'ACTIVE' or 'fault' in now
            return now if done else None

        # It takes longer than this, and each look costs Nova a request.
        time.sleep(_BUILT)
        found: Server = self.until(settled, '%s to be built' % name)
        return found

    def kill(self, server: Server) -> str:
        """Have a server take down its host.

        :returns: the host
        """
        # The database has whole seconds, and what died in the one in which
        # its server began could have died before.
        began = datetime.datetime.fromisoformat(server['created'])
        time.sleep(max(0.0, began.timestamp() + 1 - time.time()))
        host = massacre_figures.host(server)
        self.stop_host(host)
        return host

    def evacuated(self, server: Server) -> Server | None:
        """Evacuate a server, as an instance HA service does.

        :returns: it; None if Nova has no host for it
        """
        try:
            return dict(self.evacuate(server))
        except nova_moves.Refused:
            return None

    def clean_up(self) -> None:
        """Delete all servers and bring back all hosts."""
        servers = self.admin.get_servers(
            detail=False, search_opts={'all_tenants': 1})
        for server in servers:
            self.admin.api_delete('servers/' + server['id'])
        for server in servers:
            self._wait_until_deleted(server)
        for host in sorted(set(self.HOSTS) - set(self.computes)):
            service, = self.admin.get_services(binary='nova-compute',
                                               host=host)
            self.admin.put_service_force_down(service['id'], False)
            self._start_compute(host)
        self.until(lambda: all(
            service['state'] == 'up' for service in self.admin.get_services(
                binary='nova-compute')), 'all hosts to be up')

    def said(self, *words: str) -> str:
        """Give the last line at INFO that has all these words, or ''."""
        return next((line for line in reversed(self.scheduler_log(words[0]))
                     if line.startswith('INFO')
                     and all(word in line for word in words)), '')

    def command(self, *words: str) -> dict[str, Any]:
        """Run ``nova-ops-scheduler`` and give what it writes with --json."""
        done = subprocess.run(
            [sys.executable, '-m', 'nova_ops_ext.cmd.scheduler', '--json',
             *words], cwd=_ROOT, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def simulate(self, project: str) -> dict[str, Any]:
        """Simulate an attack of a project on this cloud as it is now."""
        self._dump.write_text(json.dumps({
            **self.admin.api_get('os-aggregates').body,
            **self.admin.api_get('os-services?binary=nova-compute').body}))
        return self.command('simulate', '--config-file', str(self._conf),
                            '--dump', str(self._dump), project)
