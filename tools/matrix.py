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

"""The releases and Pythons on which the tests run, and the table of them.

``make matrix`` runs cells by tox, in each of which ``tools.matrix_cell``
leaves a record; the page in the manuals is written from the records and from
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
import json
import os
import pathlib
from typing import NamedTuple

from tools import commands
from tools import environments
from tools import progress

RECORDS = environments.ROOT / 'doc' / 'source' / 'matrix'
PAGE = environments.ROOT / 'doc' / 'source' / 'matrix.rst'
PYTHONS = ('3.10', '3.11', '3.12', '3.13')
NOVAS = ('31', '32', '33', '34')
SWIFTS = ('2.35', '2.36', '2.37', '2.38')
#: By the metadata of their distributions.
_UNSUPPORTED = {
    ('nova34', '3.10'): 'Nova 34 needs Python 3.11',
    ('nova31', '3.13'): 'Nova 31 names no Python above 3.12',
}
_HEAD = '''\
.. Written by "make matrix" from the records in matrix/.  Do not edit.

===========
What we ran
===========

Tests that passed, failed and were skipped: the unit tests and all functional
tests of a side, on that release and that Python.  Each cell says what it ran
on and when; one without numbers says why.

'''


class Cell(NamedTuple):
    """One release of a service on one Python.

    :ivar service: ``nova`` or ``swift``
    :ivar release: as :data:`NOVAS` and :data:`SWIFTS` have it
    """

    service: str
    release: str
    python: str

    @property
    def name(self) -> str:
        """As tox has it: ``nova31-py310``."""
        return '%s-py%s' % (self.column, self.python.replace('.', ''))

    @property
    def column(self) -> str:
        return self.service + self.release.replace('.', '')

    @property
    def reason(self) -> str:
        """Why it cannot be run; empty if it can."""
        return _UNSUPPORTED.get((self.column, self.python), '')


class Record(NamedTuple):
    """What a run of a cell gave.

    :ivar versions: of Nova or Swift, and of Python, as they were found
    :ivar seconds: that the tests took
    :ivar commit: of our tree
    :ivar date: as YYYY-MM-DD
    """

    passed: int
    failed: int
    skipped: int
    versions: str
    seconds: int
    commit: str
    date: str


ALL = tuple(Cell(service, release, python)
            for service, releases in (('nova', NOVAS), ('swift', SWIFTS))
            for release in releases for python in PYTHONS)


def run(wanted: str) -> int:
    """Run cells, and write the page.

    :param wanted: names, separated by spaces; all, if there are none
    """
    environments.ensure('tools', product=False)
    can = [cell.name for cell in ALL if not cell.reason]
    names = wanted.split() or can
    for name in names:
        if name not in can:
            progress.fail('CELLS=%s: there is no cell %s; there are %s' % (
                wanted, name, ' '.join(can)))
    tox = environments.WORK / 'tools' / 'bin' / 'tox'
    code = commands.run([str(tox), 'run', '-e', ','.join(names)])[0]
    PAGE.write_text(page(records()))
    progress.step('written: %s' % os.path.relpath(PAGE))
    return code


def records() -> dict[str, Record]:
    """Read what was run, by the names of cells."""
    return {path.stem: Record(**json.loads(path.read_text()))
            for path in sorted(RECORDS.glob('*.json'))}


def write(name: str, record: Record, folder: pathlib.Path = RECORDS) -> None:
    """Keep what a cell gave."""
    folder.mkdir(exist_ok=True)
    (folder / (name + '.json')).write_text(
        json.dumps(record._asdict(), indent=1) + '\n')


def page(found: Mapping[str, Record]) -> str:
    """Write the page."""
    lines = []
    for service, releases in (('nova', NOVAS), ('swift', SWIFTS)):
        title = service.title()
        lines += [title, '=' * len(title), '', '.. list-table::',
                  '   :header-rows: 1', '   :stub-columns: 1', '',
                  '   * - Python']
        lines += ['     - %s %s' % (title, release) for release in releases]
        for python in PYTHONS:
            lines.append('   * - ' + python)
            lines += ['     - ' + _cell(Cell(service, release, python), found)
                      for release in releases]
        lines.append('')
    return _HEAD + '\n'.join(lines)


def _cell(cell: Cell, found: Mapping[str, Record]) -> str:
    if cell.reason:
        return cell.reason
    record = found.get(cell.name)
    if record is None:
        return 'not run yet: ``make matrix CELLS=%s``' % cell.name
    return '%s%d passed, %d skipped (%s; %s at %s)' % (
        '**%d failed**, ' % record.failed if record.failed else '',
        record.passed, record.skipped, record.versions, record.date,
        record.commit)
