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


"""What Nova knows of its servers, as far as the cache is concerned."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from nova.compute import task_states
from nova.compute import vm_states
from nova import objects
from nova.virt import block_device

from nova_ops_ext.imagecache import cache_names
from nova_ops_ext.imagecache import shapes

# So many servers are asked for at once.
_CHUNK = 500
_UUID = 36
_MOVING = (task_states.RESIZE_PREP, task_states.RESIZE_MIGRATING,
           task_states.RESIZE_MIGRATED, task_states.RESIZE_FINISH,
           task_states.RESIZE_REVERTING, task_states.RESIZE_CONFIRMING)


def known(context: Any, servers: Collection[Any],
          directories: Collection[str], files: Collection[str]
          ) -> shapes.Known:
    """Tell what servers may need of the cache, and whose directories are.

    :param servers: that nova-compute was told of
    :param directories: of servers, on the disk
    :param files: of the cache
    """
    hosts = sorted({server.host for server in servers if server.host})
    names = _images(servers)
    kinds = {cache_names.kind(name) for name in files}
    try:
        stems = _stems(context, servers,
                       {cache_names.stem(name) for name in directories})
        if kinds & {cache_names.Kind.SWAP, cache_names.Kind.EPHEMERAL}:
            names.update(_disks(context, servers))
    except Exception as error:  # Whatever it is, what follows is not known.
        return shapes.Known(
            complete=False, why='%s: %s' % (type(error).__name__, error),
            stems=tuple(sorted({server.uuid for server in servers})),
            hosts=tuple(hosts), names=names)
    return shapes.Known(complete=True, stems=tuple(sorted(stems)),
                        hosts=tuple(hosts), names=names)


def _images(servers: Iterable[Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for server in servers:
        for image in (server.image_ref, server.kernel_id, server.ramdisk_id):
            if image:
                names.setdefault(image, server.uuid)
    return {cache_names.image(image): 'server ' + uuid
            for image, uuid in names.items()}


def _stems(context: Any, servers: Collection[Any], wanted: set[str]
           ) -> set[str]:
    found = wanted & {server.uuid for server in servers}
    rest = wanted - found
    if any(not _is_uuid(stem) for stem in rest):
        # Of Nova before Folsom; the name is made of the number.
        found |= rest & {server.name for server in servers}
    return found | set(_in_database(context, {
        stem for stem in wanted - found if _is_uuid(stem)}))


def _is_uuid(stem: str) -> bool:
    return len(stem) == _UUID and stem.count('-') == 4


def _in_database(context: Any, uuids: Collection[str]) -> Iterator[str]:
    """Give those of any server, of any host, deleted or not."""
    context = context.elevated(read_deleted='yes')
    ordered = sorted(uuids)
    for start in range(0, len(ordered), _CHUNK):
        rest = set(ordered[start:start + _CHUNK])
        # A row of the source cell in a move between cells is hidden.
        for more in ({}, {'hidden': True}):
            if rest:
                servers = objects.InstanceList.get_by_filters(
                    context, {'uuid': sorted(rest), **more},
                    expected_attrs=[])
                got = {server.uuid for server in servers} & rest
                rest -= got
                yield from got


def _disks(context: Any, servers: Collection[Any]) -> dict[str, str]:
    """Give who needs swap and ephemeral disks, of all sizes that he may."""
    names: dict[str, str] = {}
    ordered = list(servers)
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start:start + _CHUNK]
        of_server = (objects.BlockDeviceMappingList.bdms_by_instance_uuid(
            context, [server.uuid for server in chunk]))
        for server in chunk:
            for family in _of_server(server, of_server.get(server.uuid, ())):
                names.setdefault(family, 'server ' + server.uuid)
    return names


def _of_server(server: Any, bdms: Collection[Any]) -> Iterator[str]:
    for disk in block_device.convert_swap(bdms):
        yield cache_names.swap(disk['swap_size'] or 0)
    for disk in block_device.convert_ephemerals(bdms):
        yield cache_names.ephemeral(disk['size'] or 0)
    for bdm in bdms:
        if bdm.image_id:
            yield cache_names.image(bdm.image_id)
    if server.task_state in _MOVING or server.vm_state == vm_states.RESIZED:
        # Its old disks are there as long as the move can be undone.
        for flavor in (server.flavor, server.old_flavor, server.new_flavor):
            if flavor is not None and flavor.swap:
                yield cache_names.swap(flavor.swap)
            if flavor is not None and flavor.ephemeral_gb:
                yield cache_names.ephemeral(flavor.ephemeral_gb)
