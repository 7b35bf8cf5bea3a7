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

"""A request to Nova and its answer, made, told and checked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import json
import re
from typing import Any

from demo import narration

HOST = 'OS-EXT-SRV-ATTR:host'

Body = dict[str, Any]


class Exchange:
    """Asks Nova what a story wants to know.

    :param cloud: a demo.nova_cloud.StoryCloud
    """

    def __init__(self, narrator: narration.Narrator, cloud: Any) -> None:
        self._narrator = narrator
        self._cloud = cloud

    def ask(self, client: Any, method: str, path: str, expected: str, *,
            body: Body | None = None, sent: Iterable[str] = (),
            got: Callable[[Body], Iterable[str]] | None = None) -> Body:
        """Make a request, tell it, and go on only if all is as expected.

        :param client: a tests.harness.nova_http.Client
        :param path: below /v2.1
        :param expected: the answer's status line
        :param body: what to send
        :param sent: what to show of it
        :param got: gives what to show of the answer's body
        :returns: the answer's body
        """
        response = client.api_request(
            path, method=method, body=json.dumps(body) if body else None)
        answer: Body = response.json() if response.content else {}
        shown = got(answer) if got and response.ok else ()
        self._narrator.exchange(
            client.source, method, '/v2.1' + shortened(path),
            expected=expected,
            came='%d %s' % (response.status_code, response.reason),
            sent=sent, got=shown)
        return answer

    def boot(self, client: Any, name: str) -> str:
        """Ask for a server and wait until Nova is done with it.

        :returns: the server's id
        """
        server = {'name': name, 'imageRef': self._cloud.IMAGE,
                  'flavorRef': self._cloud.FLAVOR, 'networks': 'none'}
        answer = self.ask(client, 'POST', '/servers', '202 Accepted',
                          body={'server': server}, sent=['name: ' + name])
        created: str = answer['server']['id']

        def settled() -> bool:
            now = self._cloud.show({'id': created})
            return now['status'] == 'ACTIVE' or 'fault' in now

        self._cloud.until(settled, '%s to be built' % name)
        return created

    def server(self, client: Any, server_id: str) -> Body:
        """Show a server as this client sees it, and give it."""
        answer = self.ask(client, 'GET', '/servers/' + server_id, '200 OK',
                          got=lambda body: server_lines(body['server']))
        shown: Body = answer['server']
        return shown

    def set_rule(self, aggregate: Body, labels: str) -> None:
        """Let clients of other networks use the hosts of an aggregate."""
        body = {'set_metadata': {'metadata': {'ops_client_networks': labels}}}
        answer = self.ask(
            self._cloud.admin, 'POST',
            '/os-aggregates/%d/action' % aggregate['id'], '200 OK',
            body=body, sent=[json.dumps(body)])
        self._narrator.check('metadata', labels, answer['aggregate'][
            'metadata']['ops_client_networks'])
        # It waits until the scheduler has heard of the change.
        self._cloud.set_metadata(aggregate, {})

    def log(self, server_id: str, expected: str) -> None:
        """Show the line in which the filter explains itself."""
        line = self._cloud.explanation(server_id)
        self._narrator.contains('log', expected, line)
        self._narrator.log(line)


def server_lines(server: Body) -> list[str]:
    """Name, status, host if the answer has it, and fault of a server."""
    words = ['%-8s' % server['name'], '%-6s' % server['status']]
    if server.get(HOST):
        words.append('%s: %s' % (HOST, server[HOST]))
    fault = server.get('fault')
    return ['  '.join(words)] + (
        ['fault: ' + fault['message']] if fault else [])


def shortened(path: str) -> str:
    """Leave out most of a server's id."""
    return re.sub('([0-9a-f]{8})-[0-9a-f-]{27}', r'\1...', path)
