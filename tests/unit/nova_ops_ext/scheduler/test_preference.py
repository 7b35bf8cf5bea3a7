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


"""What a weigher says about its weights."""

import math

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import preference


def test_explained():
    weighed = preference.Preference('project a', [1.0, 0.0, 0.5, 0.0])
    assert weighed.explain(enforced=True) == (
        'project a: 1 of 4 hosts weigh 1, 1 of 4 hosts weigh 0.5, 2 of 4 '
        'hosts weigh 0')
    assert weighed.explain(enforced=False).endswith(
        '; mode = log, so none counts')


def test_many_weights_stay_one_line():
    line = preference.Preference(
        'project a', [n / 1000 for n in range(1000)]).explain(enforced=True)
    assert line.endswith(', and others less')
    assert len(line) < 250


@pytest.mark.parametrize(('weight', 'expected'), [
    (math.nan, 0.0), (math.inf, 1.0), (-math.inf, 0.0), (0.3, 0.3)])
def test_bounded(weight, expected):
    assert preference.bounded(weight) == expected


@hypothesis.given(strategies.floats())
def test_always_bounded(weight):
    assert 0.0 <= preference.bounded(weight) <= 1.0
