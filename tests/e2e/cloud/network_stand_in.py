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

"""As much of a network service as Nova asks of one that has no networks.

Run as ``python -m tests.e2e.cloud.network_stand_in PORT``.  Servers boot with
``networks: none``; Nova still asks for extensions, quotas and ports.  Every
list is empty and every quota unlimited, and what would change anything is not
there, so that nothing here can make a test pass.
"""

from __future__ import annotations

from http import server
import json
import sys
from typing import Any
from urllib import parse

from tests.e2e.cloud import place

_COUNTED = ('network', 'subnet', 'port', 'router', 'floatingip',
            'security_group', 'security_group_rule')


def answer(path: str) -> dict[str, Any]:
    """What a GET of this path gives."""
    words = [word for word in path.split('/') if word]
    if not words:
        return {'versions': [{'id': 'v2.0', 'status': 'CURRENT',
                              'links': []}]}
    if 'quotas' in words:
        return {'quota': dict.fromkeys(_COUNTED, -1)}
    return {words[-1].replace('-', '_'): []}


class Handler(server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(200, answer(parse.urlsplit(self.path).path))

    def do_POST(self) -> None:
        self._say(404, {})

    do_PUT = do_DELETE = do_POST

    def _say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


if __name__ == '__main__':
    server.ThreadingHTTPServer.daemon_threads = True
    server.ThreadingHTTPServer.request_queue_size = 64
    server.ThreadingHTTPServer(
        (place.HOST, int(sys.argv[1])), Handler).serve_forever()
