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

"""Makes what nova-scheduler gives to its filters and weighers."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import datetime
import itertools
import random
from typing import Any

from nova import context
from nova import objects
from nova.scheduler import host_manager
from oslo_utils import uuidutils

from benchmarks import scheduler_rules

SERVER = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'

_ZONES = 3
_EACH_FOR_A_TENANT = 5
_TENANTS = (scheduler_rules.PROJECT, 'another-tenant')
# A host has one or the other number of instances, and of the project's.
_INSTANCES = (5, 20)
_OF_THE_PROJECT = 5
# Hours since a host was registered.
_AGES = (10, 30, 1000, 1000)
_MEGABYTES = 1 << 20

Metadata = Mapping[str, str]

objects.register_all()


def hosts(count: int, rack_rules: Callable[[int], Metadata] = lambda rack: {},
          pools: int = 0, pool_rules: Metadata | None = None
          ) -> list[host_manager.HostState]:
    """Make hosts in racks of 40.

    Every host is in the aggregate of its availability zone and in that of
    its rack; a fifth is in one for a tenant as well.

    :param rack_rules: gives what the aggregate of a rack has besides
    :param pools: more aggregates, which share out the hosts in turn
    :param pool_rules: their metadata
    """
    numbers = itertools.count(1)

    def aggregate(**metadata: str) -> objects.Aggregate:
        number = next(numbers)
        return objects.Aggregate(id=number, name='aggregate%d' % number,
                                 metadata=metadata, hosts=[])

    zones = [aggregate(availability_zone='az%d' % zone)
             for zone in range(_ZONES)]
    tenants = [aggregate(filter_tenant_id=tenant) for tenant in _TENANTS]
    racks = [aggregate(rack='r%d' % rack, **rack_rules(rack))
             for rack in range(count // scheduler_rules.HOSTS_A_RACK)]
    pooled = [aggregate(**pool_rules or {}) for _pool in range(pools)]
    instances = [{found: objects.Instance(uuid=found) for found in (
        uuidutils.generate_uuid() for _number in range(many))}
        for many in _INSTANCES]
    chance = random.Random(0)
    made = []
    for number in range(count):
        host = _host(number, instances[
            number // len(_AGES) % len(instances)])
        host.free_ram_mb = chance.randrange(_MEGABYTES)
        rack = scheduler_rules.rack_of(host)
        host.aggregates = [zones[rack % _ZONES], racks[rack]]
        if number % _EACH_FOR_A_TENANT == 0:
            host.aggregates.append(tenants[number % len(tenants)])
        if pooled:
            host.aggregates.append(pooled[number % pools])
        for one in host.aggregates:
            one.hosts.append(host.host)
        made.append(host)
    return made


def _host(number: int, instances: dict[str, Any]) -> host_manager.HostState:
    name = 'compute-%05d' % number
    host = host_manager.HostState(name, name, None)
    host.instances = instances
    host.num_instances = len(instances)
    host.stats = {'num_instances': str(len(instances)),
                  'num_proj_' + scheduler_rules.PROJECT: str(
                      number % _OF_THE_PROJECT)}
    age = datetime.timedelta(hours=_AGES[number % len(_AGES)])
    host.service = host_manager.ReadOnlyDict({
        'host': name, 'created_at':
        datetime.datetime.now(datetime.timezone.utc) - age})
    return host


def create_request(**more: Any) -> objects.RequestSpec:
    """Make the request of a client who wants one server.

    :param more: other fields of it
    """
    fields = {
        'project_id': scheduler_rules.PROJECT, 'user_id': 'user',
        'num_instances': 1,
        'scheduler_hints': {}, 'instance_uuid': SERVER,
        'requested_destination': None, 'instance_group': None,
        'ignore_hosts': None,
        'image': objects.ImageMeta(id=uuidutils.generate_uuid()),
        'flavor': objects.Flavor(memory_mb=512, extra_specs={})}
    return objects.RequestSpec(
        context.RequestContext('user', scheduler_rules.PROJECT,
                               remote_address='192.0.2.1'),
        **{**fields, **more})


def group(count: int) -> objects.InstanceGroup:
    """Make a group that keeps apart so many servers, each on another rack."""
    return objects.InstanceGroup(
        uuid=uuidutils.generate_uuid(), name='group', policy='anti-affinity',
        rules={}, members=[uuidutils.generate_uuid()
                           for _number in range(count)],
        hosts=['compute-%05d' % (rack * scheduler_rules.HOSTS_A_RACK)
               for rack in range(count)])
