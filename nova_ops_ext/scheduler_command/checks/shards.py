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

"""Do the shards of the pools bound anything?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning
from nova_ops_ext.scheduler_command import pools

_GROUP = 'ops_shuffle_shard'


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with pools and shards."""
    having = checked.having(features.of_group(_GROUP).is_key)
    found = [one for one in having if pools.is_pool(one.metadata)]
    for one in having:
        if one not in found and shuffle_shard.EXTEND in one.metadata:
            yield warning('extend-alone', subject.at(one),
                          shuffle_shard.EXTEND, 'there is no shard to '
                          'extend: it is no pool',
                          'set %s as well' % shuffle_shard.SIZE)
    for one in found:
        yield from _pool(one)
        yield from _zones(one, checked.cloud)
    yield from _several(found)
    yield from _unpooled(checked, found)
    yield from _groups(checked, found)


def _pool(pool: cloud.Aggregate) -> Iterator[Finding]:
    where, members = subject.at(pool), len(pool.hosts)
    if not members:
        yield warning('empty-pool', where, '', 'the pool has no hosts',
                      'add hosts, or remove its keys')
        return
    if shuffle_shard.SIZE not in pool.metadata:
        yield note('override-alone', where, [
            key for key in pool.metadata
            if key.startswith(shuffle_shard.SIZE_OF)],
            'there is no %s: other projects are not bounded here' %
            shuffle_shard.SIZE, 'set %s as well' % shuffle_shard.SIZE)
    for key, project in pools.keys(pool.metadata):
        try:
            rule = shuffle_shard.rule(pool.metadata, project)
        except ValueError:
            # Told as a value.
            continue
        if rule is None:
            continue
        value = '%s = %s' % (key, pool.metadata[key])
        if not rule.size:
            yield warning('shard-none', where, value, 'no project%s may use '
                          'any host of the pool' % (
                              '' if not project else ' of this id'),
                          'set it to 1 or more, unless it is meant so')
        elif rule.size >= members:
            yield warning('shard-too-large', where, value, 'the pool has '
                          '%d: a project may take down all of it' % members,
                          'set it to a tenth of the hosts, say')
        elif rule.size + rule.extend >= members:
            yield warning('shard-too-large', where, '%s, %s = %d' % (
                value, shuffle_shard.EXTEND, rule.extend),
                'together they are %d, and the pool has %d: a project may '
                'take down all of it' % (rule.size + rule.extend, members),
                'set %s lower' % shuffle_shard.EXTEND)


def _zones(pool: cloud.Aggregate, of: cloud.Cloud) -> Iterator[Finding]:
    zones: dict[str, int] = {}
    zoned = {host: one.zone for one in of.aggregates if one.zone
             for host in one.hosts}
    for host in pool.hosts:
        name = zoned.get(host, 'none')
        zones[name] = zones.get(name, 0) + 1
    if len(zones) > 1:
        yield note('pool-zones', subject.at(pool), [
            '%s: %d' % item for item in sorted(zones.items())],
            'a shard may have no host in the zone that a server asks for, '
            'which then gets "No valid host"', 'make a pool for each zone')


def _several(found: list[cloud.Aggregate]) -> Iterator[Finding]:
    by_pools: dict[tuple[str, ...], list[str]] = {}
    of_host: dict[str, list[str]] = {}
    for pool in found:
        for host in pool.hosts:
            of_host.setdefault(host, []).append(subject.at(pool))
    for host, names in of_host.items():
        if len(names) > 1:
            by_pools.setdefault(tuple(names), []).append(host)
    for both, hosts in by_pools.items():
        yield note('several-pools', ', '.join(both), sorted(hosts),
                   'a project may use them if the shard of any pool has '
                   'them', 'nothing, if it is meant so')


def _unpooled(checked: subject.Subject, found: list[cloud.Aggregate]
              ) -> Iterator[Finding]:
    if (not checked.enforces(_GROUP) or checked.cloud.computes is None
            or checked.get(_GROUP, 'unpooled_hosts') != 'pass' or not found):
        return
    pooled = {host for one in found for host in one.hosts}
    outside = sorted(set(checked.cloud.computes) - pooled)
    if outside:
        yield note('unpooled', '[%s] unpooled_hosts' % _GROUP, outside,
                   'they are in no pool, so every project may use them all',
                   'put them into a pool, or set unpooled_hosts = refuse')


def _groups(checked: subject.Subject, found: list[cloud.Aggregate]
            ) -> Iterator[Finding]:
    if not checked.enforces(_GROUP):
        return
    for group in checked.cloud.groups or ():
        if not group.keeps_apart or not found:
            continue
        reach: set[str] = set()
        bounded = False
        for one in found:
            try:
                rule = shuffle_shard.rule(one.metadata, group.project)
            except ValueError:
                continue
            if rule is not None:
                bounded = True
                reach.update(shuffle_shard.sharded(
                    checked.get(_GROUP, 'seed'), group.project, one.hosts,
                    rule).reach)
        if bounded and len(reach) < group.members:
            yield warning('group-larger', 'server group %s of project %s' % (
                group.name, group.project), group.members,
                'each of its servers needs a host of its own, and the '
                'project has %d' % len(reach),
                'raise %s, or %s%s' % (
                    shuffle_shard.SIZE, shuffle_shard.SIZE_OF,
                    group.project))
