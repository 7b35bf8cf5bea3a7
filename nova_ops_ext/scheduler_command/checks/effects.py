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

"""Has what is set the effect that it was set for?  Pure.

nova-scheduler starts with all of this, and does not say that it takes no
notice of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning

_PLACES = ('DEFAULT', 'filter_scheduler', 'scheduler')
_ENABLED = '[filter_scheduler] enabled_filters'
_SHARDS = 'ShuffleShardFilter'
# What others than the filter take notice of.
_READ_BY_OTHERS = frozenset((
    'mode', 'weight_multiplier', 'seed', 'networks', 'default_label', 'hosts',
    'stamp'))


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what has none, or the opposite one."""
    yield from _elsewhere(checked)
    for feature in features.FEATURES:
        yield from _filter(checked, feature)
        yield from _multiplier(checked, feature)
    yield from _ramp(checked)
    yield from _extension(checked)


def _elsewhere(checked: subject.Subject) -> Iterator[Finding]:
    """Find options that stand where nobody looks for them."""
    belongs = {option: [group for group, names in
                        checked.configuration.known.items() if option in names]
               for names in checked.configuration.known.values()
               for option in names}
    for option in ('available_filters', 'enabled_filters', 'weight_classes'):
        belongs[option] = ['filter_scheduler']
    belongs['max_placement_results'] = ['scheduler']
    for place in _PLACES:
        for option in checked.configuration.given.get(place, ()):
            groups = belongs.get(option, [place])
            if place not in groups:
                yield warning(
                    'unknown-option', '[%s] %s' % (place, option), '',
                    'there is no such option in this group, and oslo.config '
                    'says nothing', 'put it into %s' % ' or '.join(
                        '[%s]' % group for group in sorted(groups)))


def _filter(checked: subject.Subject, feature: features.Feature
            ) -> Iterator[Finding]:
    """Find options and rules of a filter that is not enabled."""
    if feature.filter is None or feature.filter in checked.enabled:
        return
    options = sorted(
        set(checked.configuration.given.get(feature.group, ()))
        & checked.configuration.known[feature.group] - _READ_BY_OTHERS)
    having = checked.having(lambda key: feature.is_key(key)
                            and not key.endswith('_weight_multiplier'))
    if having and not checked.works(feature):
        # Told as rules that nobody reads.
        return
    if options:
        yield warning('rule-not-enabled', '[%s]' % feature.group, options,
                      '%s is not enabled, and nothing else reads them' %
                      feature.filter,
                      'put %s into enabled_filters' % feature.filter)
    elif having:
        # all_weighers brings the weigher, whether anybody wanted it or not.
        meant = 'weight_multiplier' in checked.configuration.given.get(
            feature.group, ())
        yield (note if meant else warning)(
            'rule-not-enabled', subject.at(having[0]), [
                key for key in having[0].metadata if feature.is_key(key)],
            '%s prefers hosts by it, but %s is not enabled, so none is '
            'refused' % (feature.weigher, feature.filter),
            'put %s into enabled_filters%s' % (
                feature.filter, '' if meant else
                '; or, if it is meant so, set [%s] weight_multiplier' %
                feature.group))


def _multiplier(checked: subject.Subject, feature: features.Feature
                ) -> Iterator[Finding]:
    if feature.weigher not in checked.weighers.classes:
        return
    multiplier = checked.get(feature.group, 'weight_multiplier')
    if multiplier is not None and multiplier < 0:
        yield warning('negative-multiplier', '[%s] weight_multiplier' %
                      feature.group, multiplier, '%s then prefers the hosts '
                      'that it is to avoid' % feature.weigher,
                      'write a number above 0')


def _ramp(checked: subject.Subject) -> Iterator[Finding]:
    group = features.of_group('ops_new_host').group
    if checked.get(group, 'ramp_hours') == 0.0:
        for option in ('ramp_initial', 'ramp_per_hour'):
            if checked.get(group, option):
                yield warning('no-ramp', '[%s] %s' % (group, option),
                              checked.get(group, option),
                              'ramp_hours is 0, so there is no ramp',
                              'set ramp_hours as well')


def _extension(checked: subject.Subject) -> Iterator[Finding]:
    enabled = checked.enabled
    if _SHARDS not in enabled:
        return
    behind = enabled[enabled.index(_SHARDS) + 1:]
    having = checked.having(lambda key: key == shuffle_shard.EXTEND)
    if behind and having:
        yield warning('order', _ENABLED, behind, 'they stand behind %s, so '
                      'the extension of %s does not open for hosts that they '
                      'refuse' % (_SHARDS, subject.at(having[0])),
                      'put %s last' % _SHARDS)
