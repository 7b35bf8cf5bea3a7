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

"""B11: the disk cannot be looked at now, and can be later."""

from __future__ import annotations

import errno
import os

from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import world as worlds
from tests.harness import erring_mount

CAUSES = cause.Causes()
World = worlds.World

#: Why ours refuses removals.
INCOMPLETE = 'scan-incomplete'


def _linked(world: World, target: str) -> None:
    """The disk is a link, for now to a place that cannot be reached."""
    one = world.host('one')
    guest = world.server(one, base=world.base('a snapshot'))
    disk = guest.path('disk')
    elsewhere = os.path.join(world.root, 'elsewhere')
    os.rename(disk, elsewhere)
    os.symlink(target or disk, disk)

    def repair() -> None:
        os.unlink(disk)
        os.rename(elsewhere, disk)
    world.before_judgement.append(repair)
    world.run(one)


@CAUSES.loses('B11', 'the disk is a link to what is not mounted',
              refused=INCOMPLETE)
def _(world: World) -> None:
    _linked(world, '/nonexistent/volume/disk')


@CAUSES.loses('B11b', 'the disk is a link in a circle', refused=INCOMPLETE)
def _(world: World) -> None:
    _linked(world, '')


def _mounted(world: World, *, stat: int = 0, use: int = 0) -> None:
    """The disk is on storage that answers with an error."""
    one = world.host('one')
    guest = world.server(one, base=world.base('a snapshot'))
    try:
        mount = erring_mount.ErringMount(
            guest.path('disk'), stat=stat, use=use)
    except PermissionError as error:
        raise worlds.CannotBeHad(str(error)) from None
    world.ending.callback(mount.close)
    world.before_judgement.append(mount.close)
    world.run(one)


@CAUSES.loses('B11c', 'stat of the disk is ESTALE', refused=INCOMPLETE)
def _(world: World) -> None:
    _mounted(world, stat=errno.ESTALE)


@CAUSES.loses('B11d', 'stat of the disk is EACCES', refused=INCOMPLETE)
def _(world: World) -> None:
    _mounted(world, stat=errno.EACCES)


@CAUSES.loses('B11e', 'stat of the disk is EIO', refused=INCOMPLETE)
def _(world: World) -> None:
    _mounted(world, stat=errno.EIO)


@CAUSES.holds('B11f', 'open of the disk is EIO', aborts=True,
              refused=INCOMPLETE)
def _(world: World) -> None:
    _mounted(world, use=errno.EIO)
