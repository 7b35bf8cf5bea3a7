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

"""A clock that tests set, for the tests' process and what it touches."""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import os
import time
from typing import Any
from unittest import mock

#: The world is that old, so that a clock that is ahead of it, and all days
#: that a test lets pass, end before the real time: what carries the real time
#: was set by the kernel.
_AGO = 90 * 86400


class Clock:
    """The true time of the world.

    :ivar skew: seconds by which the host that works now is ahead
    :ivar of_files: seconds by which the file server is ahead; None: files
        get the time of the host, as those of a local disk do
    """

    def __init__(self) -> None:
        self._real_time = time.time
        self._real_utime = os.utime
        self._offset = -float(_AGO)
        self.skew = 0.0
        self.of_files: float | None = None

    def now(self) -> float:
        """The true time."""
        return self._real_time() + self._offset

    def wait(self, hours: float) -> None:
        """Let hours pass."""
        self._offset += 3600 * hours

    def file_time(self) -> float:
        """What a file gets that is touched now."""
        return self.now() + (
            self.skew if self.of_files is None else self.of_files)

    def touch(self, path: str) -> None:
        """Set the file's times."""
        now = self.file_time()
        self._real_utime(path, (now, now))

    def age(self, path: str, hours: float) -> None:
        """Make the file this old."""
        then = self.now() - 3600 * hours
        self._real_utime(path, (then, then))

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Everybody in this process goes by this clock."""
        with mock.patch('time.time', lambda: self.now() + self.skew), (
                mock.patch('os.utime', self._utime)):
            yield

    @contextlib.contextmanager
    def kernel_too(self, directory: str) -> Iterator[None]:
        """Give what the kernel dates in the directory the world's time.

        It does for processes of which the clock is not ours.
        """
        began = self._real_time() - 1
        yield
        if not os.path.isdir(directory):
            return
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and (
                        entry.stat().st_mtime >= began):
                    self.touch(entry.path)

    def _utime(self, path: Any, times: Any = None, **named: Any) -> None:
        if times is None and not named:
            self.touch(path)
        else:
            self._real_utime(path, times, **named)
