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

"""Reads what a file refers to, opening nothing that could block or act."""

from __future__ import annotations

import os
import stat

from nova_ops_ext.imagecache import qcow2

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NOT_LINKS = _FLAGS | os.O_NOFOLLOW
# QEMU puts the name here, unless it has much else to say.
_USUAL = 1024
_MOST_KNOWN = 1024


class Reader:
    """Reads headers.

    Most disks of a host have the same header as many others, that of the same
    size on the same file, so that what was understood once is remembered.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, qcow2.Header] = {}

    def header(self, path: str) -> qcow2.Header | None:
        """Read the header of what was seen to be a regular file.

        It is not followed if it has become a symbolic link meanwhile.

        :raises OSError: if it cannot be read
        :raises qcow2.NotUnderstood: if it may refer to an unknown file
        """
        opened = os.open(path, _NOT_LINKS)
        try:
            head = os.pread(opened, _USUAL, 0)
            if head[:4] not in qcow2.MAGICS:
                return None
            return self._known.get(head) or self._parsed(opened, head)
        finally:
            os.close(opened)

    def header_anywhere(self, path: str) -> qcow2.Header | None:
        """Read the header of a file or a block device that somebody named.

        Links are followed; what is of another kind is not opened.

        :raises OSError: if it cannot be read
        :raises qcow2.NotUnderstood: if it may refer to an unknown file
        """
        _may_be_read(os.stat(path).st_mode)
        opened = os.open(path, _FLAGS)
        try:
            _may_be_read(os.fstat(opened).st_mode)
            return self._parsed(opened, os.pread(opened, _USUAL, 0))
        finally:
            os.close(opened)

    def _parsed(self, opened: int, head: bytes) -> qcow2.Header | None:
        farther = False

        def read(offset: int, length: int) -> bytes:
            nonlocal farther
            if offset + length <= len(head):
                return head[offset:offset + length]
            farther = True
            return os.pread(opened, length, offset)

        header = qcow2.parse(read)
        if header and not farther and len(self._known) < _MOST_KNOWN:
            self._known[head] = header
        return header


def _may_be_read(mode: int) -> None:
    if not stat.S_ISREG(mode) and not stat.S_ISBLK(mode):
        raise qcow2.NotUnderstood('it is neither a file nor a block device')
