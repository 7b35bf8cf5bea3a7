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

"""What a user of the cloud does, over HTTP and from an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import time
from typing import Any

from keystoneauth1 import identity
from keystoneauth1 import session
import requests
from requests import adapters

from tests.e2e.cloud import settings

FLAVOR, IMAGE = 'tiny', 'plain'
#: Seconds in which anything is done, on a machine that does much besides.
PATIENCE = 300
_MICROVERSION = '2.96'
_POLL_SECONDS = 0.3
_ENDED = ('ACTIVE', 'ERROR')

Server = dict[str, Any]


class CloudError(Exception):
    """The cloud did not do what was asked of it."""


class _From(adapters.HTTPAdapter):
    """Connects from a given address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(pool_maxsize=32)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(
            *args, source_address=(self._address, 0), **kwargs)


class User:
    """One user in one project.

    :param source: the address that its requests come from
    """

    def __init__(self, keystone_url: str, name: str, project: str,
                 source: str = '127.0.0.1') -> None:
        self.name, self.project, self.source = name, project, source
        transport = requests.Session()
        transport.mount('http://', _From(source))
        self.session = session.Session(
            identity.Password(
                keystone_url, username=name, password=settings.PASSWORD,
                project_name=project, user_domain_id='default',
                project_domain_id='default'),
            session=transport, timeout=180)

    @property
    def token(self) -> str:
        return str(self.session.get_token())

    @property
    def project_id(self) -> str:
        return str(self.session.get_project_id())

    @property
    def user_id(self) -> str:
        return str(self.session.get_user_id())

    def request(self, method: str, url: str, json: Any = None, *,
                service: str = 'compute', ok: bool = True,
                headers: Mapping[str, str] | None = None,
                microversion: str | None = _MICROVERSION, data: Any = None
                ) -> requests.Response:
        """Send a request, to a path of a service or to a whole URL.

        :param ok: whether an answer of 400 or more raises CloudError
        """
        endpoint = {'service_type': service, 'interface': 'public'}
        if service == 'placement':
            microversion = '1.39'
        elif service != 'compute':
            microversion = None
        body = {} if json is None else {'json': json}
        if data is not None:
            body = {'data': data}
        answer = self.session.request(
            url, method, raise_exc=False, connect_retries=0,
            endpoint_filter=None if url.startswith('http') else endpoint,
            headers=dict(headers or {}), microversion=microversion,
            microversion_service_type=service, **body)
        if ok and answer.status_code >= 400:
            raise CloudError('%s %s: %d %s' % (
                method, url, answer.status_code, answer.text[:500]))
        return answer

    def get(self, path: str, **options: Any) -> Any:
        return self.request('GET', path, **options).json()

    # Servers

    def boot(self, name: str, *, image: str = IMAGE, flavor: str = FLAVOR,
             hints: Mapping[str, Any] | None = None, count: int = 1,
             host: str | None = None, az: str | None = None,
             wait: bool = True, timeout: float = PATIENCE,
             headers: Mapping[str, str] | None = None, through: str = '',
             **fields: Any) -> Server:
        """Ask for a server; unless told otherwise wait until it is built.

        :param through: the URL of the API, if not that of the catalogue
        """
        body: dict[str, Any] = {'server': {
            'name': name, 'imageRef': self.image_id(image),
            'flavorRef': flavor, 'networks': 'none', **fields}}
        for key, value in (('host', host), ('availability_zone', az)):
            if value is not None:
                body['server'][key] = value
        if count > 1:
            body['server']['min_count'] = count
        if hints:
            body['os:scheduler_hints'] = hints
        server: Server = self.request(
            'POST', through + '/servers', body, headers=headers
        ).json()['server']
        return self.wait(server['id'], timeout=timeout) if wait else server

    def running(self, name: str, **options: Any) -> Server:
        """Boot a server that has to become active."""
        server = self.boot(name, **options)
        if server['status'] != 'ACTIVE':
            raise CloudError('server %s is in %s: %s' % (
                server['id'], server['status'], server.get('fault')))
        return server

    def server(self, server_id: str) -> Server:
        server: Server = self.get('/servers/' + server_id)['server']
        return server

    def servers(self, **filters: str) -> list[Server]:
        query = '&'.join('%s=%s' % pair for pair in filters.items())
        servers: list[Server] = self.get('/servers/detail?' + query)[
            'servers']
        return servers

    def wait(self, server_id: str, *wanted: str, timeout: float = PATIENCE
             ) -> Server:
        """Wait for a status with no task under way."""
        found: list[Server] = []

        def there() -> bool:
            found[:] = [self.server(server_id)]
            return (found[0]['status'] in (wanted or _ENDED)
                    and not found[0].get('OS-EXT-STS:task_state'))

        until(there, 'server %s to be %s' % (
            server_id, ' or '.join(wanted or _ENDED)), timeout,
            lambda: '%(status)s' % found[0])
        return found[0]

    def action(self, server_id: str, action: Mapping[str, Any],
               **options: Any) -> requests.Response:
        return self.request('POST', '/servers/%s/action' % server_id,
                            dict(action), **options)

    def console(self, server_id: str, length: Any = None,
                **options: Any) -> requests.Response:
        """Ask for the console log; whatever the answer is."""
        asked = {} if length is None else {'length': length}
        return self.action(server_id, {'os-getConsoleOutput': asked},
                           ok=False, **options)

    def delete(self, *server_ids: str, timeout: float = PATIENCE) -> None:
        """Delete servers, and wait until all are gone."""
        for server_id in server_ids:
            self.request('DELETE', '/servers/' + server_id, ok=False)
        for server_id in server_ids:
            path = '/servers/' + server_id
            until(lambda path=path: self.request(  # type: ignore[misc]
                'GET', path, ok=False).status_code == 404,
                'server %s to be gone' % server_id, timeout)

    # Images

    def image(self, name: str, data: bytes, **properties: str) -> str:
        """Upload one, raw; its id."""
        made = self.request('POST', '/v2/images', {
            'name': name, 'disk_format': 'raw', 'container_format': 'bare',
            **properties}, service='image').json()
        self.request('PUT', '/v2/images/%s/file' % made['id'], data=data,
                     service='image', headers={
                         'Content-Type': 'application/octet-stream'})
        return str(made['id'])

    def image_id(self, image: str) -> str:
        """Give the id of an image by its name; an id is its own."""
        if len(image) == 36 and image.count('-') == 4:
            return image
        found = self.get('/v2/images?name=' + image, service='image')
        if not found['images']:
            raise CloudError('there is no image %s' % image)
        return str(found['images'][0]['id'])

    # For an administrator

    def host_of(self, server_id: str) -> str:
        return str(self.server(server_id)['OS-EXT-SRV-ATTR:host'])

    def services(self) -> list[dict[str, Any]]:
        services: list[dict[str, Any]] = self.get(
            '/os-services?binary=nova-compute')['services']
        return services

    def aggregate(self, name: str, hosts: Sequence[str],
                  metadata: Mapping[str, str] | None = None,
                  az: str | None = None) -> int:
        """Make an aggregate of hosts; its id."""
        made = self.request('POST', '/os-aggregates', {'aggregate': {
            'name': name, **({'availability_zone': az} if az else {})}}
        ).json()['aggregate']
        path = '/os-aggregates/%d/action' % made['id']
        for host in hosts:
            self.request('POST', path, {'add_host': {'host': host}})
        if metadata:
            self.request('POST', path, {
                'set_metadata': {'metadata': dict(metadata)}})
        return int(made['id'])

    def remove_aggregate(self, aggregate: int) -> None:
        found = self.get('/os-aggregates/%d' % aggregate)['aggregate']
        for host in found['hosts']:
            self.request('POST', '/os-aggregates/%d/action' % aggregate,
                         {'remove_host': {'host': host}})
        self.request('DELETE', '/os-aggregates/%d' % aggregate)


def until(condition: Callable[[], bool], what: str, timeout: float,
          now: Callable[[], str] = str) -> None:
    """Wait for a condition.

    :param now: tells how it is instead
    :raises CloudError: if it does not come true in time
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise CloudError('waited %d s for %s%s' % (
                timeout, what, now() and ': ' + now()))
        time.sleep(_POLL_SECONDS)
