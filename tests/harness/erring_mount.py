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

"""A file of a real file system that answers with an error.

FUSE, served by a process of its own: whoever uses the file in this process
may hold what a thread of it needs for its answers.
"""

from __future__ import annotations

import ctypes
import os
import select
import struct
import subprocess
import sys

_MNT_DETACH = 2
_GETATTR, _FORGET, _INIT, _INTERRUPT, _BATCH_FORGET = 3, 2, 26, 36, 42
_UNANSWERED = (_FORGET, _INTERRUPT, _BATCH_FORGET)
_HEADER = struct.Struct('<IIQQIIII')
# As in hung_mount.
_INIT_OUT = struct.Struct('<IIIIHHI40x')
# For how long it may be kept (not at all); then ino, size, blocks, three
# times and their nanoseconds, mode, nlink, uid, gid, rdev, blksize, flags.
_ATTR_OUT = struct.Struct('<QII' + '6Q10I')


class ErringMount:
    """What is at the path does not answer as it should, until closed.

    :param path: an existing file
    :param stat: what stat() of it fails with; 0: it succeeds
    :param use: what all else fails with
    :raises PermissionError: if this user may not mount
    """

    def __init__(self, path: str, *, stat: int = 0, use: int = 0) -> None:
        self._path = path
        self._server = subprocess.Popen(
            [sys.executable, '-I', '-S', __file__, path, str(stat),
             str(use or stat)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout is not None
        answer = self._server.stdout.readline().strip()
        if answer != 'mounted':
            self.close()
            raise PermissionError(answer)

    def close(self) -> None:
        """Unmount."""
        # It ends, and unmounts, when nobody is at the other end.
        if self._server.poll() is None:
            self._server.communicate()


def _mount(path: str) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    fuse = os.open('/dev/fuse', os.O_RDWR)
    options = 'fd=%d,rootmode=100000,user_id=0,group_id=0,allow_other' % fuse
    if libc.mount(b'erring', os.fsencode(path), b'fuse', 0,
                  options.encode()):
        raise OSError(ctypes.get_errno(), 'mount')
    return fuse


def _answer(message: bytes, stat: int, use: int) -> bytes | None:
    _length, opcode, unique, *_rest = _HEADER.unpack_from(message)
    if opcode in _UNANSWERED:
        return None
    error, out = use, b''
    if opcode == _INIT:
        minor = struct.unpack_from('<I', message, _HEADER.size + 4)[0]
        error, out = 0, _INIT_OUT.pack(7, min(minor, 31), 4096, 0, 0, 0, 4096)
    elif opcode == _GETATTR:
        error = stat
        if not error:
            out = _ATTR_OUT.pack(0, 0, 0, 1, 196624, 384, 0, 0, 0, 0, 0, 0,
                                 0o100644, 1, 0, 0, 0, 4096, 0)
    return struct.pack('<IiQ', 16 + len(out), -error, unique) + out


def _serve(path: str, stat: int, use: int) -> None:
    try:
        fuse = _mount(path)
    except OSError as error:
        print(error, flush=True)
        return
    print('mounted', flush=True)
    try:
        while True:
            ready = select.select([fuse, sys.stdin], [], [])[0]
            if sys.stdin in ready:
                break
            answer = _answer(os.read(fuse, 1 << 18), stat, use)
            if answer is not None:
                os.write(fuse, answer)
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(path), _MNT_DETACH)


if __name__ == '__main__':
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
