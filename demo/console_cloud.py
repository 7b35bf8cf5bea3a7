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

"""The Nova that the story of the console log is told in.

It talks through a real RabbitMQ, and a relay counts what that carries.
"""

from __future__ import annotations

import pathlib
from typing import Any

# First of all of Nova: it settles whether eventlet is used.
import nova.tests.functional  # noqa: F401,H306

import fixtures
from nova.virt import fake
from oslo_config import cfg

from demo import told_cloud
from nova_ops_ext import conf
from tests.harness import api_paste
from tests.harness import nova_bus
from tests.harness import nova_cloud
from tests.harness import oslo_rpc

ETC = pathlib.Path(__file__).resolve().parents[1] / 'etc' / 'nova'
SAMPLE = ETC / 'api-paste-console-limit.ini'
RATE = '30/h'
#: What the guest wrote to its console: bytes that are no text.
LOG_BYTES = 4_000_000


class WholeLogDriver(fake.FakeDriver):
    """A driver that reads all of a console log, as some do."""

    def get_console_output(self, context: Any, instance: Any) -> bytes:
        return b'\xff' * LOG_BYTES


class ConsoleCloud(told_cloud.Told, nova_bus.OnRabbit, nova_cloud.NovaCloud):
    """A cloud with one host, as the wheel of Nova makes it.

    :param story: what to run in it
    """

    HOSTS = ('host-1',)
    IMAGE, FLAVOR = nova_cloud.IMAGE, nova_cloud.FLAVOR
    compute_driver = 'fake.WholeLogDriver'
    # What RabbitMQ up to 3.13 takes by default.
    BROKER = {'max_message_size': '134217728'}

    def setUp(self) -> None:
        # Nova finds drivers below nova.virt only.
        self.useFixture(fixtures.MonkeyPatch(
            'nova.virt.fake.WholeLogDriver', WholeLogDriver))
        super().setUp()

    def look(self, server_id: str) -> tuple[Any, int]:
        """Ask for all of a console log, as Horizon's View Full Log does.

        :returns: the answer, and the bytes of it that the bus carried
        """
        with self.relay.watch() as seen:
            answer = self.client().api_request(
                'servers/%s/action' % server_id, method='POST',
                body='{"os-getConsoleOutput": {"length": null}}')
        replies = oslo_rpc.replies(seen.messages, 'get_console_output')
        return answer, sum(message.wire for message in replies)

    def said(self, words: str) -> str:
        """Give the last line of the log that has these words."""
        return self.scheduler_log(words)[-1]


class GuardedCloud(ConsoleCloud):
    """The same, with our driver around that one, and our filter."""

    compute_driver = 'ops_ext.GuardedDriver'

    def setUp(self) -> None:
        self.API_PASTE = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path, 'api-paste.ini')
        # The story is not to depend on how fast this machine is.
        self.API_PASTE.write_text(
            api_paste.laid_over(SAMPLE, {'rate': RATE}))
        conf.register_opts(cfg.CONF)
        self.flags(driver='fake.WholeLogDriver', group='ops_ext')
        super().setUp()
