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

"""Which compute hosts may tests make rules for?  Pure.

What a rule does depends on all rules of a host, so one that has any already
says nothing about the features.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

#: What the names of our keys in the metadata of aggregates begin with.
OUR_KEYS = 'ops_'


def usable(services: Iterable[Mapping[str, Any]],
           aggregates: Iterable[Mapping[str, Any]],
           named: Collection[str] = ()) -> list[str]:
    """Choose hosts.

    :param services: those of nova-compute, as os-services lists them
    :param aggregates: as os-aggregates lists them
    :param named: those that the operator allows; empty: any
    :returns: their names, sorted
    """
    ruled = {host for aggregate in aggregates if _has_rule(aggregate)
             for host in aggregate['hosts']}
    return sorted({
        service['host'] for service in services
        if service['binary'] == 'nova-compute'
        and service['state'] == 'up' and service['status'] == 'enabled'
        and not service.get('forced_down')
        and service['host'] not in ruled
        and (not named or service['host'] in named)})


def _has_rule(aggregate: Mapping[str, Any]) -> bool:
    return any(key.startswith(OUR_KEYS) for key in aggregate['metadata'])


def providers(hypervisors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Name the resource provider of each host.

    :param hypervisors: as os-hypervisors lists them with details, since
        microversion 2.53
    :returns: its id; hosts that have several are left out
    """
    found: dict[str, list[str]] = {}
    for hypervisor in hypervisors:
        found.setdefault(hypervisor['service']['host'], []).append(
            hypervisor['id'])
    return {host: ids[0] for host, ids in found.items() if len(ids) == 1}
