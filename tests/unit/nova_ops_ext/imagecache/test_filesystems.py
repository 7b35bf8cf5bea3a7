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

"""Which file systems are local."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import filesystems
from nova_ops_ext.imagecache import mounts

#: By linux/magic.h and the sources of those that are not in the kernel.
MAGICS = {
    'ext2': 0xef53, 'ext3': 0xef53, 'ext4': 0xef53, 'xfs': 0x58465342,
    'btrfs': 0x9123683e, 'zfs': 0x2fc12fc1, 'f2fs': 0xf2f52010,
    'bcachefs': 0xca451a4e, 'jfs': 0x3153464a}
#: What is shared, or may be, or hides what it lies on.
OTHERS = {
    'nfs': 0x6969, 'nfs4': 0x6969, 'cifs': 0xff534d42, 'smb3': 0xfe534d42,
    'ceph': 0xc36400, 'lustre': 0x0bd00bd0, '9p': 0x01021997,
    'virtiofs': 0x65735546, 'fuse': 0x65735546, 'fuse.sshfs': 0x65735546,
    'fuse.glusterfs': 0x65735546, 'fuse.ceph-fuse': 0x65735546,
    'fuse.juicefs': 0x65735546, 'fuse.mfs': 0x65735546,
    'fuse.quobyte': 0x65735546, 'fuse.ext4': 0x65735546,
    'fuseblk': 0x65735546, 'gpfs': 0x47504653, 'gfs2': 0x01161970,
    'ocfs2': 0x7461636f, 'afs': 0x5346414f, 'beegfs': 0x19830326,
    'orangefs': 0x20030528, 'pvfs2': 0x20030528, 'panfs': 0xaad7aaea,
    'acfs': 0x61636673, 'vxfs': 0xa501fcf5, 'autofs': 0x0187,
    'overlay': 0x794c7630, 'aufs': 0x61756673, 'ecryptfs': 0xf15f,
    'tmpfs': 0x01021994, 'ramfs': 0x858458f6, 'squashfs': 0x73717368,
    'hfsplus': 0x482b, 'ntfs3': 0x7366746e, 'vfat': 0x4d44, '': 0}


def mount(kind):
    return mounts.Mount(1, '8:1', '/', '/', kind, 'source', 'rw', 'rw')


@pytest.mark.parametrize('kind', MAGICS)
def test_local(kind):
    assert filesystems.judge(MAGICS[kind], mount(kind)) == ''
    assert not filesystems.disagree(MAGICS[kind], mount(kind))


def test_the_list_is_no_longer_than_that():
    assert set(filesystems.LOCAL) == set(MAGICS)


@pytest.mark.parametrize('kind', OTHERS)
def test_all_else_is_not(kind):
    assert kind in filesystems.judge(OTHERS[kind], mount(kind)) != ''
    assert not filesystems.disagree(OTHERS[kind], mount(kind))


@pytest.mark.parametrize('local', MAGICS)
@pytest.mark.parametrize('other', OTHERS)
def test_when_the_two_disagree_it_is_not_known(local, other):
    for magic, kind in ((MAGICS[local], other), (OTHERS[other], local)):
        assert filesystems.judge(magic, mount(kind))
        assert filesystems.disagree(magic, mount(kind))


@settings(deadline=None)
@given(st.integers(0, 2 ** 32 - 1) | st.sampled_from([*MAGICS.values()]),
       st.text() | st.sampled_from([*MAGICS]))
def test_local_is_only_what_both_call_so(magic, kind):
    said = filesystems.judge(magic, mount(kind))
    assert (said == '') == (MAGICS.get(kind) == magic)


@settings(deadline=None)
@given(st.integers(0, 2 ** 32 - 1))
def test_without_a_mount_nothing_is_local(magic):
    assert filesystems.judge(magic, None)
