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

"""Hosts, requests and groups as nova-scheduler has them."""

import datetime
import itertools

from nova import context
from nova import objects
from nova.scheduler import host_manager

objects.register_all()

PROJECT = 'p'
INSTANCE = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'
CELL = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
MOVE = objects.Destination(cell=CELL)
_numbers = itertools.count(1)


def aggregate(metadata, hosts=(), name=None):
    number = next(_numbers)
    return objects.Aggregate(id=number, name=name or 'aggregate-%d' % number,
                             hosts=list(hosts), metadata=metadata)


def host(name, *aggregates, stats=None, hours=None, instances=()):
    """Make a host.

    :param stats: what it has reported, of which num_instances counts
    :param hours: its age; None if it is not known
    """
    state = host_manager.HostState(name, name, None)
    stats = {key: str(value) for key, value in (stats or {}).items()}
    state.stats = stats
    state.num_instances = int(stats.get('num_instances', 0))
    created = None if hours is None else (
        datetime.datetime.now(datetime.timezone.utc)
        - datetime.timedelta(hours=hours))
    state.update(service={'created_at': created}, aggregates=list(aggregates),
                 inst_dict={uuid: objects.Instance(uuid=uuid)
                            for uuid in instances})
    return state


def spec(*, project=PROJECT, destination=None, hints=None, group=None,
         specs=None, servers=1, ignore=None):
    flavor = objects.Flavor(
        name='f', memory_mb=1, vcpus=1, root_gb=1, ephemeral_gb=0,
        extra_specs=specs or {})
    return objects.RequestSpec(
        context.RequestContext('user', 'admin', is_admin=False),
        project_id=project,
        num_instances=servers, scheduler_hints=hints or {}, flavor=flavor,
        instance_uuid=INSTANCE, requested_destination=destination,
        instance_group=group, ignore_hosts=ignore, pci_requests=None,
        numa_topology=None)


def group(policy, hosts=(), members=(), rules=None):
    return objects.InstanceGroup(
        uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a3', policy=policy,
        hosts=list(hosts), members=list(members), rules=rules or {})


def names(found):
    return [state.host for state in found]
