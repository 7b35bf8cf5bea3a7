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

import dataclasses

import pytest

from tests.e2e.load import figures
from tests.e2e.load import memory_course
from tests.e2e.load import tally
from tests.e2e.load import verdicts

ENDING = tally.Ending
MIB = 1 << 20


def figures_of(*outcomes, **changes):
    counted = tally.Tally('otherwise')
    for ending in (ENDING.DONE, *outcomes):
        counted.add('it', tally.Outcome(ending, 'seen'), 1)
    memory = {'api': memory_course.course([300 * MIB] * 8)}
    return dataclasses.replace(
        figures.Figures(30, [counted], memory, [], [], []), **changes)


def test_all_is_well():
    assert not verdicts.wrong(figures_of(ENDING.REFUSED))


def test_the_cloud_itself_may_fail():
    assert not verdicts.wrong(figures_of(ENDING.FAILED, ENDING.PUT_OFF))


@pytest.mark.parametrize('found', [
    figures_of(ENDING.LET_IN), figures_of(ENDING.TURNED_AWAY),
    figures_of(ENDING.LATE), figures_of(harm=['a base is missing']),
    figures_of(faults=['KeyError']), figures_of(let_in_by_log=['GET 200']),
    figures_of(memory={'api': memory_course.course(
        [value * MIB for value in range(100, 500, 40)])})])
def test_what_may_not_be(found):
    wrong, = verdicts.wrong(found)
    assert wrong


def test_something_has_to_be_done():
    counted = tally.Tally('otherwise')
    counted.add('it', tally.Outcome(ENDING.FAILED), 1)
    assert verdicts.wrong(figures_of(tallies=[counted])) == [
        'nothing was done by: it']


def test_tables():
    acts, causes, memory = figures_of(ENDING.REFUSED, ENDING.FAILED).tables()
    assert acts.rows == [
        ('it', 3, 1, 0, 1, 0, 1, 0, 0, '1.00 s', '1.00 s'),
        ('all', 3, 1, 0, 1, 0, 1, 0, 0, '', '')]
    assert ('failed', 'it: seen') in causes.rows
    assert memory.rows == [('api', *['300.0 MiB'] * 5)]
