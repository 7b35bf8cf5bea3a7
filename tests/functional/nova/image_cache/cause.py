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

"""A cause by which a base image may be lost, and what stock Nova does."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
import dataclasses

from tests.functional.nova.image_cache import world as worlds

Story = Callable[[worlds.World], None]


@dataclasses.dataclass(frozen=True)
class Cause:
    """One row of the table.

    :param id: that of the design, with a letter where it has variants
    :param happens: builds the world and lets it happen
    :param loses: whether stock Nova loses what a guest needs
    :param aborts: whether stock's passes end in an exception
    :param refused: why ours removes nothing at all; '': it removes the file
        that nobody needs
    :param why: then, why it keeps what is needed
    """

    id: str
    title: str
    happens: Story
    loses: bool
    aborts: bool = False
    refused: str = ''
    why: str = worlds.REFERENCED


class Causes:
    """The causes of one kind, in the order in which they are told."""

    def __init__(self) -> None:
        self._causes: list[Cause] = []

    def __iter__(self) -> Iterator[Cause]:
        return iter(self._causes)

    def __len__(self) -> int:
        return len(self._causes)

    def loses(self, name: str, title: str, *, aborts: bool = False,
              refused: str = '', why: str = worlds.REFERENCED
              ) -> Callable[[Story], Story]:
        """Stock loses a base."""
        return self._add(name, title, True, aborts, refused, why)

    def holds(self, name: str, title: str, *, aborts: bool = False,
              refused: str = '', why: str = worlds.REFERENCED
              ) -> Callable[[Story], Story]:
        """Stock keeps the base, or nobody needs it."""
        return self._add(name, title, False, aborts, refused, why)

    def _add(self, name: str, title: str, loses: bool, aborts: bool,
             refused: str, why: str) -> Callable[[Story], Story]:
        def added(happens: Story) -> Story:
            self._causes.append(
                Cause(name, title, happens, loses, aborts, refused, why))
            return happens
        return added
