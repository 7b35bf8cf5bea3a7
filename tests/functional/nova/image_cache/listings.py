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

"""B: a local disk, one host, and files that no list of servers tells of."""

from __future__ import annotations

import os
from typing import Any

import nova.privsep.fs

from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import servers
from tests.functional.nova.image_cache import world as worlds

CAUSES = cause.Causes()
World = worlds.World

#: Why ours refuses removals.
OTHER = 'other-host'
UNKNOWN = 'unknown-directory'


def ephemeral(gigabytes: int, form: str = 'vfat') -> str:
    """What Nova calls the base of an ephemeral disk."""
    return 'ephemeral_%d_%s' % (
        gigabytes, nova.privsep.fs._get_hash_str(form)[:7])


def alone(world: World, **fields: Any) -> tuple[hosts.Host, servers.Server]:
    """A host with a server, after a pass."""
    one = world.host('one')
    guest = world.server(one, **fields)
    world.run(one)
    return one, guest


def _resizing(world: World, state: str) -> None:
    one, guest = alone(world)
    guest.to_resize()
    world.disks[:] = [guest.path('disk')]
    guest.update(host='elsewhere', vm_state=state)
    world.run(one, after=24.6)


@CAUSES.loses('B01', 'cold migration to elsewhere, not yet confirmed')
def _(world: World) -> None:
    _resizing(world, 'resized')


@CAUSES.loses('B01b', 'the same, its swap disk')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one)
    guest.add_swap(512)
    world.overlay(guest.path('disk.swap'), world.cached('swap_512'))
    world.run(one)
    guest.to_resize()
    world.disks[:] = [guest.path('disk'), guest.path('disk.swap')]
    guest.update(host='elsewhere', vm_state='resized')
    # Another server needs the image, so that only the swap is at stake.
    world.server(one)
    world.run(one, after=24.6)


@CAUSES.loses('B02', 'finish_resize failed, the only copy is in _resize')
def _(world: World) -> None:
    _resizing(world, 'error')


@CAUSES.loses('B03', 'cross-cell resize: the row of the source is hidden')
def _(world: World) -> None:
    one, guest = alone(world)
    guest.update(hidden=True, vm_state='resized')
    world.run(one, after=24.6)


@CAUSES.loses('B04', 'a second ephemeral disk of another size')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one)
    for number, size in enumerate((10, 20)):
        guest.add_ephemeral(size)
        world.overlay(guest.path('disk.eph%d' % number),
                      world.cached(ephemeral(size)))
    world.run(one)


def _formatted(world: World, **options: str) -> None:
    one = world.host('one')
    guest = world.server(one)
    guest.add_ephemeral(10)
    world.overlay(guest.path('disk.eph0'), world.cached(ephemeral(10)))
    world.run(one)
    one.options.update(options)
    one.restart()
    world.run(one, after=24.6)


@CAUSES.loses('B05', 'default_ephemeral_format changed')
def _(world: World) -> None:
    _formatted(world, default_ephemeral_format='ext4')


@CAUSES.loses('B05b', 'virt_mkfs changed')
def _(world: World) -> None:
    world.ending.callback(
        setattr, nova.privsep.fs, '_DEFAULT_MKFS_COMMAND',
        nova.privsep.fs._DEFAULT_MKFS_COMMAND)
    world.ending.callback(nova.privsep.fs._MKFS_COMMAND.pop, 'default', None)
    world.at_update = lambda: setattr(
        world, 'at_update', lambda: nova.privsep.fs.load_mkfs_command(
            'default', 'mkfs.ext4 -L %(fs_label)s %(target)s'))
    _formatted(world)


@CAUSES.loses('B06', 'resize on the same host to another size of swap')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, flavor=servers.flavor(swap=512))
    swap = guest.add_swap(512)
    world.overlay(guest.path('disk.swap'), world.cached('swap_512'))
    world.run(one)
    guest.to_resize()
    world.disks[:] = [guest.path('disk'), guest.path('disk.swap')]
    swap.volume_size = 1024
    swap.save()
    guest.resize(servers.flavor(swap=1024))
    world.run(one, after=24.6)


