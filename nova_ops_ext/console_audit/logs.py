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

"""A console log: one file and those that it was rotated to.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
import re
from typing import NamedTuple

#: Directories of instances, also those of a resize or a deletion under way.
INSTANCE = re.compile(
    r'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(_\w{1,40})?\Z',
    re.ASCII)
_BACKUP = re.compile(r'\.([0-9]{1,4})\Z', re.ASCII)


class LogFile(NamedTuple):
    """What stat tells of a file.

    :ivar name: without the directory
    :ivar size: that a reader sees, holes included
    :ivar disk: bytes that it takes from the file system
    :ivar kind: ``file``, or what it is instead
    """

    name: str
    size: int
    disk: int
    device: int
    inode: int
    kind: str = 'file'


class Log(NamedTuple):
    """A console log.

    :ivar path: of the file that is written
    :ivar files: that file, if there is one, and its backups
    """

    path: str
    files: tuple[LogFile, ...]

    @property
    def name(self) -> str:
        return self.path.rpartition('/')[2]

    @property
    def regular(self) -> tuple[LogFile, ...]:
        return tuple(one for one in self.files if one.kind == 'file')

    @property
    def size(self) -> int:
        return sum(one.size for one in self.regular)

    @property
    def disk(self) -> int:
        return sum(one.disk for one in self.regular)

    @property
    def current(self) -> LogFile | None:
        """Give the file that is written."""
        for one in self.regular:
            if one.name == self.name:
                return one
        return None

    @property
    def instance(self) -> tuple[str, str]:
        """Give UUID and suffix by the directory; both may be empty."""
        directory = self.path.rpartition('/')[0].rpartition('/')[2]
        match = INSTANCE.match(directory)
        return (match[1], match[2] or '') if match else ('', '')


def log(path: str, files: Iterable[LogFile]) -> Log:
    """Make a log of files in any order: the written one comes first."""
    name = path.rpartition('/')[2]
    return Log(path, tuple(sorted(
        files, key=lambda one: (_age(name, one.name), one.name))))


def in_chain(name: str, file_name: str) -> bool:
    """Tell whether a file is the log or one of its numbered backups."""
    return _age(name, file_name) < _FOREIGN


_FOREIGN = 1 << 20


def _age(name: str, file_name: str) -> int:
    if file_name == name:
        return -1
    if file_name.startswith(name):
        match = _BACKUP.fullmatch(file_name[len(name):])
        if match:
            return int(match[1])
    return _FOREIGN
