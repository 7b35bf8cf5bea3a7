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

"""A MariaDB with nothing of its own outside the cloud's directory."""

from __future__ import annotations

from collections.abc import Sequence
import subprocess

from tests.e2e.cloud import place
from tests.harness import processes

NAMES = ('keystone', 'glance', 'placement', 'nova_api', 'nova_cell0',
         'nova_cell1')
_PACKAGE = 'mariadb-server'


class MariaDB(processes.Server):
    """The server, and what a test asks of it past the services."""

    def __init__(self, where: place.Place) -> None:
        self._socket = where.run / 'mariadb.sock'
        self._data = where.data / 'mariadb'
        if not self._data.exists():
            _run(processes.find('mariadb-install-db', _PACKAGE),
                 '--no-defaults', '--user=root',
                 '--datadir=%s' % self._data, '--skip-test-db',
                 '--auth-root-authentication-method=normal')
        super().__init__('mariadb', [
            processes.find('mariadbd', _PACKAGE), '--no-defaults',
            '--user=root', '--datadir=%s' % self._data,
            '--socket=%s' % self._socket,
            '--pid-file=%s' % (where.run / 'mariadb.pid'),
            '--bind-address=' + place.HOST,
            '--port=%d' % where.port('mariadb'), '--skip-name-resolve',
            '--max-connections=1000', '--max-connect-errors=1000000',
            # Its data need to survive its own end, not the machine's.
            '--innodb-flush-log-at-trx-commit=2',
            '--innodb-buffer-pool-size=192M', '--performance-schema=OFF',
            # It greets; nobody has to ask.
        ], where.log / 'mariadb.out', host=place.HOST,
            port=where.port('mariadb'), probe=b'')

    def create(self, names: Sequence[str] = NAMES) -> None:
        for name in names:
            self.sql('mysql', 'CREATE DATABASE IF NOT EXISTS %s '
                     'CHARACTER SET utf8' % name)

    def sql(self, database: str, query: str) -> list[list[str]]:
        """Run a statement; the rows, as text."""
        output = _run(processes.find('mariadb', 'mariadb-client'),
                      '--no-defaults', '--user=root', '--batch', '--raw',
                      '--skip-column-names', '--socket=%s' % self._socket,
                      '--execute', query, database)
        return [line.split('\t') for line in output.splitlines()]

    def dump(self) -> str:
        """Give the statements that make all databases as they are."""
        return _run(processes.find('mariadb-dump', 'mariadb-client'),
                    '--no-defaults', '--user=root',
                    '--socket=%s' % self._socket, '--databases', *NAMES)

    def load(self, statements: str) -> None:
        _run(processes.find('mariadb', 'mariadb-client'), '--no-defaults',
             '--user=root', '--socket=%s' % self._socket, said=statements)


def _run(*argv: str, said: str = '') -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300,
                          input=said)
    if done.returncode:
        raise processes.ProcessError('%s: %s' % (
            argv[0], done.stderr + done.stdout))
    return done.stdout
