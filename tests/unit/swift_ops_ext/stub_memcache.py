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

"""A stand-in for Swift's memcached client, as far as infos need it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import json
from typing import Any


class StubMemcache:
    """One memcached server, by the five methods of ``MemcacheRing``.

    :ivar fails: whether the server does not answer; as with MemcacheRing,
        nobody is told by an exception
    """

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.times: dict[str, int] = {}
        self.fails = False

    def get(self, key: str, raise_on_error: bool = False) -> Any:
        """Get a value."""
        return (self.get_multi([key], key) or [None])[0]

    def set(self, key: str, value: Any, time: int = 0) -> None:
        """Set a value."""
        self.set_multi({key: value}, key, time=time)

    def delete(self, key: str, server_key: str | None = None) -> None:
        """Delete a value."""
        if not self.fails:
            self.held.pop((server_key or key, key), None)

    def get_multi(self, keys: Sequence[str], server_key: str) -> Any:
        """Get values that the server of another key holds."""
        if self.fails:
            return None
        found = (self.held.get((server_key, key)) for key in keys)
        return [None if text is None else json.loads(text) for text in found]

    def set_multi(self, mapping: Mapping[str, Any], server_key: str,
                  time: int = 0) -> None:
        """Set values on the server of another key."""
        for key, value in mapping.items():
            if not self.fails:
                # As JSON, so that nobody changes what another has got.
                self.held[server_key, key] = json.dumps(value)
                self.times[key] = time
