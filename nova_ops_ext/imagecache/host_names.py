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

"""Names of hosts as names of files.  Pure."""

from __future__ import annotations

import os

_PLAIN = frozenset(b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
                   b'0123456789_.-')
_HEX = frozenset('0123456789ABCDEF')


def quoted(host: str) -> str:
    """Give the name of a file for a host; never hidden, never empty."""
    raw = os.fsencode(host)
    return ''.join(
        chr(byte) if byte in _PLAIN and (at or byte != 0x2e)
        else '%%%02X' % byte for at, byte in enumerate(raw)) or '%'


def unquoted(name: str) -> str:
    """Give the host of a file; what is no such name stands for itself."""
    if name == '%':
        return ''
    head, *rest = name.split('%')
    raw = bytearray(os.fsencode(head))
    for part in rest:
        if not _HEX.issuperset(part[:2]) or len(part) < 2:
            return name
        raw.append(int(part[:2], 16))
        raw += os.fsencode(part[2:])
    host = os.fsdecode(bytes(raw))
    # One host has one name, so that no other file can pass for its own.
    return host if quoted(host) == name else name
