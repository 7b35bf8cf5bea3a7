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

"""Walks a directory tree that changes while it is walked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
import os
import stat
from typing import Protocol

from nova_ops_ext.imagecache import read_ahead
from nova_ops_ext.imagecache import shapes

# A directory that still changes after so many looks, or a tree so deep, is
# not understood.
_LOOKS = 10
_DEEPEST = 64
# What a guest writes, or what only root can read, and is never an image.
_SKIPPED = ('console.log', 'console.fifo', 'disk.config', 'disk.info')
# Of root only, where the cache is a file system of its own.
_OF_FSCK = 'lost+found'
#: The mounted file system of a container, with whatever it likes in it.
_ROOTFS = 'rootfs'


class Progress(Protocol):
    """Is told where the walk is."""

    def at(self, path: str) -> None:
        """Note what is touched next."""


#: Is told of a file or a symbolic link to one: the path by which the walk came
#: to it; where the link leads, or the very same; and whether that is a regular
#: file to which the walk comes itself.
Visit = Callable[[str, str, bool], None]


class Tree:
    """What was walked so far.

    :ivar files: paths of all files that were walked, with links to such
    :ivar links: where each of those links leads
    :ivar problems: what could not be looked at
    """

    def __init__(self, progress: Progress, visit: Visit) -> None:
        self._progress = progress
        self._visit = visit
        self._entered: list[str] = []
        self._left_out: list[str] = []
        self._roots: list[tuple[str, str]] = []
        self._link_directories: tuple[str, ...] = ()
        self.files: set[str] = set()
        self.links: dict[str, str] = {}
        self.problems: list[shapes.Problem] = []

    def walk(self, path: str, skip: Collection[str] = ()) -> list[str]:
        """Walk everything below a directory.

        :param skip: names in it that are left out
        :returns: names of the directories in it
        """
        self._progress.at(path)
        real = os.path.realpath(path)
        self._entered.append(real)
        self._left_out += [os.path.join(real, name) for name in skip]
        self._roots.append((path.rstrip('/') + '/', real.rstrip('/') + '/'))
        names: list[str] = []
        if not self._directory(path, 0, skip, names):
            self.problem(path, 'is not there')
        return names

    def has_walked(self, real: str) -> bool:
        """Tell whether the walk comes to a path by itself."""
        # What was left out may still be come to by a link, and from there on.
        return _longest(real, self._entered) > _longest(real, self._left_out)

    def real(self, path: str) -> str:
        """Resolve the path of a walked file."""
        if path in self.links:
            return self.links[path]
        if not path.startswith(self._link_directories):
            for named, real in self._roots:
                if path.startswith(named):
                    return real + path[len(named):]
        return os.path.realpath(path)

    def _directory(self, path: str, depth: int, skip: Collection[str] = (),
                   names: list[str] | None = None) -> bool:
        """Walk a directory; tell whether it was still there."""
        if depth > _DEEPEST:
            self.problem(path, 'deeper than %d directories' % _DEEPEST)
            return True
        done = set(skip)
        for _look in range(_LOOKS):
            self._progress.at(path)
            try:
                fresh = list(os.scandir(path))
            except OSError as error:
                if _is_gone(path):
                    return False
                if os.path.basename(path) == _OF_FSCK and isinstance(
                        error, PermissionError):
                    return True
                self.problem(path, 'cannot be listed: %s' % error.strerror)
                return True
            if done:
                fresh = [one for one in fresh if one.name not in done]
            gone = []
            for entry in (fresh if names is None
                          else read_ahead.ahead(fresh, _SKIPPED)):
                try:
                    is_file = not entry.is_symlink() and entry.is_file()
                except OSError:
                    # Which is then said below.
                    is_file = False
                # Each server has some of those, so no call is made for them.
                if is_file and entry.name.startswith(_SKIPPED):
                    continue
                if not self._entry(entry, is_file, depth, names):
                    gone.append(entry.name)
            if not gone and (names is None or not fresh):
                return True
            # What is gone may have been renamed, to a name that was passed
            # already; so may a server at any time.
            done.update(one.name for one in fresh)
            done.difference_update(gone)
        self.problem(path, 'does not stop changing')
        return True

    def _entry(self, entry: os.DirEntry[str], is_file: bool, depth: int,
               names: list[str] | None) -> bool:
        """Look at one entry; tell whether it was still there."""
        path = entry.path
        try:
            if is_file:
                self._progress.at(path)
                self._visit(path, path, True)
                self.files.add(path)
            elif entry.is_dir(follow_symlinks=False):
                if names is not None:
                    names.append(entry.name)
                if entry.name == _ROOTFS and _is_mounted(path):
                    self._left_out.append(os.path.realpath(path))
                    return True
                return self._directory(path, depth + 1)
            elif entry.name.startswith(_SKIPPED):
                pass
            elif entry.is_symlink():
                self._link(path, depth, names)
            elif stat.S_ISBLK(os.lstat(path).st_mode):
                self._visit(path, path, False)
        except OSError as error:
            if _is_gone(path):
                return False
            self.problem(path, 'cannot be read: %s' % error.strerror)
        return True

    def _link(self, path: str, depth: int, names: list[str] | None) -> None:
        self._progress.at(path)
        if names is not None:
            # Also if it leads nowhere now: it may be of a server.
            names.append(path.rpartition('/')[2])
        try:
            real = os.path.realpath(path, strict=True)
        except FileNotFoundError:
            # What is needed by that name may be in the trash.
            self._visit(path, os.path.realpath(path), False)
            raise
        mode = os.stat(real).st_mode
        if stat.S_ISDIR(mode):
            if self.has_walked(real):
                return
            self._entered.append(real)
            self._link_directories += (path + '/',)
            self._directory(path, depth + 1)
        elif stat.S_ISREG(mode) or stat.S_ISBLK(mode):
            walked = stat.S_ISREG(mode) and self.has_walked(real)
            self._visit(path, real, walked)
            if walked:
                self.links[path] = real
                self.files.add(path)

    def problem(self, path: str, why: str) -> None:
        self.problems.append(shapes.Problem(path, why))


def _longest(path: str, directories: list[str]) -> int:
    """Give the length of the nearest directory above a path; 0 if none."""
    return max((len(one) for one in directories if _is_below(path, one)),
               default=0)


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip('/') + '/')


def _is_gone(path: str) -> bool:
    """Tell whether a name is gone, and not only what it leads to."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def _is_mounted(path: str) -> bool:
    return os.lstat(path).st_dev != os.stat(os.path.dirname(path)).st_dev
