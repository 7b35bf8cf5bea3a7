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


"""Which of the files that may go do go in this pass."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """A file that may go.

    :ivar since: when it was last in use
    """

    name: str
    bytes: int
    since: float


class Limits(NamedTuple):
    """The circuit breaker; see ``[ops_image_cache]``."""

    files: int
    percent: int
    floor: int


class Space(NamedTuple):
    """Of the file system, in bytes.

    :ivar pending: in the trash already, and free after the retention
    """

    total: int
    used: int
    pending: int = 0


class Selection(NamedTuple):
    """What goes, and what stays for which reason."""

    chosen: tuple[str, ...] = ()
    too_many: tuple[str, ...] = ()
    enough_free: tuple[str, ...] = ()


def select(candidates: Sequence[Candidate], in_cache: int, limits: Limits,
           space: Space, low_watermark: int,
           acknowledged: Collection[str] = ()) -> Selection:
    """Choose, longest unused first, as much as the watermark asks for.

    :param in_cache: files in the cache
    :param low_watermark: percent of the file system; 0 for all that may go
    :param acknowledged: names that an operator lets go
    """
    ordered = sorted(candidates, key=lambda one: (one.since, one.name))
    wanted, freed = [], space.pending
    for one in ordered:
        if low_watermark and (
                (space.used - freed) * 100 <= low_watermark * space.total):
            break
        wanted.append(one.name)
        freed += one.bytes
    enough = tuple(one.name for one in ordered[len(wanted):])
    new = [name for name in wanted if name not in acknowledged]
    if len(wanted) > limits.floor and new and (
            len(wanted) > limits.files
            or len(wanted) * 100 > limits.percent * in_cache):
        return Selection(tuple(name for name in wanted
                               if name in acknowledged),
                         tuple(new), enough)
    return Selection(tuple(wanted), (), enough)
