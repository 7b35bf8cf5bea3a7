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

"""Who on this host has a file of the cache open.

It looks where this user may: root sees everything, nova sees its own
processes and the locks of all, and QEMU locks every image that it opens.
What is found is certain; finding nothing proves little, so it only ever adds
to what is kept.  What is open is learnt from /proc as far as that goes,
because asking the file system of an open file can hang.
"""

from __future__ import annotations

from collections.abc import Mapping
import contextlib
import fcntl
import os
import signal
import stat
from typing import Any
from typing import Protocol

from nova_ops_ext.imagecache import progress as progress_

_FLAGS = (os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
          | os.O_NOFOLLOW)


class File(Protocol):
    """What has to be known of a file."""

    @property
    def ino(self) -> int: ...

    @property
    def dev(self) -> int: ...


def among(cache: Mapping[str, File], progress: progress_.Progress,
          proc: str = '/proc') -> dict[str, str]:
    """Tell which files are open, and who has one of them open.

    :param cache: name of a file -> the file
    """
    return _Search(cache, progress, proc).found() if cache else {}


def leased(path: str) -> bool | None:
    """Tell whether anybody on this host has a file open.

    The kernel knows: it grants a lease for writing only on a file that nobody
    else has open, nor maps.  None: it would not tell.
    """
    try:
        opened = os.open(path, _FLAGS)
    except BlockingIOError:
        # A lease of somebody else.
        return True
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        # Who opens it meanwhile waits for us, and we are told by a signal,
        # which must not be one that kills.
        fcntl.fcntl(opened, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(opened)
    return False


class _Search:
    def __init__(self, cache: Mapping[str, File],
                 progress: progress_.Progress, proc: str) -> None:
        self._files: dict[int, list[tuple[str, int]]] = {}
        for name, one in cache.items():
            self._files.setdefault(one.ino, []).append((name, one.dev))
        self._inodes = {b'%d' % ino for ino in self._files}
        self._progress = progress
        self._proc = proc
        self._found: dict[str, str] = {}

    def found(self) -> dict[str, str]:
        me = str(os.getpid())
        for number in os.listdir(self._proc):
            if number.isdigit() and number != me:
                at = self._proc + '/' + number
                # Who ends meanwhile has nothing open, and who is not ours
                # does not show it.
                with contextlib.suppress(OSError):
                    self._descriptors(at, number)
                with contextlib.suppress(OSError):
                    self._maps(at, number)
        with contextlib.suppress(OSError):
            self._locks()
        return self._found

    def _descriptors(self, at: str, number: str) -> None:
        self._progress.at(at + '/fd')
        for fd in os.listdir(at + '/fd'):
            with contextlib.suppress(OSError):
                target = os.readlink('%s/fd/%s' % (at, fd))
                if target[0] != '/' or target.startswith('/dev/'):
                    continue
                inode = _inode(_read('%s/fdinfo/%s' % (at, fd)))
                if inode is not None and inode not in self._inodes:
                    continue
                self._progress.at(target)
                seen = os.stat('%s/fd/%s' % (at, fd))
                for name, dev in self._files.get(seen.st_ino, ()):
                    if dev == seen.st_dev:
                        self._add(name, at, number, 'open')

    def _maps(self, at: str, number: str) -> None:
        self._progress.at(at + '/maps')
        for line in _read(at + '/maps').splitlines():
            words = line.split(None, 5)
            if len(words) > 4 and words[4] in self._inodes:
                self._match(words[3], words[4], at, number, 'mapped')

    def _locks(self) -> None:
        """Find locks, which everybody may see, but not always whose."""
        self._progress.at(self._proc + '/locks')
        for line in _read(self._proc + '/locks').splitlines():
            words = line.split()
            if b'->' in words:
                words.remove(b'->')
            if len(words) < 6:
                continue
            dev, _colon, inode = words[5].rpartition(b':')
            if inode in self._inodes:
                number = os.fsdecode(words[4])
                self._match(dev, inode, self._proc + '/' + number, number,
                            'locked')

    def _match(self, dev: bytes, inode: bytes, at: str, number: str,
               how: str) -> None:
        try:
            major, minor = (int(word, 16) for word in dev.split(b':'))
            device = os.makedev(major, minor)
        except (OverflowError, ValueError):
            return
        for name, own in self._files[int(inode)]:
            # The kernel names the device of the file system here, and stat
            # may name that of a subvolume; neither then is of a disk.
            if own == device or not (
                    major or os.major(own)):
                self._add(name, at, number, how)

    def _add(self, name: str, at: str, number: str, how: str) -> None:
        if name in self._found:
            return
        who = 'an unknown process'
        if number.isdigit() and number != '0':
            who = 'process ' + number
            with contextlib.suppress(OSError):
                who += ' (%s)' % os.fsdecode(_read(at + '/comm').strip())
        self._found[name] = '%s by %s' % (how, who)


def _inode(info: bytes) -> bytes | None:
    """Read it of /proc/PID/fdinfo; None: an old kernel does not tell."""
    for line in info.splitlines():
        if line.startswith(b'ino:'):
            return line[4:].strip()
    return None


def _read(path: str) -> bytes:
    with open(path, 'rb', buffering=0) as file:
        parts: list[Any] = []
        while read := file.read(1 << 16):
            parts.append(read)
    return b''.join(parts)