@CAUSES.loses('B07', 'rescued for a day with another image')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, vm_state='rescued')
    world.overlay(guest.path('disk.rescue'), world.base('rescue'))
    world.run(one)


@CAUSES.loses('B08', 'a chain of three, its middle in the cache')
def _(world: World) -> None:
    middle = world.base('a snapshot', backing=world.base('its base'))
    one = world.host('one')
    guest = world.server(one, base=None)
    world.overlay(guest.path('disk'), middle, form='qcow2')
    world.run(one)


@CAUSES.loses('B08b', 'a chain of three, its middle beside the disk')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=None)
    middle = guest.path('disk.middle')
    world.overlay(middle, world.base('a snapshot'))
    world.overlay(guest.path('disk'), middle, form='qcow2')
    world.run(one)


@CAUSES.loses('B09', 'the active layer is not called disk')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one, base=world.base('a snapshot'), disk='disk.snap1')
    world.run(one)


def _described(base: str, *, nested: bool) -> str:
    """A backing file in QEMU's own words."""
    if nested:
        return ('json:{"driver": "raw", "file": {"driver": "file", '
                '"filename": "%s"}}' % base)
    return 'json:{"file.driver": "file", "file.filename": "%s"}' % base


@CAUSES.loses('B10', 'a backing file told as json:')
def _(world: World) -> None:
    one = world.host('one')
    base = world.base('a snapshot')
    guest = world.server(one, base=None)
    world.overlay(guest.path('disk'), base,
                  named=_described(base, nested=True))
    world.run(one)


@CAUSES.loses('B10b', 'the same with dots')
def _(world: World) -> None:
    one = world.host('one')
    base = world.base('a snapshot')
    guest = world.server(one, base=None)
    world.overlay(guest.path('disk'), base,
                  named=_described(base, nested=False))
    world.run(one)


@CAUSES.loses('B12', 'the database restored from a backup', refused=UNKNOWN)
def _(world: World) -> None:
    one, guest = alone(world)
    guest.delete_row()
    world.run(one, after=24.6)


@CAUSES.loses('B13', 'another database, in which there are no servers',
              refused=UNKNOWN)
def _(world: World) -> None:
    one, _guest = alone(world)
    one.cell = 'cell2'
    world.run(one, after=24.6)


@CAUSES.loses('B14', 'the host renamed, its rows keep the old name',
              refused=OTHER)
def _(world: World) -> None:
    one, _guest = alone(world)
    one.rename('one.example.org')
    world.run(one, after=23.5)
    world.run(one, after=24.6)


@CAUSES.loses('B15', 'an external data file in the cache',
              why='referenced, unknown-name')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one)
    data = os.path.join(one.cache, worlds.cache_name('linux') + '_data')
    path = guest.path('disk.1')
    images.qcow2(path, '-o', 'data_file=%s' % data, once=True)
    world.clock.age(data, worlds.LONG_AGO)
    guest.update(image_ref='')
    world.need(data)
    world.disks.append(path)
    world.run(one)


@CAUSES.loses('B16', 'a snapshot that is being taken for a day')
def _(world: World) -> None:
    one = world.host('one')
    world.server(one, base=None)
    directory = os.path.join(world.instances, 'snapshots', 'tmpx5c2e0')
    os.makedirs(directory)
    world.overlay(os.path.join(directory, '2d1a.delta'),
                  world.base('a snapshot'))
    world.run(one)


@CAUSES.loses('B17', 'a block migration to here that takes a day')
def _(world: World) -> None:
    one = world.host('one')
    guest = world.server(one, base=world.base(hours=0))
    guest.update(host='elsewhere', task_state='migrating')
    world.run(one)
    world.run(one, after=24.6)
