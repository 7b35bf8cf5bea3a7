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

"""``shard``: the hosts that a project may use, and what would move."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import pools
from nova_ops_ext.scheduler_command import projects
from nova_ops_ext.scheduler_command import shown

# So many others are named, those with most in common.
_NAMED = 10


class Wanted(NamedTuple):
    """What is asked for.

    :ivar others: projects to compare with
    :ivar size: what if the pools had this size; None for as it is
    :ivar pools: only these; all if empty
    :ivar added: hosts that the pools would have
    :ivar removed: hosts that they would not have
    """

    others: tuple[str, ...] = ()
    size: int | None = None
    pools: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Tell whether anything would be different."""
        return self.size is not None or bool(self.added or self.removed)


def shard(seed: str | None, of: cloud.Cloud, text: str, wanted: Wanted
          ) -> shown.Shown:
    """Show the hosts of a project.

    :param text: id or name
    :raises projects.CannotTellError: if what is meant cannot be told
    """
    project = projects.project_id(of, text)
    others = ([projects.project_id(of, one) for one in wanted.others]
              or projects.others(of, project))
    found = _wanted(pools.places(of, project, seed), wanted)
    told = [_pool(seed, of, project, place, others, wanted)
            for place in found]
    reach = pools.reach(found)
    summary = 'project %s: ' % projects.shown(of, project)
    if not found:
        summary += 'no pool has a size for it, so no shard bounds it'
    else:
        summary += '%d of %d hosts in %d pool%s' % (
            len(reach), len({host for place in found
                             for host in place.pool.hosts}), len(found),
            '' if len(found) == 1 else 's')
        if not seed:
            summary += '; [ops_shuffle_shard] seed is not set'
    wrong = (projects.unknown(of, project)
             or any(place.problem for place in found))
    return shown.Shown(
        Level.WARNING if wrong else Level.OK, summary,
        tuple(line for one in told for line in _lines(one)), {
            'project': safe(project), 'reach': sorted(map(safe, reach)),
            'fingerprint': shuffle_shard.fingerprint(seed), 'pools': told})


def _wanted(found: list[pools.Place], wanted: Wanted) -> list[pools.Place]:
    names = {place.pool.name for place in found}
    for name in wanted.pools:
        if name not in names:
            raise projects.CannotTellError(
                'no pool of the project has the name %.64r; there are %s' % (
                    name, ', '.join(sorted(names)) or 'none'))
    return [place for place in found
            if not wanted.pools or place.pool.name in wanted.pools]


def _pool(seed: str | None, of: cloud.Cloud, project: str,
          place: pools.Place, others: list[str], wanted: Wanted
          ) -> dict[str, Any]:
    pool = place.pool
    told: dict[str, Any] = {
        'pool': safe(pool.name), 'id': pool.id, 'hosts': len(pool.hosts),
        'problem': safe(place.problem) if place.problem else None}
    rule = place.rule
    if place.shard is None or rule is None:
        return told
    told.update(
        size=rule.size, extend=rule.extend,
        shard=[_member(of, host) for host in place.shard.hosts],
        extension=[_member(of, host) for host in place.shard.extension],
        overlap=_overlap(seed, pool, place.shard, others))
    if wanted.changes:
        told['change'] = _change(seed, project, pool, rule, wanted)
    return told


def _member(of: cloud.Cloud, host: str) -> dict[str, str]:
    if of.computes is None:
        state = 'unknown'
    else:
        compute = of.computes.get(host)
        state = ('no nova-compute' if compute is None
                 else 'down' if not compute.up or compute.forced_down
                 else 'up' if compute.enabled else 'disabled')
    return {'host': safe(host), 'state': state}


def _overlap(seed: str | None, pool: cloud.Aggregate,
             own: shuffle_shard.Shard, others: list[str]) -> dict[str, Any]:
    common = {}
    expected = 0.0
    for other in others:
        try:
            rule = shuffle_shard.rule(pool.metadata, other)
        except ValueError:
            continue
        if rule is None:
            continue
        theirs = shuffle_shard.sharded(seed, other, pool.hosts, rule)
        common[other] = sorted(shuffle_shard.overlap(own, theirs))
        if pool.hosts:
            expected += len(own.reach) * len(theirs.reach) / len(pool.hosts)
    most = sorted(common, key=lambda one: (-len(common[one]), one))
    return {
        'projects': len(common),
        'mean': round(sum(map(len, common.values())) / len(common), 3)
        if common else None,
        'expected': round(expected / len(common), 3) if common else None,
        'most': [{'project': safe(one), 'hosts': list(map(safe, common[one]))}
                 for one in most[:_NAMED]]}


def _change(seed: str | None, project: str, pool: cloud.Aggregate,
            rule: shuffle_shard.Rule, wanted: Wanted) -> dict[str, Any]:
    hosts = [*(host for host in pool.hosts if host not in wanted.removed),
             *wanted.added]
    other = rule
    if wanted.size is not None:
        # Read anew: with a size of 0 the extension was not.
        other = shuffle_shard.rule(
            {**pool.metadata,
             shuffle_shard.SIZE_OF + project: '%d' % wanted.size},
            project) or rule
    before = shuffle_shard.sharded(seed, project, pool.hosts, rule)
    after = shuffle_shard.sharded(seed, project, tuple(dict.fromkeys(hosts)),
                                  other)
    told = {}
    for part, then, now in (
            ('shard', before.hosts, after.hosts),
            ('reach', before.reach, after.reach)):
        change = shuffle_shard.change(then, now)
        told[part] = {'hosts': len(now),
                      'joined': sorted(map(safe, change.joined)),
                      'left': sorted(map(safe, change.left))}
    return told


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield 'pool %s (%d): %d host%s%s' % (
        told['pool'], told['id'], told['hosts'],
        '' if told['hosts'] == 1 else 's',
        ', ' + told['problem'] if told['problem'] else '')
    if 'size' not in told:
        return
    for part, count in (('shard', told['size']),
                        ('extension', told['extend'])):
        if count or told[part]:
            yield '  %-9s %d: %s' % (part, count, ', '.join(
                '%(host)s%(state)s' % {
                    'host': one['host'],
                    'state': '' if one['state'] in ('up', 'unknown')
                    else ' (%s)' % one['state']}
                for one in told[part]) or 'none')
    overlap = told['overlap']
    if overlap['projects']:
        yield ('  in common with %d other project%s: %.2f hosts in the mean, '
               '%.2f expected' % (
                   overlap['projects'],
                   '' if overlap['projects'] == 1 else 's',
                   overlap['mean'], overlap['expected']))
        for one in overlap['most']:
            if one['hosts']:
                yield '    %s: %d: %s' % (
                    one['project'], len(one['hosts']),
                    ', '.join(one['hosts']))
    if 'change' in told:
        change = told['change']['shard']
        yield '  it would be %d: joining %s; leaving %s' % (
            change['hosts'], ', '.join(change['joined']) or 'none',
            ', '.join(change['left']) or 'none')
        change = told['change']['reach']
        yield '  with the extension %d: joining %s; leaving %s' % (
            change['hosts'], ', '.join(change['joined']) or 'none',
            ', '.join(change['left']) or 'none')
