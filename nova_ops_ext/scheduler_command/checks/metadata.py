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

"""Can what stands in the aggregates be read, and does it agree?  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import difflib

from nova_ops_ext.scheduler import aggregate_preference
from nova_ops_ext.scheduler import aggregate_value
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import critical
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning

_PREFIX = 'ops_'
_MOST = 100.0
# Nearer than what others may have: failure_domain is a key of theirs.
_NEAR = 0.9


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with the metadata."""
    for aggregate in checked.cloud.aggregates:
        yield from _values(aggregate)
        yield from _keys(aggregate)
        yield from _preference(aggregate)
        yield from _hosts(aggregate, checked.cloud)
    yield from _differing(checked)


def _values(aggregate: cloud.Aggregate) -> Iterator[Finding]:
    metadata = aggregate.metadata
    for one in features.FEATURES:
        for problem in one.problems(metadata):
            yield critical('bad-value', subject.at(aggregate), '', problem,
                           'its hosts are refused, or have no rule: mend the '
                           'value')
        if one.weigher is None:
            continue
        try:
            aggregate_value.decimal(metadata, one.group + _MULTIPLIER)
        except ValueError as error:
            yield warning('bad-value', subject.at(aggregate), '', str(error),
                          'the option counts instead: mend the value')


_MULTIPLIER = '_weight_multiplier'


def _keys(aggregate: cloud.Aggregate) -> Iterator[Finding]:
    known = [key for one in features.FEATURES for key in one.keys]
    for key in sorted(aggregate.metadata):
        meant = key.strip().lower().replace('-', '_').replace(' ', '_')
        if any(one.is_key(key) for one in features.FEATURES):
            continue
        ours = meant.startswith(_PREFIX)
        near = difflib.get_close_matches(meant, known, 1,
                                         0.6 if ours else _NEAR)
        if not ours and not near:
            continue
        yield warning('unknown-key', subject.at(aggregate), key,
                      'nothing reads this key',
                      'is it %s?' % near[0] if near else
                      'remove it, or name it otherwise')


def _preference(aggregate: cloud.Aggregate) -> Iterator[Finding]:
    key = aggregate_preference.KEY
    try:
        number = aggregate_value.decimal(aggregate.metadata, key)
    except ValueError:
        return
    if number is not None and abs(number) > _MOST:
        yield warning('preference', subject.at(aggregate),
                      '%s = %s' % (key, aggregate.metadata[key]),
                      'the scale is from -100 to 100, and more is no more',
                      'write %d; for more effect raise '
                      '[ops_aggregate_preference] weight_multiplier' % (
                          _MOST if number > 0 else -_MOST))


def _hosts(aggregate: cloud.Aggregate, of: cloud.Cloud) -> Iterator[Finding]:
    if of.computes is None or not any(
            one.is_key(key) for one in features.FEATURES
            for key in aggregate.metadata):
        return
    unknown = [host for host in aggregate.hosts if host not in of.computes]
    if unknown:
        yield warning('unknown-host', subject.at(aggregate), unknown,
                      'no nova-compute has this name, and it counts as a '
                      'member all the same',
                      'remove it from the aggregate')


def _differing(checked: subject.Subject) -> Iterator[Finding]:
    """Compare the values of a key in the aggregates of each host."""
    several: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    ruling = [(one, key) for one in features.FEATURES if one.several
              for key in one.keys]
    for one, key in ruling:
        of_host: dict[str, list[cloud.Aggregate]] = {}
        for aggregate in checked.cloud.aggregates:
            if key not in aggregate.metadata:
                continue
            for host in aggregate.hosts:
                of_host.setdefault(host, []).append(aggregate)
        for host, aggregates in of_host.items():
            values = {aggregate.metadata[key] for aggregate in aggregates}
            if len(values) > 1:
                several.setdefault((key, one.several, tuple(map(
                    subject.at, aggregates))), []).append(host)
    for (key, rule, names), hosts in several.items():
        yield note('values-differ', ', '.join(names), key,
                   'they have different values for %s%s; %s' % (
                       ', '.join(sorted(hosts)[:3]),
                       ' and %d more' % (len(hosts) - 3)
                       if len(hosts) > 3 else '', rule),
                   'nothing, if it is meant so')
