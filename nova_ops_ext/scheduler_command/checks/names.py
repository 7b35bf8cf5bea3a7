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

"""Are the classes there that nova-scheduler is to use?  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import difflib

from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import critical
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning
from nova_ops_ext.scheduler_command.loaded import Loaded

_AVAILABLE = '[filter_scheduler] available_filters'
_ENABLED = '[filter_scheduler] enabled_filters'
_WEIGHERS = '[filter_scheduler] weight_classes'
_FIRST = 'ComputeFilter'
_OF_POLICY = {'anti-affinity': 'ServerGroupAntiAffinityFilter',
              'affinity': 'ServerGroupAffinityFilter'}


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with the lists of classes."""
    yield from _classes(checked)
    yield from _enabled(checked)
    yield from _nova_s(checked)
    yield from _weighers(checked)
    yield from _limit(checked)


def _classes(checked: subject.Subject) -> Iterator[Finding]:
    for where, found in ((_AVAILABLE, checked.filters),
                         (_WEIGHERS, checked.weighers)):
        for line, problem in found.failed.items():
            yield critical('cannot-load', where, line, problem,
                           'nova-scheduler will not start, or fail at each '
                           'request: mend the line, or install what it '
                           'names')
        for line in found.unknown:
            yield note('not-looked-up', where, line,
                       'Nova cannot be imported here, so it is not known '
                       'what this gives',
                       'run check in the environment of nova-scheduler')
        for name, places in found.classes.items():
            if len(places) > 1:
                yield critical('name-clash', where, places,
                               'both are called %s, and only one of them '
                               'counts' % name,
                               'drop the line of the one, or rename it')


def _enabled(checked: subject.Subject) -> Iterator[Finding]:
    available = checked.filters.classes
    enabled = checked.enabled
    lost: dict[str, list[str]] = {
        features.NOVA_FILTERS_LINE: [], features.OUR_FILTERS_LINE: []}
    # A line that fails is told as such.
    complete = not (checked.filters.unknown or checked.filters.failed)
    for name in dict.fromkeys(enabled):
        if enabled.count(name) > 1:
            yield warning('enabled-twice', _ENABLED, name,
                          'it runs %d times for each request' %
                          enabled.count(name), 'name it once')
        if name in available:
            continue
        if name in features.NOVA_FILTERS and not _has(
                checked, features.NOVA_FILTERS_LINE):
            lost[features.NOVA_FILTERS_LINE].append(name)
        elif name in features.our_filters() and not _has(
                checked, features.OUR_FILTERS_LINE):
            lost[features.OUR_FILTERS_LINE].append(name)
        elif complete:
            near = difflib.get_close_matches(
                name.rpartition('.')[2],
                [*available, *features.our_filters()], 1)
            yield critical('unknown-filter', _ENABLED, name,
                           'no line of available_filters gives it',
                           'nova-scheduler will not start: %s' % (
                               'is it %s?' % near[0] if near else
                               'drop it, or add the line that gives it'))
    for line, names in lost.items():
        if names:
            yield critical(
                'available-filters', _AVAILABLE, names,
                'there is no line that gives them; a line of your own '
                'replaces the default',
                'nova-scheduler will not start: add the line '
                '"available_filters = %s"' % line)
    if _FIRST in enabled:
        ours = [name for name in enabled[:enabled.index(_FIRST)]
                if name in features.our_filters()]
        for name in ours:
            yield warning('order', _ENABLED, name,
                          'it stands before ComputeFilter, and so judges '
                          'hosts that are down',
                          'put it behind ComputeFilter')
    elif any(name in features.our_filters() for name in enabled):
        yield warning('order', _ENABLED, '', 'ComputeFilter is not enabled, '
                      'so hosts that are down are judged as well',
                      'put ComputeFilter before our filters')


def _nova_s(checked: subject.Subject) -> Iterator[Finding]:
    """Find which filters of Nova's own list are lost by another one."""
    enabled = checked.enabled
    lost = [name for name in features.NOVA_ENABLED if name not in enabled
            and name != _FIRST]
    if not enabled or not lost:
        return
    policies = {policy for group in checked.cloud.groups or ()
                for policy in group.policies}
    if features.of_group('ops_failure_domain').filter in enabled:
        policies.add('anti-affinity')
    needed = [name for policy, name in _OF_POLICY.items()
              if policy in policies and name in lost]
    if needed:
        yield warning('nova-filters', _ENABLED, needed,
                      'Nova refuses each server of a group with their policy '
                      'while they are not enabled', 'add them')
    others = [name for name in lost if name not in needed]
    if others:
        yield note('nova-filters', _ENABLED, others,
                   'Nova has them enabled, and a list of your own replaces '
                   'its own', 'add them, unless it is meant so')


def _has(checked: subject.Subject, line: str) -> bool:
    return line in (checked.get('filter_scheduler', 'available_filters')
                    or ())


def _weighers(checked: subject.Subject) -> Iterator[Finding]:
    lines = checked.get('filter_scheduler', 'weight_classes')
    if lines is None:
        return
    if features.NOVA_WEIGHERS_LINE not in lines and not _gives(
            checked.weighers, 'nova.scheduler.weights.'):
        yield warning('weight-classes', _WEIGHERS, lines,
                      'none of Nova\'s own weighers is used: hosts are no '
                      'longer chosen by their free memory',
                      'name %s as well' % features.NOVA_WEIGHERS_LINE)
    for name in checked.weighers.twice:
        yield warning('enabled-twice', _WEIGHERS, name,
                      'more than one of them gives it, so it counts twice',
                      'name it, or the function that gives it')
    for one in features.FEATURES:
        if one.weigher is None or one.weigher in checked.weighers.classes:
            continue
        used = [option for option in checked.configuration.given.get(
            one.group, {}) if option == 'weight_multiplier']
        if used:
            yield warning('weight-classes', _WEIGHERS, lines,
                          '[%s] weight_multiplier is set, but %s is not '
                          'among them' % (one.group, one.weigher),
                          'name %s as well' % features.OUR_WEIGHERS_LINE)


def _gives(found: Loaded, prefix: str) -> bool:
    return any(place.startswith(prefix) for places in found.classes.values()
               for place in places)


def _limit(checked: subject.Subject) -> Iterator[Finding]:
    limit = checked.get('scheduler', 'max_placement_results')
    computes = checked.cloud.computes
    if computes is None:
        yield note('not-known', 'services', '', 'the dump has no services: '
                   'what depends on the computes was not checked',
                   'have it written by "nova-ops-scheduler dump"')
    elif limit is not None and limit < len(computes):
        yield warning('placement-limit', '[scheduler] max_placement_results',
                      limit, 'there are %d computes: a request may see none '
                      'of the hosts that it could use' % len(computes),
                      'set it to %d or more' % len(computes))
