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

"""Projects, users and endpoints, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.e2e.cloud import settings
from tests.e2e.cloud import user


class Accounts:
    """Through an administrator.

    :param keystone_url: as far as ``/v3``
    """

    def __init__(self, keystone_url: str) -> None:
        self.url = keystone_url
        self.admin = user.User(keystone_url, 'admin', 'admin')

    def project(self, name: str) -> str:
        """Give its id."""
        return self._there('project', name, domain_id='default')

    def user(self, name: str, project: str, roles: Sequence[str]) -> str:
        """Give the id of a user who has these roles in a project."""
        made = self._there('user', name, domain_id='default',
                           password=settings.PASSWORD)
        where = self.project(project)
        for role in roles:
            self.admin.request('PUT', '%s/projects/%s/users/%s/roles/%s' % (
                self.url, where, made, self._there('role', role)))
        return made

    def register(self, kind: str, name: str, url: str) -> None:
        """Put a service into the catalogue."""
        service = self._there('service', name, type=kind)
        for interface in ('public', 'internal', 'admin'):
            self._call('POST', '/endpoints', {'endpoint': {
                'interface': interface, 'service_id': service,
                'region_id': settings.REGION, 'url': url}})
        # A token has the catalogue of when it was made.
        self.admin.session.invalidate()

    def _there(self, kind: str, name: str, **fields: str) -> str:
        found = self._call('GET', '/%ss?name=%s' % (kind, name))[kind + 's']
        if not found:
            found = [self._call('POST', '/%ss' % kind, {
                kind: {'name': name, **fields}})[kind]]
        return str(found[0]['id'])

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        return self.admin.request(method, self.url + path, body).json()
