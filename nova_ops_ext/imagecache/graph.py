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

"""Collects what images refer to, while their directories are walked."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
import os

from nova_ops_ext.imagecache import image_file
from nova_ops_ext.imagecache import links
from nova_ops_ext.imagecache import qcow2
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import trash_names
from nova_ops_ext.imagecache import tree

_LONGEST_CHAIN = 200
# Others than root may not read those everywhere, and they are no images.
_MAY_BE_CLOSED = ('kernel', 'ramdisk')


class Graph:
    """What is needed.

    :param shelves: directories of which a file that nobody needs may need
        whatever it likes: a user's image may begin with any bytes
    :ivar reached: paths, as written and as resolved, each with an example of
        what needs it
    :ivar names: the same for their last parts
    :ivar problems: what was not understood, after ``follow``
    :ivar missing: what is needed but gone, and needs nothing itself
    :ivar disks: how many headers were understood
    """

    def __init__(self, progress: tree.Progress,
                 shelves: Collection[str] = ()) -> None:
        self._shelves = shelves
        self._progress = progress
        self._reader = image_file.Reader()
        # By header, for those whose links are the same wherever they lie: the
        # links of one of them, and all of them.
        self._alike: dict[qcow2.Header,
                          tuple[list[links.Link], list[str]]] = {}
        self._links: list[links.Link] = []
        self._open: list[tuple[links.Link, int]] = []
        self._troubles: list[shapes.Problem] = []
        self._real: dict[str, str] = {}
        self._followed: set[str] = set()
        self.tree = tree.Tree(progress, self._visit)
        self.reached: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.problems: list[shapes.Problem] = []
        self.missing: list[shapes.Problem] = []
        self.disks = 0

    def _visit(self, path: str, real: str, walked: bool) -> None:
        if path is not real:
            self._reach(real, path)
            self._real[path] = real
        if not walked:
            # Nothing is opened before it is known what may be believed.
            self._open.append((links.Link(path, (path,), None), 0))
            return
        try:
            header = self._reader.header(real)
        except FileNotFoundError:
            raise
        except OSError as error:
            if not (isinstance(error, PermissionError) and os.path.basename(
                    path).startswith(_MAY_BE_CLOSED)):
                self._trouble(path, 'cannot be read: %s' % error.strerror)
        except qcow2.NotUnderstood as error:
            self._trouble(path, str(error))
        else:
            if header is None:
                return
            alike = self._alike.get(header)
            if alike is None:
                self._understood(path, real, header, 0)
            else:
                self.disks += 1
                alike[1].append(path)

    def _understood(self, path: str, real: str, header: qcow2.Header,
                    depth: int) -> None:
        self.disks += 1
        directories = [os.path.dirname(path)]
        if path is not real:
            directories.append(os.path.dirname(real))
        # What is in the trash was written when it was in the cache.
        directories += [
            os.path.dirname(one) for one in directories
            if os.path.basename(one) == trash_names.DIRECTORY]
        new = []
        try:
            for link in links.of_header(path, directories, header):
                new.append(link)
                for needed in link.paths:
                    self._reach(needed, path)
        except qcow2.NotUnderstood as error:
            self._trouble(path, str(error))
        else:
            if header.is_absolute() and not depth:
                self._alike[header] = new, [path]
                return
        self._links += new
        self._open += [(link, depth) for link in new]

    def _reach(self, path: str, user: str) -> None:
        if path not in self.reached:
            self.reached[path] = user
            self.names.setdefault(path.rpartition('/')[2], user)

    def _trouble(self, path: str, why: str) -> None:
        self._troubles.append(shapes.Problem(path, why))

    def follow(self) -> None:
        """Follow what leads elsewhere, after all directories were walked."""
        for same, users in self._alike.values():
            self._open += [(links.Link(user, one.paths, one.format), 0)
                           for one in same if not self._settled(one)
                           for user in users]
        self._settle()
        while True:
            belief = links.Belief(self._every_link, self._real)
            waiting = self._open
            self._open = []
            doubted = []
            for link, depth in waiting:
                if belief.is_raw(link.user):
                    doubted.append((link, depth))
                else:
                    self._follow(link, depth)
            if len(doubted) == len(waiting):
                break
            # What was found may tell that they are not raw after all.
            self._open += doubted
            self._settle()
        self.problems += [one for one in self._troubles
                          if not belief.is_raw(one.path) and (
                              os.path.dirname(one.path) not in self._shelves
                              or belief.is_needed(one.path))]

    def _settle(self) -> None:
        """Resolve what the walk came to."""
        self._open = [one for one in self._open if not self._settled(one[0])]

    def _settled(self, link: links.Link) -> bool:
        settled = True
        for path in link.paths:
            known = path in self.tree.files
            settled = settled and known
            # A guest's own words are not looked up on the disk.
            way = path if known else os.path.normpath(path)
            if way not in self._real and way in self.tree.files:
                self._real[way] = real = self.tree.real(way)
                self._reach(real, link.user)
        return settled

    def _every_link(self) -> Iterator[links.Link]:
        yield from self._links
        for same, users in self._alike.values():
            for one in same:
                for user in users:
                    yield links.Link(user, one.paths, one.format)

    def _follow(self, link: links.Link, depth: int) -> None:
        there = False
        for path in link.paths:
            if path in self.tree.files or path in self._followed:
                there = True
                continue
            self._progress.at(path)
            try:
                real = os.path.realpath(path, strict=True)
            except OSError as error:
                if os.path.lexists(path) or not isinstance(
                        error, (FileNotFoundError, NotADirectoryError)):
                    there = True
                    # It may lead to what is in the trash.
                    self._reach(os.path.realpath(path), link.user)
                    self._problem(link, path, 'which cannot be resolved (%s)' %
                                  error.strerror)
                continue
            there = True
            self._real[path] = real
            self._reach(real, link.user)
            if link.format != 'raw':
                self._followed.add(path)
                self._read(link, path, real, depth)
        if not there and os.path.lexists(link.user):
            if link.format == 'raw':
                self.missing.append(shapes.Problem(
                    link.user, 'needs %s, which is gone' % link.paths[0]))
            else:
                self._problem(link, link.paths[0], 'which is gone, and what '
                              'that needed is not known')

    def _read(self, link: links.Link, path: str, real: str, depth: int
              ) -> None:
        if depth > _LONGEST_CHAIN:
            self._problem(link, path, 'in a chain of more than %d' %
                          _LONGEST_CHAIN)
            return
        try:
            header = self._reader.header_anywhere(real)
            if header is not None:
                self._understood(path, real, header, depth + 1)
        except qcow2.NotUnderstood as error:
            self._trouble(path, str(error))
        except OSError as error:
            self._trouble(path, 'cannot be read: %s' % error.strerror)

    def _problem(self, link: links.Link, path: str, why: str) -> None:
        self.problems.append(shapes.Problem(link.user, 'needs %s, %s' % (
            path, why)))
