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

"""Removes our hints from the body of a request, and writes them.  Pure.

Nova finds out by the path and the method that a server is to be created, and
both have more spellings than anybody knows.  So this looks at the body alone:
what it removes it removes from any, and what it writes it writes where only a
server to be created has ``flavorRef``.  It reads a body as Nova does: UTF-8,
and the last of two equal keys wins.

Source of the rules: ``ServersController.create`` and the JSON schema
``nova.api.openstack.compute.schemas.servers``.
"""

from __future__ import annotations

from collections.abc import Mapping
import json
from typing import Any
from typing import NamedTuple

#: Nova takes the first of them that is there, even if it is empty.
HINT_KEYS = ('os:scheduler_hints', 'OS-SCH-HNT:scheduler_hints')

_SERVER, _FLAVOR = 'server', 'flavorRef'
_BACKSLASH, _ESCAPE = b'\\', b'\\u'


class Unreadable(Exception):
    """A body that Nova might read and this cannot, for want of resources."""


class Result(NamedTuple):
    """What became of a body.

    :ivar body: the new one; None if the old one stays as it is
    :ivar removed: names of the hints that the body had and may not have
    :ivar written: whether hints of ours are in it now
    """

    body: bytes | None = None
    removed: tuple[str, ...] = ()
    written: bool = False


class Hints:
    """The hints that no user may send.

    :param names: of the hints
    """

    def __init__(self, *names: str) -> None:
        self._names = names
        self._literals = tuple(name.encode() for name in (_FLAVOR, *names))

    def may_be_in(self, body: bytes) -> bool:
        """Tell whether a body may be for :meth:`replace`; cheap, for all."""
        # A letter has no other escape than this, and a search for one byte
        # is several times faster than one for two.
        return any(literal in body for literal in self._literals) or (
            _BACKSLASH in body and _ESCAPE in body)

    def replace(self, body: bytes, hints: Mapping[str, list[str]]) -> Result:
        """Remove what is there of ours, and write others.

        :param hints: what to write into a server that is to be created, by
            name; empty: nothing
        :raises Unreadable: if Nova might read the body, and this cannot
        """
        try:
            request = json.loads(body.decode())
        except ValueError:
            # Nova refuses it, in its own words.
            return Result()
        except (RecursionError, MemoryError) as error:
            raise Unreadable(type(error).__name__) from None
        if not isinstance(request, dict):
            return Result()
        removed = self._remove(request)
        written = bool(hints) and _write(request, hints)
        if not removed and not written:
            return Result()
        try:
            return Result(json.dumps(request).encode(), removed, written)
        except (RecursionError, MemoryError) as error:
            raise Unreadable(type(error).__name__) from None

    def _remove(self, request: dict[str, Any]) -> tuple[str, ...]:
        removed: list[str] = []
        for key in HINT_KEYS:
            there = request.get(key)
            if isinstance(there, dict):
                for name in self._names:
                    if name in there:
                        del there[name]
                        removed.append(name)
        return tuple(removed)


def _write(request: dict[str, Any], hints: Mapping[str, list[str]]) -> bool:
    server = request.get(_SERVER)
    if not isinstance(server, dict) or _FLAVOR not in server:
        return False
    key = next((key for key in HINT_KEYS if key in request), HINT_KEYS[0])
    # Hints that are no object Nova refuses.
    there = request.setdefault(key, {})
    if not isinstance(there, dict):
        return False
    there.update(hints)
    return True
