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


"""What must keep a pass from removing anything: put, seen, and mended."""

from __future__ import annotations

from collections.abc import Callable
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
from typing import NamedTuple

from tests.harness import cache_world
from tests.harness import opened_by_qemu

_JUNK = opened_by_qemu.MAGIC + b'\0\0\0\x63junk'


class Hazard(NamedTuple):
    """One of them.

    :ivar put: has it
    :ivar is_there: looks for it
    :ivar mend: ends it
    :ivar reasons: that a report is to give
    """

    put: Callable[[cache_world.World], None]
    is_there: Callable[[cache_world.World], bool]
    mend: Callable[[cache_world.World], None]
    reasons: frozenset[str]


def there(world: cache_world.World, roots: list[str]) -> set[str]:
    """Name those that are there.

    :param roots: of the world
    """
    found = {name for name, one in HAZARDS.items() if one.is_there(world)}
    names = {os.path.basename(path) for path in roots}
    return found | names & {'junk', 'dangling'}


def record(world: cache_world.World, name: str) -> str:
    """Give the path of a file of our record."""
    return '%s/%s/%s' % (world.state, hashlib.sha1(
        world.instances.encode()).hexdigest()[:12], name)


def pins(world: cache_world.World) -> set[str] | None:
    """Give the names that are pinned; None if nobody can tell."""
    try:
        return set(json.loads(pathlib.Path(
            record(world, 'pins.json')).read_text()))
    except FileNotFoundError:
        return set()
    except ValueError:
        return None


def _acknowledged(world: cache_world.World) -> str:
    try:
        return pathlib.Path(record(world, 'acks.json')).read_text()
    except FileNotFoundError:
        return ''


def _marker(world: cache_world.World, host: str) -> str:
    return '%s/ops_ext_hosts/%s' % (world.instances, host)


def _put_marker(world: cache_world.World) -> None:
    os.makedirs(os.path.dirname(_marker(world, '')), exist_ok=True)
    pathlib.Path(_marker(world, cache_world.OTHER)).write_text('{}')


def _put_registry(world: cache_world.World) -> None:
    pathlib.Path(world.instances, 'compute_nodes').write_text(
        world.rng.choice((json.dumps({
            cache_world.HOST: 1.0, cache_world.OTHER: 2.0}), '', '{', '[]')))


def _put_twin(world: cache_world.World) -> None:
    with contextlib.suppress(FileNotFoundError):
        path = pathlib.Path(_marker(world, cache_world.HOST))
        path.write_text(json.dumps({
            **json.loads(path.read_text()), 'nonce': '0' * 32}))


def _has_twin(world: cache_world.World) -> bool:
    try:
        return '"%s"' % ('0' * 32) in pathlib.Path(_marker(
            world, cache_world.HOST)).read_text()
    except FileNotFoundError:
        return False


def _put_junk(world: cache_world.World) -> None:
    for name in world.directories()[:1]:
        pathlib.Path(world.instances, name, 'junk').write_bytes(_JUNK)


def _put_dangling(world: cache_world.World) -> None:
    for name in world.directories()[-1:]:
        with contextlib.suppress(FileExistsError):
            os.symlink('/nowhere/at/all', '%s/%s/dangling' % (
                world.instances, name))


def _among_roots(_world: cache_world.World) -> bool:
    return False


def _unlink_all(world: cache_world.World, name: str) -> None:
    _unlink([path for path in world.roots()
             if os.path.basename(path) == name])


def _unlink(paths: list[str]) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def _unknown(world: cache_world.World) -> bool:
    said = _acknowledged(world)
    return any(name.partition('_')[0] in world.unknown
               and '"directory:%s"' % name not in said
               for name in world.directories())


def _put_pins(world: cache_world.World) -> None:
    path = record(world, 'pins.json')
    if os.path.isdir(os.path.dirname(path)):
        pathlib.Path(path).write_text(world.rng.choice(('', '[]', '{"a')))


def _not_complete(world: cache_world.World) -> None:
    world.complete = False


def _complete(world: cache_world.World) -> None:
    world.complete = True


def _forget_hosts(world: cache_world.World) -> None:
    world.remembered = False
    shutil.rmtree(record(world, 'hosts'), ignore_errors=True)


HAZARDS = {
    'marker': Hazard(
        _put_marker, lambda world: os.path.exists(
            _marker(world, cache_world.OTHER)),
        lambda world: _unlink([_marker(world, cache_world.OTHER)]),
        frozenset(('other-host',))),
    'registry': Hazard(
        _put_registry, lambda world: os.path.exists(
            world.instances + '/compute_nodes'),
        lambda world: _unlink([world.instances + '/compute_nodes']),
        frozenset(('other-host', 'state-unreadable'))),
    'remembered': Hazard(
        lambda world: None, lambda world: world.remembered, _forget_hosts,
        frozenset(('other-host',))),
    'server-host': Hazard(
        lambda world: world.hosts.add(cache_world.OTHER),
        lambda world: cache_world.OTHER in world.hosts,
        lambda world: world.hosts.discard(cache_world.OTHER),
        frozenset(('other-host',))),
    'twin': Hazard(
        _put_twin, _has_twin,
        lambda world: _unlink([_marker(world, cache_world.HOST)]
                              if _has_twin(world) else []),
        frozenset(('two-machines',))),
    'incomplete': Hazard(
        _not_complete, lambda world: not world.complete, _complete,
        frozenset(('servers-unknown',))),
    'junk': Hazard(
        _put_junk, _among_roots,
        lambda world: _unlink_all(world, 'junk'),
        frozenset(('scan-incomplete',))),
    'dangling': Hazard(
        _put_dangling, _among_roots,
        lambda world: _unlink_all(world, 'dangling'),
        frozenset(('scan-incomplete',))),
    'unknown': Hazard(
        cache_world.World.forget, _unknown, lambda world: None,
        frozenset(('unknown-directory',))),
    'pins': Hazard(
        _put_pins, lambda world: pins(world) is None,
        lambda world: _unlink([record(world, 'pins.json')]
                              if pins(world) is None else []),
        frozenset(('state-unreadable',))),
}
