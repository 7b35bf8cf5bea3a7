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

"""C: what the manager knows about files is not what matters."""

from __future__ import annotations

import json
import os

from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import world as worlds

CAUSES = cause.Causes()
World = worlds.World


@CAUSES.loses('C01', 'in use for days, never touched, gone in ten minutes')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=world.base('a snapshot'))
    world.run(one)
    world.run(one, after=24)
    guest.to_resize()
    world.disks[:] = [guest.path('disk')]
    guest.update(host='elsewhere', vm_state='resized')
    world.run(one, after=0.17)


@CAUSES.loses('C03', 'a young file, and a clock that jumps ahead')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=world.base(hours=0.1))
    guest.update(host='elsewhere', task_state='migrating')
    one.skew = 30 * 86400
    world.run(one)


def _written(world: World, header: bytes) -> None:
    """A guest writes into its raw disk, which is known to be raw."""
    one = world.host('one')
    guest = world.server(one, 'another', base=None)
    disk = guest.path('disk')
    images.raw(disk)
    with open(disk, 'r+b') as written:
        written.write(header)
    with open(guest.path('disk.info'), 'w') as info:
        json.dump({disk: 'raw'}, info)
    world.server(one)
    world.run(one)


@CAUSES.holds('C04', 'a guest\'s raw disk begins like a torn qcow2',
              aborts=True)
def _(world: World) -> None:
    _written(world, b'QFI\xfb' + b'\xff' * 500)


@CAUSES.holds('C05', 'a guest\'s raw disk has a qcow2 that names a file')
def _(world: World) -> None:
    path = os.path.join(world.root, 'made by the guest')
    images.qcow2(path, '-b', world.base('a third'), '-F', 'raw')
    with open(path, 'rb') as made:
        header = made.read(1 << 16)
    _written(world, header)
