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

"""A NovaCloud whose services talk through a real RabbitMQ.

Nova's functional tests pass RPC messages from hand to hand.  Here they go
through the broker, over oslo.messaging's own driver, and a relay counts them::

    class ConsoleOnTheBus(nova_bus.OnRabbit, nova_cloud.NovaCloud):
        BROKER = {'max_message_size': '16777216'}

        def test_console(self):
            with self.relay.watch() as seen:
                ...
            oslo_rpc.replies(seen.messages, 'get_console_output')

The broker is the class's, since it takes some seconds to start; what a test
leaves in a queue is there for the next one.
"""

from collections import abc
import functools
import importlib
import pathlib
import tempfile
from typing import Any

# Before any Nova.
from tests.harness import nova_threads  # noqa: F401,H306

import fixtures
import nova.conf
from nova import rpc
from nova.tests import fixtures as nova_fixtures
import oslo_messaging
from oslo_messaging._drivers import amqpdriver
# Options of it are bounded by what is changed below.
from oslo_messaging._drivers import impl_rabbit  # noqa: F401

from tests.harness import amqp_relay
from tests.harness import rabbitmq
# The package has another thing of that name, which hides the module.
their_fixtures = importlib.import_module('nova.tests.fixtures.nova')


class OnRabbit:
    """relay, broker: for a NovaCloud, of which it is the first base"""

    #: lines of rabbitmq.conf
    BROKER: abc.Mapping[str, str] = {}

    broker: rabbitmq.Broker

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        place = tempfile.TemporaryDirectory(prefix='nova-bus-')
        cls.addClassCleanup(place.cleanup)
        cls.broker = rabbitmq.Broker(pathlib.Path(place.name), cls.BROKER)
        cls.addClassCleanup(cls.broker.stop)
        cls.broker.start()

    def setUp(self) -> None:
        self.relay = amqp_relay.Relay(self.broker.port)
        self.relay.start()
        # After the services, which are started below.
        self.addCleanup(self.relay.stop)
        for module, name, value in (
                (nova_fixtures, 'RPCFixture',
                 functools.partial(_RPCFixture, self.relay.url)),
                (their_fixtures, 'CheatingSerializer', _Serializer),
                # How long a service that is to end may go on listening.
                (amqpdriver, 'ACK_REQUEUE_EVERY_SECONDS_MAX', 0.2)):
            self.useFixture(fixtures.MockPatchObject(module, name, value))
        super().setUp()


class _RPCFixture(nova_fixtures.RPCFixture):
    """Nova's, with one real bus for all cells in place of one imagined."""

    def __init__(self, url: str, *exmods: str) -> None:
        super().__init__(*exmods)
        self._url = url

    def _fake_create_transport(self, url: str | None) -> Any:
        if not self._buses:
            self._buses[None] = oslo_messaging.get_rpc_transport(
                nova.conf.CONF, url=self._url,
                allowed_remote_exmods=rpc.get_allowed_exmods())
        return self._buses[None]


class _Serializer(rpc.RequestContextSerializer):
    """Like Nova's CheatingSerializer, sends connections of the process.

    Of these only the name goes over the wire.
    """

    _CONNECTIONS = 'db_connection', 'mq_connection'
    _known: dict[str, Any] = {}

    def serialize_context(self, context: Any) -> dict[str, Any]:
        values = super().serialize_context(context)
        for key in self._CONNECTIONS:
            connection = getattr(context, key)
            if connection is not None:
                values[key] = str(id(connection))
                self._known[values[key]] = connection
        return values

    def deserialize_context(self, values: dict[str, Any]) -> Any:
        context = super().deserialize_context(values)
        for key in self._CONNECTIONS:
            setattr(context, key, self._known.get(values.get(key)))
        return context
