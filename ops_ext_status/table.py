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

"""The table that oslo.upgradecheck prints.  Pure.

Drawn here because a Swift proxy has neither oslo.upgradecheck nor what that
draws with.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
import textwrap

from nova_ops_ext.console_audit.display import safe
from ops_ext_status.finding import Level
from ops_ext_status import report

_WIDTH = 60


def lines(checks: Iterable[report.Check]) -> Iterator[str]:
    """Draw it, a cell for each finding."""
    cells = [[report.TITLE]]
    for check in checks:
        if not check.findings:
            cells.append(_cell(check.title, Level.SUCCESS, None))
        for one in check.findings:
            cells.append(_cell(check.title, one.level, report.details(one)))
    width = max(len(line) for cell in cells for line in cell)
    rule = '+-%s-+' % ('-' * width)
    yield rule
    for cell in cells:
        for line in cell:
            yield '| %s |' % line.ljust(width)
        yield rule


def _cell(title: str, level: Level, details: str | None) -> list[str]:
    wrapped = ['None'] if details is None else textwrap.wrap(
        safe(details), _WIDTH, subsequent_indent='  ',
        # A path or a code is to be copied in one piece.
        break_on_hyphens=False, break_long_words=False)
    return ['Check: %s' % title, 'Result: %s' % report.RESULTS[level],
            'Details: %s' % wrapped[0], *wrapped[1:]]
