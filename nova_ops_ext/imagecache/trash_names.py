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


"""The names of files in the trash: what they were, and since when."""

from __future__ import annotations

from typing import NamedTuple

_TOKEN = 6
_HEX = frozenset('0123456789abcdef')


class Trashed(NamedTuple):
    """What a name says.

    :ivar name: in the cache
    :ivar since: seconds since the epoch
    """

    name: str
    since: int


def entry(name: str, now: float, token: str) -> str:
    """Give the name in the trash.

    :param token: six hexadecimal digits, by chance
    """
    return '%s.%d.%s' % (name, now, token)


def parse(entry: str) -> Trashed | None:
    """Read a name; None if it is none of ours."""
    name, _dot, rest = entry.partition('.')
    since, _dot, token = rest.partition('.')
    if (name and since.isascii() and since.isdigit() and len(since) < 12
            and len(token) == _TOKEN and _HEX.issuperset(token)):
        return Trashed(name, int(since))
    return None
