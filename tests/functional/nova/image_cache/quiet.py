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

"""B20 and what is no problem: stock keeps the base, or nobody needs it."""

from __future__ import annotations

import os

from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import world as worlds

CAUSES = cause.Causes()
World = worlds.World

#: Why ours refuses removals.
OTHER = 'other-host'


def _days(world: World, *which: hosts.Host) -> None:
    world.run(*which)
    world.run(*which, after=24.6)


def _in_state(world: World, **fields: str) -> None:
    one = world.host('one')
    world.server(one, **fields)
    _days(world, one)


@CAUSES.holds('B20a', 'SOFT_DELETED')
def _(world: World) -> None:
    _in_state(world, vm_state='soft-delete')


@CAUSES.holds('B20b', 'SHELVED')
def _(world: World) -> None:
    _in_state(world, vm_state='shelved')


@CAUSES.holds('B20c', 'a relative backing file')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=None)
    base = world.base('a snapshot')
    path = guest.path('disk')
    world.overlay(path, base, named='../_base/' + os.path.basename(base))
    _days(world, one)


@CAUSES.holds('B20d', 'a directory instance-0000000x')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=world.base('a snapshot'))
    guest.move_directory(guest.legacy_name)
    world.disks[:] = [guest.path('disk')]
    _days(world, one)


@CAUSES.holds('B20e', 'unshelved: on a snapshot, and listed')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one, base=world.base('a snapshot'))
    _days(world, one)


@CAUSES.holds('B20f', 'a legacy <sha1>_sm')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one, base=world.base(suffix='_sm'))
    _days(world, one)


@CAUSES.holds('B20g', 'resize on the same host, not yet confirmed')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, vm_state='resized',
                         base=world.base('a snapshot'))
    guest.to_resize()
    world.disks[:] = [guest.path('disk')]
    _days(world, one)


@CAUSES.holds('N01', 'SHELVED_OFFLOADED: no disk is left')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=None, vm_state='shelved_offloaded')
    guest.update(host=None)
    world.base()
    _days(world, one)


@CAUSES.holds('N02', 'a flat disk, which needs no base')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=None)
    images.raw(guest.path('disk'))
    world.disks.append(guest.path('disk'))
    world.base()
    _days(world, one)


@CAUSES.holds('N03', 'kernel and ramdisk, of which the server has copies')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, kernel_id=worlds.image_id('kernel'),
                         ramdisk_id=worlds.image_id('ramdisk'))
    for name in ('kernel', 'ramdisk'):
        world.base(name)
        images.raw(guest.path(name), 4096)
    _days(world, one)


@CAUSES.holds('N04', 'subdirectory_name changed: nobody looks at the old')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one)
    one.subdirectory = '_base2'
    world.unused = world.base('nobody wants this', cache='_base2')
    _days(world, one)


@CAUSES.holds('N05', 'a server that is being built, no disk yet',
              why='needed-by-server')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one, base=None, vm_state='building')
    world.need(world.base())
    _days(world, one)


@CAUSES.holds('N06', 'just spawned, and not in the list of a lagging replica')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one)
    world.run(one)
    guest.update(host='not yet')
    world.clock.age(world.base(), 0)
    world.run(one, after=0.66)
    guest.update(host='one')


@CAUSES.holds('N07', 'a direct backing, listed, on a share of two hosts',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two, base=world.base('a snapshot'))
    world.run(one, two)
    world.run(one, two, after=20)
