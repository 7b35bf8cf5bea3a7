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

"""Which file refers to which, and who may be believed.

Whatever a header refers to is kept.  More than that, such as a complaint about
a file that is gone, comes only from headers that a guest cannot have written.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
import os
from typing import NamedTuple

from nova_ops_ext.imagecache import backing_name
from nova_ops_ext.imagecache import disk_info
from nova_ops_ext.imagecache import qcow2
from nova_ops_ext.imagecache import server_directory

# Formats whose references are understood, and others of which QEMU supports
# none; those of the rest, as vmdk, are not.
_KNOWN = frozenset((None, 'raw', 'qcow2', 'qcow', 'luks', 'qed',
                    'vdi', 'vpc', 'vhdx', 'parallels'))
# Given to the guest by QEMU, which never opens them as images.  The user of
# the server may have written them, and Nova may call them what they look like.
_NO_IMAGES = frozenset(('kernel', 'ramdisk', 'kernel.rescue',
                        'ramdisk.rescue'))
_DEEPEST = 64


class Link(NamedTuple):
    """A reference.

    :ivar user: path of the image that needs something
    :ivar paths: of what it needs; if more than one, it is one of them
    :ivar format: as which QEMU opens that; None if it guesses
    """

    user: str
    paths: tuple[str, ...]
    format: str | None


def of_header(user: str, directories: Collection[str], header: qcow2.Header
              ) -> Iterator[Link]:
    """Give the links of an image.

    :param directories: from which a relative name may count, best first
    :raises qcow2.NotUnderstood: at the first that is not understood
    """
    if header.data_file is not None:
        # A relative name counts from where the process was started, and that
        # is / for those of libvirt.
        yield from _named(user, (*directories, '/'), header.data_file, 'raw')
    if header.backing is not None:
        yield from _named(user, directories, header.backing,
                          header.backing_format)


def _named(user: str, directories: Collection[str], name: bytes,
           format_: str | None) -> Iterator[Link]:
    ways = [backing_name.targets(name, one) for one in directories]
    for same in zip(*ways, strict=True):
        kind = _laid_on(format_, same[0].format)
        yield Link(user, tuple(dict.fromkeys(one.path for one in same)), kind)
        if kind not in _KNOWN:
            raise qcow2.NotUnderstood(
                'what a file of format %r refers to is not known' % kind)


def _laid_on(said: str | None, named: str | None) -> str | None:
    """Take the one that tells less of what is below to be harmless."""
    if said is None or named is None:
        return said or named
    return named if said == 'raw' else said


class Belief:
    """Tells which images may have been written by a guest.

    :param links: gives all of them
    :param real: gives the real path of a path
    """

    def __init__(self, links: Callable[[], Iterator[Link]],
                 real: dict[str, str]) -> None:
        self._real = real
        self._users: dict[str, list[Link]] | None = None
        self._links = links
        self._raw: dict[str, bool] = {}
        self._declared: dict[str, Collection[str]] = {}

    def is_raw(self, path: str, depth: int = 0) -> bool:
        """Tell whether an image is opened as raw, whatever is in it.

        That is one that Nova made as raw, a kernel or ramdisk, or one on which
        other images lie that all say so.
        """
        real = self._real.get(path, path)
        return self._is_declared(path) or self._is_declared(real) or (
            self._is_laid_on(real, depth))

    def is_needed(self, path: str) -> bool:
        """Tell whether an image lies on it that no guest can have written."""
        return any(not self.is_raw(one.user) for one in self._of(
            self._real.get(path, path)))

    def _is_laid_on(self, real: str, depth: int) -> bool:
        known = self._raw.get(real)
        if known is None:
            # What refers to itself, by whatever way, cannot be opened so:
            # on the way back such a link counts as if from a guest.
            self._raw[real] = True
            known = depth < _DEEPEST and {
                one.format for one in self._of(real)
                if not self.is_raw(one.user, depth + 1)} == {'raw'}
            self._raw[real] = known
        return known

    def _is_declared(self, path: str) -> bool:
        directory, name = os.path.split(path)
        if name in _NO_IMAGES and server_directory.is_one(
                os.path.basename(directory)):
            return True
        if directory not in self._declared:
            self._declared[directory] = disk_info.raw(directory)
        return name in self._declared[directory]

    def _of(self, real: str) -> list[Link]:
        if self._users is None:
            self._users = {}
            for link in self._links():
                for path in {self._real.get(one, one) for one in link.paths}:
                    self._users.setdefault(path, []).append(link)
        return self._users.get(real, [])
