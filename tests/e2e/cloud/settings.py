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

"""Sections that configuration files of several services share."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import pathlib

from tests.e2e.cloud import place
from tests.harness import oslo_sample

#: Of every account; the cloud answers on loopback only.
PASSWORD = 'of-a-test'
REGION = 'RegionOne'

Values = Mapping[str, 'str | Sequence[str]']
Sections = Mapping[str, Values]


def write(path: pathlib.Path, *layers: Sections) -> pathlib.Path:
    """Write a file; what several layers have is taken from the last."""
    merged: dict[str, dict[str, str | Sequence[str]]] = {}
    for layer in layers:
        for section, values in layer.items():
            merged.setdefault(section, {}).update(values)
    lines: list[str] = []
    for section, values in merged.items():
        lines.append('[%s]' % section)
        for name, value in values.items():
            lines += ['%s = %s' % (name, one) for one in (
                [value] if isinstance(value, str) else value)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('\n'.join(lines) + '\n')
    return path


def assign(path: pathlib.Path, section: str, option: str,
           value: str | Sequence[str] | None) -> None:
    """Set one option of a file; None takes it out."""
    path.write_text(oslo_sample.assign(
        path.read_text(), section, option, [] if value is None else value))


def database(where: place.Place, name: str) -> Values:
    return {
        'connection': 'mysql+pymysql://root@%s:%d/%s?charset=utf8' % (
            place.HOST, where.port('mariadb'), name),
        # Connections that a pool keeps outlive the server that they led to.
        'max_pool_size': '3', 'max_overflow': '20',
        'max_retries': '-1', 'connection_recycle_time': '300'}


def account(where: place.Place, user: str) -> Values:
    """How a service logs in to call others."""
    return {'auth_type': 'password', 'auth_url': where.url('keystone', '/v3'),
            'username': user, 'password': PASSWORD,
            'project_name': 'service', 'user_domain_id': 'default',
            'project_domain_id': 'default', 'region_name': REGION}


def token_check(where: place.Place, user: str) -> Values:
    """How a service finds out whose a token is."""
    return {**account(where, user),
            'www_authenticate_uri': where.url('keystone'),
            'service_token_roles_required': 'true',
            'memcached_servers': '%s:%d' % (
                place.HOST, where.port('memcached'))}
