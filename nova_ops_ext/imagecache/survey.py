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


"""Looks at all that a decision stands on; again before each removal."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
import errno
import os
import time

from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import fleet as fleets
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import open_files
from nova_ops_ext.imagecache import place
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import references
from nova_ops_ext.imagecache import shapes


class Survey:
    """Looks.

    :param storage_dir: the record of this storage
    """

    def __init__(self, settings: shapes.Settings, storage_dir: str,
                 progress: progresses.Progress) -> None:
        self._settings = settings
        self._progress = progress
        self.fleet = fleets.Fleet(settings, storage_dir, progress)

    def storage(self) -> list[finding.Finding]:
        """Tell what the storage is."""
        return place.look(
            (self._settings.instances_path, self._settings.cache_dir,
             self._settings.trash_dir), self._progress)

    def hosts(self, server_hosts: Collection[str]) -> list[finding.Finding]:
        """Tell who else uses it.

        :param server_hosts: of all servers that Nova told us of
        """
        return self.fleet.evidence(server_hosts)

    def scan(self) -> references.Scan:
        """Read the disks."""
        return references.scan(
            self._settings.instances_path, self._settings.cache_dir,
            self._settings.trash_dir, self._progress)

    def open(self, files: Mapping[str, shapes.CacheFile]) -> dict[str, str]:
        """Tell which files a process has open; to know takes its time."""
        return open_files.among(files, self._progress)

    def clock(self) -> list[finding.Finding]:
        """Compare the clock of the storage with that of this host."""
        above = self._settings.instances_path
        self._progress.at(above)
        try:
            apart = _mtime_of_a_new_file(above) - time.time()
        except OSError as error:
            return [finding.Finding(
                'clock', above, 'the clock of the storage is not known: %s' %
                error.strerror)]
        if abs(apart) > ledgers.CLOCK_TOLERANCE:
            return [finding.Finding(
                'clock', above, 'the clock of the storage differs from that '
                'of this host by %d seconds' % apart)]
        return []


def _mtime_of_a_new_file(directory: str) -> float:
    try:
        # Has no name, so none is left behind by whoever is killed.
        probe = os.open(directory, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC,
                        0o600)
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR):
            raise
        return _mtime_of_a_named_file(directory)
    try:
        return os.fstat(probe).st_mtime
    finally:
        os.close(probe)


def _mtime_of_a_named_file(directory: str) -> float:
    path = os.path.join(directory, '.ops_ext_clock.%s' % os.urandom(4).hex())
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL
                     | os.O_CLOEXEC, 0o600))
    try:
        return os.lstat(path).st_mtime
    finally:
        os.unlink(path)
