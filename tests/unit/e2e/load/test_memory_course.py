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

import pytest

from tests.e2e.load import memory_course

MIB = 1 << 20


def course(*mib):
    return memory_course.course([value * MIB for value in mib])


def test_its_figures():
    assert course(10, 20, 30, 40, 50, 60, 70, 55) == (
        10 * MIB, 35 * MIB, round(62.5 * MIB), 55 * MIB, 70 * MIB)


@pytest.mark.parametrize(('values', 'grows'), [
    ([300] * 12, False),
    # Warms up, and stays.
    ([100, 200, 290, 300, 300, 300, 300, 300, 300, 300, 300, 300], False),
    # Large and small ones may grow by different amounts.
    ([300] * 9 + [329] * 3, False),
    ([300] * 9 + [331] * 3, True),
    ([50] * 9 + [73] * 3, False),
    ([50] * 9 + [75] * 3, True),
    # A leak, a little each time.
    (range(100, 220, 10), True),
    # Gives it back.
    ([100, 100, 100, 200, 300, 300, 300, 300, 300, 100, 100, 100], False),
])
def test_growth(values, grows):
    assert course(*values).grows is grows


def test_too_few():
    with pytest.raises(ValueError, match='say nothing'):
        course(*range(memory_course.ENOUGH - 1))


def test_samples():
    values = iter(range(100))
    samples = memory_course.Samples(['a', 'b'], lambda name: next(values))
    for _ in range(8):
        samples.take()
    assert samples.taken == {'a': list(range(0, 16, 2)),
                             'b': list(range(1, 16, 2))}
    assert samples.courses()['b'].end == 15
