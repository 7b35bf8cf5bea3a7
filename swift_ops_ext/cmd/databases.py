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

"""Metadata from the databases of a storage node, which are only read."""

from __future__ import annotations

from collections.abc import Iterator
import os
import sqlite3
from typing import Any

from swift.account import backend as account_backend
from swift.common import db
from swift.common import exceptions
from swift.common import utils
from swift.container import backend as container_backend

from swift_ops_ext.cmd import cluster
from swift_ops_ext.cmd import outcome


class _OnlyRead:
    """Keeps a broker from moving away a database that it cannot read."""

    def possibly_quarantine(self, error: Exception) -> None:
        """Leave that to Swift's own daemons."""
        raise error


class _AccountBroker(_OnlyRead, account_backend.AccountBroker):
    """Reads the database of an account."""


class _ContainerBroker(_OnlyRead, container_backend.ContainerBroker):
    """Reads the database of a container."""


class Databases:
    """The databases below a directory of devices.

    :param devices: such as ``/srv/node``
    :raises CannotTellError: if there is no such directory
    """

    def __init__(self, devices: str) -> None:
        if not os.path.isdir(devices):
            raise outcome.CannotTellError(
                'there is no directory %s' % devices)
        self._devices = devices
        #: What could not be read.
        self.problems: list[str] = []

    def accounts(self) -> Iterator[cluster.Stored]:
        """Give the account of each database, as often as there is one."""
        return self._walk(account_backend.DATADIR, _AccountBroker,
                          'x-account-meta-')

    def containers(self) -> Iterator[cluster.Stored]:
        """Give the container of each database; as :meth:`accounts`."""
        return self._walk(container_backend.DATADIR, _ContainerBroker,
                          'x-container-meta-')

    def _walk(self, datadir: str, broker_class: Any, prefix: str
              ) -> Iterator[cluster.Stored]:
        errors: dict[str, list[str]] = {}
        try:
            for path, _device, _partition in utils.audit_location_generator(
                    self._devices, datadir, '.db', mount_check=False,
                    error_counter=errors):
                try:
                    found = _read(broker_class, path, prefix)
                except (OSError, sqlite3.Error, ValueError,
                        db.DatabaseConnectionError,
                        exceptions.LockTimeout) as error:
                    if os.path.exists(path):  # or it is deleted by now
                        self.problems.append('%s: %s' % (path, error))
                    continue
                if found is not None:
                    yield found
        except OSError as error:
            self.problems.append(str(error))
        self.problems.extend('%s cannot be listed' % path for path in
                             errors.get('unlistable_partitions', ()))


def _read(broker_class: Any, path: str, prefix: str) -> cluster.Stored | None:
    broker = broker_class(path, stale_reads_ok=True, skip_commits=True)
    if broker.is_deleted():
        return None
    info = broker.get_info()
    metadata = {key.lower()[len(prefix):]: value
                for key, (value, _time) in broker.metadata.items()
                if value and key.lower().startswith(prefix)}
    return cluster.Stored(info['account'], info.get('container', ''),
                          metadata)
