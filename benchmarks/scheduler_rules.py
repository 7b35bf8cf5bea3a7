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

"""The rules that hosts are given, and what is right by them.  Pure.

What is right is worked out host by host, from what the host was given and
without the code that is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import datetime
from typing import Any

from nova_ops_ext.scheduler import shuffle_shard

PROJECT = 'tenant'
#: Place of the rack's aggregate among those of a host; a pool comes last.
RACK, POOL = 1, -1
HOSTS_A_RACK = 40
#: Of a server group, each in a rack of its own, from the first.
MEMBERS = 100

_SIZE, _EXTENSION, _SEED = 8, 2, 'benchmark' * 4
_BURN_IN, _RAMP_HOURS, _INITIAL, _PER_HOUR = 24, 24, 2, 1
_CAP = 3
# The client is of doc; so is a rack with one of the first two.
_LABELS = ('doc', 'doc, ops', 'ops', 'guest')
_PREFERENCES = {'-100': 0.0, '-50': 0.25, '0': 0.5, '50': 0.75, '100': 1.0}

POOL_RULES = {'ops_shard_size': str(_SIZE),
              'ops_shard_extend': str(_EXTENSION)}
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    'ops_client_network': {
        'networks': ['doc: 192.0.2.0/24, 2001:db8:1::/48',
                     'ops: 198.51.100.0/24'], 'default_label': 'guest'},
    'ops_shuffle_shard': {'seed': _SEED},
    'ops_new_host': {'ramp_initial': _INITIAL, 'ramp_per_hour': _PER_HOUR,
                     'ramp_hours': _RAMP_HOURS},
}

Host = Any
Hosts = Sequence[Host]
#: Tells of a host whether it passes, or its weight.
Right = Callable[[Host], float]


def rack_rules(rack: int) -> dict[str, str]:
    """Give the rules that the aggregate of a rack has."""
    return {'ops_client_networks': _LABELS[rack % len(_LABELS)],
            'ops_burn_in': str(_BURN_IN),
            'ops_max_instances_per_project': str(_CAP),
            'ops_failure_domain': 'rack-%d' % rack,
            'ops_preference': list(_PREFERENCES)[rack % len(_PREFERENCES)]}


def rack_of(host: Host) -> int:
    """Give the number of a host's rack."""
    return int(host.host.rpartition('-')[2]) // HOSTS_A_RACK


def of_doc(_hosts: Hosts) -> Right:
    """For a client of doc."""
    return lambda host: 'doc' in _of_rack(host, 'ops_client_networks')


def settled(_hosts: Hosts) -> Right:
    """For a server that nothing lets onto a new host."""
    def right(host: Host) -> bool:
        hours = _hours(host)
        if hours < _BURN_IN:
            return False
        allowed = _INITIAL + _PER_HOUR * (hours - _BURN_IN)
        return bool(hours >= _BURN_IN + _RAMP_HOURS
                    or host.num_instances < allowed)
    return right


def _hours(host: Host) -> float:
    created: datetime.datetime = host.service['created_at']
    age = datetime.datetime.now(created.tzinfo) - created
    return age / datetime.timedelta(hours=1)


def _of_rack(host: Host, key: str) -> str:
    value: str = host.aggregates[RACK].metadata[key]
    return value


def below_the_cap(_hosts: Hosts) -> Right:
    """For one server more of the project."""
    return lambda host: int(
        host.stats['num_proj_' + PROJECT]) < _CAP


def in_an_empty_rack(_hosts: Hosts) -> Right:
    """For one server more of the group."""
    return lambda host: rack_of(host) >= MEMBERS


def sharded(hosts: Hosts) -> Right:
    """For the project, as a refusal."""
    ranks = _ranks(hosts)
    return lambda host: ranks[host.host] < _SIZE


def shard_weight(hosts: Hosts) -> Right:
    """For the project, as a preference."""
    ranks = _ranks(hosts)
    return lambda host: (
        1.0 if ranks[host.host] < _SIZE else
        0.5 if ranks[host.host] < _SIZE + _EXTENSION else 0.0)


def _ranks(hosts: Hosts) -> dict[str, int]:
    # In which order they are ranked is not this benchmark's to judge; that
    # it is one among all members of a pool is.
    pools = {host.aggregates[POOL].id: host.aggregates[POOL]
             for host in hosts}
    return {name: rank for pool in pools.values() for rank, name in enumerate(
        shuffle_shard.ranked(
            _SEED, PROJECT, pool.hosts))}


def preferred(_hosts: Hosts) -> Right:
    """For anybody."""
    return lambda host: _PREFERENCES[_of_rack(host, 'ops_preference')]
