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

"""Walks a path by hand, since each symlink on the way has a storage too.

Opens with O_PATH only, so that nothing is asked of what is found there, and
holds it open: its mount cannot go, nor its number be given to another, while
it is judged.
"""

from __future__ import annotations

import errno
import os
from typing import NamedTuple

from nova_ops_ext.imagecache import progress as progresses

_FLAGS = os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW
_MOST_LINKS = 40


class Place(NamedTuple):
    """Something open that a path leads over.

    :ivar path: without symlinks
    :ivar handle: to be closed by who asked for the walk
    :ivar end: the whole path if it ends here, with what does not exist yet;
        otherwise empty
    """

    path: str
    handle: int
    end: str = ''


def walk(path: str, places: list[Place],
         progress: progresses.Progress) -> None:
    """Add the directory of each symlink on the way, and the end.

    What does not exist ends at the directory in which it would be made.

    :raises OSError: if the way cannot be gone, as over a symlink to nothing
    """
    if not path.startswith('/'):
        raise OSError(errno.EINVAL, 'not an absolute path', path)
    todo = path.split('/')[::-1]
    # So many names or more are left while those of a symlink are walked.
    of_link = len(todo)
    links = 0
    names: list[str] = []
    missing: list[str] = []
    here = os.open('/', _FLAGS)
    try:
        while todo:
            name = todo.pop()
            if name in ('', '.'):
                continue
            progress.at(_text([*names, name]))
            try:
                there = os.open(name, _FLAGS, dir_fd=here)
            except FileNotFoundError as error:
                missing = [name, *todo[::-1]]
                if len(todo) >= of_link or '..' in missing:
                    error.filename = _text([*names, name])
                    raise
                break
            except OSError as error:
                error.filename = _text([*names, name])
                raise
            target = _target(there) if name != '..' else None
            if target is None:
                os.close(here)
                here = there
                names = names[:-1] if name == '..' else [*names, name]
                continue
            os.close(there)
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
            places.append(Place(_text(names), os.dup(here)))
            of_link = min(of_link, len(todo))
            todo += target.split('/')[::-1]
            if target.startswith('/'):
                os.close(here)
                here = os.open('/', _FLAGS)
                names = []
        places.append(Place(_text(names), os.dup(here), _text(
            names + [name for name in missing if name not in ('', '.')])))
    finally:
        os.close(here)


def _text(names: list[str]) -> str:
    return '/' + '/'.join(names)


def _target(handle: int) -> str | None:
    """Read a symlink; unlike stat, asks nothing of what is none."""
    try:
        return os.readlink('', dir_fd=handle)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINVAL):
            return None
        raise
