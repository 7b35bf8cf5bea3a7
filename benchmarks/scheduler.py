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

"""What our filters and weighers cost, beside two of Nova's.

All are called as nova-scheduler calls them, through its handlers, with 10,000
real HostState objects and real Aggregate and RequestSpec objects, and log at
INFO.  The peers see hosts that are in the same aggregates, but without the
metadata that is ours, which is where they are fastest.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
import logging
from typing import Any
from typing import NamedTuple

import nova.conf
from nova.scheduler import filters
from nova.scheduler.filters import aggregate_multitenancy_isolation
from nova.scheduler import weights
from nova.scheduler.weights import ram

from benchmarks import breaker
from benchmarks import interleaved
from benchmarks import nova_hosts
from benchmarks import report
from benchmarks import scheduler_cases
from benchmarks import scheduler_rules
from nova_ops_ext import conf

#: At most this times the peer, where no aggregate has a rule.
NO_RULE_BAR = 0.25
#: At most this times what does nothing.  It is the same work; the rest is for
#: what differs from one measurement of it to the next.
FLOOR_BAR = 1.10
HOSTS, POOLS = 10000, 10
#: Other numbers of pools, for ShuffleShardFilter.
OTHER_POOLS = (1, 100)

# What does nothing takes a few ms, and more or less of it from turn to turn.
_OFF_TURNS = 10
_PEER_NAMES = ('AggregateMultiTenancyIsolation', 'RAMWeigher')
_NOTHING = 'does nothing'
_RULED, _BARE, _OFF = 'rules everywhere', 'no aggregate has a rule', 'off'
CONF = nova.conf.CONF

Hosts = Sequence[Any]


class _NoFilter(filters.BaseHostFilter):
    def filter_all(self, filter_obj_list: Any, spec_obj: Any) -> list[Any]:
        return list(filter_obj_list)


class _NoWeigher(weights.BaseHostWeigher):
    minval, maxval = 0.0, 1.0

    def _weigh_object(self, host_state: Any, weight_properties: Any) -> float:
        return 0.0

    def weigh_objects(self, weighed_obj_list: Any, weight_properties: Any
                      ) -> list[float]:
        return [0.0] * len(weighed_obj_list)


class Kind(NamedTuple):
    """Filters, or weighers.

    :ivar run: has Nova ask one of them
    :ivar given: makes, of what came of that, what each host was given: its
        weight, or that it passed
    """

    title: str
    peer_name: str
    peer: Any
    nothing: Any
    cases: Sequence[scheduler_cases.Case]
    run: Callable[[Any, Hosts, Any], Any]
    given: Callable[[Any], dict[str, float]]
    no_rule_bar: float


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    # To format and write a line is the same work whoever logs it.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().setLevel(logging.INFO)
    conf.register_opts(CONF)
    CONF([], project='nova', default_config_files=[])
    scheduler_cases.configure()
    plain, ruled = nova_hosts.hosts(HOSTS, pools=POOLS), _with_rules(POOLS)
    bars = []
    for kind in _filters(), _weighers():
        bars += _measure(kind, plain, ruled, rounds)
    return bars + breaker.run(rounds, _peer(_filters(), plain), plain)


def _with_rules(pools: int) -> list[Any]:
    return nova_hosts.hosts(HOSTS, scheduler_rules.rack_rules, pools,
                            scheduler_rules.POOL_RULES)


def _filters() -> Kind:
    handler = filters.HostFilterHandler()
    return Kind(
        'Filters', _PEER_NAMES[0],
        aggregate_multitenancy_isolation.AggregateMultiTenancyIsolation(),
        _NoFilter(), scheduler_cases.FILTERS,
        lambda one, hosts, spec: handler.get_filtered_objects(
            [one], hosts, spec),
        lambda passed: dict.fromkeys((host.host for host in passed), 1.0),
        NO_RULE_BAR)


def _weighers() -> Kind:
    handler = weights.HostWeightHandler()
    return Kind(
        'Weighers', _PEER_NAMES[1], ram.RAMWeigher(), _NoWeigher(),
        scheduler_cases.WEIGHERS,
        lambda one, hosts, spec: handler.get_weighed_objects(
            [one], hosts, spec),
        lambda weighed: {one.obj.host: one.weight for one in weighed
                         if one.weight},
        # Nova's own part of it is more than a quarter of its RAMWeigher.
        scheduler_cases.WEIGHER_BAR)


def _measure(kind: Kind, plain: Hosts, ruled: Hosts, rounds: int
             ) -> list[report.Bar]:
    judged = [_peer(kind, plain)]
    limits = {}
    for case in kind.cases:
        worlds = [(_RULED, ruled, case.limit), (_BARE, plain,
                                                kind.no_rule_bar)]
        if case is scheduler_cases.SHARDS:
            worlds += [('%d of %d hosts' % (pools, HOSTS // pools),
                        _with_rules(pools), case.limit)
                       for pools in OTHER_POOLS]
        for what, hosts, limit in worlds:
            judged.append(_ours(kind, case, what, hosts, 'enforce'))
            limits[judged[-1].name] = limit
    off = [_subject(kind, _NOTHING, kind.nothing, ruled,
                    nova_hosts.create_request())]
    for case in kind.cases:
        off.append(_ours(kind, case, _OFF, ruled, 'off'))
    title = '%s, %s hosts' % (kind.title, format(HOSTS, ','))
    return [
        *_table(title, kind.peer_name, limits, interleaved.measure(
            judged, rounds=rounds, turns=1)),
        *_table(title + ', switched off', _NOTHING, dict.fromkeys(
            (subject.name for subject in off[1:]), FLOOR_BAR),
            interleaved.measure(off, rounds=rounds, turns=_OFF_TURNS))]


def _table(title: str, peer: str, limits: dict[str, float],
           seconds: dict[str, interleaved.Series]) -> list[report.Bar]:
    bars = []
    rows: list[tuple[object, ...]] = []
    for name, series in seconds.items():
        ratio = (series / seconds[peer]).median
        remark = ''
        if name in limits:
            bars.append(report.Bar(name, ratio, limits[name]))
            remark = str(bars[-1])
        rows.append((name, series.scaled(1e6 / HOSTS).median, ratio, remark))
    print(report.table(title, ('one host', 'us CPU', 'x ' + peer, ''), rows))
    return bars


def _peer(kind: Kind, hosts: Hosts) -> interleaved.Subject:
    return _subject(kind, kind.peer_name, kind.peer, hosts,
                    nova_hosts.create_request())


def _ours(kind: Kind, case: scheduler_cases.Case, what: str, hosts: Hosts,
          mode: str) -> interleaved.Subject:
    """Make a subject of a class of ours, once its verdict is right."""
    name = '%s, %s' % (case.name, what)
    spec = case.spec()
    if what == _BARE:
        for option, value in case.bare.items():
            CONF.set_override(option, value, case.group)
    one = case.make()
    if case.bare:
        scheduler_cases.configure()

    def prepare() -> None:
        CONF.set_override('mode', mode, case.group)

    prepare()
    given = kind.given(kind.run(one, hosts, spec))
    right = _right(kind, case, hosts, what)
    if given != right:
        wrong = {host for host in {**given, **right}
                 if given.get(host) != right.get(host)}
        raise AssertionError('%s: wrong about %d hosts, such as %s' % (
            name, len(wrong), min(wrong)))
    return _subject(kind, name, one, hosts, spec, prepare)


def _right(kind: Kind, case: scheduler_cases.Case, hosts: Hosts, what: str
           ) -> dict[str, float]:
    """Give what each host is to be given, without those who get nothing."""
    weighs = kind.title == 'Weighers'
    if what in (_BARE, _OFF):
        return {} if weighs else dict.fromkeys(
            (host.host for host in hosts), 1.0)
    right = case.right(hosts)
    times = CONF[case.group].weight_multiplier if weighs else 1.0
    return {host.host: times * right(host) for host in hosts if right(host)}


def _subject(kind: Kind, name: str, one: Any, hosts: Hosts, spec: Any,
             prepare: Callable[[], None] = lambda: None
             ) -> interleaved.Subject:
    count = len(kind.run(one, hosts, spec))

    def ask(_nothing: None) -> None:
        found = len(kind.run(one, hosts, spec))
        if found != count:
            raise AssertionError('%s: %d hosts' % (name, found))

    return interleaved.Subject(name, ask, prepare)
