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

"""A real file system that hangs, and another that merely does not answer.

FUSE without a daemon: the kernel asks over ``/dev/fuse``, and what is never
answered hangs.  As long as the first message is not answered, whoever waits
can be killed.  Once it is, and the next ones are read, they cannot: that is
what an NFS or a Gluster does of which the server has gone.
"""

from __future__ import annotations

import ctypes
import os
import pathlib
import select
import struct
import threading

_MNT_DETACH = 2
_INIT = 26
_HEADER = struct.Struct('<IIQQIIII')
# major, minor, max_readahead, flags, max_background, congestion_threshold,
# max_write, and what is not used.
_INIT_OUT = struct.Struct('<IIIIHHI40x')


class HungMount:
    """A directory of which every use hangs, until it is closed.

    :param unkillable: whether those who wait do not even die of SIGKILL
    :raises PermissionError: if this user may not mount
    """

    def __init__(self, directory: pathlib.Path, *, unkillable: bool = False
                 ) -> None:
        self.directory = directory
        self.asked = threading.Event()
        self._libc = ctypes.CDLL(None, use_errno=True)
        try:
            self._fuse = os.open('/dev/fuse', os.O_RDWR)
        except OSError as error:
            raise PermissionError(str(error)) from None
        options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % (
            self._fuse)
        if self._libc.mount(b'hung', os.fsencode(directory), b'fuse', 0,
                            options.encode()):
            error = ctypes.get_errno()
            os.close(self._fuse)
            raise PermissionError('mount: %s' % os.strerror(error))
        self._end = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        if unkillable:
            self._reader.start()

    def __enter__(self) -> HungMount:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Unmount; whoever waits gets an error."""
        self._end.set()
        if self._reader.is_alive():
            self._reader.join(10)
        self._libc.umount2(os.fsencode(self.directory), _MNT_DETACH)
        os.close(self._fuse)

    def _read(self) -> None:
        """Answer the first message only."""
        while not self._end.is_set():
            if not select.select([self._fuse], [], [], 0.1)[0]:
                continue
            message = os.read(self._fuse, 1 << 18)
            _length, opcode, unique, *_rest = _HEADER.unpack_from(message)
            if opcode == _INIT:
                minor = struct.unpack_from('<I', message, _HEADER.size + 4)[0]
                out = _INIT_OUT.pack(7, min(minor, 31), 4096, 0, 0, 0, 4096)
                os.write(self._fuse, struct.pack(
                    '<IiQ', 16 + len(out), 0, unique) + out)
            else:
                self.asked.set()
