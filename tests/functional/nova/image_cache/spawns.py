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

"""A16 and its controls: a server is spawned while a pass goes on.

By Nova's own code for disks, with a base that has been in the cache for long.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from unittest import mock

from nova import objects
from nova.virt.libvirt import imagebackend

from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import world as worlds

CAUSES = cause.Causes()
World = worlds.World

#: Why ours refuses removals.
OTHER = 'other-host'

#: Takes Nova's lock as fasteners does, says so, and after a moment does what
#: the end of a spawn does: the disk is there and the base is fresh.
_HOLDER = '''
import fcntl, os, sys, time
lock, base, mtime, made, disk = sys.argv[1:]
held = open(lock, 'a')
fcntl.lockf(held, fcntl.LOCK_EX)
print('held', flush=True)
time.sleep(0.3)
os.utime(base, (float(mtime), float(mtime)))
os.rename(made, disk)
'''


def _spawn(world: World, host: hosts.Host, *, squashed: bool = False
           ) -> None:
    """What spawn does for a disk of which the base is cached already."""
    base = world.base()
    guest = world.server(host, base=None, vm_state='building',
                         task_state='spawning')
    path = guest.path('disk')
    disk = imagebackend.Qcow2(path=path)
    with contextlib.ExitStack() as stack:
        if squashed:
            stack.enter_context(mock.patch('os.utime', _squashed))
        disk.cache(_never_fetched, os.path.basename(base), safe=True)
    world.disks.append(path)
    world.need(base)


def _never_fetched(**_arguments: object) -> None:
    raise AssertionError('the base is there')


def _squashed(_path: object, *_arguments: object) -> None:
    raise PermissionError(13, 'Permission denied')


def _spawned_since_the_list(world: World, *, squashed: bool = False) -> None:
    one, two = world.share('one', 'two')
    world.base(hours=23.5)
    world.run(one, two)
    world.at_update = lambda: _spawn(world, two, squashed=squashed)
    world.run(one, after=1)


@CAUSES.loses('A16', 'spawned since the list; utime is EACCES', refused=OTHER)
def _(world: World) -> None:
    _spawned_since_the_list(world, squashed=True)


@CAUSES.loses('A16b', 'spawned since the list; the file server is behind',
              refused=OTHER)
def _(world: World) -> None:
    world.clock.of_files = -2 * 86400
    _spawned_since_the_list(world)


def _local_race(world: World) -> None:
    """A local disk; the spawn comes when the servers' disks are asked for.

    That is late: stock has its list, ours has looked at the disk.
    """
    one = world.host('one')
    guest = world.server(one, 'another')
    guest.add_swap(256)
    world.overlay(guest.path('disk.swap'), world.cached('swap_256'))
    world.base(hours=0)
    world.run(one)
    asked = objects.BlockDeviceMappingList.bdms_by_instance_uuid

    def late(*arguments: object, **named: object) -> object:
        answer = asked(*arguments, **named)
        world.between_list_and_removal()
        return answer
    world.ending.enter_context(mock.patch.object(
        objects.BlockDeviceMappingList, 'bdms_by_instance_uuid', late))

    def spawned() -> None:
        # Twice, as the first time is when update() begins.
        world.at_update = lambda: _spawn(world, one, squashed=True)
    world.at_update = spawned
    world.run(one, after=25)


@CAUSES.loses('A16c', 'local disk, spawned in mid-pass; utime is EACCES')
def _(world: World) -> None:
    _local_race(world)


@CAUSES.holds('A17', 'spawned since the list; utime works', refused=OTHER)
def _(world: World) -> None:
    _spawned_since_the_list(world)


def _spawned_under_the_lock(world: World, lock: str) -> None:
    one = world.host('one')
    base = world.base()
    world.clock.age(base, 0)
    world.run(one)
    world.wait(25)
    made = os.path.join(world.root, 'made')
    images.qcow2(made, '-b', base, '-F', 'raw')
    guest = world.server(one, base=None)
    guest.update(host='not yet')
    disk = guest.path('disk')
    with subprocess.Popen(
            [sys.executable, '-S', '-I', '-c', _HOLDER,
             lock, base, str(world.clock.now()), made, disk],
            stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline()
        world.disks.append(disk)
        world.need(base)
        world.run(one)
    guest.update(host='one')


@CAUSES.holds('A20', 'spawned while the pass waits for the lock')
def _(world: World) -> None:
    _spawned_under_the_lock(world, world.lock(world.base()))


@CAUSES.loses('C02', 'the same: is the lock still the one of its holder?')
def _(world: World) -> None:
    lock = world.lock(world.base())
    world.need(lock)
    _spawned_under_the_lock(world, lock)


@CAUSES.loses('C02b', 'the lock of a file that is removed')
def _(world: World) -> None:
    one = world.host('one')
    world.need(world.lock(world.unused))
    world.run(one)
