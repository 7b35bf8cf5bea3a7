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

"""Ways to one object: where clients connect, and which proxy answers."""

import pathlib
import re
import socket

from tests.harness import raw_http
from tests.harness import swift_client
from tests.harness import swift_cluster


class WayIn:
    """One way, and how clients take it.

    :param entrance: what clients connect to
    :param proxy: the Swift proxy at the other end
    :param path: the object, below the account
    """

    def __init__(self, entrance: swift_cluster.Proxy,
                 proxy: swift_cluster.Proxy, path: str) -> None:
        self.entrance = entrance
        self.proxy = proxy
        client = swift_client.Client(entrance)
        self.token = client.token.encode()
        self.target = (client.account_path + path).encode()

    def connect(self, source: str) -> raw_http.Connection:
        return raw_http.Connection(self.entrance, source)

    def request(self, lines: bytes = b'', method: bytes = b'GET',
                target: bytes | None = None, body: bytes = b'') -> bytes:
        return b'%s %s HTTP/1.1\r\nHost: x\r\nX-Auth-Token: %s\r\n%s\r\n%s' % (
            method, target or self.target, self.token, lines, body)

    def ask(self, source: str, lines: bytes = b'', first: bytes = b'',
            **request: bytes) -> bytes:
        """All that is sent back to one request."""
        with self.connect(source) as connection:
            connection.send(first + self.request(
                b'Connection: close\r\n' + lines, **request))
            return connection.read()


def connections(source: str, port: int) -> set[str]:
    """Source ports of the connections to this port that are open."""
    address = socket.inet_aton(source)[::-1].hex().upper()
    return set(re.findall(
        r'(?m)^ *\d+: [0-9A-F]{8}:%04X %s:([0-9A-F]{4}) 01 ' % (port, address),
        pathlib.Path('/proc/net/tcp').read_text()))
