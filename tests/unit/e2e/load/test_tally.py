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

from tests.e2e.load import tally

DONE, FAILED = tally.Ending.DONE, tally.Ending.FAILED


def filled(*outcomes):
    it = tally.Tally('now')
    for kind, ending, seconds in outcomes:
        it.add(kind, tally.Outcome(ending, 'why'), seconds)
    return it


def test_numbers():
    it = filled(('a', DONE, 1), ('a', FAILED, 1), ('b', DONE, 1))
    assert it.kinds() == ['a', 'b']
    assert (it.number(), it.number(DONE), it.number(kind='a'),
            it.number(FAILED, 'b')) == (3, 2, 2, 0)


def test_percentiles():
    it = filled(*(('a', DONE, seconds) for seconds in range(100)))
    assert (it.percentile('a', 0.5), it.percentile('a', 0.99),
            it.percentile('a', 1)) == (50, 99, 99)


def test_it_does_not_grow():
    it = filled(*(('a', FAILED, 1) for _ in range(tally.RESERVOIR + 1000)))
    assert it.number() == tally.RESERVOIR + 1000
    assert len(it._seconds['a']) == tally.RESERVOIR
    assert it.noted(FAILED) == ['a: why'] * tally.REMARKS


def test_later_acts_are_among_those_kept():
    it = filled(*(('a', DONE, 1) for _ in range(tally.RESERVOIR)),
                *(('a', DONE, 9) for _ in range(9 * tally.RESERVOIR)))
    assert it.percentile('a', 0.5) == 9
