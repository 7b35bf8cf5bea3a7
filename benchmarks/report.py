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

"""Prints what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Bar(NamedTuple):
    """A figure, in most cases a ratio, that is to be reached.

    :ivar subject: what was measured, for the summary
    :ivar ratio: what was measured
    :ivar limit: the most that it may be
    :ivar unit: of both
    """

    subject: str
    ratio: float
    limit: float
    unit: str = 'x'

    @property
    def reached(self) -> bool:
        """Whether the ratio is within the limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        return 'bar %.2f%s: %sreached' % (
            self.limit, self.unit, '' if self.reached else 'NOT ')


def table(title: str, columns: Sequence[str],
          rows: Sequence[Sequence[object]]) -> str:
    """Lay out a table; numbers to the right, all else to the left.

    :param columns: what stands above the rows
    :param rows: cells of text, or of numbers, which get two decimals
    """
    cells = [[_text(cell) for cell in row] for row in (columns, *rows)]
    numeric = [any(isinstance(row[place], float) for row in rows)
               for place in range(len(columns))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ['  '.join(
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(row, widths, numeric, strict=True)
    ).rstrip() for row in cells]
    lines.insert(1, '  '.join('-' * width for width in widths).rstrip())
    return '\n'.join(['', title, '', *lines])


def _text(cell: object) -> str:
    return '%.2f' % cell if isinstance(cell, float) else str(cell)
