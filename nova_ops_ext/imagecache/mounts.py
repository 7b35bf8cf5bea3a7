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

"""Reads what the kernel tells about mounts.  Pure."""

from __future__ import annotations

from typing import NamedTuple

from nova_ops_ext.imagecache import escaped


class Mount(NamedTuple):
    """A line of ``/proc/self/mountinfo``.

    :ivar device: major and minor number, as in ``8:1``; of btrfs not that
        which stat gives for its files
    :ivar root: what of the file system is mounted
    :ivar point: where
    """

    id: int
    device: str
    root: str
    point: str
    type: str
    source: str
    options: str
    super_options: str


def parse(text: str) -> dict[int, Mount]:
    """Read mountinfo.

    A line that is not understood is left out, and so is an id that two lines
    claim: a path below has no mount then, and that refuses.
    """
    mounts: dict[int, Mount] = {}
    twice: set[int] = set()
    # Names may hold what splitlines takes for the end of a line.
    for line in text.split('\n'):
        mount = _line(line)
        if mount is None:
            continue
        if mount.id in mounts and mounts[mount.id] != mount:
            twice.add(mount.id)
        mounts[mount.id] = mount
    for number in twice:
        del mounts[number]
    return mounts


def _line(line: str) -> Mount | None:
    # A source may be empty, so each space counts.
    fields = line.split(' ')
    try:
        end = fields.index('-', 6)
        number, device, root, point, options = (
            fields[0], fields[2], fields[3], fields[4], fields[5])
        kind, source = fields[end + 1], fields[end + 2]
    except (ValueError, IndexError):
        return None
    major, _colon, minor = device.partition(':')
    if not (_number(number) and _number(major) and _number(minor) and kind):
        return None
    point = escaped.plain(point)
    if not point.startswith('/'):
        return None
    return Mount(int(number), device, escaped.plain(root), point,
                 escaped.plain(kind), escaped.plain(source), options,
                 ' '.join(fields[end + 3:]))


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


def mount_id(fdinfo: str) -> int | None:
    """Read of which mount an open file is from ``/proc/self/fdinfo``."""
    for line in fdinfo.split('\n'):
        name, _colon, value = line.partition(':')
        value = value.strip(' \t')
        if name == 'mnt_id' and _number(value):
            return int(value)
    return None


def below(path: str, above: str) -> bool:
    """Tell whether a path is another, or lies below it."""
    return (path + '/').startswith(above.rstrip('/') + '/')


def inside(mount: Mount, path: str) -> str:
    """Give the path counted from the root of the file system.

    It is the same for all mounts of one file system, so it shows what a bind
    mount hides.
    """
    rest = path[len(mount.point.rstrip('/')):]
    return (mount.root.rstrip('/') + rest).rstrip('/') or '/'
