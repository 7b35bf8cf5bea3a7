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

"""Files and directories that are there whole, or not at all.

Whatever ends the process, and whenever, there is the old file or the new one.
What root makes belongs to whom the directory belongs, because what the
operator's command writes is read by nova-compute.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat

_NEW = '.new'


def replace(path: str, text: str, mode: int = 0o644) -> None:
    """Write a file that a reader never sees half of.

    :raises OSError: and then the old file is still there, or already the new
        one
    """
    directory, name = os.path.split(path)
    directory = directory or '.'
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise OSError('%s is not a regular file' % path)
    # A reader of the directory may take what ends as the file does for it.
    prefix = '.%s.' % name[:100]
    new = os.path.join(directory, prefix + os.urandom(6).hex() + _NEW)
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
                     | os.O_NOFOLLOW, 0o600)
    try:
        # Held as long as it is written, so that who finds it free knows that
        # its writer has died.
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _write(opened, text.encode('utf-8', 'surrogateescape'))
        os.fchmod(opened, mode)
        like(opened, directory)
        os.fsync(opened)
        os.rename(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    finally:
        os.close(opened)
    synced(directory)
    _sweep(directory, prefix)


def make_directory(path: str, mode: int) -> None:
    """Make a directory, and those above it, with just this mode.

    One that is there is left as it is.

    :raises OSError: if it cannot be made, or is no directory
    """
    path = os.path.abspath(path)
    try:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            raise NotADirectoryError('%s is not a directory' % path)
        return
    except FileNotFoundError:
        pass
    parent, name = os.path.split(path)
    make_directory(parent, mode)
    # Renamed when it is complete: one that root made and did not come to
    # give away would keep nova-compute out.
    new = os.path.join(parent, '.%s.%s%s' % (
        name[:100], os.urandom(6).hex(), _NEW))
    os.mkdir(new, 0o700)
    try:
        opened = os.open(new, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            like(opened, parent)
            os.fchmod(opened, mode)
        finally:
            os.close(opened)
        # Over a directory only if that is empty: then nothing is lost.
        os.rename(new, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.rmdir(new)
        # Somebody else may have been faster.
        if not os.path.isdir(path):
            raise
    synced(parent)


def like(opened: int, directory: str) -> None:
    """Give what root has just made to whom its directory belongs."""
    if os.geteuid() == 0:
        owner = os.stat(directory)
        if (owner.st_uid, owner.st_gid) != (0, 0):
            os.fchown(opened, owner.st_uid, owner.st_gid)


def synced(directory: str) -> None:
    """Have the names in a directory survive a loss of power."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(opened: int, text: bytes) -> None:
    left = memoryview(text)
    while left:
        left = left[os.write(opened, left):]


def _sweep(directory: str, prefix: str) -> None:
    """Remove what writers left that were killed."""
    with contextlib.suppress(OSError):
        for name in os.listdir(directory):
            if name.startswith(prefix) and name.endswith(_NEW):
                with contextlib.suppress(OSError):
                    _remove_free(os.path.join(directory, name))


def _remove_free(path: str) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
                     | os.O_CLOEXEC)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(path)
    finally:
        os.close(opened)
