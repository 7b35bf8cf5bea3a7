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

"""How much was written to a log between two looks at it.  Pure.

virtlogd renames the files when it rotates, so what a file held is found again
by its inode.  What was written and thrown away in between cannot be seen; the
growth is then a lower bound, and never negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nova_ops_ext.console_audit import logs


class Growth(NamedTuple):
    """What was written.

    :ivar written: bytes
    :ivar seconds: from the one look to the other
    :ivar at_least: whether it may have been more
    """

    written: int
    seconds: float
    at_least: bool

    @property
    def rate(self) -> float:
        """Give bytes a second."""
        return self.written / self.seconds


def between(name: str, before: Iterable[logs.LogFile],
            after: Iterable[logs.LogFile], seconds: float) -> Growth:
    """Compare two looks at the files of a log.

    :param name: of the file that is written
    :param before: empty if there was no log
    """
    then = _chain(name, before)
    now = _chain(name, after)
    sizes = {one.inode: one.size for one in then}
    cut = {one.inode for one in now if one.size < sizes.get(one.inode, 0)}
    written = 0
    for one in now:
        if one.inode in cut:
            written += one.size
        elif one.inode in sizes:
            written += one.size - sizes[one.inode]
        elif not cut:
            # Beside a file that was cut, a new one may be the copy of what it
            # held: logrotate does so with copytruncate.
            written += one.size
    newest = then[0].inode if then else None
    lost = newest is not None and newest not in {one.inode for one in now}
    return Growth(written, seconds, bool(cut) or lost)


def _chain(name: str, files: Iterable[logs.LogFile]) -> list[logs.LogFile]:
    """Leave out what does not grow, such as compressed copies."""
    return [one for one in files
            if one.kind == 'file' and logs.in_chain(name, one.name)]
