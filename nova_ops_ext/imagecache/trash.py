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

#: The directory in the cache directory.
DIRECTORY = 'ops_ext_trash'

_TOKEN = 6
# Of a time in seconds: more are none.
_DIGITS = 15
_HEX = frozenset('0123456789abcdef')
_AT_FDCWD = -100
_NOREPLACE = 1
# Where hard links are not for us, of such files or on this file system.
_NO_LINKS = (errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP)


def entry_name(name: str, now: float, token: str) -> str:
    """Name a file in the trash."""
    if not (_is_name(name) and 0 <= now < 10 ** _DIGITS
            and _is_token(token)):
        raise ValueError('%r, %r, %r' % (name, now, token))
    return '%s.%d.%s' % (name, now, token)


def parse(entry: str) -> tuple[str, int] | None:
    """Tell what a file in the trash was called, and since when it is there."""
    rest, _dot, token = entry.rpartition('.')
    name, _dot, since = rest.rpartition('.')
    if not (_is_name(name) and _is_token(token) and since.isascii()
            and since.isdigit() and len(since) <= _DIGITS
            and (since == '0' or since[0] != '0')):
        return None
    return name, int(since)


def put(cache_dir: str, name: str, now: float, token: str) -> str:
    """Move a file of the cache into the trash, and tell its name there.

    :param token: 6 hexadecimal digits that nobody else has chosen
    :raises OSError: and then it is still in the cache, unless the disk
        failed when it had been moved
    """
    entry = entry_name(name, now, token)
    path = os.path.join(cache_dir, name)
    _regular(path)
    trash = os.path.join(cache_dir, DIRECTORY)
    durable.make_directory(trash, 0o700)
    if not stat.S_ISDIR(os.lstat(trash).st_mode):
        raise NotADirectoryError('%s is not a directory itself' % trash)
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
    name, _since = _parsed(entry)
    trash = os.path.join(cache_dir, DIRECTORY)
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
    trash = os.path.join(cache_dir, DIRECTORY)
    path = os.path.join(trash, entry)
    gone = _regular(path)
    os.unlink(path)
    durable.synced(trash)
    return gone.st_blocks * 512 if gone.st_nlink == 1 else 0


def _is_name(name: str) -> bool:
    return bool(name) and name not in ('.', '..', DIRECTORY) and not (
        '/' in name or '\0' in name)


def _is_token(token: str) -> bool:
    return len(token) == _TOKEN and _HEX.issuperset(token)


def _parsed(entry: str) -> tuple[str, int]:
    parsed = parse(entry)
    if parsed is None:
        raise OSError(errno.EINVAL, 'is not what the trash calls a file',
                      entry)
    return parsed


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
