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

"""Takes files out of the image cache so that they can come back.

A file is renamed into a directory of the same file system, linked back, or
unlinked there.  Each of these happens wholly or not at all, so a process that
dies between any two of them leaves the file under one name or both.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import trash_names

#: The directory in the cache directory.
_TOKEN = 6
# Of a time in seconds: more are none.
_DIGITS = 15
_HEX = frozenset('0123456789abcdef')
_AT_FDCWD = -100
_NOREPLACE = 1
# Where hard links are not for us, of such files or on this file system.
_NO_LINKS = (errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP)


def put(cache_dir: str, name: str, now: float, token: str) -> str:
    """Move a file of the cache into the trash, and tell its name there.

    :param token: 6 hexadecimal digits that nobody else has chosen
    :raises OSError: and then it is still in the cache, unless the disk
        failed when it had been moved
    """
    entry = trash_names.entry(name, now, token)
    path = os.path.join(cache_dir, name)
    _regular(path)
    trash = os.path.join(cache_dir, trash_names.DIRECTORY)
    durable.make_directory(trash, 0o700)
    _itself(trash)
    aim = os.path.join(trash, entry)
    if os.path.lexists(aim):
        raise FileExistsError(errno.EEXIST, 'is there already', aim)
    os.rename(path, aim)
    # First where it is now.
    durable.synced(trash)
    durable.synced(cache_dir)
    return entry


def restore(cache_dir: str, entry: str) -> str:
    """Move a file back into the cache, and tell its name.

    :raises FileExistsError: if another file has its name; then it stays
    """
    name = _parsed(entry).name
    trash = os.path.join(cache_dir, trash_names.DIRECTORY)
    _itself(trash)
    source, aim = os.path.join(trash, entry), os.path.join(cache_dir, name)
    kept = _regular(source)
    moved = False
    try:
        os.link(source, aim, follow_symlinks=False)
    except FileExistsError:
        # Linked by one who did not come to the next step?
        there = os.lstat(aim)
        if (there.st_dev, there.st_ino) != (kept.st_dev, kept.st_ino):
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename_to_free(source, aim)
        moved = True
    durable.synced(cache_dir)
    if not moved:
        os.unlink(source)
    durable.synced(trash)
    return name


def purge(cache_dir: str, entry: str) -> int:
    """Remove a file from the trash for ever, and tell the bytes it freed."""
    _parsed(entry)
    trash = os.path.join(cache_dir, trash_names.DIRECTORY)
    _itself(trash)
    path = os.path.join(trash, entry)
    gone = _regular(path)
    os.unlink(path)
    durable.synced(trash)
    return gone.st_blocks * 512 if gone.st_nlink == 1 else 0


def _parsed(entry: str) -> trash_names.Trashed:
    parsed = trash_names.parse(entry)
    if parsed is None:
        raise OSError(errno.EINVAL, 'is not what the trash calls a file',
                      entry)
    return parsed


def _itself(directory: str) -> None:
    """Refuse a link: it could lead to files that are not ours."""
    if not stat.S_ISDIR(os.lstat(directory).st_mode):
        raise NotADirectoryError('%s is not a directory itself' % directory)


def _regular(path: str) -> os.stat_result:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, 'is not a regular file', path)
    return found


def _rename_to_free(source: str, aim: str) -> None:
    """Rename, and never over another file.

    The kernel lets only those link a file who may write it; who may rename it
    is a matter of the directory.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD,
                      os.fsencode(aim), _NOREPLACE):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), source, None, aim)
