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


"""Reads directories ahead of a walk, where the disk makes it wait.

On a disk that has nothing in memory, the walk waits for one read at a time,
and a disk can do several.  What is read here is thrown away: it only brings
into memory what the walk reads next.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
import contextlib
import os
import threading
import time

_READERS = 8
_FLAGS = (os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
          | os.O_NOFOLLOW)
_HEADER = 4096
# After so many directories it is known whether the disk makes one wait: that
# is what it is, in seconds for each, and more than it takes from memory.
_SAMPLE = 64
_SLOW = 0.0002


def ahead(entries: Sequence[os.DirEntry[str]], skipped: tuple[str, ...]
          ) -> Iterator[os.DirEntry[str]]:
    """Give the entries of a directory, and read what is in those to come.

    :param skipped: beginnings of the names of files that the walk passes by
    """
    began = time.monotonic()
    readers = None
    try:
        for number, entry in enumerate(entries):
            if number == _SAMPLE and (
                    time.monotonic() - began > _SAMPLE * _SLOW):
                readers = _Readers(entries, skipped, number)
            if readers is not None:
                readers.at = number
            yield entry
    finally:
        if readers is not None:
            # Nobody waits for them: one may hang where the walk was not yet.
            readers.at = len(entries)


class _Readers:
    """Some threads that share the work.

    :ivar at: where the walk is
    """

    def __init__(self, entries: Sequence[os.DirEntry[str]],
                 skipped: tuple[str, ...], at: int) -> None:
        self._entries = entries
        self._skipped = skipped
        self._lock = threading.Lock()
        self._last = 0
        self.at = at
        for _reader in range(_READERS):
            threading.Thread(target=self._read_all, daemon=True).start()

    def _read_all(self) -> None:
        while True:
            with self._lock:
                self._last = number = max(self._last, self.at) + 1
            if number >= len(self._entries):
                return
            # Whatever the matter is, the walk comes to it.
            with contextlib.suppress(OSError):
                if self._entries[number].is_dir(follow_symlinks=False):
                    self._read(self._entries[number].path)

    def _read(self, path: str) -> None:
        with os.scandir(path) as entries:
            for entry in entries:
                if not entry.name.startswith(self._skipped) and (
                        entry.is_file(follow_symlinks=False)):
                    opened = os.open(entry.path, _FLAGS)
                    try:
                        os.pread(opened, _HEADER, 0)
                    finally:
                        os.close(opened)
