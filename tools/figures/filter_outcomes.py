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

"""What each filter makes of a host, as a figure.

The words are in a table that a test of the filters compares with what they
do: ``tests/unit/nova_ops_ext/scheduler/filters/test_outcomes_table.py``.
"""

from __future__ import annotations

import csv
import io

from tools.figures import grid

TABLE = 'filter_outcomes.csv'
_KINDS = {'passes': 'good', 'refused': 'bad', '-': 'none'}
_HEADS = {'no rule is about it': 'no rule/is about it',
          'the rule lets it': 'the rule/lets it',
          'the rule does not': 'the rule/does not',
          'value cannot be read': 'value/cannot/be read',
          'fact is not known': 'fact is/not/known',
          'own fault': 'own/fault',
          'own fault, refuse': 'own fault,/refuse',
          'mode = log': 'mode =/log'}


def figure(table: str) -> str:
    """Draw the table."""
    head, *rows = csv.reader(io.StringIO(table))
    return grid.figure(
        'filter-outcomes', 'What becomes of a host in each filter',
        'A table with a row for each filter and a column for each situation; '
        'its words are in the table below.', [_HEADS[one] for one in head[1:]],
        [(row[0].removesuffix('Filter'), row[1:]) for row in rows], _KINDS,
        label_width=116)
