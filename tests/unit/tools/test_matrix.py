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

"""The matrix of releases and Pythons."""

import configparser
import re

from hypothesis import given
from hypothesis import strategies
import pytest

from tools import environments
from tools import matrix

_RECORDS = strategies.builds(
    matrix.Record, *3 * [strategies.integers(0, 9999)],
    versions=strategies.just('Nova 1.2.3, Python 3.11.7'),
    seconds=strategies.integers(0, 9999), commit=strategies.just('abc1234'),
    date=strategies.just('2026-12-01'))


def _cells(page):
    """Give the texts of the cells, row by row."""
    return re.findall(r'^   (?:\* -|  -) (.*)$', page, re.MULTILINE)


def test_the_page_is_of_the_records():
    assert matrix.PAGE.read_text() == matrix.page(matrix.records())


def test_each_record_is_of_a_cell():
    assert set(matrix.records()) <= {
        cell.name for cell in matrix.ALL if not cell.reason}


@given(found=strategies.dictionaries(
    strategies.sampled_from([cell.name for cell in matrix.ALL]), _RECORDS))
def test_no_cell_is_empty(found):
    cells = _cells(matrix.page(found))
    rows = 1 + len(matrix.PYTHONS)
    assert len(cells) == rows * (1 + len(matrix.NOVAS)) + rows * (
        1 + len(matrix.SWIFTS))
    assert all(cells)


def test_failures_stand_first():
    cell = next(cell for cell in matrix.ALL if not cell.reason)
    found = {cell.name: matrix.Record(5, 2, 1, 'Nova 1', 60, 'abc', 'today')}
    (told,) = (text for text in _cells(matrix.page(found)) if 'abc' in text)
    assert told == '**2 failed**, 5 passed, 1 skipped (Nova 1; today at abc)'


@pytest.mark.parametrize('cell', [
    cell for cell in matrix.ALL if cell.reason], ids=lambda cell: cell.name)
def test_what_cannot_be_run_says_why(cell):
    assert cell.reason in _cells(matrix.page({}))


def test_tox_has_the_same_cells():
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(environments.ROOT / 'tox.ini')
    listed = [name for line in tox['tox']['env_list'].split()
              for name in _expanded(line)]
    assert sorted(listed) == sorted(
        cell.name for cell in matrix.ALL if not cell.reason)


def test_each_release_has_its_pins():
    for cell in matrix.ALL:
        file = environments.ROOT / 'constraints' / (
            '%s-%s.txt' % (cell.service, cell.release))
        assert re.search(r'^%s==%s\.' % (cell.service, re.escape(
            cell.release)), file.read_text(), re.MULTILINE), file


def test_a_record_is_kept(tmp_path, monkeypatch):
    record = matrix.Record(1, 2, 3, 'Swift 2', 4, 'abc', '2026-12-01')
    monkeypatch.setattr(matrix, 'RECORDS', tmp_path)
    matrix.write('swift235-py310', record, tmp_path)
    assert matrix.records() == {'swift235-py310': record}


def test_an_unknown_cell(monkeypatch):
    monkeypatch.setattr(environments, 'ensure', lambda name, product: '')
    with pytest.raises(SystemExit):
        matrix.run('nova30-py310')


def _expanded(line):
    found = re.search(r'\{([^}]*)\}', line)
    if not found:
        return [line]
    return [name for word in found[1].split(',') for name in _expanded(
        line[:found.start()] + word + line[found.end():])]
