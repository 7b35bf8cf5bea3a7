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

"""Do the rules in aggregates and what is enabled go together?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning

_ENABLED = '[filter_scheduler] enabled_filters'
_ISOLATION = 'AggregateImagePropertiesIsolation'
_NAMESPACE = 'aggregate_image_properties_isolation_namespace'
_BREAKER = 'ops_cascade_breaker'


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find rules without effect, and what has no rules."""
    for feature in features.FEATURES:
        having = checked.having(feature.is_key)
        # The breaker works without a rule, and has its own words.
        if feature.group == _BREAKER:
            continue
        names = [name for name in (feature.filter, feature.weigher) if name]
        if having and not checked.works(feature) and not (
                feature.filter is None and checked.weighers.unknown):
            yield warning(
                'rule-not-enabled', subject.at(having[0]),
                [key for key in having[0].metadata if feature.is_key(key)],
                'neither %s is enabled' % ' nor '.join(names)
                if len(names) > 1 else '%s is not enabled' % names[0],
                'put %s into enabled_filters' % feature.filter
                if feature.filter else 'put %s into weight_classes' %
                features.OUR_WEIGHERS_LINE)
        elif (feature.filter in checked.enabled and not having
              and not _by_options(checked, feature.group)):
            yield note('enabled-no-rule', _ENABLED, feature.filter,
                       'no aggregate has %s, and no option makes a rule' %
                       ' or '.join(feature.keys),
                       'set it on an aggregate; see the manual')
    yield from _breaker(checked)
    yield from _isolation(checked)


def _by_options(checked: subject.Subject, group: str) -> bool:
    """Tell whether the options of a group make a rule by themselves."""
    def get(option: str) -> object:
        return checked.get(group, option)

    if group == 'ops_client_network':
        return bool(get('hosts')) or get('unlisted_hosts') == 'refuse'
    if group == 'ops_new_host':
        return bool(get('burn_in_hours') or get('ramp_hours'))
    if group == 'ops_project_per_host':
        return get('max_instances') is not None
    return get('unpooled_hosts') == 'refuse'


def _breaker(checked: subject.Subject) -> Iterator[Finding]:
    marked = checked.having(lambda key: key == cascade.QUARANTINE_KEY)
    quarantines = [one for one in marked
                   if cascade.quarantine(one.metadata) is True]
    enabled = checked.enforces(_BREAKER)
    if marked and not enabled:
        yield warning('quarantine', subject.at(marked[0]),
                      cascade.QUARANTINE_KEY, 'CascadeBreakerFilter is not '
                      'enabled, so nothing is confined there',
                      'put CascadeBreakerFilter into enabled_filters')
    if not enabled:
        return
    if not any(one.hosts for one in quarantines):
        yield note('quarantine', _ENABLED, 'CascadeBreakerFilter',
                   'there is no host in quarantine: what is stopped gets '
                   '"No valid host"',
                   'nothing, or set %s = true on an aggregate of hosts' %
                   cascade.QUARANTINE_KEY)
    elif checked.cloud.computes is not None:
        inside = {host for one in quarantines for host in one.hosts}
        if inside.issuperset(checked.cloud.computes):
            yield warning('quarantine', subject.at(quarantines[0]),
                          cascade.QUARANTINE_KEY, 'every host is in '
                          'quarantine, so nothing is ever stopped',
                          'leave most hosts out of it')
    if not (checked.get(_BREAKER, 'incidents')
            or checked.get(_BREAKER, 'evacuations')):
        yield warning('quarantine', '[%s] incidents' % _BREAKER, 0,
                      'both rules are off, so the filter does nothing',
                      'set incidents or evacuations to 2 or more')


def _isolation(checked: subject.Subject) -> Iterator[Finding]:
    if _ISOLATION not in checked.enabled or checked.get(
            'filter_scheduler', _NAMESPACE):
        return
    having = checked.having(lambda key: any(
        one.is_key(key) for one in features.FEATURES))
    if having:
        yield warning('isolation-namespace', '[filter_scheduler] ' +
                      _NAMESPACE, '', '%s takes our keys, such as those of '
                      '%s, for properties of images, and writes a warning '
                      'for each host and request' % (
                          _ISOLATION, subject.at(having[0])),
                      'set it, or do not enable that filter')
