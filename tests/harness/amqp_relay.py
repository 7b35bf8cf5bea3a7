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

"""Stands between RabbitMQ and its clients and counts what passes.

    with amqp_relay.Relay(broker.port) as relay:
        ...  # services with transport_url=relay.url
        with relay.watch() as seen:
            ...
        print(seen.carried(), seen.messages)

A byte is counted before it is passed on, so whoever has received something
knows that it has been counted.
"""

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import dataclasses
import socket
import threading
from types import TracebackType

from tests.harness import amqp_frames

_CHUNK = 262144
HOST = '127.0.0.1'


@dataclasses.dataclass(frozen=True)
class Bytes:
    """What the wire carried, frames of heartbeats and all."""

    to_broker: int = 0
    from_broker: int = 0

    @property
    def total(self) -> int:
        return self.to_broker + self.from_broker

    def __sub__(self, other: 'Bytes') -> 'Bytes':
        return Bytes(self.to_broker - other.to_broker,
                     self.from_broker - other.from_broker)


class Watch:
    """What passes while it is open."""

    def __init__(self, relay: 'Relay', before: Bytes) -> None:
        self._relay = relay
        self._before = before
        self._after: Bytes | None = None
        #: those that ended, in the order in which they did
        self.messages: list[amqp_frames.Message] = []

    def carried(self) -> Bytes:
        return (self._after or self._relay.carried()) - self._before

    def close(self, after: Bytes) -> None:
        self._after = after


class Relay:
    """Listens on a port of its own, from start() to stop().

    :param upstream: the broker's port
    """

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._lock = threading.Lock()
        self._bytes = Bytes()
        self._watches: list[Watch] = []
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        #: for oslo.messaging
        self.url = 'rabbit://guest:guest@%s:%d/' % (HOST, self.port)

    def start(self) -> None:
        self._begin(self._accept)

    def stop(self) -> None:
        """Close every connection, and take no more."""
        _hang_up(self._listener)
        with self._lock:
            connections, threads = list(self._connections), self._threads
        for connection in connections:
            _hang_up(connection)
        for thread in threads:
            thread.join(10)
        # Not earlier: eventlet does not wake who waits for what is closed.
        self._listener.close()

    def __enter__(self) -> 'Relay':
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.stop()

    def carried(self) -> Bytes:
        """All since the start."""
        with self._lock:
            return self._bytes

    @contextlib.contextmanager
    def watch(self) -> Iterator[Watch]:
        """Note the bytes and the messages until the end of the block."""
        with self._lock:
            watch = Watch(self, self._bytes)
            self._watches.append(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.remove(watch)
                watch.close(self._bytes)

    def _begin(self, target: Callable[..., None],
               *args: socket.socket) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True,
                                  name='amqp-relay')
        with self._lock:
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection((HOST, self._upstream))
            except OSError:
                client.close()
                continue
            for end in (client, broker):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._begin(self._carry, client, broker)

    def _carry(self, client: socket.socket, broker: socket.socket) -> None:
        with self._lock:
            self._connections |= {client, broker}
        with client, broker:
            back = threading.Thread(
                target=self._copy, args=(broker, client, False), daemon=True)
            back.start()
            self._copy(client, broker, True)
            back.join()
            with self._lock:
                self._connections -= {client, broker}

    def _copy(self, source: socket.socket, target: socket.socket,
              to_broker: bool) -> None:
        reader = amqp_frames.Reader()
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                self._note(reader, data, to_broker)
                target.sendall(data)
        # The one who still has something to say gets a broken pipe, as it
        # would from a peer that has gone.
        for end in (source, target):
            _hang_up(end)

    def _note(self, reader: amqp_frames.Reader, data: bytes,
              to_broker: bool) -> None:
        ended = list(reader.feed(data))
        with self._lock:
            now = self._bytes
            self._bytes = Bytes(
                now.to_broker + (len(data) if to_broker else 0),
                now.from_broker + (0 if to_broker else len(data)))
            for watch in self._watches:
                watch.messages.extend(ended)


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
