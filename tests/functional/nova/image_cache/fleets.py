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

"""A: shared storage, of which a host does not see the whole fleet.

``one`` is the host that removes; the guest is one of ``two``.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import Any
from unittest import mock

from nova.virt import storage_users

from nova_ops_ext.imagecache import markers
from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import world as worlds

CAUSES = cause.Causes()
World = worlds.World

#: Why ours refuses removals.
OTHER = 'other-host'
UNKNOWN = 'unknown-directory'


def _registry(world: World) -> str:
    return os.path.join(world.instances, 'compute_nodes')


def _lapse(world: World, *which: hosts.Host) -> None:
    """Two days in which these hosts are the only ones that are up."""
    world.run(*which, after=23.5)
    world.run(*which, after=24.6)


@CAUSES.loses('A01', 'a node is down for two days', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    _lapse(world, one)


@CAUSES.loses('A02', 'a node is down, its guest on a <sha1>_10', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two, base=world.base(suffix='_10'))
    world.run(one, two)
    world.run(one, after=23.5)
    world.run(one, after=1.5)


@CAUSES.loses('A03', 'manager_interval = -1 on all other hosts')
def _(world: World) -> None:
    one, = world.share('one')
    two = world.host('two')
    world.server(two, base=world.base(hours=0))
    world.run(one)
    world.run(one, after=25)


@CAUSES.loses('A04', 'nova-compute is stopped, the guest has the file open',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.ending.enter_context(open(world.base(), 'rb'))
    world.run(one, two)
    _lapse(world, one)


def _no_space(path: str, mode: str = 'r') -> Any:
    """open() where it empties a file, and not a byte can be written."""
    if 'w' not in mode:
        return open(path, mode)
    open(path, mode).close()
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@CAUSES.loses('A05', 'compute_nodes emptied by ENOSPC, all hosts up',
              aborts=True, refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    with mock.patch.object(storage_users, 'open', _no_space, create=True):
        world.run(one, two, after=15)
        world.run(one, two, after=15)
    world.run(one)


@CAUSES.loses('A05b', 'the same, and ours has never run before', aborts=True)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    with mock.patch.object(storage_users, 'open', _no_space, create=True):
        world.run(one, two)
    world.run(one)


def _torn(world: World, content: str, hours: float = 0.2) -> None:
    """The guest stands on what was never its own image."""
    one, two = world.share('one', 'two')
    world.server(two, base=world.base('a snapshot'))
    world.run(one, two)
    with open(_registry(world), 'w') as registry:
        registry.write(content)
    world.run(one, after=hours)


@CAUSES.loses('A06', 'compute_nodes torn', refused=OTHER)
def _(world: World) -> None:
    _torn(world, '{"one": 17628')


@CAUSES.loses('A06b', 'compute_nodes empty', refused=OTHER)
def _(world: World) -> None:
    _torn(world, '')


@CAUSES.loses('A06c', 'compute_nodes torn, after a day of power cut',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    with open(_registry(world), 'w') as registry:
        registry.write('{"one": 17628')
    world.run(one, after=25)


@CAUSES.holds('A06d', 'compute_nodes JSON, but no map', aborts=True,
              refused=OTHER)
def _(world: World) -> None:
    _torn(world, '[]')


@CAUSES.loses('A07', 'compute_nodes lost', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    os.unlink(_registry(world))
    world.run(one, after=25)


@CAUSES.loses('A07b', 'compute_nodes lost, and ours has never run before')
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    os.unlink(_registry(world))
    world.run(one)


@CAUSES.loses('A07c', 'compute_nodes lost, and our markers', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    world.run(one, after=1)
    os.unlink(_registry(world))
    shutil.rmtree(os.path.join(world.instances, markers.DIRECTORY),
                  ignore_errors=True)
    world.run(one, after=25)


@CAUSES.loses('A08', 'the clock of one host 30 days ahead', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    one.skew = 30 * 86400
    world.run(one, after=0.7)


@CAUSES.loses('A09', 'the clock of the guest\'s host two days behind',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    two.skew = -2 * 86400
    world.server(two)
    world.run(one, two)
    world.run(one, after=24.6)


@CAUSES.loses('A10', 'a host renamed, its rows keep the old name',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    two.rename('two.example.org')
    _lapse(world, one, two)


@CAUSES.loses('A11', 'another cell on the share, down for a day',
              refused='other-host, unknown-directory')
def _(world: World) -> None:
    one, _two = world.share('one', 'two')
    other = world.host('other', cell='cell2')
    world.server(other)
    world.run(other, one)
    world.run(one, after=24.6)


@CAUSES.loses('A11b', 'another cell on the share, up; a snapshot\'s base',
              refused='other-host, unknown-directory')
def _(world: World) -> None:
    one, _two = world.share('one', 'two')
    other = world.host('other', cell='cell2')
    world.server(other, base=world.base('a snapshot'))
    world.register(other)
    world.run(one)


@CAUSES.loses('A12', 'two clouds on the share, their hosts of the same name',
              refused=UNKNOWN)
def _(world: World) -> None:
    one, = world.share('one')
    other = world.host('one', cell='cell2')
    world.server(other)
    world.run(one)


@CAUSES.loses('A12b', 'the same, the other down for a day',
              refused='two-machines, unknown-directory')
def _(world: World) -> None:
    one, = world.share('one')
    other = world.host('one', cell='cell2')
    world.server(other)
    world.run(other, one)
    world.run(one, after=24.6)


@CAUSES.loses('A13', 'mount missing at boot, the host registers elsewhere',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    two.instances = os.path.join(world.root, 'below the mount')
    os.makedirs(two.cache)
    two.restart()
    _lapse(world, two, one)


@CAUSES.loses('A14', '_base a host; the guest moved, its new host is down',
              refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    one.subdirectory, two.subdirectory = '_base_one', '_base_two'
    os.makedirs(two.cache)
    base = world.base(cache='_base_one')
    world.unused = world.base('nobody wants this', cache='_base_one')
    world.server(two, base=base)
    world.run(one, two)
    _lapse(world, one)


@CAUSES.loses('A15', 'the server is being evacuated from a dead host',
              refused=OTHER)
def _(world: World) -> None:
    _one, two, three = world.share('one', 'two', 'three')
    guest = world.server(two)
    world.run(three, two)
    world.run(three, after=23.5)
    guest.update(task_state='rebuilding')
    world.run(three, after=24.6)


def _peers(world: World, suffix: str, hours: float, rounds: int) -> None:
    """Rounds of a host that is converted, each before one that is not."""
    one, three = world.share('one', 'three')
    two = world.host('two', converted=False)
    world.server(three, base=world.base(suffix=suffix))
    world.run(one, two, three)
    world.run(one, two, after=23.5)
    for _ in range(rounds):
        world.run(one, two, after=hours)


@CAUSES.loses('A21', 'a peer with stock\'s manager; a third host is down',
              refused=OTHER)
def _(world: World) -> None:
    _peers(world, '', 23, 2)


@CAUSES.loses('A21b', 'the same with <sha1>_10, a pass each 40 minutes',
              refused=OTHER)
def _(world: World) -> None:
    _peers(world, '_10', 0.66, 2)


@CAUSES.holds('A18', 'a healthy fleet', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.server(one, 'another')
    for _ in range(2):
        world.run(one, two, after=23)


@CAUSES.holds('A19', 'a node is down for 32 hours', refused=OTHER)
def _(world: World) -> None:
    one, two = world.share('one', 'two')
    world.server(two)
    world.run(one, two)
    world.run(one, after=23.5)
    world.run(one, after=8.5)
