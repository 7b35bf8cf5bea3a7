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

"""As much of keystone as an unmodified client needs to get at Nova.

Nova's own functional tests have no keystone: they send the headers that
keystonemiddleware would add.  A real client sends a token.  ``Identity``
stands before nova-api, issues tokens to anybody for any password below
``/identity``, names nova-api in the catalog, and replaces a token by those
headers.  ``/image`` is as much of glance as finds an image by its name.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
import json
from typing import Any
from urllib import parse

App = Callable[..., Iterable[bytes]]
_PREFIX = '/identity'
_IMAGE = '/image'
_DOMAIN = {'id': 'default', 'name': 'Default'}
_ISSUED, _EXPIRES = '2020-01-01T00:00:00.000000Z', '2999-01-01T00:00:00Z'


class Identity:
    """A WSGI app: keystone below /identity, and otherwise nova-api.

    :param nova: nova-api without authtoken
    :param project: the id of the project that every token is for
    :param roles: that every user has
    :param images: ids of images by their names
    :ivar answered: method, path, body and status of each request to Nova
    """

    def __init__(self, nova: App, project: str,
                 roles: tuple[str, ...] = ('reader', 'member'),
                 images: Mapping[str, str] | None = None) -> None:
        self._nova = nova
        self._project = project
        self._roles = roles
        self._images = dict(images or {})
        self.answered: list[tuple[str, str, bytes, str]] = []

    def environ(self, url: str) -> dict[str, str]:
        """What clients read of the environment, for a server at this URL."""
        return {'OS_AUTH_URL': url + _PREFIX, 'OS_AUTH_TYPE': 'password',
                'OS_IDENTITY_API_VERSION': '3', 'OS_USERNAME': 'member',
                'OS_PASSWORD': 'any', 'OS_PROJECT_NAME': 'project',
                'OS_USER_DOMAIN_ID': 'default',
                'OS_PROJECT_DOMAIN_ID': 'default',
                'OS_REGION_NAME': 'region'}

    def __call__(self, environ: dict[str, Any],
                 start_response: Callable[..., Any]) -> Iterable[bytes]:
        root = 'http://' + environ['HTTP_HOST']
        path = environ['PATH_INFO']
        if path.startswith(_PREFIX + '/v3/auth/tokens'):
            return _json(start_response, '201 Created', self._token(root),
                         ('X-Subject-Token', 'token'))
        if path.startswith(_PREFIX):
            return _json(start_response, '200 OK',
                         {'version': _version(root + _PREFIX)})
        if path.startswith(_IMAGE):
            return self._image(environ, start_response, root)
        if environ.pop('HTTP_X_AUTH_TOKEN', None) != 'token':
            return _json(start_response, '401 Unauthorized', {})
        environ.update(HTTP_X_USER_ID='fake',
                       HTTP_X_ROLES=','.join(self._roles),
                       HTTP_X_PROJECT_ID=self._project)
        return self._asked(environ, start_response)

    def _asked(self, environ: dict[str, Any],
               start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ['wsgi.input'].read(
            int(environ.get('CONTENT_LENGTH') or 0))
        environ['wsgi.input'] = _Again(body)
        method = environ['REQUEST_METHOD']
        path = environ['PATH_INFO']

        def noted(status: str, *args: Any) -> Any:
            self.answered.append((method, path, body, status))
            return start_response(status, *args)

        return self._nova(environ, noted)

    def _image(self, environ: dict[str, Any],
               start_response: Callable[..., Any], root: str) -> list[bytes]:
        asked = environ['PATH_INFO'].removeprefix(_IMAGE).strip('/')
        if asked in ('', 'v2'):
            return _json(start_response, '300 Multiple Choices', {'versions': [
                {'id': 'v2.16', 'status': 'CURRENT', 'links': [
                    {'rel': 'self', 'href': root + _IMAGE + '/v2/'}]}]})
        found = [{'id': identity, 'name': name, 'status': 'active'}
                 for name, identity in self._images.items()]
        if asked == 'v2/images':
            wanted = parse.parse_qs(environ.get('QUERY_STRING', '')).get(
                'name', list(self._images))
            return _json(start_response, '200 OK', {'images': [
                one for one in found if one['name'] in wanted]})
        for one in found:
            if asked == 'v2/images/' + one['id']:
                return _json(start_response, '200 OK', one)
        return _json(start_response, '404 Not Found', {})

    def _token(self, root: str) -> dict[str, Any]:
        interfaces = ('public', 'internal', 'admin')
        return {'token': {
            'methods': ['password'], 'audit_ids': ['audit'],
            'issued_at': _ISSUED, 'expires_at': _EXPIRES,
            'user': {'id': 'fake', 'name': 'member', 'domain': _DOMAIN},
            'project': {'id': self._project, 'name': 'project',
                        'domain': _DOMAIN},
            'roles': [{'id': name, 'name': name}
                      for name in self._roles],
            'catalog': [
                {'id': name, 'type': kind, 'name': name, 'endpoints': [
                    {'id': name + interface, 'interface': interface,
                     'region': 'region', 'region_id': 'region', 'url': url}
                    for interface in interfaces]}
                for name, kind, url in (
                    ('nova', 'compute', root + '/v2.1'),
                    ('glance', 'image', root + _IMAGE),
                    ('keystone', 'identity', root + _PREFIX))]}}


class _Again:
    """A body that was read, as wsgi.input."""

    def __init__(self, body: bytes) -> None:
        self._rest = body

    def read(self, size: int = -1) -> bytes:
        size = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def _version(url: str) -> dict[str, Any]:
    return {'id': 'v3.14', 'status': 'stable', 'updated': _ISSUED,
            'media-types': [],
            'links': [{'rel': 'self', 'href': url + '/v3/'}]}


def _json(start_response: Callable[..., Any], status: str,
          value: dict[str, Any], *headers: tuple[str, str]) -> list[bytes]:
    body = json.dumps(value).encode()
    start_response(status, [('Content-Type', 'application/json'),
                            ('Content-Length', str(len(body))), *headers])
    return [body]
