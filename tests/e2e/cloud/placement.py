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

"""placement: its configuration, its database, its process."""

from __future__ import annotations

from tests.e2e.cloud import manage
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.e2e.cloud import web_service
from tests.harness import processes


def write(where: place.Place) -> None:
    settings.write(where.etc / 'placement' / 'placement.conf', {
        'DEFAULT': {'log_dir': str(where.log), 'log_file': 'placement.log'},
        'api': {'auth_strategy': 'keystone'},
        'placement_database': settings.database(where, 'placement'),
        'keystone_authtoken': settings.token_check(where, 'placement'),
    })


def sync(where: place.Place) -> None:
    manage.run(where, 'placement-manage', '--config-file',
               where.etc / 'placement' / 'placement.conf', 'db', 'sync')


def server(where: place.Place) -> processes.Server:
    return web_service.make(
        where, 'placement', 'placement.wsgi.api:application',
        {'OS_PLACEMENT_CONFIG_DIR': str(where.etc / 'placement')})
