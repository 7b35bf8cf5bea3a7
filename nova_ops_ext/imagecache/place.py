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

"""Whether the storage of a path is of this node only.

Local is what both statfs and mountinfo call so, of a type on a list, on a
device of this node, and not exported.  All else is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
import os
import stat

from nova_ops_ext.imagecache import block_devices
from nova_ops_ext.imagecache import exported
from nova_ops_ext.imagecache import filesystems
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import mounted
from nova_ops_ext.imagecache import mounts
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import statfs
from nova_ops_ext.imagecache import way

#: Where an NFS server writes what it exports, and where the kernel shows it.
ETAB = ('/var/lib/nfs/etab', '/proc/fs/nfsd/exports')
# A loop device on a file on a loop device ...
_DEEPEST = 8


def look(paths: Sequence[str], progress: progresses.Progress, *,
         proc: str = '/proc', etab: Sequence[str] = ETAB, sys: str = '/sys'
         ) -> list[finding.Finding]:
    """Find what makes paths shared, or leaves it unclear.

    A finding is ``shared``, ``unknown`` or ``exported``.
    """
    walker = mounted.Walker(proc, progress)
    try:
        ends = _Judge(walker, sys).ends(paths)
        exported.look(ends, etab, walker)
    except Exception as error:
        # Whatever it was: what could not be looked at is not known.
        walker.find('unknown', '', '%s: %s' % (
            type(error).__name__, mounted.said(error)))
    finally:
        walker.close()
    return walker.findings


class _Judge:
    def __init__(self, walker: mounted.Walker, sys: str) -> None:
        self._walker = walker
        self._sys = sys

    def ends(self, paths: Sequence[str]) -> list[tuple[str, mounts.Mount]]:
        """Judge all storages on the way; give where the paths end."""
        ends = []
        for path in paths:
            for place, mount in self._walker.walk(path):
                if place.end:
                    ends.append((place.end, mount))
                kind, why = self._judge(place, mount)
                if why:
                    self._walker.find(kind, place.path, why)
                else:
                    self._beneath(place.path, mount, 0)
        return ends

    def _judge(self, place: way.Place, mount: mounts.Mount
               ) -> tuple[str, str]:
        self._walker.progress.at(place.path)
        try:
            f_type = statfs.f_type(place.handle)
        except OSError as error:
            return 'unknown', 'statfs: %s (%s)' % (error.strerror, mount.type)
        why = filesystems.judge(f_type, mount)
        return ('unknown' if filesystems.disagree(f_type, mount)
                else 'shared'), why

    def _beneath(self, path: str, mount: mounts.Mount, depth: int) -> None:
        """Judge the files that the device of a file system is made of."""
        try:
            for device in block_devices.under(mount):
                self._device(path, device, depth)
        except block_devices.UnclearError as error:
            self._walker.find('unknown', path, str(error))

    def _device(self, path: str, device: str, depth: int) -> None:
        if depth >= _DEEPEST:
            raise block_devices.UnclearError('loop devices too deep')
        for name in block_devices.files(device, self._sys):
            self._walker.progress.at(name)
            try:
                mode = os.stat(name).st_mode
            except OSError as error:
                raise block_devices.UnclearError(
                    'the file of its loop device: %s' % mounted.said(error)
                ) from None
            if stat.S_ISBLK(mode):
                self._device(path, block_devices.number(name), depth + 1)
            else:
                self._file(path, name, depth + 1)

    def _file(self, path: str, name: str, depth: int) -> None:
        for place, mount in self._walker.walk(name):
            why = self._judge(place, mount)[1]
            if why:
                self._walker.find(
                    'unknown', path, 'its loop device is made of %s, and %s: '
                    '%s' % (name, place.path, why))
            else:
                self._beneath(path, mount, depth)
