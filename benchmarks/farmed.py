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

"""Disks of many servers, and the two managers that look at them."""

from __future__ import annotations

from collections.abc import Sequence
import itertools
import os
import shutil
from typing import Any
from unittest import mock

import nova.conf
from nova import context as nova_context
from nova import objects
from nova.virt.libvirt import imagecache as stock

from benchmarks import disk_caches
from benchmarks import memory
from nova_ops_ext import conf
from nova_ops_ext.imagecache import manager
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import references
from nova_ops_ext.imagecache import worker_process
from tests.harness import disk_farm

#: Disks that Nova's manager is given in a turn; a fifth of them has a chain.
SAMPLE = 10

CONF = nova.conf.CONF
conf.register_opts(CONF)


class Disks:
    """Servers below one instances_path, and those who look at them.

    :param path: instances_path, and beside it the record of ours
    :param count: of the servers
    :ivar memory: the most that a child had, in megabytes
    :ivar scan_seconds: which the child took for the scan in the last pass
    """

    def __init__(self, path: str, count: int) -> None:
        self.memory = self.scan_seconds = 0.0
        self.count = count
        self.path = os.path.join(path, 'instances')
        self._state = os.path.join(path, 'state')
        os.makedirs(path)
        farm = disk_farm.Farm(self.path)
        self.disks = farm.servers(count)
        self._cache, self._trash = farm.cache, farm.trash
        self._context = nova_context.get_admin_context()
        self._servers = [objects.Instance(
            uuid=_server_of(disk), host=CONF.host, image_ref='',
            kernel_id='', ramdisk_id='', task_state=None, vm_state='active')
            for disk in self.disks]
        self._samples = itertools.cycle(range(0, count, SAMPLE))
        # What is read must be all, or it is another thing that is timed.
        self.images = len(self.disks) + count // 5

    def stock(self, sample: Sequence[str]) -> None:
        """Let Nova's manager list what these disks stand on."""
        self._configure()
        theirs = stock.ImageCacheManager()
        theirs._reset_state()
        theirs.instance_names = set(map(_server_of, sample))
        listed = theirs._list_backing_images()
        assert len(listed) == len(sample), listed

    def sample(self) -> list[str]:
        """Give the next disks for Nova's manager."""
        start = next(self._samples)
        return self.disks[start:start + SAMPLE]

    def scan(self, _prepared: object = None) -> references.Scan:
        """Do our scan in this process."""
        found = references.scan(self.path, self._cache, self._trash,
                                progress.Silent())
        assert found.disks == self.images and not found.problems
        return found

    def whole_pass(self, _prepared: object = None) -> None:
        """Do all of ours: Nova's list, the child, the decisions, the log."""
        self._configure()
        reports: list[Any] = []
        with mock.patch.object(worker_process, 'Worker',
                               _weighing(self, reports)):
            manager.GuardedImageCacheManager().update(
                self._context, self._servers)
        assert reports and reports[-1]['disks'] == self.images, reports
        self.scan_seconds = reports[-1]['scan_seconds']
        # Nothing was left out, and nothing may go.
        assert reports[-1]['complete'], reports[-1]['refusals']
        assert not reports[-1]['acted']

    def drop(self, _prepared: object = None) -> str:
        """Make the kernel forget them."""
        return disk_caches.drop(os.path.dirname(self.path))

    def clear(self) -> None:
        """Remove them."""
        shutil.rmtree(os.path.dirname(self.path))

    def _configure(self) -> None:
        CONF.set_override('instances_path', self.path)
        CONF.set_override('state_path', self._state)
        CONF.set_override('removal', 'trash', group='ops_image_cache')


def _weighing(disks: Disks, reports: list[Any]) -> type[Any]:
    class Weighed(worker_process.Worker):
        """Notes what the child says, and its memory after each answer."""

        def ask(self, name: str, **arguments: Any) -> Any:
            answer = super().ask(name, **arguments)
            disks.memory = max(disks.memory, memory.peak(self.pid))
            if name == 'conclude':
                reports.append(answer)
            return answer

    return Weighed


def _server_of(disk: str) -> str:
    return os.path.basename(os.path.dirname(disk))
