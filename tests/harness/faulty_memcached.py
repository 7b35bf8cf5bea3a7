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

"""A memcached that fails, and one that remembers wrongly.

Unlike storage servers it is spoken to over connections that stay open, so
that a fault begins in the middle of them.
"""

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import socket
import socketserver
import threading
import time

_CHUNK = 65536

#: Gives what is answered to a command, or None to pass it on.
Fault = Callable[[bytes], bytes | None]


class Hangup(Exception):
    """Raised by a fault that closes the connection."""


def healthy(command: bytes) -> bytes | None:
    return None


def saying(data: bytes) -> Fault:
    return lambda command: data


def hanging_up(command: bytes) -> bytes:
    raise Hangup


def late(seconds: float) -> Fault:
    def fault(command: bytes) -> None:
        time.sleep(seconds)
    return fault


def remembering(value: bytes, flags: int = 2, length: int | None = None,
                then_hang_up: bool = False) -> Fault:
    """Answer every get with this; flags 2 say that it is JSON."""
    def fault(command: bytes) -> bytes | None:
        if not command.startswith(b'get '):
            return None
        key = command.split()[1]
        size = len(value) if length is None else length
        found = b'VALUE %s %d %d\r\n%s' % (key, flags, size, value)
        return found if then_hang_up else found + b'\r\nEND\r\n'
    return fault


class FaultyMemcached:
    """Listens on a port, from start() to stop(), before a real memcached."""

    def __init__(self, port: int, upstream: int) -> None:
        self._address = ('127.0.0.1', port)
        self._upstream = ('127.0.0.1', upstream)
        self._fault: Fault = healthy
        self._server: socketserver.ThreadingTCPServer | None = None

    def start(self) -> None:
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                relay._serve(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Listener(self._address, Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,),
                         daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @contextlib.contextmanager
    def doing(self, fault: Fault) -> Iterator[None]:
        self._fault = fault
        try:
            yield
        finally:
            self._fault = healthy

    @contextlib.contextmanager
    def gone(self) -> Iterator[None]:
        """Close and refuse all connections, until the end of the block."""
        self.stop()
        try:
            with self.doing(hanging_up):
                yield
        finally:
            self.start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, Hangup), socket.create_connection(
                self._upstream) as server:
            threading.Thread(target=_copy, args=(server, client),
                             daemon=True).start()
            while piece := client.recv(_CHUNK):
                instead = self._fault(piece)
                if instead is None:
                    server.sendall(piece)
                else:
                    client.sendall(instead)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(_CHUNK):
            target.sendall(piece)
        target.shutdown(socket.SHUT_RDWR)
