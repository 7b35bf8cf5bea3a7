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

"""A small world: hosts, an instances_path, servers, days that pass."""

from __future__ import annotations

from collections.abc import Callable
import contextlib
import hashlib
import os
import shutil
from typing import Any
import uuid

from nova import context as nova_context
from nova.db.main import api as db
from nova.db.main import models
from nova import test
from nova.virt.libvirt import imagecache as stock
from nova.virt import storage_users

from nova_ops_ext.imagecache import manager
from tests.functional.nova.image_cache import clock
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import servers

STOCK = 'stock'
OBSERVE = 'observe'
TRASH = 'trash'

#: Why ours keeps most of what is needed.
REFERENCED = 'referenced'
#: How old what was always there is, in hours.
LONG_AGO = 40 * 24


def image_id(name: str) -> str:
    """The id of an image in Glance."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def cache_name(name: str) -> str:
    """What Nova calls the image in the cache."""
    return hashlib.sha1(image_id(name).encode()).hexdigest()


class CannotBeHad(Exception):
    """This machine does not let the world be as it should."""


class World:
    """Built for one run of one cause.

    :param mode: STOCK, or the removal option of ours
    :ivar needed: cache files without which a disk cannot be opened, and
        which file each was when the disk was made
    :ivar disks: the disks of guests that exist
    :ivar missing: needed files that were not there after some pass
    :ivar early: whether one was missing before the last round
    :ivar at_update: happens when the next pass has its list of servers
    :ivar before_judgement: what makes disks that could not be reached
        reachable
    :ivar ending: what is to be undone
    """

    def __init__(self, case: test.TestCase, root: str, mode: str) -> None:
        self.case = case
        self.root = root
        self.mode = mode
        self.instances = os.path.join(root, 'instances')
        self.cells = case.cell_mappings
        self.clock = clock.Clock()
        self.hosts: list[hosts.Host] = []
        self.needed: dict[str, tuple[int, int]] = {}
        self.disks: list[str] = []
        self.missing: list[str] = []
        self.rounds = 0
        self.early = False
        self.last: list[hosts.Host] = []
        self.at_update: Callable[[], None] | None = None
        self.before_judgement: list[Callable[[], None]] = []
        self.ending = contextlib.ExitStack()
        os.makedirs(os.path.join(self.instances, '_base'))
        #: Nobody needs it: where it goes, removal works.
        self.unused = self.base('nobody wants this')

    # Hosts

    def host(self, name: str, *, cell: str = 'cell1',
             instances: str = '', converted: bool = True) -> hosts.Host:
        """A host; unless it is converted, it has Nova's manager anyway."""
        ours = converted and self.mode != STOCK
        found = hosts.Host(
            self, name, instances or self.instances,
            manager.GuardedImageCacheManager if ours
            else stock.ImageCacheManager, cell, ours=ours)
        self.hosts.append(found)
        return found

    def share(self, *names: str) -> list[hosts.Host]:
        """Hosts with one instances_path, where all of them are registered."""
        self.shared()
        found = [self.host(name) for name in names]
        for host in found:
            self.register(host)
        return found

    def shared(self) -> None:
        """Let files have the time of their server."""
        self.clock.of_files = self.clock.of_files or 0.0

    def register(self, host: hosts.Host) -> None:
        """What a pass begins with."""
        self.configure(host)
        with self.clock.running():
            storage_users.register_storage_use(host.instances, host.name)

    def configure(self, host: hosts.Host) -> None:
        """Make the configuration that of the host."""
        flags = self.case.flags
        flags(host=host.name, instances_path=host.instances,
              state_path=host.state_path, default_ephemeral_format=None)
        flags(**host.options)
        flags(subdirectory_name=host.subdirectory, group='image_cache')
        if self.mode != STOCK:
            # As eager as can be.
            flags(removal=self.mode, minimum_passes=1, trash_retention=3600,
                  group='ops_image_cache')

    # What is on the disk

    def base(self, image: str = 'linux', suffix: str = '', *,
             hours: float = LONG_AGO, cache: str = '',
             backing: str = '') -> str:
        """A file of the cache for the image, made if need be."""
        return self.cached(cache_name(image) + suffix, hours=hours,
                           cache=cache, backing=backing)

    def cached(self, name: str, *, hours: float = LONG_AGO,
               cache: str = '', backing: str = '') -> str:
        """A file of the cache."""
        directory = os.path.join(self.instances, cache or '_base')
        os.makedirs(directory, exist_ok=True)
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            if backing:
                images.qcow2(path, '-b', backing, '-F', 'raw')
                self.need(backing)
            else:
                images.raw(path)
            self.clock.age(path, hours)
        return path

    def need(self, path: str) -> None:
        """A guest cannot do without the file from now on."""
        self.needed[path] = images.identity(path) or (0, 0)

    def overlay(self, path: str, base: str, *, named: str = '',
                form: str = 'raw') -> str:
        """A disk on top of the base, which it knows by this name."""
        images.qcow2(path, '-b', named or base, '-F', form,
                     once=bool(named) and not os.path.isabs(named))
        self.need(base)
        self.disks.append(path)
        return path

    def server(self, host: hosts.Host, image: str = 'linux', *,
               base: str | None = '', disk: str = 'disk',
               **fields: Any) -> servers.Server:
        """A server with a disk.

        :param base: what the disk stands on, if not the image; None: no disk
        """
        context = nova_context.get_admin_context()
        nova_context.set_target_cell(context, self.cells[host.cell])
        self.configure(host)
        found = servers.Server(context, host.instances, host.name,
                               image_id(image), **fields)
        if base is not None:
            self.overlay(found.path(disk), base or self.base(image))
        return found

    def lock(self, path: str) -> str:
        """Nova's lock for a file of the cache, as who took it left it."""
        directory = os.path.join(self.instances, 'locks')
        os.makedirs(directory, exist_ok=True)
        lock = os.path.join(directory, 'nova-' + os.path.basename(path))
        open(lock, 'a').close()
        return lock

    # What happens

    def wait(self, hours: float) -> None:
        self.clock.wait(hours)

    def run(self, *which: hosts.Host, after: float = 0) -> None:
        """A pass of each host, after so many hours."""
        self.wait(after)
        self.rounds += 1
        self.early = bool(self.missing)
        for host in which:
            # Who only observes does nothing that later passes depend on,
            # unless others look at what it touches.
            host.idle = self.mode == OBSERVE and not self.mixed
            host.run()
        self.last = list(which)

    def run_ours(self, after: float, before: Callable[
            [hosts.Host], None] = lambda host: None) -> None:
        """A further pass of each host of the last round that has ours.

        :param before: is done before each
        """
        self.wait(after)
        for host in self.last:
            if host.ours:
                host.idle = False
                before(host)
                host.run()

    @property
    def mixed(self) -> bool:
        """Whether some hosts have ours and some have not."""
        return len({host.ours for host in self.hosts}) > 1

    def between_list_and_removal(self) -> None:
        """Called when a manager has got the list of servers."""
        if self.at_update is not None:
            happening, self.at_update = self.at_update, None
            happening()

    def passed(self, host: hosts.Host) -> None:
        """Look whether anything went with this pass."""
        for path, identity in self.needed.items():
            if images.identity(path) != identity:
                self.missing.append('%s, round %d, %s' % (
                    os.path.relpath(path, self.root), self.rounds,
                    host.name))

    def broken(self) -> list[str]:
        """What is the matter with the disks that cannot be opened."""
        return [why for why in map(images.broken, self.disks) if why]

    def close(self) -> None:
        """Clear away, and have no servers in the databases."""
        self.ending.close()
        for name in {host.cell for host in self.hosts}:
            context = nova_context.get_admin_context()
            nova_context.set_target_cell(context, self.cells[name])
            with db.get_context_manager(context).writer.using(
                    context) as session:
                for model in (models.BlockDeviceMapping, models.Instance):
                    session.query(model).delete()
        shutil.rmtree(self.root)
