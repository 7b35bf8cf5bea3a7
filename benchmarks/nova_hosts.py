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

"""Makes what nova-scheduler gives to its filters."""

from __future__ import annotations

from collections.abc import Sequence
import itertools

from nova import context
from nova import objects
from nova.scheduler import host_manager

#: Place of the rack's aggregate among those of a host.
RACK = 1

_HOSTS_A_RACK = 40
_ZONES = 3
_EACH_FOR_A_TENANT = 5
_TENANTS = ('tenant', 'another-tenant')

objects.register_all()


def hosts(count: int,
          labels: Sequence[str | None]) -> list[host_manager.HostState]:
    """Make hosts in racks of 40.

    Every host is in the aggregate of its availability zone and in that of
    its rack; a fifth is in one for a tenant as well.

    :param labels: what the racks admit, in turn; None for no rule
    """
    numbers = itertools.count(1)

    def aggregate(**metadata: str) -> objects.Aggregate:
        number = next(numbers)
        return objects.Aggregate(id=number, name='aggregate%d' % number,
                                 metadata=metadata)

    zones = [aggregate(availability_zone='az%d' % zone)
             for zone in range(_ZONES)]
    tenants = [aggregate(filter_tenant_id=tenant) for tenant in _TENANTS]
    racks = []
    for rack in range(count // _HOSTS_A_RACK):
        label = labels[rack % len(labels)]
        rule = {} if label is None else {'ops_client_networks': label}
        racks.append(aggregate(rack='r%d' % rack, **rule))
    made = []
    for number in range(count):
        name = 'compute-%05d' % number
        host = host_manager.HostState(name, name, None)
        rack = number // _HOSTS_A_RACK
        host.aggregates = [zones[rack % _ZONES], racks[rack]]
        if number % _EACH_FOR_A_TENANT == 0:
            host.aggregates.append(tenants[number % len(tenants)])
        made.append(host)
    return made


def create_request(address: str) -> objects.RequestSpec:
    """Make the request of a client who wants one server.

    :param address: the client's, as nova-api saw it
    """
    return objects.RequestSpec(
        context.RequestContext('user', _TENANTS[0], remote_address=address),
        project_id=_TENANTS[0], num_instances=1, scheduler_hints={},
        instance_uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1',
        requested_destination=None)
