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

"""A client that keeps every answer it gets, whatever becomes of it."""

from collections.abc import Iterable
import http.client
import socket

from tests.harness import swift_client
from tests.harness import swift_cluster

_LOGIN = '/auth/v1.0'
_NOTHING = http.client.HTTPMessage()


class Recorder(swift_client.Client):
    """A user at one address whose answers can be looked at afterwards."""

    def __init__(self, proxy: swift_cluster.Proxy, source: str,
                 user: str = 'test:tester', key: str = 'testing') -> None:
        super().__init__(proxy, source, user, key)
        self.answers: list[swift_client.Answer] = []

    def someone_else(self, user: str, key: str) -> 'Recorder':
        """Another user at the same address; both keep the same record."""
        other = Recorder(self.proxy, self.source, user, key)
        other.answers = self.answers
        return other

    def exchange(self, text: str) -> bytes:
        """Send bytes as they are and read until the proxy hangs up."""
        received = b''
        with socket.create_connection(
                (self.proxy.host, self.proxy.port), self.timeout,
                source_address=(self.source, 0)) as connection:
            connection.sendall(text.encode('latin-1'))
            try:
                while more := connection.recv(1 << 16):
                    received += more
            except OSError:
                pass  # what has come until here counts
        self.answers.append(
            swift_client.Answer(0, 'exchange', _NOTHING, received))
        return received

    def _send(self, method: str, target: str,
              headers: Iterable[tuple[str, str]], body: bytes,
              ) -> swift_client.Answer:
        if target == _LOGIN:
            return super()._send(method, target, headers, body)
        try:
            answer = super()._send(method, target, headers, body)
        except http.client.IncompleteRead as error:
            # The proxy cuts the connection when a later segment is refused.
            answer = swift_client.Answer(0, 'cut', _NOTHING, error.partial)
        except (http.client.HTTPException, OSError) as error:
            answer = swift_client.Answer(
                0, type(error).__name__, _NOTHING, b'')
        self.answers.append(answer)
        return answer
