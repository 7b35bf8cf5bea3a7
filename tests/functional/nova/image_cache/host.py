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

"""A nova-compute: Nova's own periodic task with a manager of choice."""

from __future__ import annotations

from collections.abc import Callable
import os
from typing import Any
from typing import TYPE_CHECKING

from nova.compute import manager as compute_manager
from nova import context as nova_context
from nova.virt.libvirt import driver as libvirt_driver

if TYPE_CHECKING:
    from tests.functional.nova.image_cache import world as worlds

ManagerClass = Callable[[], Any]


class _Watched:
    """The manager, with a moment before each pass, and its failures."""

    def __init__(self, manager: Any, host: Host) -> None:
        self.manager = manager
        self._host = host
        self.cache_dir = manager.cache_dir

    def update(self, context: Any, all_instances: Any) -> None:
        try:
            self._host.world.between_list_and_removal()
            if not self._host.idle:
                self.manager.update(context, all_instances)
        except Exception as error:
            self._host.raised.append(repr(error))
            raise


class Host:
    """A compute node, which may be down for as long as a test likes.

    :param instances: its instances_path, which may be that of others too
    :param cell: whose database it has
    :param ours: whether the manager is
    :ivar idle: whether its passes leave the manager out
    :ivar skew: seconds by which its clock is ahead
    :ivar options: of [DEFAULT] where this host has others
    :ivar raised: what update() let out
    :ivar failed: what ended passes, wherever it came from
    """

    def __init__(self, world: worlds.World, name: str, instances: str,
                 manager: ManagerClass, cell: str = 'cell1', *,
                 ours: bool) -> None:
        self.world = world
        self.name = name
        self.instances = instances
        self.subdirectory = '_base'
        self.cell = cell
        self.ours = ours
        self.idle = False
        self.skew = 0.0
        self.options: dict[str, Any] = {}
        self.raised: list[str] = []
        self.failed: list[str] = []
        self.state_path = os.path.join(
            world.root, 'state', '%s-%s' % (cell, name))
        self._manager_class = manager
        self._compute: compute_manager.ComputeManager | None = None

    @property
    def cache(self) -> str:
        return os.path.join(self.instances, self.subdirectory)

    def rename(self, name: str) -> None:
        """Start nova-compute anew with another [DEFAULT] host."""
        self.name = name
        self.restart()

    def restart(self) -> None:
        self._compute = None

    def run(self) -> None:
        """Run a pass; what goes wrong is logged, as by the periodic task."""
        world = self.world
        world.configure(self)
        world.clock.skew = self.skew
        context = nova_context.get_admin_context()
        try:
            with world.clock.running(), (
                    world.clock.kernel_too(self.cache)), (
                    nova_context.target_cell(
                        context, world.cells[self.cell])) as targeted:
                self._process()._run_image_cache_manager_pass(targeted)
        except Exception as error:
            self.failed.append(repr(error))
        finally:
            world.clock.skew = 0.0
        world.passed(self)

    def manager(self) -> Any:
        """The manager of the process."""
        return self._process().driver.image_cache_manager.manager

    def _process(self) -> compute_manager.ComputeManager:
        """What LibvirtDriver and ComputeManager need for this task.

        Without libvirt, which has no part in it.
        """
        if self._compute is None:
            driver = libvirt_driver.LibvirtDriver.__new__(
                libvirt_driver.LibvirtDriver)
            driver.capabilities = {'has_imagecache': True}
            driver.image_cache_manager = _Watched(self._manager_class(), self)
            self._compute = compute_manager.ComputeManager.__new__(
                compute_manager.ComputeManager)
            self._compute.driver = driver
        return self._compute
