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

"""Real mounts of many kinds, all gone at the end.

Needs a user who may mount.  What cannot be had raises PermissionError, so
that a test can be skipped.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import pathlib
import select
import struct
import subprocess
import threading

_MNT_DETACH = 2
_MS_BIND = 4096
_HEADER = struct.Struct('<IIQQIIII')
_INIT_OUT = struct.Struct('<IIIIHHI40x')
_ATTR_OUT = struct.Struct('<QII6Q10I')
_STATFS_OUT = struct.Struct('<5Q4I24x')
_OPEN_OUT = struct.Struct('<QII')
_LOOKUP, _FORGET, _GETATTR, _STATFS, _INIT, _OPENDIR, _READDIR, _RELEASEDIR = (
    1, 2, 3, 17, 26, 27, 28, 29)
_INTERRUPT, _DESTROY, _BATCH_FORGET = 36, 38, 42


class RealMounts:
    """Mounts, and unmounts in reverse order.

    :param workdir: where the images of loop devices are
    """

    def __init__(self, workdir: pathlib.Path) -> None:
        self._workdir = workdir
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> RealMounts:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stack.close()

    def mount(self, source: str, directory: pathlib.Path, kind: str,
              options: str = '', flags: int = 0) -> None:
        """Mount as the system call does."""
        if self._libc.mount(source.encode(), os.fsencode(directory),
                            kind.encode(), flags, options.encode()):
            raise PermissionError('mount of %s: %s' % (
                kind or source, os.strerror(ctypes.get_errno())))
        self._stack.callback(self._libc.umount2, os.fsencode(directory),
                             _MNT_DETACH)

    def bind(self, source: pathlib.Path, directory: pathlib.Path) -> None:
        """Show a directory or a file at a second place."""
        self.mount(str(source), directory, '', flags=_MS_BIND)

    def tmpfs(self, directory: pathlib.Path) -> None:
        """Mount memory."""
        self.mount('tmpfs', directory, 'tmpfs', 'size=1m')

    def overlay(self, lower: pathlib.Path, directory: pathlib.Path) -> None:
        """Mount an overlay that can be written."""
        upper = self._new_directory('upper')
        work = self._new_directory('work')
        self.mount('overlay', directory, 'overlay',
                   'lowerdir=%s,upperdir=%s,workdir=%s' % (
                       lower, upper, work))

    def image(self, path: pathlib.Path) -> pathlib.Path:
        """Make a sparse file with an ext4 in it."""
        with open(path, 'wb') as file:
            file.truncate(4 << 20)
        self._run('mkfs.ext4', '-q', '-F', '-O', '^has_journal', str(path))
        return path

    def device(self, image: pathlib.Path) -> str:
        """Make a loop device of a file."""
        device = self._run('losetup', '--find', '--show', str(image)).strip()
        self._stack.callback(self._run, 'losetup', '--detach', device)
        return device

    def loop(self, image: pathlib.Path, directory: pathlib.Path) -> str:
        """Mount the file system in a file; give the device."""
        device = self.device(image)
        self.mount(device, directory, 'ext4')
        return device

    def fuse(self, directory: pathlib.Path, kind: str = 'fuse.sshfs',
             error: int = 0) -> None:
        """Mount a FUSE that answers; statfs with an error if one is given."""
        served = self._stack.enter_context(_Fuse(error))
        self.mount('server:/export', directory, kind,
                   'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' %
                   served.device)
        served.start()

    def _new_directory(self, name: str) -> pathlib.Path:
        for number in range(100):
            made = self._workdir / ('%s%d' % (name, number))
            with contextlib.suppress(FileExistsError):
                made.mkdir()
                return made
        raise FileExistsError(name)

    def _run(self, *command: str) -> str:
        try:
            done = subprocess.run(command, capture_output=True, text=True,
                                  timeout=60)
        except FileNotFoundError as error:
            raise PermissionError(str(error)) from None
        if done.returncode:
            raise PermissionError('%s: %s' % (' '.join(command), done.stderr))
        return done.stdout


class _Fuse:
    """An empty directory, served over ``/dev/fuse`` by a thread."""

    def __init__(self, error: int) -> None:
        try:
            self.device = os.open('/dev/fuse', os.O_RDWR | os.O_CLOEXEC)
        except OSError as failed:
            raise PermissionError(str(failed)) from None
        self._error = error
        self._end, self._ender = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> _Fuse:
        return self

    def __exit__(self, *_raised: object) -> None:
        os.close(self._ender)
        if self._thread.ident is not None:
            self._thread.join(10)
        os.close(self._end)
        os.close(self.device)

    def start(self) -> None:
        """Begin to answer; the kernel has to have the device by now."""
        self._thread.start()

    def _serve(self) -> None:
        while True:
            ready = select.select([self.device, self._end], [], [])[0]
            if self._end in ready:
                return
            try:
                message = os.read(self.device, 1 << 18)
            except OSError:
                # Unmounted.
                return
            _length, opcode, unique, *_rest = _HEADER.unpack_from(message)
            if opcode in (_FORGET, _BATCH_FORGET, _INTERRUPT, _DESTROY):
                continue
            answer = self._answer(opcode, message)
            failed, body = (answer, b'') if isinstance(answer, int) else (
                0, answer)
            with contextlib.suppress(OSError):
                os.write(self.device, struct.pack(
                    '<IiQ', 16 + len(body), -failed, unique) + body)

    def _answer(self, opcode: int, message: bytes) -> int | bytes:
        if opcode == _INIT:
            minor = struct.unpack_from('<I', message, _HEADER.size + 4)[0]
            return _INIT_OUT.pack(7, min(minor, 31), 4096, 0, 0, 0, 4096)
        if opcode == _GETATTR:
            return _ATTR_OUT.pack(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40755,
                                  2, 0, 0, 0, 4096, 0)
        if opcode == _STATFS:
            return self._error or _STATFS_OUT.pack(
                1000, 500, 500, 100, 50, 4096, 255, 4096, 0)
        if opcode == _OPENDIR:
            return _OPEN_OUT.pack(1, 0, 0)
        if opcode in (_READDIR, _RELEASEDIR):
            return b''
        return errno.ENOENT if opcode == _LOOKUP else errno.ENOSYS
