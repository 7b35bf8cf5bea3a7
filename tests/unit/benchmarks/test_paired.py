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


"""The arithmetic of comparing two subjects that take turns."""

import math
import random

import pytest

from benchmarks import paired


def test_ratios_are_those_of_pairs():
    ratios = paired.Ratios.between([1.0, 20.0, 3.0], [2.0, 10.0, 3.0])
    assert ratios.of_pairs == (0.5, 2.0, 1.0)
    assert ratios.median == 1.0
    with pytest.raises(ValueError):
        paired.Ratios.between([1.0], [1.0, 2.0])


def test_quartiles():
    assert paired.Ratios((5.0, 1.0, 4.0, 2.0, 3.0)).quartiles == (2.0, 4.0)


@pytest.mark.parametrize(('number', 'beyond'), [
    # From a table of the sign test: 5 pairs are too few.
    (6, 1), (8, 1), (9, 2), (12, 3), (15, 4), (20, 6), (60, 22)])
def test_interval(number, beyond):
    figures = [float(figure) for figure in range(1, number + 1)]
    random.Random(0).shuffle(figures)
    assert paired.Ratios(tuple(figures)).interval == (
        beyond, number + 1 - beyond)


@pytest.mark.parametrize('number', [2, 5])
def test_interval_of_too_few(number):
    assert paired.Ratios((1.0,) * number).interval == (-math.inf, math.inf)


def test_interval_holds_the_true_median_as_often_as_it_says():
    chance = random.Random(0)
    held = 0
    for _run in range(1000):
        low, high = paired.Ratios(tuple(
            chance.gauss(1.0, 0.1) for _pair in range(15))).interval
        held += low <= 1.0 <= high
    assert 950 <= held < 1000


def bar(*of_pairs):
    return paired.Bar('GETs', paired.Ratios(of_pairs), 0.97)


@pytest.mark.parametrize(('of_pairs', 'reached', 'text', 'subject'), [
    ((0.97,) * 6, True, 'reached', 'GETs'),
    ((0.98, 0.99, 1.0, 1.0, 1.1, 1.2), True, 'reached', 'GETs'),
    ((0.96,) * 6, False, 'NOT reached', 'GETs'),
    ((0.9, 0.99, 1.0, 1.0, 1.1, 1.2), False, 'spread too wide to tell',
     'GETs (spread too wide to tell)'),
    ((0.9, 0.91, 0.9, 0.9, 0.9, 0.97), False, 'spread too wide to tell',
     'GETs (spread too wide to tell)'),
    ((1.0,) * 5, False, 'spread too wide to tell',
     'GETs (spread too wide to tell)')])
def test_bar(of_pairs, reached, text, subject):
    found = bar(*of_pairs)
    assert found.reached is reached
    assert str(found) == 'bar 0.97x: ' + text
    assert found.subject == subject
