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

"""Nova's own lock of a file of the image cache, between processes.

It is the one that ``nova.utils.synchronized(name, external=True)`` takes: an
fcntl lock on ``<lock directory>/nova-<name>``, which is never unlinked here.
Nova's own cache manager does unlink it, and then two processes can each hold
a lock of that name, on two files.  So having locked it counts only if the
file is still the one that the name leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import errno
import fcntl
import os
import stat
import time

from nova_ops_ext.imagecache import durable

_PAUSE = 0.05
_FLAGS = (os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK
          | os.O_NOCTTY)


class Busy(Exception):
    """Somebody else has held the lock all the time."""


@contextlib.contextmanager
def held(lock_dir: str, name: str, wait: float) -> Iterator[None]:
    """Hold the lock of a cache file.

    fcntl forgets a lock if the process that holds it closes the same file
    anywhere else, so a process must not ask for one that it holds already.

    :param wait: for so many seconds at most
    :raises Busy: if it is held by another process for longer
    :raises OSError: if it cannot be locked at all
    """
    if '/' in name or '\0' in name or not name:
        raise ValueError('%r is not the name of a file' % name)
    durable.make_directory(lock_dir, 0o755)
    path = os.path.join(lock_dir, 'nova-' + name)
    until = time.monotonic() + wait
    while True:
        opened = _open(path, lock_dir)
        try:
            if _locked(opened) and _is(opened, path):
                yield
                return
        finally:
            os.close(opened)
        left = until - time.monotonic()
        if left <= 0:
            raise Busy('%s is held by another process' % path)
        time.sleep(min(_PAUSE, left))


def _open(path: str, lock_dir: str) -> int:
    try:
        opened = os.open(path, _FLAGS)
    except FileNotFoundError:
        _make(path, lock_dir)
        opened = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError('%s is not a regular file' % path)
    return opened


def _make(path: str, lock_dir: str) -> None:
    """Make the file, so that Nova can open it also if we are root.

    It gets its name when it has its owner: one of root, left by a process
    that was killed, would keep Nova from using the image at all.
    """
    made = None
    if os.geteuid() == 0:
        # Not every file system has nameless files.
        with contextlib.suppress(OSError):
            made = os.open(lock_dir, os.O_TMPFILE | os.O_WRONLY
                           | os.O_CLOEXEC, 0o644)
    try:
        if made is None:
            made = os.open(path, os.O_CREAT | _FLAGS, 0o644)
            durable.like(made, lock_dir)
        else:
            durable.like(made, lock_dir)
            with contextlib.suppress(FileExistsError):
                # It follows the link only if a directory is named as well.
                os.link('/proc/self/fd/%d' % made, path, src_dir_fd=made,
                        follow_symlinks=True)
    finally:
        if made is not None:
            os.close(made)


def _locked(opened: int) -> bool:
    try:
        fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            return False
        raise
    return True


def _is(opened: int, path: str) -> bool:
    mine = os.fstat(opened)
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
