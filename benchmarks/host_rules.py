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

"""What the filters and the weigher by rules of aggregates cost.

``NewHostFilter``, ``ProjectPerHostFilter`` and ``FailureDomainFilter`` beside
AggregateMultiTenancyIsolation, ``FailureDomainWeigher`` beside RAMWeigher; all
are called as nova-scheduler calls them, through its handlers, with real
objects, and log at INFO.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

import nova.conf
from nova import objects
from nova.scheduler import filters
from nova.scheduler.filters import aggregate_multitenancy_isolation
from nova.scheduler import weights
from nova.scheduler.weights import ram

from benchmarks import interleaved
from benchmarks import nova_hosts
from benchmarks import report
from nova_ops_ext.scheduler.filters import failure_domain
from nova_ops_ext.scheduler.filters import new_host
from nova_ops_ext.scheduler.filters import project_per_host
from nova_ops_ext.scheduler.weights import failure_domain as domain_weigher

#: At most this times the peer, at 10,000 hosts.
BAR, NOTHING_BAR, WEIGHER_BAR = 0.30, 0.25, 0.60
HOSTS = 10000

_FILTERS = (new_host.NewHostFilter, project_per_host.ProjectPerHostFilter,
            failure_domain.FailureDomainFilter)
CONF = nova.conf.CONF


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    # To format and write a line is the same work whoever logs it.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().setLevel(logging.INFO)
    CONF([], project='nova', default_config_files=[])
    bars = []
    for what, ruled, bar in (('every aggregate has a rule', True, BAR),
                             ('no aggregate has a rule', False, NOTHING_BAR)):
        hosts = _hosts(ruled)
        peer = aggregate_multitenancy_isolation.AggregateMultiTenancyIsolation
        subjects = [_filter(each, hosts) for each in (peer, *_FILTERS)]
        bars += _measured(what, subjects, bar, rounds)
    weighers = [_weigher(each, _hosts(True)) for each in (
        ram.RAMWeigher, domain_weigher.FailureDomainWeigher)]
    return bars + _measured('every aggregate has a rule', weighers,
                            WEIGHER_BAR, rounds)


def _measured(what: str, subjects: list[interleaved.Subject], most: float,
              rounds: int) -> list[report.Bar]:
    seconds = interleaved.measure(subjects, rounds=rounds, turns=1)
    peer = subjects[0].name
    rows, bars = [], []
    for name, series in seconds.items():
        ratio = (series / seconds[peer]).median
        remark = ''
        if name != peer:
            bars.append(report.Bar('%s, %s' % (name, what), ratio, most))
            remark = str(bars[-1])
        rows.append((name, series.scaled(1e6 / HOSTS).median, ratio, remark))
    print(report.table('%s, %s hosts' % (what, format(HOSTS, ',')),
                       ('one host', 'us CPU', 'x ' + peer, ''), rows))
    return bars


def _hosts(ruled: bool) -> list[Any]:
    hosts = nova_hosts.hosts(HOSTS, [None])
    created = (datetime.datetime.now(datetime.timezone.utc)
               - datetime.timedelta(days=300))
    for host in hosts:
        rack = host.aggregates[nova_hosts.RACK]
        if ruled:
            rack.metadata.update({
                'ops_burn_in': '72', 'ops_max_instances_per_project': '4',
                'ops_failure_domain': rack.metadata['rack']})
        rack.hosts = [*(rack.hosts if 'hosts' in rack else []), host.host]
        host.stats = {'num_proj_tenant': '2', 'num_instances': '20'}
        host.num_instances = 20
        host.free_ram_mb = 4096
        host.update(service={'created_at': created}, inst_dict={
            '%s-%d' % (host.host, number): None for number in range(20)})
    return hosts


def _spec() -> objects.RequestSpec:
    spec = nova_hosts.create_request('192.0.2.1')
    spec.flavor = objects.Flavor(extra_specs={})
    spec.ignore_hosts = None
    spec.instance_group = objects.InstanceGroup(
        uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a3', policy='anti-affinity',
        hosts=['compute-%05d' % number for number in range(0, 2000, 200)],
        members=['compute-%05d-1' % number
                 for number in range(0, 2000, 200)], rules={})
    return spec


def _filter(made: Any, hosts: list[Any]) -> interleaved.Subject:
    handler, one, spec = filters.HostFilterHandler(), made(), _spec()
    return interleaved.Subject(
        made.__name__,
        lambda _nothing: handler.get_filtered_objects([one], hosts, spec))


def _weigher(made: Any, hosts: list[Any]) -> interleaved.Subject:
    handler, one, spec = weights.HostWeightHandler(), made(), _spec()
    return interleaved.Subject(
        made.__name__,
        lambda _nothing: handler.get_weighed_objects([one], hosts, spec))
