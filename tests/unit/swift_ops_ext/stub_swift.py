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

"""A stand-in for all that is right of the filter."""

from __future__ import annotations

from typing import Any

from swift.common import swob

from swift_ops_ext import holders

Metadata = dict[str, str]

#: What storage servers always send.
OF_ACCOUNTS = {'X-Account-Container-Count': '1'}
OF_CONTAINERS = {'X-Container-Object-Count': '1',
                 'X-Backend-Put-Timestamp': '1.0'}


def info(metadata: Metadata) -> dict[str, Any]:
    """Give what Swift keeps of an account or a container that is there."""
    return {'status': 204, 'meta': metadata, 'container_count': '1',
            'object_count': '1', 'put_timestamp': '1.0'}


class StubSwift:
    """Answers questions about metadata as the proxy does, and 200 to all else.

    :ivar accounts: metadata by name; an integer is the status answered
    :ivar containers: the same by ``account/container``
    :ivar lost: accounts whose database is lost, and with it the knowledge of
        their containers
    :ivar made: status of the answer to making such an account anew
    :ivar asked: method and path of all that came through the filter
    :ivar looked_up: path of each question about metadata
    """

    def __init__(self) -> None:
        self.accounts: dict[str, Metadata | int] = {'a': {}}
        self.containers: dict[str, Metadata | int] = {}
        self.lost: set[str] = set()
        self.made = 201
        self.asked: list[tuple[str, str]] = []
        self.looked_up: list[str] = []

    def __call__(self, env: dict[str, Any], start_response: Any) -> Any:
        """Answer a request."""
        method = env['REQUEST_METHOD']
        path = swob.wsgi_to_str(env['PATH_INFO'])
        if env.get('swift.source') == holders.SOURCE and method == 'HEAD':
            self.looked_up.append(path)
            return self._metadata(path[len('/v1/'):])(env, start_response)
        self.asked.append((method, path))
        if env.get('swift.source') == holders.SOURCE:
            return self._make(path[len('/v1/'):])(env, start_response)
        return swob.Response(body=b'secret')(env, start_response)

    def _make(self, account: str) -> Any:
        if self.made < 300:
            self.lost.discard(account)
        return swob.Response(status=self.made)

    def _metadata(self, name: str) -> Any:
        account, _slash, container = name.partition('/')
        if account in self.lost:
            return swob.Response(status=404 if container else 204, headers={
                'X-Backend-Fake-Account-Listing': 'yes', **OF_ACCOUNTS})
        kind, held = (('Container', self.containers) if '/' in name
                      else ('Account', self.accounts))
        headers = OF_CONTAINERS if container else OF_ACCOUNTS
        found = held.get(name, 404)
        if isinstance(found, int):
            return swob.Response(status=found, headers=headers)
        return swob.Response(status=204, headers=headers | {
            swob.str_to_wsgi('X-%s-Meta-%s' % (kind, key)):
            swob.str_to_wsgi(value) for key, value in found.items()})
