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

"""Which file systems only this node can write.  Pure.

What is not on the list counts as shared, so that a file system that nobody
thought of refuses.
"""

from __future__ import annotations

from nova_ops_ext.imagecache import mounts

#: What mountinfo calls them, and what statfs says.
LOCAL = {
    'ext2': 0xef53,
    'ext3': 0xef53,
    'ext4': 0xef53,
    'xfs': 0x58465342,
    'btrfs': 0x9123683e,
    'zfs': 0x2fc12fc1,
    'f2fs': 0xf2f52010,
    'bcachefs': 0xca451a4e,
    'jfs': 0x3153464a,
}
_MAGICS = frozenset(LOCAL.values())


def judge(f_type: int, mount: mounts.Mount | None) -> str:
    """Tell why a file system may not be local; empty if it is."""
    if mount is None:
        return 'no mount is known for it'
    if f_type == LOCAL.get(mount.type):
        return ''
    if disagree(f_type, mount):
        return 'mountinfo calls it %s, but statfs says 0x%x' % (
            mount.type, f_type)
    return ('%s (of %s at %s) is not known to be of this node only' %
            (mount.type, mount.source or 'nothing', mount.point))


def disagree(f_type: int, mount: mounts.Mount) -> bool:
    """Tell whether one of the two says local and the other does not."""
    return (f_type != LOCAL.get(mount.type)
            and (mount.type in LOCAL or f_type in _MAGICS))
