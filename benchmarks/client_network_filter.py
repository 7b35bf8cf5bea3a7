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

"""What ``ClientNetworkFilter`` costs, beside AggregateMultiTenancyIsolation.

Both are called as nova-scheduler calls them, through its handler, with real
HostState, Aggregate and RequestSpec objects, and log at INFO.
"""

from __future__ import annotations

import logging
from typing import Any

import nova.conf
from nova.scheduler import filters
from nova.scheduler.filters import aggregate_multitenancy_isolation

from benchmarks import interleaved
from benchmarks import nova_hosts
from benchmarks import report
from nova_ops_ext.conf import client_network as options
from nova_ops_ext.scheduler.filters import client_network

#: At most this times AggregateMultiTenancyIsolation, at 10,000 hosts.
BAR = 0.30
BAR_HOSTS = 10000

_PEER = 'AggregateMultiTenancyIsolation'
_BARRED = 'enforce, a quarter of the hosts refused'
_HOSTS_A_ROUND = 10000
# The client is of doc.
_LABELS = ('doc', 'doc, ops', 'ops', None)
CONF = nova.conf.CONF


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    _set_up()
    bars = []
    for count in 1000, BAR_HOSTS:
        measured: dict[str, tuple[interleaved.Series, float]] = {}
        for subjects in _with_rules(count), _without_rules(count):
            seconds = interleaved.measure(subjects, rounds=rounds,
                                          turns=_HOSTS_A_ROUND // count)
            for name, series in seconds.items():
                measured.setdefault(
                    name, (series, (series / seconds[_PEER]).median))
        remarks = {}
        if count == BAR_HOSTS:
            bar = report.Bar(
                'ClientNetworkFilter, %s hosts' % format(count, ','),
                measured[_BARRED][1], BAR)
            bars.append(bar)
            remarks[_BARRED] = str(bar)
        print(report.table(
            'ClientNetworkFilter, %s hosts' % format(count, ','),
            ('one host', 'us CPU', 'x ' + _PEER, ''),
            [(name, series.scaled(1e6 / count).median, ratio,
              remarks.get(name, ''))
             for name, (series, ratio) in measured.items()]))
    return bars


def _with_rules(count: int) -> list[interleaved.Subject]:
    hosts = nova_hosts.hosts(count, _LABELS)
    passed = sum(host.aggregates[nova_hosts.RACK].metadata.get(
        'ops_client_networks') != 'ops' for host in hosts)
    return [_peer(hosts), _ours(_BARRED, hosts, 'enforce', passed),
            _ours('log, a quarter would be refused', hosts, 'log', count),
            _ours('off', hosts, 'off', count)]


def _without_rules(count: int) -> list[interleaved.Subject]:
    hosts = nova_hosts.hosts(count, [None])
    return [_peer(hosts),
            _ours('enforce, no aggregate has a rule', hosts, 'enforce', count)]


def _peer(hosts: list[Any]) -> interleaved.Subject:
    peer = aggregate_multitenancy_isolation.AggregateMultiTenancyIsolation()
    spec = nova_hosts.create_request('192.0.2.1')
    handler = filters.HostFilterHandler()
    return interleaved.Subject(
        _PEER,
        lambda _nothing: handler.get_filtered_objects([peer], hosts, spec))


def _ours(name: str, hosts: list[Any], mode: str,
          passed: int) -> interleaved.Subject:
    """Make a subject of our filter.

    :param passed: how many of the hosts have to pass
    """
    ours = client_network.ClientNetworkFilter()
    spec = nova_hosts.create_request('192.0.2.1')
    handler = filters.HostFilterHandler()

    def prepare() -> None:
        CONF.set_override('mode', mode, options.GROUP.name)

    def run_filter(_nothing: None) -> None:
        found = handler.get_filtered_objects([ours], hosts, spec)
        if len(found) != passed:
            raise AssertionError('%s: %d hosts passed' % (name, len(found)))

    return interleaved.Subject(name, run_filter, prepare)


def _set_up() -> None:
    # To format and write a line is the same work whoever logs it.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().setLevel(logging.INFO)
    CONF([], project='nova', default_config_files=[])
    CONF.set_override('networks', ['doc: 192.0.2.0/24, 2001:db8:1::/48',
                                   'ops: 198.51.100.0/24'],
                      options.GROUP.name)
    CONF.set_override('default_label', 'guest', options.GROUP.name)
