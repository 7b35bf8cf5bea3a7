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

"""The memory of services over a time, and whether it grows on and on.

A service that has just begun grows: it imports, fills its caches, opens
connections.  One that leaks goes on growing.  So the first quarter of the
time does not count, and the last is held against the second.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import statistics
from typing import NamedTuple

#: A service may grow by this share, or by these bytes if they are more.
SHARE, BYTES = 0.10, 24 << 20
#: Fewer samples than this say nothing.
ENOUGH = 8


class Course(NamedTuple):
    """How the memory of one service went, in bytes.

    :ivar settled: the mean of the second quarter
    :ivar last: the mean of the last
    """

    start: int
    settled: int
    last: int
    end: int
    largest: int

    @property
    def grows(self) -> bool:
        """Whether it grew by more than it may."""
        return self.last - self.settled > max(SHARE * self.settled, BYTES)


class Samples:
    """The memory of each service, sampled when told to.

    :param names: of the services
    :param bytes_of: gives what one occupies now
    """

    def __init__(self, names: Iterable[str],
                 bytes_of: Callable[[str], int]) -> None:
        self._bytes_of = bytes_of
        self.taken: dict[str, list[int]] = {name: [] for name in names}

    def take(self) -> None:
        for name, values in self.taken.items():
            values.append(self._bytes_of(name))

    def courses(self) -> dict[str, Course]:
        return {name: course(values) for name, values in self.taken.items()}


def course(values: list[int]) -> Course:
    """Say how these went, oldest first."""
    if len(values) < ENOUGH:
        raise ValueError('%d samples say nothing; take %d' % (
            len(values), ENOUGH))
    quarter = len(values) // 4
    return Course(
        values[0], round(statistics.mean(values[quarter:2 * quarter])),
        round(statistics.mean(values[-quarter:])), values[-1], max(values))
