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

"""Tables of what a run measured: on the terminal, as JSON, and as CSV.

The documentation includes the CSV files that lie in doc/source/e2e/.
"""

from __future__ import annotations

from collections.abc import Sequence
import csv
import json
import os
import pathlib

_ROOT = pathlib.Path(__file__).resolve().parents[3]
#: Where a run leaves its figures; doc/source/e2e has those of one of them.
DIRECTORY = pathlib.Path(os.environ.get(
    'OPS_EXT_E2E_REPORT', _ROOT / '.work' / 'e2e-report'))

Cell = str | int | float


class Table:
    """One table.

    :param name: of its files
    :param header: of its columns
    """

    def __init__(self, name: str, header: Sequence[str]) -> None:
        self.name = name
        self.header = tuple(header)
        self.rows: list[tuple[Cell, ...]] = []

    def add(self, *cells: Cell) -> None:
        """Add a row, and write all of them."""
        if len(cells) != len(self.header):
            raise ValueError('expected %d cells' % len(self.header))
        self.rows.append(cells)
        self.write()

    def write(self) -> None:
        """Write both files; in them lines end as Unix has it."""
        DIRECTORY.mkdir(parents=True, exist_ok=True)
        (DIRECTORY / (self.name + '.json')).write_text(json.dumps(
            [dict(zip(self.header, row, strict=True)) for row in self.rows],
            indent=1) + '\n')
        with (DIRECTORY / (self.name + '.csv')).open('w') as file:
            writer = csv.writer(file, lineterminator='\n')
            writer.writerow(self.header)
            writer.writerows(self.rows)

    def text(self) -> str:
        """Give it for a terminal."""
        rows = [tuple(map(str, row)) for row in (self.header, *self.rows)]
        widths = [max(map(len, column))
                  for column in zip(*rows, strict=True)]
        lines = ['  '.join(cell.ljust(width) for cell, width in zip(
            row, widths, strict=True)).rstrip() for row in rows]
        lines.insert(1, '  '.join('-' * width for width in widths))
        return '\n'.join(lines)


def size(number: int) -> str:
    """Give a number of bytes for a reader."""
    for unit in ('B', 'KiB', 'MiB'):
        if number < 1024:
            return '%.*f %s' % (0 if unit == 'B' else 1, number, unit)
        number /= 1024  # type: ignore[assignment]
    return '%.2f GiB' % number
