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

"""Which disks of a server Nova has made as raw ones."""

from __future__ import annotations

from collections.abc import Collection
import json
import os
import stat

_NAME = 'disk.info'
# Nova writes a line of some hundred bytes.
_MOST = 1 << 20


def raw(directory: str) -> Collection[str]:
    """Name the disks in a directory that are raw.

    A guest can write into those whatever it likes, also what looks like a
    header.  Paths in that file are those of the directory before it was
    renamed for a resize.  If it cannot be read, none is known to be raw.
    """
    try:
        path = os.path.join(directory, _NAME)
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ()
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW
                         | os.O_CLOEXEC)
        with open(opened, 'rb') as file:
            text = file.read(_MOST)
        formats = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(formats, dict):
        return ()
    return {path.rpartition('/')[2] for path, kind in formats.items()
            if kind == 'raw'}
