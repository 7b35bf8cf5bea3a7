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

"""keystone: its configuration, its database, its process."""

from __future__ import annotations

from cryptography import fernet

from tests.e2e.cloud import manage
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.e2e.cloud import web_service
from tests.harness import processes


def write(where: place.Place) -> None:
    """Write what it reads: its options, and keys as it makes them itself."""
    keys = where.etc / 'keystone'
    for name in ('tokens', 'credentials'):
        (keys / name).mkdir(parents=True, exist_ok=True)
        (keys / name).chmod(0o700)
        for number in ('0', '1'):
            path = keys / name / number
            path.write_bytes(fernet.Fernet.generate_key())
            path.chmod(0o600)
    settings.write(keys / 'keystone.conf', {
        'DEFAULT': {'log_dir': str(where.log), 'log_file': 'keystone.log',
                    'public_endpoint': where.url('keystone')},
        'database': settings.database(where, 'keystone'),
        'token': {'provider': 'fernet', 'expiration': '86400'},
        'fernet_tokens': {'key_repository': str(keys / 'tokens')},
        'fernet_receipts': {'key_repository': str(keys / 'tokens')},
        'credential': {'key_repository': str(keys / 'credentials')},
        # As weak as it lets us: nothing here is worth the time.
        'identity': {'password_hash_rounds': '4'},
    })


def sync(where: place.Place) -> None:
    _manage(where, 'db_sync')


def prepare(where: place.Place) -> None:
    """Make its first user."""
    url = where.url('keystone', '/v3')
    _manage(where, 'bootstrap', '--bootstrap-password', settings.PASSWORD,
            '--bootstrap-region-id', settings.REGION,
            '--bootstrap-public-url', url, '--bootstrap-internal-url', url,
            '--bootstrap-admin-url', url)


def server(where: place.Place) -> processes.Server:
    return web_service.make(
        where, 'keystone', 'keystone.wsgi.api:application',
        {'OS_KEYSTONE_CONFIG_DIR': str(where.etc / 'keystone'),
         'OS_KEYSTONE_CONFIG_FILES': 'keystone.conf'})


def _manage(where: place.Place, *command: str) -> None:
    manage.run(where, 'keystone-manage', '--config-file',
               where.etc / 'keystone' / 'keystone.conf', *command)
