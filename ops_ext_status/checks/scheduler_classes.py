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

"""Does nova-scheduler load our classes, and use them?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler_command.checks import effects
from nova_ops_ext.scheduler_command.checks import names
from nova_ops_ext.scheduler_command import features
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf
from ops_ext_status import scheduler

_FILTERS = 'filter_scheduler'
# It is about a cloud, of which this command was not told.
_NOT_HERE = ('not-known',)


def findings(of: scheduler.Scheduler) -> Iterator[Finding]:
    """Find what is wrong with the lists of classes."""
    for module in names, effects:
        for found in module.findings(of.checked):
            if found.code not in _NOT_HERE:
                yield nova_conf.adopted(found, of.configuration)
    yield from _nothing(of)
    yield from _preferred(of)
    yield from _not_enabled(of)
    yield from _weighers(of)


def _nothing(of: scheduler.Scheduler) -> Iterator[Finding]:
    """Find that nothing of ours is used."""
    if any(of.checked.works(one) for one in features.FEATURES):
        return
    available = ' '.join(of.checked.get(_FILTERS, 'available_filters') or ())
    given = nova_conf.names_ours(of.configuration, nova_conf.SCHEDULER)
    make = warning if given or 'ops_ext' in available else note
    yield make(
        'nothing-enabled', nova_conf.at(of.configuration, _FILTERS,
                                        'enabled_filters'), given,
        'no filter or weigher of ours is used', 'name those that you want '
        'in enabled_filters and weight_classes; see scheduler.conf')


def _preferred(of: scheduler.Scheduler) -> Iterator[Finding]:
    """Find that hosts are preferred where some were to be refused."""
    for one in features.FEATURES:
        given = of.configuration.given.get(one.group, ())
        if (one.filter and given and one.filter not in of.checked.enabled
                and one.weigher in of.checked.weighers.classes
                and 'weight_multiplier' not in given):
            yield warning(
                'rule-not-enabled', nova_conf.at(of.configuration, one.group),
                list(given), '%s prefers hosts by it, but %s is not enabled, '
                'so none is refused' % (one.weigher, one.filter),
                'put %s into enabled_filters; or, if it is meant so, set '
                'weight_multiplier' % one.filter)


def _not_enabled(of: scheduler.Scheduler) -> Iterator[Finding]:
    """Find a mode of what is not enabled, and that nothing else reads."""
    for one in features.FEATURES:
        given = of.configuration.given.get(one.group, ())
        if ([*given] == ['mode'] and one.weigher is None
                and one.filter not in of.checked.enabled
                and of.checked.get(one.group, 'mode') != 'off'):
            yield warning(
                'rule-not-enabled', nova_conf.at(of.configuration, one.group,
                                                 'mode'),
                of.checked.get(one.group, 'mode'), '%s is not enabled, so '
                'nothing of it is done' % one.filter,
                'put it into enabled_filters, or remove the line')


def _weighers(of: scheduler.Scheduler) -> Iterator[Finding]:
    used = [one for one in features.FEATURES
            if one.weigher in of.checked.weighers.classes]
    for one in used:
        if of.checked.get(one.group, 'weight_multiplier') == 0:
            yield warning(
                'multiplier-zero', nova_conf.at(
                    of.configuration, one.group, 'weight_multiplier'), 0,
                '%s is used, and with this does nothing where no aggregate '
                'says otherwise' % one.weigher, 'write a number above 0')
    size = of.checked.get(_FILTERS, 'host_subset_size')
    if used and size is not None and size > 1:
        yield warning(
            'host-subset', nova_conf.at(of.configuration, _FILTERS,
                                        'host_subset_size'), size,
            'of so many best hosts Nova takes one at random, so what our '
            'weighers prefer is not what is taken', 'leave it at 1')
