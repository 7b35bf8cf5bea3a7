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

"""What the kernel keeps in memory of files, and how it is made to forget."""

from __future__ import annotations

import os
import pathlib

from nova_ops_ext.imagecache import mounts

_DROP = '/proc/sys/vm/drop_caches'
_MOUNTINFO = '/proc/self/mountinfo'


def drop(directory: str, switch: str = _DROP) -> str:
    """Forget what is kept of the files below a directory.

    :param switch: by which root makes the kernel forget all
    :returns: how it was done
    """
    os.sync()
    try:
        pathlib.Path(switch).write_text('3\n')
    except OSError:
        for where, _directories, names in os.walk(directory):
            for name in names:
                _forget(os.path.join(where, name))
        return ('posix_fadvise of each file; directories and inodes stay, '
                'since only root may drop them')
    return 'drop_caches = 3'


def _forget(path: str) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(opened)


def file_system(path: str) -> str:
    """Tell of which type the file system is, as the kernel calls it."""
    opened = os.open(path, os.O_PATH)
    try:
        text = pathlib.Path('/proc/self/fdinfo/%d' % opened).read_text()
    finally:
        os.close(opened)
    found = mounts.parse(pathlib.Path(_MOUNTINFO).read_text())
    number = mounts.mount_id(text)
    mount = None if number is None else found.get(number)
    return mount.type if mount else 'unknown'
