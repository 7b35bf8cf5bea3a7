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

"""What one look at a console log costs the message bus.

The bytes are those that a relay in front of a real RabbitMQ has seen.
"""

import pathlib
from typing import Any

import fixtures
from nova.virt import fake
from oslo_config import cfg
from oslo_serialization import jsonutils
import requests

from nova_ops_ext import conf
from tests.functional.nova import limited_cloud
from tests.harness import nova_bus
from tests.harness import nova_cloud
from tests.harness import oslo_rpc

MAX_BYTES = 262144
#: What surrounds a console log in its message, frames of AMQP and all.
ENVELOPE = 1024
#: Other messages of the same moments.
OTHERS = 32768
#: The default of RabbitMQ since 4.0, and of 3.8 to 3.13.
NEW_LIMIT, OLD_LIMIT = '16777216', '134217728'


class Printing(fake.FakeDriver):
    """Nova's fake driver, of which the test says what the console printed."""

    log: bytes | str = b''

    def get_console_output(self, context: Any, instance: Any) -> bytes | str:
        return self.log


class ConsoleBus(nova_bus.OnRabbit, nova_cloud.NovaCloud):
    compute_driver = 'fake.Printing'
    HOSTS = ('host-1',)

    def setUp(self) -> None:
        # Nova looks for drivers below nova.virt only.
        self.useFixture(fixtures.MonkeyPatch('nova.virt.fake.Printing',
                                             Printing))
        self.guard()
        super().setUp()
        self.user = self.client()
        self.server = self.boot(self.user, name='a')

    def guard(self) -> None:
        """Configure nova-compute."""

    def print(self, log: bytes | str) -> None:
        self.useFixture(fixtures.MonkeyPatch(
            'nova.virt.fake.Printing.log', log))

    def look(self, **length: int) -> requests.Response:
        """Ask for the console log, and note what the bus carries."""
        with self.relay.watch() as self.seen:
            answer = self.user.api_request(
                'servers/%s/action' % self.server['id'], method='POST',
                body=jsonutils.dumps({'os-getConsoleOutput': length}))
        self.replies = oslo_rpc.replies(self.seen.messages,
                                        'get_console_output')
        return answer


class StockTest(ConsoleBus):
    """What the guard is for; a change of it here is one of Nova's."""

    BROKER = {'max_message_size': OLD_LIMIT}

    def test_every_byte_that_is_not_ascii_is_seven_on_the_bus(self):
        self.print(b'\xff' * 16_000_000)
        self.assertEqual(200, self.look().status_code)
        sent, received = self.replies
        for message in (sent, received):
            self.assertGreater(message.body, 7 * 16_000_000)
            self.assertLess(message.wire, 7.001 * 16_000_000)
        self.assertGreater(self.seen.carried().total, 2 * 7 * 16_000_000)

    def test_few_lines_do_not_help_against_a_long_one(self):
        self.print(b'\xff' * 1_000_000)
        self.assertEqual(200, self.look(length=1).status_code)
        self.assertGreater(self.replies[0].body, 7 * 1_000_000)


class StockUnderNewLimitTest(ConsoleBus):
    BROKER = {'max_message_size': NEW_LIMIT}

    def test_a_log_of_three_megabytes_is_an_error(self):
        self.print(b'\xff' * 3_000_000)
        self.flags(rpc_response_timeout=3)
        self.assertEqual(500, self.look().status_code)
        self.assertNotIn('deliver', [one.method for one in self.replies])
        refusal = self.broker.server.wait_for_line('precondition_failed', 30)
        self.assertIn('larger than configured max size 16777216', refusal)


class GuardedBus(ConsoleBus):
    compute_driver = 'ops_ext.GuardedDriver'

    def guard(self) -> None:
        conf.register_opts(cfg.CONF)
        self.flags(driver='fake.Printing', group='ops_ext')

    def assert_bounded(self) -> None:
        self.assertEqual(['publish', 'deliver'],
                         [one.method for one in self.replies])
        for message in self.replies:
            self.assertLessEqual(message.wire, MAX_BYTES + ENVELOPE)
        self.assertLessEqual(self.seen.carried().total,
                             2 * MAX_BYTES + 2 * ENVELOPE + OTHERS)


class GuardedTest(GuardedBus):
    BROKER = {'max_message_size': NEW_LIMIT}

    def test_a_hundred_megabytes_take_a_quarter(self):
        self.print(b'\xff' * 100_000_000)
        answer = self.look()
        self.assertEqual({'output': '?' * MAX_BYTES}, answer.json())
        self.assert_bounded()
        # Nor is it less than what was promised.
        self.assertGreater(self.replies[0].body, MAX_BYTES)

    def test_the_end_of_a_long_text_comes_whole(self):
        lines = ['%07d "quoted" \\ and\ttabbed' % number
                 for number in range(100_000)]
        self.print('\n'.join(lines).encode())
        came = self.look().json()['output'].splitlines()
        self.assert_bounded()
        self.assertGreater(self.replies[0].body, MAX_BYTES * 0.99)
        self.assertEqual(lines[-len(came) + 1:], came[1:])
        self.assertTrue(lines[-len(came)].endswith(came[0]))

    def test_a_short_text_comes_as_it_is(self):
        text = ''.join('%d: \t"all" \\ well\n' % number
                       for number in range(1000))
        self.print(text)
        self.assertEqual(text, self.look().json()['output'])
        self.assert_bounded()

    def test_the_lines_asked_for_are_counted_after(self):
        self.print(b'\xff' * 1_000_000 + b'\nlast but one\nlast')
        self.assertEqual('last but one\nlast',
                         self.look(length=2).json()['output'])
        self.assertLess(self.replies[0].wire, ENVELOPE)


class BothEndsTest(GuardedBus):
    """nova-api with console_limit in front of a guarded nova-compute."""

    def setUp(self) -> None:
        self.API_PASTE = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path, 'api-paste.ini')
        self.API_PASTE.write_text(
            limited_cloud.api_paste.laid_over(limited_cloud.SAMPLE))
        super().setUp()

    def test_the_bus_carries_as_many_lines_as_the_api_may_ask_for(self):
        self.print('line\n' * 5000)
        answer = self.look()
        self.assertEqual(1000, answer.json()['output'].count('\n') + 1)
        asked, = oslo_rpc.calls(self.seen.messages[:1], 'get_console_output')
        self.assertIn(rb'\"tail_length\": 1000', asked.head)
        self.assertLess(self.replies[0].wire, 1000 * 10)

    def test_a_binary_log_is_bounded_at_both(self):
        self.print(b'\xff' * 100_000_000)
        answer = self.look()
        self.assertEqual(200, answer.status_code)
        self.assertLess(len(answer.content), MAX_BYTES + 100)
        self.assert_bounded()
