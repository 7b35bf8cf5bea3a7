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

"""What an operator prefers or avoids, as a weight."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import aggregate_preference


@pytest.mark.parametrize(('text', 'weight'), [
    ('-100', 0.0), ('-50', 0.25), ('0', 0.5), ('+50', 0.75), ('100', 1.0),
    ('12.5', 0.5625), (' 20 ', 0.6), ('-100.5', 0.0), ('999999', 1.0)])
def test_weight(text, weight):
    assert aggregate_preference.weight({'ops_preference': text}) == weight


def test_no_preference():
    assert aggregate_preference.weight({'preference': '100'}) is None
    assert aggregate_preference.problems({'preference': 'x'}) == []


@pytest.mark.parametrize('text', [
    '', 'prefer', 'nan', 'inf', '-inf', '1e2', '1,5', '--1', '0x10',
    '1' * 10])
def test_what_cannot_be_read(text):
    metadata = {'ops_preference': text}
    with pytest.raises(ValueError, match='ops_preference = ') as error:
        aggregate_preference.weight(metadata)
    assert aggregate_preference.problems(metadata) == [str(error.value)]


@hypothesis.given(strategies.text())
def test_any_text_is_a_weight_or_a_problem(text):
    metadata = {'ops_preference': text}
    if aggregate_preference.problems(metadata):
        return
    assert 0.0 <= aggregate_preference.weight(metadata) <= 1.0


@hypothesis.given(strategies.floats(-200, 200), strategies.floats(-200, 200))
def test_more_is_not_less(one, other):
    low, high = (aggregate_preference.weight({'ops_preference': '%.6f' % n})
                 for n in sorted((one, other)))
    assert low <= high
