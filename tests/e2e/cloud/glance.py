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

"""glance, with its images in files: configuration, database, process."""

from __future__ import annotations

from tests.e2e.cloud import manage
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.e2e.cloud import web_service
from tests.harness import processes


def write(where: place.Place) -> None:
    folders = {}
    for name in ('images', 'staging', 'tasks'):
        folders[name] = where.data / 'glance' / name
        folders[name].mkdir(parents=True, exist_ok=True)
    settings.write(where.etc / 'glance' / 'glance-api.conf', {
        'DEFAULT': {'log_dir': str(where.log), 'log_file': 'glance.log',
                    'enabled_backends': 'disk:file',
                    'bind_host': place.HOST,
                    'worker_self_reference_url': where.url('glance')},
        'database': settings.database(where, 'glance'),
        'keystone_authtoken': settings.token_check(where, 'glance'),
        'paste_deploy': {
            'flavor': 'keystone', 'config_file': str(
                where.environment / 'etc/glance/glance-api-paste.ini')},
        'glance_store': {'default_backend': 'disk'},
        'disk': {'filesystem_store_datadir': str(folders['images'])},
        'os_glance_staging_store': {
            'filesystem_store_datadir': str(folders['staging'])},
        'os_glance_tasks_store': {
            'filesystem_store_datadir': str(folders['tasks'])},
    })


def sync(where: place.Place) -> None:
    manage.run(where, 'glance-manage', '--config-file',
               where.etc / 'glance' / 'glance-api.conf', 'db', 'sync')


def server(where: place.Place) -> processes.Server:
    return web_service.make(
        where, 'glance', 'glance.wsgi.api:application',
        {'OS_GLANCE_CONFIG_DIR': str(where.etc / 'glance')})
