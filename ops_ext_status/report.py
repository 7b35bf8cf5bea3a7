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

"""What was checked, and what came of it.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from ops_ext_status.finding import Finding
from ops_ext_status.finding import Level

#: As oslo.upgradecheck calls its own.
TITLE = 'Upgrade Check Results'
RESULTS = {Level.SUCCESS: 'Success', Level.WARNING: 'Warning',
           Level.FAILURE: 'Failure'}


class Check(NamedTuple):
    """One question, and what was found.

    :ivar findings: none: all is well
    """

    title: str
    findings: Sequence[Finding]


def worst(checks: Iterable[Check]) -> Level:
    """Give the exit code, which is the worst level of all."""
    return max((one.level for check in checks for one in check.findings),
               default=Level.SUCCESS)


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Put the worst first."""
    return sorted(findings, key=lambda one: -one.level)


def details(one: Finding) -> str:
    """Write a finding in one piece."""
    return '%s%s: %s; %s [%s]' % (
        one.where, ' (%s)' % one.value if one.value else '', one.problem,
        one.remedy, one.code)


def document(checks: Iterable[Check]) -> dict[str, Any]:
    """Make what oslo.upgradecheck prints as JSON, with more keys."""
    rows = []
    for check in checks:
        if not check.findings:
            rows.append({'check': check.title, 'result': Level.SUCCESS,
                         'details': None})
        for one in check.findings:
            rows.append({
                'check': check.title, 'result': one.level,
                'details': details(one), 'code': one.code,
                'where': one.where, 'value': one.value,
                'problem': one.problem, 'remedy': one.remedy})
    return {'name': TITLE, 'checks': rows}
