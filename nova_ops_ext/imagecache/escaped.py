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

r"""Names as the kernel and exportfs write them: ``\040`` is a space.  Pure."""

from __future__ import annotations

import os

_OCTAL = b'01234567'


def plain(text: str) -> str:
    """Take the escapes out; a name that is not UTF-8 stays what it is."""
    if '\\' not in text:
        return text
    raw = os.fsencode(text)
    out = bytearray()
    at = 0
    while at < len(raw):
        digits = raw[at + 1:at + 4]
        if (raw[at] == 0x5c and len(digits) == 3
                and all(one in _OCTAL for one in digits)
                and digits[0] < 0x34):
            out.append(int(digits, 8))
            at += 4
        else:
            out.append(raw[at])
            at += 1
    return os.fsdecode(bytes(out))
