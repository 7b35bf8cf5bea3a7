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

"""``simulate``: how many hosts can a hostile project take?"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import datetime
import random
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler_command import attack
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import pools
from nova_ops_ext.scheduler_command import projects
from nova_ops_ext.scheduler_command import shown

_SHARDS, _BREAKER = 'ops_shuffle_shard', 'ops_cascade_breaker'
_FILTERS = {_SHARDS: 'ShuffleShardFilter', _BREAKER: 'CascadeBreakerFilter'}
_LIMITS = (
    'not counted: quotas, other filters, full hosts; hosts that recover; '
    'what comes after [ops_cascade_breaker] period; a project that takes '
    'another image for each server, which the breaker does not stop',)


class Wanted(NamedTuple):
    """What is asked for.

    :ivar project: None for random ones
    :ivar projects: how many of them
    """

    project: str | None
    projects: int
    seed: int


def simulate(configured: configuration.Configuration, of: cloud.Cloud,
             wanted: Wanted) -> shown.Shown:
    """Try it.

    :raises configuration.CannotReadError: if an option cannot be read
    :raises projects.CannotTellError: if what is meant cannot be told
    """
    for one in configured.unreadable:
        if one.group in _FILTERS:
            raise configuration.CannotReadError(str(one))
    choose = random.Random(wanted.seed)  # noqa: S311
    tried = ([projects.project_id(of, wanted.project)] if wanted.project
             else ['%032x' % choose.getrandbits(128)
                   for _ in range(wanted.projects)])
    hosts = _hosts(of)
    scenes = _scenes(configured)
    found = [one for one in of.aggregates if pools.is_pool(one.metadata)]
    told = []
    for name, defence in scenes.items():
        for batches in (False, True):
            lost = [attack.lost(hosts, project, defence, batches=batches,
                                choose=choose) for project in tried]
            told.append({
                'filters': name, 'batches': batches, **_figures(lost),
                'pools': {safe(one.name): _figures(
                    [dead.intersection(one.hosts) for dead in lost])
                    for one in found}})
    now = [one for one in told if one['filters'] == 'now']
    return shown.Shown(
        Level.OK, _summary(hosts, tried, wanted, now, of),
        (*_lines(told, _enforced(configured)), *_LIMITS),
        {'hosts': len(hosts), 'projects': len(tried),
         'random_seed': wanted.seed, 'enforced': _enforced(configured),
         'scenes': told})


def _hosts(of: cloud.Cloud) -> list[attack.Host]:
    held: dict[str, list[cloud.Aggregate]] = {}
    for one in of.aggregates:
        for host in one.hosts:
            held.setdefault(host, []).append(one)
    return [attack.Host(host, tuple(held.get(host, ())))
            for host in of.hosts()
            if of.computes is None or of.computes[host].usable]


def _enforced(configured: configuration.Configuration) -> list[str]:
    enabled = configured.get('filter_scheduler', 'enabled_filters') or ()
    return [name for group, name in _FILTERS.items()
            if name in enabled and configured.get(group, 'mode') == 'enforce']


def _scenes(configured: configuration.Configuration
            ) -> dict[str, attack.Defence]:
    slack = cascade_deaths.slack(
        configured.get('DEFAULT', 'report_interval') or 0)
    down_time = configured.get('DEFAULT', 'service_down_time') or 0
    shards = attack.Shards(
        configured.get(_SHARDS, 'seed'),
        configured.get(_SHARDS, 'unpooled_hosts') == 'pass')
    limits = cascade.Limits(
        configured.get(_BREAKER, 'incidents'),
        datetime.timedelta(seconds=configured.get(_BREAKER, 'window')),
        configured.get(_BREAKER, 'bystanders'),
        configured.get(_BREAKER, 'survivors_per_death'), slack)
    breaker = attack.Breaker(
        limits, 2 * slack + datetime.timedelta(seconds=down_time + 1))
    enforced = _enforced(configured)
    return {
        'none': attack.Defence(),
        'shards': attack.Defence(shards),
        'breaker': attack.Defence(None, breaker),
        'both': attack.Defence(shards, breaker),
        'now': attack.Defence(
            shards if _FILTERS[_SHARDS] in enforced else None,
            breaker if _FILTERS[_BREAKER] in enforced else None)}


def _figures(lost: list[frozenset[str]]) -> dict[str, Any]:
    counts = list(map(len, lost))
    return {'worst': max(counts), 'mean': round(sum(counts) / len(counts), 2)}


def _summary(hosts: list[attack.Host], tried: list[str], wanted: Wanted,
             now: list[dict[str, Any]], of: cloud.Cloud) -> str:
    who = ('project %s' % projects.shown(of, tried[0]) if wanted.project
           else 'a hostile project, the worst of %d' % len(tried))
    return '%s takes %d of %d hosts one by one, %d in batches' % (
        who, now[0]['worst'], len(hosts), now[1]['worst'])


_WORDS = {'none': 'Nova alone', 'shards': 'with ShuffleShardFilter',
          'breaker': 'with CascadeBreakerFilter', 'both': 'with both'}


def _lines(told: list[dict[str, Any]], enforced: list[str]
           ) -> Iterator[str]:
    yield '%-36s %14s %14s' % ('hosts lost: worst, mean', 'one by one',
                               'in batches')
    words = {**_WORDS, 'now': 'as configured: %s' % (
        'both' if len(enforced) > 1 else ''.join(enforced) or 'neither')}
    for name, text in words.items():
        single, batch = (one for one in told if one['filters'] == name)
        yield '%-36s %14s %14s' % (text, _shown(single), _shown(batch))
        for pool in single['pools']:
            yield '%-36s %14s %14s' % (
                '  of pool ' + pool, _shown(single['pools'][pool]),
                _shown(batch['pools'][pool]))


def _shown(figures: Mapping[str, Any]) -> str:
    return '%d, %.2f' % (figures['worst'], figures['mean'])
