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

"""``check``: looks for mistakes in configuration and aggregates."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.scheduler_command import checks
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command import finding
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command import loaded
from nova_ops_ext.scheduler_command import shown


def check(configured: configuration.Configuration, of: cloud.Cloud,
          paste: str | None, ignored: Collection[str]) -> shown.Shown:
    """Look for all of them.

    :param paste: text of api-paste.ini
    :param ignored: codes that do not count
    """
    checked = subject.Subject(
        configured, of,
        loaded.load(configured.get('filter_scheduler', 'available_filters')
                    or (), features.FILTER_BASE),
        loaded.load(configured.get('filter_scheduler', 'weight_classes')
                    or (), features.WEIGHER_BASE), paste)
    found = checks.all_findings(checked, ignored)
    return shown.Shown(
        finding.worst(found), _summary(found, checked), tuple(_lines(found)),
        {'findings': [{
            'level': one.level.name, 'code': one.code,
            'where': safe(one.where), 'value': safe(one.value),
            'problem': safe(one.problem), 'remedy': safe(one.remedy),
        } for one in found]})


def _summary(found: Sequence[Finding], checked: subject.Subject) -> str:
    counted = [one for one in found if one.level]
    if counted:
        return '%s: %s%s' % (
            counted[0].where, counted[0].problem,
            '' if len(counted) == 1 else ' (and %d more)' % (
                len(counted) - 1))
    return 'filters enabled: %d, aggregates: %d, computes: %s, notes: %d' % (
        len(checked.enabled), len(checked.cloud.aggregates),
        'unknown' if checked.cloud.computes is None
        else len(checked.cloud.computes), len(found))


def _lines(found: Sequence[Finding]) -> Iterator[str]:
    for one in found:
        yield '%s: %s%s: %s; %s [%s]' % (
            one.level.name.lower() if one.level else 'note', safe(one.where),
            safe(' (%s)' % one.value) if one.value else '',
            safe(one.problem), safe(one.remedy), one.code)
