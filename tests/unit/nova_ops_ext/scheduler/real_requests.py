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

"""Requests about real objects of nova-scheduler, for every class of ours.

The hosts are in racks.  The metadata of a rack has a rule for each of our
classes, all made of one number, its version; so two versions are told apart
by every class.
"""

from __future__ import annotations

import datetime
from typing import Any
import uuid

from nova import context
from nova import objects
from nova.scheduler import host_manager

RACKS, PER_RACK = 6, 4
#: so many versions of a rack there are, and as many projects
VERSIONS = 6
OPTIONS = {
    'ops_client_network': {
        'networks': ['net%d: 10.%d.0.0/16' % (number, number)
                     for number in range(VERSIONS)]},
    'ops_shuffle_shard': {'seed': 'as long as it has to be'},
    'ops_cascade_breaker': {'survivors_per_death': 0, 'bystanders': 0},
    'ops_new_host': {'burn_in_hours': 0.0},
    'ops_project_per_host': {},
    'ops_failure_domain': {},
    'ops_aggregate_preference': {},
}
_NOW = datetime.datetime.now(datetime.timezone.utc)


def project(number: int) -> str:
    """The project, whose servers are known by it in all that is said."""
    return '%032x' % (0xa0 + number)


def instance(number: int) -> str:
    """The id of an instance."""
    return str(uuid.UUID(int=number))


def rack_name(rack: int) -> str:
    """The aggregate's name."""
    return 'rack-%d' % rack


def host_names(rack: int) -> list[str]:
    """Every host that a rack may have; one of them comes and goes."""
    return ['host-%d-%d' % (rack, number) for number in range(PER_RACK)]


def metadata(rack: int, version: int) -> dict[str, str]:
    """What a version of a rack says, to every class."""
    turn = (rack + version) % VERSIONS
    return {
        'ops_client_networks': 'net%d, net%d' % (turn, (turn + 1) % VERSIONS),
        'ops_shard_size': str(turn % PER_RACK + 1),
        'ops_shard_size:' + project(turn): '0' if turn % 2 else '1',
        'ops_quarantine': 'true' if turn % 2 else 'false',
        'ops_burn_in': str(turn * 24 + 12),
        'ops_preference': str(turn * 20 - 60),
        'ops_failure_domain': 'room-%d' % (turn % 3),
        'ops_max_instances_per_project': str(turn % 3),
    }


def aggregate(rack: int, version: int, *, whole: bool = True
              ) -> objects.Aggregate:
    """A version of a rack, as a message about it brings it."""
    return objects.Aggregate(
        id=rack + 1, uuid=instance(1000 + rack), name=rack_name(rack),
        metadata=metadata(rack, version),
        hosts=host_names(rack)[:None if whole else -1])


def host(name: str, aggregates: list[objects.Aggregate],
         instances: dict[str, Any]) -> host_manager.HostState:
    """A host whose count of instances and age follow from its name."""
    rack, number = map(int, name.split('-')[1:])
    state = host_manager.HostState(name, name, instance(1))
    created = _NOW - datetime.timedelta(hours=24 * (rack + 1))
    # What update() does, which takes a lock for each.
    state.aggregates = aggregates
    state.instances = instances
    state.service = host_manager.ReadOnlyDict(
        {'host': name, 'created_at': created})
    state.stats = {'num_instances': '3', 'num_proj_' + project(number): '1'}
    state.num_instances = 3
    return state


def spec(number: int, *, uuid_: str, count: int = 1, move: bool = False,
         cell: objects.CellMapping | None = None) -> objects.RequestSpec:
    """The request of a project, for one server or several."""
    destination = None
    if move:
        destination = objects.Destination(
            cell=cell or objects.CellMapping(uuid=instance(1)),
            allow_cross_cell_move=False)
    group = objects.InstanceGroup(
        uuid=instance(2000 + number), policy='anti-affinity',
        rules={}, hosts=['host-%d-0' % (number % RACKS)],
        members=[instance(3000 + number)])
    return objects.RequestSpec(
        context.RequestContext('user', 'admin', remote_address='10.%d.0.5'
                               % number),
        project_id=project(number), user_id='user', num_instances=count,
        instance_uuid=uuid_, scheduler_hints={},
        image=objects.ImageMeta(id=instance(4000 + number)),
        flavor=objects.Flavor(extra_specs={}, vcpus=1, memory_mb=1, root_gb=0,
                              ephemeral_gb=0, swap=0),
        requested_destination=destination, ignore_hosts=None,
        instance_group=group)
