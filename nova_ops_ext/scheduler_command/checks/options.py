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

"""Are our options such that nova-scheduler starts with them?  Pure."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
import difflib
import types
from typing import Any

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import client_rules
from nova_ops_ext.scheduler import new_host
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import critical
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning


_PREFIX = 'ops_'
# Groups of Nova with names like ours.
_NOVA_S = frozenset(('image_cache',))


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with the options."""
    yield from values(checked)
    yield from unknown(checked.configuration)
    yield from _modes(checked)
    yield from _seed(checked)


def values(checked: subject.Subject) -> Iterator[Finding]:
    """Find values with which nova-scheduler does not start."""
    for one in checked.configuration.unreadable:
        yield critical('bad-option', _option(one.group, one.option), '',
                       one.problem, 'nova-scheduler will not start, or fail '
                       'at the first request: mend the value')
    for group, read in _READERS:
        read_values = checked.configuration.values.get(group, {})
        # Some options are compared with Nova's.
        if any(one.group in (group, 'DEFAULT')
               for one in checked.configuration.unreadable):
            continue
        try:
            read(read_values, checked)
        except ValueError as error:
            yield critical('bad-option', '[%s]' % group, '', str(error),
                           'nova-scheduler will not start with it enabled: '
                           'mend the value')


def _client_network(values: Mapping[str, Any], _checked: subject.Subject
                    ) -> None:
    client_rules.Rules(types.SimpleNamespace(**values))


def _cascade(values: Mapping[str, Any], checked: subject.Subject) -> None:
    cascade.check_options(values['incidents'], values['evacuations'],
                          values['period'],
                          checked.get('DEFAULT', 'service_down_time'),
                          checked.get('DEFAULT', 'servicegroup_driver'))


def _multiplier(values: Mapping[str, Any], _checked: subject.Subject
                ) -> None:
    preference.check_multiplier(values['weight_multiplier'])


def _new_host(values: Mapping[str, Any], _checked: subject.Subject) -> None:
    new_host.finite('burn_in_hours', values['burn_in_hours'])
    new_host.Ramp.parse(values['ramp_initial'], values['ramp_per_hour'],
                        values['ramp_hours'])


_Reader = Callable[[Mapping[str, Any], subject.Subject], None]
# What the filters do when they start, without Nova.
_READERS: tuple[tuple[str, _Reader], ...] = (
    *((one.group, _multiplier) for one in features.FEATURES if one.weigher),
    ('ops_cascade_breaker', _cascade),
    ('ops_client_network', _client_network),
    ('ops_new_host', _new_host),
)


def unknown(configured: configuration.Configuration) -> Iterator[Finding]:
    """Find options and groups that look like ours and are none."""
    known = configured.known
    names = frozenset(known) | configured.others
    for group, options in configured.given.items():
        if group not in known:
            near = [] if group in _NOVA_S else difflib.get_close_matches(
                group, names, 1, 0.8)
            if group not in names and (near or group.startswith(_PREFIX)):
                yield warning('unknown-option', '[%s]' % group,
                              sorted(options), 'there is no such group',
                              'is it [%s]?' % near[0] if near else
                              'look it up in ops-ext.conf.sample')
            continue
        for option in options:
            if option in known[group]:
                continue
            near = difflib.get_close_matches(option, known[group], 1)
            elsewhere = sorted(
                other for other in known if option in known[other])
            yield warning(
                'unknown-option', _option(group, option), '',
                'there is no such option, and oslo.config says nothing',
                'is it %s?' % near[0] if near else
                'is it of [%s]?' % elsewhere[0] if elsewhere else
                'drop it, or look it up in ops-ext.conf.sample')


def _modes(checked: subject.Subject) -> Iterator[Finding]:
    for one in features.FEATURES:
        mode = checked.get(one.group, 'mode')
        if not checked.works(one):
            continue
        where = _option(one.group, 'mode')
        if mode == 'log':
            yield note('mode', where, mode, 'it only writes what would be',
                       'set it to enforce when the log has shown enough')
        elif mode == 'off':
            yield warning('mode', where, mode, 'it does nothing',
                          'set it to log or enforce, or do not enable it')


def _seed(checked: subject.Subject) -> Iterator[Finding]:
    feature = features.of_group('ops_shuffle_shard')
    if not checked.works(feature) or not checked.having(feature.is_key):
        return
    seed = checked.get(feature.group, 'seed')
    where = _option(feature.group, 'seed')
    # Never the seed itself: it is a secret.
    if not seed:
        yield warning('seed', where, '', 'it is not set, so anybody can '
                      'compute with whom a project shares hosts',
                      'set it to the output of "openssl rand -hex 32", the '
                      'same for every nova-scheduler')
    elif len(seed) < shuffle_shard.SHORT_SEED:
        yield warning('seed', where, '', 'it has only %d characters and can '
                      'be guessed' % len(seed),
                      'set it to the output of "openssl rand -hex 32"')


def _option(group: str, name: str) -> str:
    return '[%s] %s' % (group, name)
