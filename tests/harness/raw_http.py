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

"""Bytes as a hostile client sends them, from an address of its choice."""

import socket

from tests.harness import swift_cluster


class Connection:
    """One TCP connection that is written to and read without any manners.

    :param proxy: whom to talk to
    :param source: the address to speak from
    :param patience: seconds for an answer to begin or to go on
    """

    def __init__(self, proxy: swift_cluster.Proxy, source: str,
                 patience: float = 10) -> None:
        self._socket = socket.create_connection(
            (proxy.host, proxy.port), timeout=patience,
            source_address=(source, 0))

    def __enter__(self) -> 'Connection':
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send as much as the other side is willing to take."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered, or not, and closed

    def read(self, patience: float | None = None) -> bytes:
        """Everything up to the end of the connection.

        :param patience: with it, also silence of so many seconds is the end
        """
        if patience is not None:
            self._socket.settimeout(patience)
        received = []
        while True:
            try:
                data = self._socket.recv(65536)
            except ConnectionResetError:
                break
            except TimeoutError:
                if patience is None:
                    raise
                break
            if not data:
                break
            received.append(data)
        return b''.join(received)

    def read_answer(self) -> bytes:
        """One answer that has a Content-Length."""
        received = b''
        while b'\r\n\r\n' not in received:
            received += self._receive_some()
        head, _, body = received.partition(b'\r\n\r\n')
        (length,) = (int(line.split(b':')[1]) for line in head.split(b'\r\n')
                     if line.lower().startswith(b'content-length:'))
        while len(body) < length:
            body += self._receive_some()
        return head + b'\r\n\r\n' + body

    def _receive_some(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError('closed before the answer was complete')
        return data


def status(answer: bytes) -> int:
    """The status of the first answer; 0 if nothing was answered."""
    return int(answer.split(b' ', 2)[1]) if answer else 0
