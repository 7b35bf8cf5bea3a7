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

"""Storage servers that fail, and some that lie.

A FaultyBackend stands on the port that the rings name, in front of the real
server. While it has no fault it passes every byte on, so that nobody can tell
the difference. A fault is done to one request, either instead of the real
server or after it: the most dangerous server is not one that is gone but one
that denies a container and then changes it all the same.
"""

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import dataclasses
import http.client
import socket
import socketserver
import struct
import threading
import time

_END_OF_HEAD = b'\r\n\r\n'
_CHUNK = 65536
#: A real answer comes well before that; nothing may hang for ever.
_PATIENCE = 30


class Cut(Exception):
    """What was to be read ended early."""


@dataclasses.dataclass
class Exchange:
    """One request of a proxy, or of an object server, to a back end."""

    method: str
    path: str
    head: bytes
    connection: socket.socket
    upstream: tuple[str, int]
    mended: threading.Event

    def real_answer(self) -> bytes:
        """Pass the request on; all that the real server answers."""
        with socket.create_connection(
                self.upstream, timeout=_PATIENCE) as server:
            server.sendall(_closing(self.head))
            pump = threading.Thread(
                target=_copy, args=(self.connection, server), daemon=True)
            pump.start()
            answer = bytearray()
            while piece := server.recv(_CHUNK):
                answer += piece
            return bytes(answer)


#: What is done to a request.
Fault = Callable[[Exchange], None]


def pass_on(exchange: Exchange) -> None:
    exchange.connection.sendall(exchange.real_answer())


def answer(status: int, *headers: str, body: bytes = b'',
           ending: str = '\r\n\r\n') -> Fault:
    """Answer this, whatever was asked; header lines as they are to be sent."""
    lines = ['HTTP/1.1 %d %s' % (status, http.client.responses[status]),
             *headers, 'Connection: close']
    if body:
        lines.append('Content-Length: %d' % len(body))
    return send(('\r\n'.join(lines) + ending).encode('latin-1') + body)


def send(data: bytes) -> Fault:
    """Send these bytes and close."""
    def fault(exchange: Exchange) -> None:
        exchange.connection.sendall(data)
    return fault


def close(exchange: Exchange) -> None:
    """Close without a word."""


def reset(exchange: Exchange) -> None:
    """Let the kernel say that nobody knows of this connection."""
    exchange.connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


def silence(exchange: Exchange) -> None:
    """Say nothing until all is well again."""
    exchange.mended.wait()


def late(seconds: float, then: Fault = pass_on) -> Fault:
    def fault(exchange: Exchange) -> None:
        time.sleep(seconds)
        then(exchange)
    return fault


def only(methods: str, fault: Fault, below: str = '/') -> Fault:
    """Do it to these methods only, separated by blanks, and pass on others.

    :param below: ...and only where the path contains this
    """
    chosen = methods.split()

    def choice(exchange: Exchange) -> None:
        matches = exchange.method in chosen and below in exchange.path
        (fault if matches else pass_on)(exchange)
    return choice


class FaultyBackend:
    """Listens on a port, from start() to stop(), before a real server.

    :param port: where the rings say that the server is
    :param upstream: where it really is
    """

    def __init__(self, port: int, upstream: int) -> None:
        self._address = ('127.0.0.1', port)
        self._upstream = ('127.0.0.1', upstream)
        self._fault: Fault = pass_on
        self._mended = threading.Event()
        self._server: socketserver.ThreadingTCPServer | None = None
        self.requests = 0

    def start(self) -> None:
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                relay._serve(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 128

        self._server = Listener(self._address, Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,),
                         daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self._mended.set()

    @contextlib.contextmanager
    def doing(self, fault: Fault) -> Iterator[None]:
        """Do this to every request, until the end of the block."""
        self.requests = 0
        self._mended.clear()
        self._fault = fault
        try:
            yield
        finally:
            self._fault = pass_on
            self._mended.set()

    @contextlib.contextmanager
    def gone(self) -> Iterator[None]:
        """Refuse every connection, until the end of the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        with contextlib.suppress(OSError, Cut):
            head = _read_head(connection)
            method, path, _version = head.split(b'\r\n', 1)[0].split(b' ', 2)
            self.requests += 1
            self._fault(Exchange(
                method.decode('latin-1'), path.decode('latin-1'), head,
                connection, self._upstream, self._mended))


def _read_head(connection: socket.socket) -> bytes:
    # Byte by byte would be exact but slow; so what comes after the head is
    # looked at, and left where it was.
    head = b''
    while _END_OF_HEAD not in head:
        seen = connection.recv(_CHUNK, socket.MSG_PEEK)
        if not seen:
            raise Cut
        end = (head + seen).find(_END_OF_HEAD)
        wanted = (len(seen) if end < 0
                  else end + len(_END_OF_HEAD) - len(head))
        head += connection.recv(wanted)
    return head


def _closing(head: bytes) -> bytes:
    """The same request for a connection that ends with its answer."""
    lines = [line for line in head.split(b'\r\n')
             if not line.lower().startswith(b'connection:')]
    lines.insert(1, b'Connection: close')
    return b'\r\n'.join(lines)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(_CHUNK):
            target.sendall(piece)
