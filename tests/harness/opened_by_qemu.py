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


"""Which files QEMU would open for a disk: a naive reader, and a writer.

It shares nothing with the product.  It knows only what it writes itself, and
calls all else broken.
"""

from __future__ import annotations

import json
import os
import struct

MAGIC = b'QFI\xfb'
_HEAD = struct.Struct('>4sIQIIQIIQQIIQ')
_FORMAT = 0xE2792ACA
_DATA = 0x44415441
_V3 = 104
_V2 = 72

File = tuple[int, int]


class BrokenError(Exception):
    """QEMU would not open it.

    :ivar missing: the path that is not there, if that is why
    """

    def __init__(self, why: str, missing: str = '') -> None:
        super().__init__(why)
        self.missing = missing


def image(backing: str = '', format_: str = '', *, version: int = 3,
          data_file: str = '') -> bytes:
    """Make the header of an image; there is nothing behind it."""
    body = b''
    for kind, text in ((_FORMAT, format_), (_DATA, data_file)):
        if text:
            raw = os.fsencode(text)
            body += struct.pack('>II', kind, len(raw)) + raw.ljust(
                -(-len(raw) // 8) * 8, b'\0')
    body += bytes(8)
    length = _V2 if version == 2 else _V3
    name = os.fsencode(backing)
    head = _HEAD.pack(MAGIC, version, length + len(body) if name else 0,
                      len(name), 16, 1 << 20, 0, 1, 3 << 16, 1 << 16, 1, 0, 0)
    if version == 3:
        head += struct.pack('>QQQII', 4 if data_file else 0, 0, 0, 4, _V3)
    return (head + body + name).ljust(1 << 10, b'\0')


def files(path: str, format_: str = '', depth: int = 0) -> set[File]:
    """Open a disk, and tell all files that this opens.

    :param path: by which it is opened, also through links
    :raises BrokenError: if one of them is not there or no image
    """
    if depth > 40:
        raise BrokenError('%s refers to itself' % path)
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            seen, data = os.fstat(file), os.read(file, 1 << 16)
        finally:
            os.close(file)
    except OSError as error:
        raise BrokenError('%s: %s' % (path, error), missing=path) from None
    opened = {(seen.st_dev, seen.st_ino)}
    if format_ == 'raw' or not data.startswith(MAGIC):
        return opened
    for name, kind in _names(path, data):
        opened |= files(name, kind, depth + 1)
    return opened


def _names(path: str, data: bytes) -> list[tuple[str, str]]:
    try:
        _magic, version, offset, length = struct.unpack_from('>4sIQI', data)
        at = {2: _V2, 3: _V3}[version]
        found, kind = [], ''
        while (head := struct.unpack_from('>II', data, at)) != (0, 0):
            text = data[at + 8:at + 8 + head[1]].decode()
            if head[0] == _DATA:
                found.append((_resolved(path, text)[0], 'raw'))
            elif head[0] == _FORMAT:
                kind = text
            at += 8 + -(-head[1] // 8) * 8
        if offset:
            name, own = _resolved(path, data[offset:offset + length].decode())
            found.append((name, own or kind))
    except (struct.error, KeyError, ValueError, TypeError) as error:
        raise BrokenError('%s: %r' % (path, error)) from None
    return found


def _resolved(path: str, name: str) -> tuple[str, str]:
    kind = ''
    if name.startswith('json:'):
        read = json.loads(name[5:])
        kind = read.get('driver', '')
        name = read.get('file.filename') or read['file']['filename']
    elif name.startswith('file:'):
        name = name[5:]
    return os.path.join(os.path.dirname(path), name), kind
