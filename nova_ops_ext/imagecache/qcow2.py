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

"""What the header of a disk image refers to.  Pure.

Only the header is read: at most a few short reads, wherever it points.  It is
judged as QEMU judges it, and what QEMU would not open is not understood here
either.  That such a header need not be believed, because the guest of a raw
disk can write any, is for others to know.
"""

from __future__ import annotations

from collections.abc import Callable
import struct
from typing import NamedTuple

MAGIC = b'QFI\xfb'
_QED = b'QED\0'
#: So much from the beginning of a file tells whether it is one of those.
MAGICS = (MAGIC, _QED)

_BACKING_FORMAT = 0xE2792ACA
_DATA_FILE_NAME = 0x44415441
_HAS_DATA_FILE = 4
# Dirty, corrupt, data file, compression, extended L2.
_FEATURES = 0x1f
_LONGEST_NAME = 1023
_LONGEST_DATA_FILE = 4095
_LONGEST_FORMAT = 15
# QEMU writes four or five.
_MOST_EXTENSIONS = 64

Read = Callable[[int, int], bytes]


class NotUnderstood(ValueError):
    """It may refer to a file, and it is not known to which."""


class Header(NamedTuple):
    """What a header says.

    :ivar backing: name of the file below it, as it is written there
    :ivar backing_format: which QEMU takes instead of guessing
    :ivar data_file: name of the file that has the guest's data
    """

    version: int
    backing: bytes | None = None
    backing_format: str | None = None
    data_file: bytes | None = None

    def is_absolute(self) -> bool:
        """Tell whether its names mean the same in any directory."""
        return all(name is None or name.startswith(b'/')
                   for name in (self.backing, self.data_file))


def parse(read: Read) -> Header | None:
    """Understand a header.

    :param read: gives so many bytes from an offset, fewer at the end
    :returns: None if it is neither qcow2 nor its predecessor
    :raises NotUnderstood: if it is, but QEMU would not open it, or differently
    """
    head = read(0, 104)
    if head[:4] == _QED:
        _check_qed(head)
        return None
    if head[:4] != MAGIC:
        return None
    if len(head) < 72:
        raise NotUnderstood('its header is cut off')
    version, offset, size, cluster_bits = struct.unpack_from('>IQII', head, 4)
    if version == 1:
        return Header(1, _name(read, offset, size, _LONGEST_NAME))
    if version not in (2, 3):
        raise NotUnderstood('qcow2 version %d is not known' % version)
    if not 9 <= cluster_bits <= 21:
        raise NotUnderstood('clusters of 2^%d bytes cannot be' % cluster_bits)
    cluster = 1 << cluster_bits
    features, length = (0, 72) if version == 2 else _version_3(head, cluster)
    if offset and not length <= offset <= cluster:
        raise NotUnderstood('the backing file name is outside the header')
    found = _extensions(read, length, offset or cluster)
    data_file = None
    if features & _HAS_DATA_FILE:
        data_file = _until_nul(found.get(_DATA_FILE_NAME, b''))
        if data_file is None:
            raise NotUnderstood('it does not name its data file')
    backing = _name(read, offset, size, min(_LONGEST_NAME, cluster - offset))
    named = _until_nul(found.get(_BACKING_FORMAT, b''))
    return Header(version, backing,
                  named.decode('ascii', 'backslashreplace') if named else None,
                  data_file)


def _version_3(head: bytes, cluster: int) -> tuple[int, int]:
    if len(head) < 104:
        raise NotUnderstood('its header is cut off')
    features, = struct.unpack_from('>Q', head, 72)
    length, = struct.unpack_from('>I', head, 100)
    if features & ~_FEATURES:
        raise NotUnderstood('it has unknown features (%#x)' % features)
    if not 104 <= length <= cluster:
        raise NotUnderstood('a header of %d bytes cannot be' % length)
    return features, length


def _name(read: Read, offset: int, size: int, most: int) -> bytes | None:
    if not offset:
        return None
    if size > most:
        raise NotUnderstood('the backing file name is too long')
    # Offsets of files have 63 bits.
    name = b'' if offset >> 62 else read(offset, size)
    if len(name) != size:
        raise NotUnderstood('the backing file name is cut off')
    return _until_nul(name)


def _until_nul(name: bytes) -> bytes | None:
    """Take the part that a program in C sees."""
    return name.partition(b'\0')[0] or None


def _extensions(read: Read, start: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for _count in range(_MOST_EXTENSIONS):
        if start >= end:
            return found
        raw = read(start, 8)
        if len(raw) < 8:
            raise NotUnderstood('its header extensions are cut off')
        kind, length = struct.unpack('>II', raw)
        if not kind:
            return found
        start += 8
        if length > end - start:
            raise NotUnderstood('a header extension is too long')
        if kind in (_BACKING_FORMAT, _DATA_FILE_NAME):
            if length > (_LONGEST_FORMAT if kind == _BACKING_FORMAT
                         else _LONGEST_DATA_FILE):
                raise NotUnderstood('a name in a header extension is too long')
            found[kind] = read(start, length)
            if len(found[kind]) < length:
                raise NotUnderstood('its header extensions are cut off')
        start += (length + 7) & ~7
    raise NotUnderstood('it has more than %d header extensions' %
                        _MOST_EXTENSIONS)


def _check_qed(head: bytes) -> None:
    if len(head) < 64:
        raise NotUnderstood('its QED header is cut off')
    features, = struct.unpack_from('<Q', head, 16)
    if features & 1:
        raise NotUnderstood('it is a QED image with a backing file')
