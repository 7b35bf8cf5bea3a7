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


"""Whether two files are the same, byte by byte."""

from __future__ import annotations

import os
import stat

from nova_ops_ext.imagecache import progress as progresses

_CHUNK = 1 << 20
_FLAGS = (os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
          | os.O_NOFOLLOW)


def same(one: str, other: str, progress: progresses.Progress) -> bool:
    """Compare two regular files; what cannot be read is not the same."""
    try:
        first = os.open(one, _FLAGS)
        try:
            second = os.open(other, _FLAGS)
            try:
                return _same(first, second, one, progress)
            finally:
                os.close(second)
        finally:
            os.close(first)
    except OSError:
        return False


def _same(first: int, second: int, path: str, progress: progresses.Progress
          ) -> bool:
    seen, other = os.fstat(first), os.fstat(second)
    if seen.st_size != other.st_size or not (
            stat.S_ISREG(seen.st_mode) and stat.S_ISREG(other.st_mode)):
        return False
    for offset in range(0, seen.st_size, _CHUNK):
        progress.at(path)
        read = os.pread(first, _CHUNK, offset)
        if not read or read != os.pread(second, _CHUNK, offset):
            return False
    return True
