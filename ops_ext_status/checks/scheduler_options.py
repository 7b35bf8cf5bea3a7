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

"""Do the options of nova-scheduler mean what they seem to?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command.checks import options
from nova_ops_ext.scheduler_command import features
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf
from ops_ext_status import scheduler

_NOVA_S_LIMIT = 1000
_SHARDS = 'ops_shuffle_shard'
_BREAKER = 'ops_cascade_breaker'
_CAP = 'ops_project_per_host'


def findings(of: scheduler.Scheduler) -> Iterator[Finding]:
    """Find what is wrong with the options."""
    for found in options.values(of.checked):
        yield nova_conf.adopted(found, of.configuration)
    yield from _modes(of)
    yield from _placement(of)
    yield from _tenants(of)
    if of.checked.works(features.of_group(_SHARDS)):
        yield from _seed(of)
    yield from _without_effect(of)


def _at(of: scheduler.Scheduler, group: str, option: str) -> str:
    return nova_conf.at(of.configuration, group, option)


def _modes(of: scheduler.Scheduler) -> Iterator[Finding]:
    for one in features.FEATURES:
        mode = of.checked.get(one.group, 'mode')
        if mode in ('log', 'off') and of.checked.works(one):
            yield warning(
                'log-mode', _at(of, one.group, 'mode'), mode,
                'nothing is refused or preferred%s' % (
                    ', only logged' if mode == 'log' else
                    ', and nothing is logged'),
                'set it to enforce when the log has shown enough')


def _placement(of: scheduler.Scheduler) -> Iterator[Finding]:
    limit = of.checked.get('scheduler', 'max_placement_results')
    where = _at(of, 'scheduler', 'max_placement_results')
    if limit is None or not any(
            of.checked.enforces(one.group) for one in features.FEATURES
            if one.filter):
        return
    if limit < _NOVA_S_LIMIT:
        yield warning(
            'placement-limit', where, limit, 'placement names so many hosts '
            'at most, in no order: with more computes a request may see none '
            'of the hosts that our filters leave to it',
            'set it to the number of computes or more, such as 10000')
    elif limit == _NOVA_S_LIMIT and of.checked.enforces(_SHARDS):
        yield warning(
            'placement-limit', where, limit, 'placement names so many hosts '
            'at most, in no order: with more computes a project may see none '
            'of its shard', 'set it to the number of computes or more, such '
            'as 10000; with fewer computes, say --ignore placement-limit')


def _tenants(of: scheduler.Scheduler) -> Iterator[Finding]:
    option = 'limit_tenants_to_placement_aggregate'
    if of.checked.get('scheduler', option) and of.checked.enforces(_SHARDS):
        yield warning(
            'tenant-aggregates', _at(of, 'scheduler', option), True,
            'placement names only the hosts of the aggregates of a project, '
            'and the shard of the project may have none of them',
            'make pools of the hosts of those aggregates, then say --ignore '
            'tenant-aggregates')


def _seed(of: scheduler.Scheduler) -> Iterator[Finding]:
    # Never the seed itself: it is a secret.
    where = _at(of, _SHARDS, 'seed')
    seed = of.checked.get(_SHARDS, 'seed')
    lines = of.configuration.given.get(_SHARDS, {}).get('seed', ())
    if len(set(lines)) > 1:
        yield warning(
            'seed', where, '', 'it stands there %d times, and not the same: '
            'the last counts, and a nova-scheduler that reads the files '
            'otherwise makes other shards' % len(lines), 'leave one')
    if not seed and not of.checked.enforces(_SHARDS):
        return
    if not seed:
        yield note(
            'seed', where, '', 'it is not set, so anybody can compute with '
            'whom a project shares hosts, once an aggregate is a pool',
            'set it to the output of "openssl rand -hex 32", the same for '
            'every nova-scheduler')
    elif len(seed) < shuffle_shard.SHORT_SEED or seed.startswith('<'):
        yield warning(
            'seed', where, '', 'it %s and can be guessed' % (
                'is the placeholder of the sample' if seed.startswith('<')
                else 'has only %d characters' % len(seed)),
            'set it to the output of "openssl rand -hex 32"')


def _without_effect(of: scheduler.Scheduler) -> Iterator[Finding]:
    enforced = of.checked.enforces
    if enforced(_BREAKER) and not (
            of.checked.get(_BREAKER, 'incidents')
            or of.checked.get(_BREAKER, 'evacuations')):
        yield warning(
            'without-effect', _at(of, _BREAKER, 'incidents'), 0, 'both rules '
            'are off, so CascadeBreakerFilter does nothing',
            'set incidents or evacuations to 2 or more')
    if enforced(_CAP) and of.checked.get(_CAP, 'max_instances') == 0:
        yield warning(
            'closes-hosts', _at(of, _CAP, 'max_instances'), 0, 'it closes '
            'every host of which no aggregate says otherwise, for everybody',
            'write the number that a project may have, or no line')
    clients = nova_conf.CLIENTS
    if enforced(clients) and not of.checked.get(clients, 'networks'):
        default = of.checked.get(clients, 'default_label')
        yield warning(
            'without-effect', _at(of, clients, 'networks'), '', 'there is no '
            'network, so every client has %s' % (
                'the label %s' % default if default else 'no label'),
            'write a line for each label, such as "networks = doc: '
            '10.1.0.0/16"')
