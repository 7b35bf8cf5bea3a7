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

"""A mistake that ``check`` found, and what to do about it.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from typing import NamedTuple

from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit.finding import Level

#: All codes, for ``--ignore``, and what each is about.
CODES = {
    'available-filters': 'a line of available_filters is missing',
    'unknown-filter': 'enabled_filters names one that nothing gives',
    'cannot-load': 'a class or function cannot be loaded',
    'name-clash': 'two classes have one name',
    'nova-filters': 'filters that Nova has by default are not enabled',
    'enabled-twice': 'a filter or a weigher is enabled twice',
    'order': 'a filter is before ComputeFilter or behind the shards',
    'weight-classes': 'weight_classes lost some',
    'not-looked-up': 'Nova is not installed here, or a class is unknown',
    'placement-limit': 'placement gives fewer hosts than there are',
    'bad-option': 'nova-scheduler does not start with this value',
    'unknown-option': 'no such option, or group',
    'seed': 'shards can be computed by users',
    'mode': 'a filter is not enforced',
    'bad-value': 'an aggregate has a value that cannot be read',
    'unknown-key': 'an aggregate has a key like ours that is none',
    'rule-not-enabled': 'a rule or an option for what is not enabled',
    'enabled-no-rule': 'a filter is enabled, and nothing has a rule for it',
    'values-differ': 'the aggregates of a host do not agree',
    'unknown-label': 'an aggregate names a label that no network has',
    'unused-label': 'no host admits a label',
    'shard-too-large': 'a shard is the whole pool',
    'shard-none': 'a shard of no hosts',
    'unknown-project': 'a rule for a project that is none',
    'override-alone': 'projects without an override are not bounded',
    'extend-alone': 'an extension without a shard',
    'several-pools': 'a host is in several pools',
    'empty-pool': 'a pool has no hosts',
    'pool-zones': 'a pool spans availability zones',
    'unpooled': 'hosts in no pool may be used by everyone',
    'group-larger': 'a server group needs more hosts than a shard has',
    'two-domains': 'a host is in two failure domains',
    'split-domain': 'a failure domain is several aggregates',
    'no-domain': 'hosts without a failure domain',
    'one-domain': 'there is one failure domain only',
    'quarantine': 'quarantine and breaker do not go together',
    'preference': 'a preference is beyond the scale',
    'negative-multiplier': 'a weigher prefers what it should avoid',
    'no-ramp': 'a ramp without hours',
    'isolation-namespace': 'AggregateImagePropertiesIsolation reads our keys',
    'proxy-headers': 'clients can choose their address',
    'stamp': 'a stamp is trusted that users may forge',
    'unknown-host': 'an aggregate has a host that no nova-compute is',
    'not-known': 'the cloud was not told of, so this was not checked',
}


class Finding(NamedTuple):
    """A mistake.

    :ivar code: one of :data:`CODES`
    :ivar where: option or aggregate
    :ivar value: as it stands there
    :ivar problem: what is wrong
    :ivar remedy: what to do
    """

    level: Level
    code: str
    where: str
    value: str
    problem: str
    remedy: str


def note(code: str, where: str, value: object, problem: str, remedy: str
         ) -> Finding:
    """Make a finding that is no mistake."""
    return Finding(Level.OK, code, where, _value(value), problem, remedy)


def warning(code: str, where: str, value: object, problem: str, remedy: str
            ) -> Finding:
    """Make a finding that wants mending."""
    return Finding(Level.WARNING, code, where, _value(value), problem, remedy)


def critical(code: str, where: str, value: object, problem: str, remedy: str
             ) -> Finding:
    """Make a finding of what does not work at all."""
    return Finding(Level.CRITICAL, code, where, _value(value), problem,
                   remedy)


def ranked(findings: Iterable[Finding], ignored: Collection[str] = ()
           ) -> list[Finding]:
    """Put the worst first; take the effect from what is ignored."""
    order = [Level.CRITICAL, Level.UNKNOWN, Level.WARNING, Level.OK]
    counted = [
        one._replace(level=Level.OK, problem=one.problem + ' (ignored)')
        if one.code in ignored and one.level is not Level.OK else one
        for one in dict.fromkeys(findings)]
    return sorted(counted, key=lambda one: (
        order.index(one.level), one.code, one.where, one.value))


def worst(findings: Iterable[Finding]) -> Level:
    """Give the state that findings make together."""
    return finding.worst(
        finding.Finding(one.level, one.code, '', '') for one in findings)


def _value(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        shown = [str(one) for one in value]
        return ', '.join(shown[:20]) + (
            ' and %d more' % (len(shown) - 20) if len(shown) > 20 else '')
    return '' if value is None else str(value)
