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

#: In the cache.
DIRECTORY = 'ops_ext_trash'

_TOKEN = 6
# Digits; more than any clock shows.
_LONGEST = 15
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
    :raises ValueError: if there can be no such name
    """
    if not _is_name(name) or now < 0 or not _is_token(token):
        raise ValueError('%r, %r, %r' % (name, now, token))
    return '%s.%d.%s' % (name, now, token)


def parse(entry: str) -> Trashed | None:
    """Read a name; None if it is none of ours."""
    rest, _dot, token = entry.rpartition('.')
    name, _dot, since = rest.rpartition('.')
    if not (_is_name(name) and _is_token(token) and since.isascii()
            and since.isdigit() and len(since) <= _LONGEST
            and since == str(int(since))):
        return None
    return Trashed(name, int(since))


def _is_name(name: str) -> bool:
    return bool(name) and name not in ('.', '..', DIRECTORY) and not (
        '/' in name or '\0' in name)


def _is_token(token: str) -> bool:
    return len(token) == _TOKEN and _HEX.issuperset(token)
