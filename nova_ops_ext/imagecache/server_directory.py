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

"""Whether a directory has the name of a server's.  Pure."""

from __future__ import annotations

_BEFORE = 'instance-'


def is_one(name: str) -> bool:
    """Tell whether it does: ``<uuid>``, ``instance-0000000a``, or with more.

    A resize appends ``_resize`` to it, and a deletion ``_del``.
    """
    first, _mark, _rest = name.partition('_')
    if first.startswith(_BEFORE):
        # The number has eight digits, or more if there are so many servers.
        number = first[len(_BEFORE):]
        return len(number) >= 8 and _is_hex(number[:len(number) & ~1]
                                            + number[-2:])
    return len(first) == 36 and (
        first[8] == first[13] == first[18] == first[23] == '-') and (
        _is_hex(first.replace('-', '')))


def _is_hex(text: str) -> bool:
    try:
        return text.isalnum() and bool(bytes.fromhex(text))
    except ValueError:
        return False
