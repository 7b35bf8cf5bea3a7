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

"""What is read of libvirt and of the processes."""

import os

import pytest

from nova_ops_ext.console_audit import libvirt_node
from nova_ops_ext.console_audit import prober


MOUNTS = '''\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
36 22 0:31 / /i rw shared:2 master:3 - %s server:/x rw,vers=4.2
garbage
1 2 3:x / / rw - nfs a b
1 2 99999999999:1 / / rw - nfs a b
'''


@pytest.mark.parametrize(('kind', 'shared'), [
    ('nfs', True), ('nfs4', True), ('ceph', True), ('fuse.glusterfs', True),
    ('cifs', True), ('gfs2', True), ('ocfs2', True), ('fuse.ceph', True),
    ('xfs', False), ('tmpfs', False), ('fuseblk', False), ('btrfs', False),
])
def test_shared(kind, shared):
    class Ask:
        def ask(self, _kind, path):
            assert path == '/proc/self/mountinfo'
            return prober.Answer(prober.State.DONE, path, MOUNTS % kind)

    assert libvirt_node.shared_devices(Ask(), '/proc') == (
        {os.makedev(0, 31)} if shared else set())
