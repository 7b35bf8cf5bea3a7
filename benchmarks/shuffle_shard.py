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

"""What shuffle shards cost, beside AggregateMultiTenancyIsolation and RAM.

Filters and weighers are called as nova-scheduler calls them, through its
handlers, with real HostState, Aggregate and RequestSpec objects, and log at
INFO.
"""

from __future__ import annotations

import logging
import random
from typing import Any

import nova.conf
from nova.scheduler import filters
from nova.scheduler.filters import aggregate_multitenancy_isolation
from nova.scheduler import host_manager
from nova.scheduler import weights
from nova.scheduler.weights import ram

from benchmarks import interleaved
from benchmarks import nova_hosts
from benchmarks import report
from nova_ops_ext.conf import shuffle_shard as options
from nova_ops_ext.scheduler.filters import shuffle_shard
from nova_ops_ext.scheduler.weights import aggregate_preference
from nova_ops_ext.scheduler.weights import shuffle_shard as weigher

#: At most this times the peer, at 10,000 hosts.
FILTER_BAR, NO_RULE_BAR, WEIGHER_BAR = 0.40, 0.25, 0.60
HOSTS = 10000

_TENANCY, _RAM = 'AggregateMultiTenancyIsolation', 'RAMWeigher'
_SIZE = 8
#: Pools, and the bar of each way to have them.
_POOLS = ((1, FILTER_BAR), (10, FILTER_BAR), (100, FILTER_BAR),
          (0, NO_RULE_BAR))
CONF = nova.conf.CONF


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    _set_up()
    return _filters(rounds) + _weighers(rounds)


def _filters(rounds: int) -> list[report.Bar]:
    bars, rows = [], []
    for pools, limit in _POOLS:
        hosts = _hosts(pools)
        peer = _filter(
            _TENANCY,
            aggregate_multitenancy_isolation.AggregateMultiTenancyIsolation(),
            hosts, HOSTS * 9 // 10)
        ours = _filter(_named(pools), shuffle_shard.ShuffleShardFilter(),
                       hosts, _SIZE * pools if pools else HOSTS)
        seconds = interleaved.measure([peer, ours], rounds=rounds, turns=1)
        _row(rows, bars, 'ShuffleShardFilter', seconds, peer, ours, limit)
    print(report.table('ShuffleShardFilter, %s hosts' % format(HOSTS, ','),
                       ('one host', 'us CPU', 'x ' + _TENANCY, ''), rows))
    return bars


def _weighers(rounds: int) -> list[report.Bar]:
    bars, rows = [], []
    peer_weigher = ram.RAMWeigher()
    for ours_weigher in (weigher.ShuffleShardWeigher(),
                         aggregate_preference.AggregatePreferenceWeigher()):
        title = type(ours_weigher).__name__
        for pools, _limit in _POOLS:
            hosts = _hosts(pools)
            peer = _weigher(_RAM, peer_weigher, hosts)
            ours = _weigher('%s, %s' % (title, _named(pools)), ours_weigher,
                            hosts)
            seconds = interleaved.measure([peer, ours], rounds=rounds,
                                          turns=1)
            _row(rows, bars, title, seconds, peer, ours, WEIGHER_BAR)
    print(report.table('Weighers, %s hosts' % format(HOSTS, ','),
                       ('one host', 'us CPU', 'x ' + _RAM, ''), rows))
    return bars


def _row(rows: list[Any], bars: list[report.Bar], title: str,
         seconds: dict[str, interleaved.Series], peer: interleaved.Subject,
         ours: interleaved.Subject, limit: float) -> None:
    ratio = (seconds[ours.name] / seconds[peer.name]).median
    bar = report.Bar('%s, %s' % (title, ours.name), ratio, limit)
    bars.append(bar)
    for subject, times, remark in ((peer, 1.0, ''), (ours, ratio, str(bar))):
        rows.append((subject.name,
                     seconds[subject.name].scaled(1e6 / HOSTS).median, times,
                     remark))


def _named(pools: int) -> str:
    if not pools:
        return 'no aggregate has a rule'
    return '%d of %d hosts' % (pools, HOSTS // pools)


def _hosts(pools: int) -> list[host_manager.HostState]:
    """Make hosts in zones, racks and pools; a fifth are for tenants."""
    hosts = nova_hosts.hosts(HOSTS, [None])
    for number in range(pools):
        members = hosts[number::pools]
        metadata = {'ops_shard_size': str(_SIZE), 'ops_shard_extend': '2',
                    'ops_preference': str(number)}
        pool = nova_hosts.objects.Aggregate(
            id=1000000 + number, name='pool-%d' % number, metadata=metadata,
            hosts=[host.host for host in members])
        for host in members:
            host.aggregates.append(pool)
    chance = random.Random(0)
    for host in hosts:
        host.free_ram_mb = chance.randrange(1 << 20)
    return hosts


def _filter(name: str, one: Any, hosts: list[Any],
            passed: int) -> interleaved.Subject:
    handler = filters.HostFilterHandler()
    spec = nova_hosts.create_request('192.0.2.1')

    def run_filter(_nothing: None) -> None:
        found = handler.get_filtered_objects([one], hosts, spec)
        if len(found) != passed:
            raise AssertionError('%s: %d hosts passed' % (name, len(found)))

    return interleaved.Subject(name, run_filter)


def _weigher(name: str, one: Any, hosts: list[Any]) -> interleaved.Subject:
    handler = weights.HostWeightHandler()
    spec = nova_hosts.create_request('192.0.2.1')
    return interleaved.Subject(
        name, lambda _nothing: handler.get_weighed_objects([one], hosts, spec))


def _set_up() -> None:
    # To format and write a line is the same work whoever logs it.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().setLevel(logging.INFO)
    CONF([], project='nova', default_config_files=[])
    CONF.set_override('seed', 'benchmark' * 4, options.GROUP.name)
