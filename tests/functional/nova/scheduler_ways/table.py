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

"""The table that is printed: a line for each row, and the sums."""

from collections.abc import Iterable

from tests.functional.nova.scheduler_ways import way

_ROW = '%-30s %-25s %-8s %-15s %-11s %s'


def text(rows: Iterable[way.Row]) -> str:
    """The table of what was tried, and the sums."""
    lines = [_ROW % ('class', 'operation', 'case', 'ended with', 'line',
                     'fault')]
    tried = faults = explained = 0
    for row in rows:
        fault = row.fault()
        tried += 1
        faults += fault is not None
        explained += bool(row.explained)
        lines.append(_ROW % (row.subject, row.operation, row.case, row.end,
                             row.line, fault or ''))
    lines.append('%d rows, %d not as they should be; %d refusals explained '
                 'by the command' % (tried, faults, explained))
    return '\n'.join(line.rstrip() for line in lines)
