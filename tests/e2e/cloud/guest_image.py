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

"""A disk that boots and says over and over what it is, on the serial port.

One sector for the program and its text, and one partition, for Nova and
Glance take nothing for a disk that has none.  The program, for GNU as with
``.code16``, linked to run at 0x7c00::

            ljmp $0, $begin
    pause:  .word 18
    begin:  xor %ax, %ax
            mov %ax, %ds
            mov %ax, %ss
            mov $0x7000, %sp
            sti
            mov $0x00e3, %ax      # int 14h: 9600 baud, 8 bits, no parity
            xor %dx, %dx
            int $0x14
    tell:   mov $0x7d00, %si      # the text
    next:   lodsb
            or %al, %al
            jz rest
            mov $1, %ah           # int 14h: send the character
            xor %dx, %dx
            push %si
            int $0x14
            pop %si
            jmp next
    rest:   mov (pause), %cx
            jcxz tell
    tick:   hlt                   # until the clock ticks, every 55 ms
            loop tick
            jmp tell
"""

from __future__ import annotations

import struct

_PROGRAM = bytes.fromhex(
    'ea077c0000120031c08ed88ed0bc0070fbb8e30031d2cd14be007dac08c0740a'
    'b40131d256cd145eebf18b0e057ce3e8f4e2fdebe3')
_PAUSE_AT, _TEXT_AT, _TABLE_AT, _MAGIC_AT = 5, 0x100, 446, 510
_SECTOR = 512
_TEXT_MOST = _TABLE_AT - _TEXT_AT - 3


def disk(text: str, *, ticks: int = 18, mebibytes: int = 1) -> bytes:
    """Give the disk, raw.

    :param text: of each line; the disk's content differs with it
    :param ticks: between two lines, 18 to the second
    """
    line = text.encode('ascii')
    if not 0 < len(line) <= _TEXT_MOST:
        raise ValueError('expected 1 to %d characters' % _TEXT_MOST)
    sector = bytearray(_SECTOR)
    sector[:len(_PROGRAM)] = _PROGRAM
    struct.pack_into('<H', sector, _PAUSE_AT, ticks)
    said = line + b'\r\n'
    sector[_TEXT_AT:_TEXT_AT + len(said)] = said
    # Active, of type 0x83, from the second sector to the end.
    struct.pack_into('<BBBBBBBBII', sector, _TABLE_AT, 0x80, 0, 2, 0, 0x83,
                     0, 2, 0, 1, mebibytes * 2048 - 1)
    struct.pack_into('<H', sector, _MAGIC_AT, 0xaa55)
    return bytes(sector).ljust(mebibytes << 20, b'\0')
