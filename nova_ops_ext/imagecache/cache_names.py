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


"""The names that Nova gives to the files of its cache.

Source: nova.virt.libvirt.imagecache, nova.virt.libvirt.driver.
"""

from __future__ import annotations

import enum
import hashlib

_DIGEST = 40
_HEX = frozenset('0123456789abcdef')


class Kind(enum.Enum):
    """What a file of the cache is."""

    IMAGE = 'image'
    RESIZED = 'resized'
    SWAP = 'swap'
    EPHEMERAL = 'ephemeral'


def kind(name: str) -> Kind | None:
    """Tell what a file is by its name; None for a name that is not Nova's."""
    head, *tail = name.split('_')
    if len(head) == _DIGEST and _HEX.issuperset(head):
        if not tail:
            return Kind.IMAGE
        if len(tail) == 1 and (tail[0] == 'sm' or _number(tail[0])):
            return Kind.RESIZED
    elif head == 'swap' and len(tail) == 1 and _number(tail[0]):
        return Kind.SWAP
    elif (head == 'ephemeral' and len(tail) == 2 and _number(tail[0])
            and len(tail[1]) == 7 and tail[1].isascii()
            and tail[1].isalnum()):
        return Kind.EPHEMERAL
    return None


def family(name: str) -> str:
    """Give what all files have in common that a need of one may mean.

    An image is needed in all its sizes; an ephemeral disk with all file
    systems, since hosts may differ in their default.
    """
    found = kind(name)
    if found is Kind.RESIZED or found is Kind.EPHEMERAL:
        return name[:name.rindex('_')]
    return name


def image(image_id: str) -> str:
    """Give the family of a Glance image, also of a kernel or ramdisk."""
    return hashlib.sha1(  # noqa: S324 - a name, as Nova makes it
        image_id.encode()).hexdigest()


def swap(megabytes: int) -> str:
    """Give the family of a swap disk."""
    return 'swap_%d' % megabytes


def ephemeral(gigabytes: int) -> str:
    """Give the family of an ephemeral disk."""
    return 'ephemeral_%d' % gigabytes


def stem(directory: str) -> str:
    """Give the name of a server's directory without what Nova added to it.

    A resize appends ``_resize``, a deletion ``_del``.
    """
    return directory.partition('_')[0]


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()
