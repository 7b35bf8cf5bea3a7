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

"""Makes many disks fast, below a directory like that of nova-compute.

The headers are written by hand; qemu-img reads them as it reads its own.
"""

from __future__ import annotations

import os
import struct
import uuid

CLUSTER = 1 << 16
_SIZE = 1 << 20
BACKING_FORMAT = 0xE2792ACA
DATA_FILE_NAME = 0x44415441


def header(backing: bytes = b'', format_: bytes = b'', *, version: int = 3,
           data_file: bytes = b'', name_at: int = 0) -> bytes:
    """Make the clusters of an empty qcow2 image.

    :param name_at: where the name begins, behind what is before it
    """
    extensions = [(BACKING_FORMAT, format_)] if format_ else []
    if data_file:
        extensions.append((DATA_FILE_NAME, data_file))
    body = b''.join(struct.pack('>II', kind, len(text)) + text
                    + bytes(-len(text) % 8) for kind, text in extensions)
    length = 72 if version == 2 else 112
    offset = max(name_at, length + len(body) + 8) if backing else 0
    # Refcount table, refcount block, L1 table: a cluster each.
    head = struct.pack(
        '>4sIQIIQIIQQIIQ', b'QFI\xfb', version, offset, len(backing), 16,
        _SIZE, 0, 1, 3 * CLUSTER, CLUSTER, 1, 0, 0)
    if version == 3:
        head += struct.pack('>QQQII', 4 if data_file else 0, 0, 0, 4, 112)
        head += bytes(8)
    first = head + body + bytes(8)
    first = first.ljust(offset, b'\0') + backing
    table = struct.pack('>Q', 2 * CLUSTER).ljust(CLUSTER, b'\0')
    counts = struct.pack('>4H', 1, 1, 1, 1).ljust(CLUSTER, b'\0')
    return first.ljust(CLUSTER, b'\0') + table + counts + bytes(8)


class Farm:
    """Servers below a directory.

    :ivar path: what is instances_path of Nova
    :ivar cache: its ``_base``
    :ivar bases: paths of files there, none of which has a backing file
    """

    def __init__(self, path: str, bases: int = 20) -> None:
        self.path = path
        self.cache = os.path.join(path, '_base')
        self.trash = os.path.join(self.cache, 'ops_ext_trash')
        os.makedirs(self.cache)
        self.bases = [self.base('%040x' % number) for number in range(bases)]

    def base(self, name: str, content: bytes = b'\0' * 512) -> str:
        return write(os.path.join(self.cache, name), content)

    def server(self, content: bytes = b'', *, kind: str = 'qcow2',
               suffix: str = '', name: str = 'disk') -> str:
        """Make the directory of a server; give the path of its disk.

        :param kind: what ``disk.info`` calls the disk
        """
        directory = os.path.join(self.path, str(uuid.uuid4()) + suffix)
        os.mkdir(directory)
        disk = write(os.path.join(directory, name), content)
        write(os.path.join(directory, 'disk.info'),
              b'{"%s": "%s"}' % (os.fsencode(disk), kind.encode()))
        return disk

    def servers(self, count: int, *, logs: bool = True) -> list[str]:
        """Make servers; every fifth disk has another between it and its base.
        """
        disks = []
        for number in range(count):
            below, kind = self.bases[number % len(self.bases)], b'raw'
            if not number % 5:
                below = self.base('%040x_%d' % (number, number), header(
                    os.fsencode(below), b'raw')[:CLUSTER])
                kind = b'qcow2'
            # Only the first cluster: as much as a scan reads, and sparse.
            disks.append(self.server(
                header(os.fsencode(below), kind)[:CLUSTER]))
            if logs:
                write(os.path.join(os.path.dirname(disks[-1]), 'console.log'),
                      b'login: ')
        return disks


def write(path: str, content: bytes) -> str:
    """Write a file, leaving a hole where its end is zero."""
    with open(path, 'wb') as file:
        file.write(content.rstrip(b'\0'))
        file.truncate(len(content))
    return path
