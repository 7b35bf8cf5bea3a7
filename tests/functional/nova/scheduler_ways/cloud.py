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

"""A cloud of a few hosts whose rules change between two operations."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
import logging
import os
import pathlib
import sys
import time
from typing import Any

# First of all of Nova: it settles whether eventlet is used.
from tests.harness import nova_cloud  # noqa: I100

import fixtures
from nova.virt import fake

from nova_ops_ext.scheduler_command import explain
from tests.functional.nova.scheduler_ways import subject as subjects
from tests.harness import api_paste
from tests.harness import nova_hosts
from tests.harness import nova_moves
from tests.harness import service_log

HOST = 'OS-EXT-SRV-ATTR:host'
#: The environment variable for how many seconds an operation may take.
PATIENCE = 'OPS_EXT_SCHEDULER_WAYS_PATIENCE'
#: The client's address.  The operator's, whose the moves are, is another.
OWNER = '127.1.0.5'
_ETC = pathlib.Path(__file__).resolve().parents[4] / 'etc' / 'nova'
_FAILED = 'the test wants this build to fail'


class WaysCloud(nova_cloud.NovaCloud):
    """A cloud whose options are those of the subject."""

    SUBJECT: type[subjects.Subject]

    def setUp(self) -> None:
        self.subject = subject = self.SUBJECT()
        place = pathlib.Path(self.useFixture(fixtures.TempDir()).path)
        if subject.PASTE:
            self.API_PASTE = place / subject.PASTE
            self.API_PASTE.write_text(api_paste.laid_over(
                _ETC / subject.PASTE, {'trusted_proxies': '127.0.9.0/24',
                                       'header': 'x-forwarded-for'}))
        sample = place / 'scheduler.conf'
        sample.write_text(subject.configuration())
        self.SAMPLE = sample
        self._log_file = place / 'nova-scheduler.log'
        self.HOSTS = subject.HOSTS
        # Nova writes whole objects there, which takes long.
        self.addCleanup(logging.disable, logging.root.manager.disable)
        logging.disable(logging.DEBUG)
        # There are more than a hundred threads, and most only look whether
        # there is a message.
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(0.1)
        super().setUp()
        self.useFixture(service_log.ServiceLog(self._log_file))
        self.useFixture(fixtures.MockPatchObject(
            nova_hosts, 'PATIENCE', int(os.environ.get(PATIENCE, '120'))))
        self.owner = self.client(OWNER)
        self.operator = self.client(OWNER, admin=True)
        self.tried_on: list[str] = []
        self._created: list[str] = []
        self.failures = 0
        spawn = fake.FakeDriver.spawn

        def spawned(driver: Any, context: Any, instance: Any, *args: Any,
                    **kwargs: Any) -> Any:
            self.tried_on.append(instance.host)
            if self.failures:
                self.failures -= 1
                raise RuntimeError(_FAILED)
            return spawn(driver, context, instance, *args, **kwargs)

        self.useFixture(fixtures.MonkeyPatch(
            'nova.virt.fake.FakeDriver.spawn', spawned))

    def until(self, look: Callable[[], Any], what: str) -> Any:
        """As ever, but leave the processor to Nova most of the time."""
        def looked() -> Any:
            began = time.monotonic()
            result = look()
            if not result:
                time.sleep(3 * (time.monotonic() - began))
            return result

        return super().until(looked, what)

    def create(self, *, count: int = 1, **fields: Any
               ) -> list[nova_moves.Server]:
        """Create servers and wait until they are settled, as they may be."""
        name = 'server%d' % len(self._created)
        hints = self.subject.hints(self)
        client = (self.operator if 'host' in fields
                  or 'availability_zone' in fields else self.owner)
        created = client.post_server({
            'server': {'name': name, 'imageRef': nova_cloud.IMAGE,
                       'flavorRef': nova_cloud.FLAVOR, 'networks': 'none',
                       'min_count': count, 'max_count': count, **fields},
            'os:scheduler_hints': dict(hints)})
        self._created.append(created['id'])

        def settled() -> list[nova_moves.Server] | None:
            found = []
            # A list does not always tell the fault of one that is nowhere.
            for one in self._created_by(created, name, count):
                found.append(self.show(one))
                if not (found[-1]['status'] == 'ACTIVE'
                        or 'fault' in found[-1]):
                    return None
            return found

        servers: list[nova_moves.Server] = self.until(settled, name)
        return servers

    def _created_by(self, created: nova_moves.Server, name: str,
                    count: int) -> list[nova_moves.Server]:
        """Give the servers of one request, whose answer names but one."""
        if count == 1:
            return [created]
        found: list[nova_moves.Server] = self.admin.api_get(
            'servers?all_tenants=1&name=%s-' % name).body['servers']
        return found if len(found) == count else []

    def on_host(self, host: str) -> nova_moves.Server:
        """Create a server on a host, past every filter."""
        server, = self.create(availability_zone='nova:' + host)
        self.assertEqual((host, 'ACTIVE'), (server[HOST], server['status']))
        return server

    def reset_state(self, server: nova_moves.Server) -> None:
        """Take it for ACTIVE, whatever became of it."""
        self.admin.api_post('servers/%s/action' % server['id'],
                            {'os-resetState': {'state': 'active'}})

    def log_length(self) -> int:
        """Tell how much was logged up to now."""
        return len(self._log.lines)

    def lines_of(self, name: str, since: int,
                 servers: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
        """What a class said about servers since then."""
        starts = tuple('%s: instance %s, ' % (name, server['id'])
                       for server in servers)
        return tuple(line for line in self._log.lines[since:]
                     if any(start in line for start in starts))

    def explained(self, name: str, server: str) -> frozenset[str]:
        """Which hosts the command says that a class has refused, at last.

        :param server: the id of the server
        """
        shown = explain.explain(server, [str(self._log_file)])
        decisions = [event for event in shown.values['events']
                     if event.get('by') == name]
        return frozenset(
            host for refused in decisions[-1]['refused']
            for host in refused['hosts']) if decisions else frozenset()
