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

"""The rows of the manuals' tables are rows when they are rendered, too.

In a simple table of reStructuredText each line whose first cell has text is a
row of its own, so what goes on below it would become another one.  A table
with such cells has to be a grid, or a list.
"""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = [*ROOT.glob('*.rst'), *(ROOT / 'doc' / 'source').glob('*.rst')]
BORDER = re.compile(r' *=+(?: +=+)+ *')


def torn(text):
    """Give the first cells of rows that seem to have been one with another."""
    found, borders, lines = [], 0, text.splitlines()
    columns, before = [], ''
    for number, line in enumerate(lines):
        if BORDER.fullmatch(line):
            borders += 1
            columns = [match.span() for match in re.finditer('=+', line)]
            if not lines[number + 1:] or not lines[number + 1].strip():
                borders = 0
            before = ''
            continue
        if not borders or not line.strip():
            continue
        first = line[columns[0][0]:columns[1][0]].strip()
        others = line[columns[1][0]:].strip()
        if first and (not others or first.endswith(
                ('\\', ' a', ' and', ' of', ' some', ' the')) or (
                    # A sentence that goes on.
                    first[0].islower() and ' ' in before
                    and before[0].isupper()
                    and before[1].islower())):
            found.append(first)
        before = first or before
    return found


@pytest.mark.parametrize('page', PAGES, ids=lambda path: path.name)
def test_no_row_is_torn(page):
    assert torn(page.read_text()) == []


def test_a_torn_row_is_seen():
    assert torn('======  ====\nwhat    so\n======  ====\nfirst   one\n'
                'second\n======  ====\n\nlater\n') == ['second']
    assert torn('======  ====\nfirst   one\n\n        two\n======  ====\n'
                ) == []
