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

"""Places on an axis."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from demo.report import scale


def told(axis):
    return [tick.value for tick in axis.ticks() if tick.told]


def test_linear():
    axis = scale.Scale(8)
    assert [axis.at(value) for value in (0, 2, 8)] == [0, 25, 100]
    assert len(axis.ticks()) == 9
    assert told(axis) == [0, 8]
    assert told(scale.Scale(40)) == [0, 20, 40]


def test_logarithmic():
    axis = scale.Scale(56_000_000, logarithmic=True)
    assert axis.end == 1e8
    assert axis.at(1e4) == pytest.approx(50)
    assert [axis.at(value) for value in (0, 0.5, 1, 1e8)] == [0, 0, 0, 100]
    assert len(axis.ticks()) == 9
    assert told(axis) == [1, 1e3, 1e6]


@pytest.mark.parametrize(('greatest', 'end'), [
    (0, 10), (1, 10), (10, 10), (11, 100), (1000, 1000), (1001, 10000)])
def test_end_of_a_logarithmic_one(greatest, end):
    axis = scale.Scale(greatest, logarithmic=True)
    assert axis.end == pytest.approx(end)
    assert told(axis)


@given(st.lists(st.integers(0, 10 ** 17) | st.floats(0, 1e17), min_size=1),
       st.booleans())
def test_more_is_never_shorter_and_all_have_room(values, logarithmic):
    axis = scale.Scale(max(values), logarithmic=logarithmic)
    places = [axis.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert 0 <= places[0] and places[-1] <= 100
    ticks = [tick.at for tick in axis.ticks()]
    assert ticks == sorted(ticks)
    assert (ticks[0], ticks[-1]) == (0, pytest.approx(100))
