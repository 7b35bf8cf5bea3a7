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

"""nova.conf of the control plane, and what every nova-compute adds to it."""

from __future__ import annotations

import pathlib

from tests.e2e.cloud import manage
from tests.e2e.cloud import place
from tests.e2e.cloud import settings

#: A host is down when it was silent for so long.
DOWN_SECONDS = 12
SCHEDULER_WORKERS = 3


def control(where: place.Place, transport_url: str) -> settings.Sections:
    """Give the sections, without anything of ours.

    :param transport_url: of the broker, for oslo.messaging
    """
    account = settings.account(where, 'nova')
    (where.data / 'nova' / 'instances').mkdir(parents=True, exist_ok=True)
    (where.run / 'lock').mkdir(exist_ok=True)
    return {
        'DEFAULT': {
            'transport_url': transport_url, 'log_dir': str(where.log),
            'state_path': str(where.data / 'nova'), 'my_ip': place.HOST,
            'report_interval': '3', 'service_down_time': str(DOWN_SECONDS),
            'shutdown_timeout': '5', 'debug': 'false',
            'rootwrap_config': str(
                where.environment / 'etc/nova/rootwrap.conf')},
        'api_database': settings.database(where, 'nova_api'),
        'database': settings.database(where, 'nova_cell0'),
        'wsgi': {'api_paste_config': str(paste(where))},
        'oslo_policy': {'policy_file': str(
            where.etc / 'nova' / 'policy.yaml')},
        'oslo_concurrency': {'lock_path': str(where.run / 'lock')},
        'oslo_messaging_rabbit': {'rabbit_retry_interval': '1',
                                  'kombu_reconnect_delay': '1.0'},
        'oslo_messaging_notifications': {'driver': 'noop'},
        'keystone_authtoken': settings.token_check(where, 'nova'),
        'service_user': {**account, 'send_service_user_token': 'true'},
        'placement': account,
        'glance': {**account, 'endpoint_override': where.url('glance')},
        'neutron': {**account, 'endpoint_override': where.url('neutron')},
        'conductor': {'workers': '1'},
        'scheduler': {'workers': str(SCHEDULER_WORKERS)},
        'quota': {'instances': '-1', 'cores': '-1', 'ram': '-1'},
        'vnc': {'enabled': 'false'},
    }


def write(where: place.Place, transport_url: str) -> None:
    """Write what the control plane reads."""
    folder = where.etc / 'nova'
    settings.write(folder / 'nova.conf', control(where, transport_url))
    # The conductor of the cell; everybody else begins at the API's database.
    settings.write(folder / 'cell1.conf', {
        'database': settings.database(where, 'nova_cell1')})
    (folder / 'policy.yaml').write_text('{}\n')


def sync(where: place.Place) -> None:
    for name in ('nova_cell0', 'nova_cell1'):
        conf = settings.write(where.etc / 'sync' / (name + '.conf'), {
            'database': settings.database(where, name),
            'api_database': settings.database(where, 'nova_api')})
        manage.run(where, 'nova-manage', '--config-file', conf, 'db', 'sync',
                   '--local_cell')
    _manage(where, 'api_db', 'sync')


def prepare(where: place.Place, transport_url: str) -> None:
    """Make the cells known."""
    connection = {name: str(settings.database(where, name)['connection'])
                  for name in ('nova_cell0', 'nova_cell1')}
    _manage(where, 'cell_v2', 'map_cell0', '--database_connection',
            connection['nova_cell0'])
    _manage(where, 'cell_v2', 'create_cell', '--name', 'cell1',
            '--transport-url', transport_url, '--database_connection',
            connection['nova_cell1'])


def discover(where: place.Place) -> None:
    """Have Nova schedule to hosts that it has not yet."""
    _manage(where, 'cell_v2', 'discover_hosts')


def paste(where: place.Place) -> pathlib.Path:
    return where.etc / 'nova' / 'api-paste.ini'


def _manage(where: place.Place, *command: str) -> None:
    manage.run(where, 'nova-manage', '--config-file',
               where.etc / 'nova' / 'nova.conf', *command)
