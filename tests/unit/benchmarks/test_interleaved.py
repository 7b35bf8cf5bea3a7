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

"""The arithmetic of the benchmarks, with a clock of our own."""

import gc

import pytest

from benchmarks import interleaved


class Clock:
    """Goes forward only by what a subject takes."""

    def __init__(self):
        self.now = 0.0
        self.log = []

    def __call__(self):
        return self.now

    def subject(self, name, *seconds):
        """Take these seconds in turn, the last one for ever."""
        left = list(seconds)

        def run(prepared):
            assert prepared == 'made for ' + name
            self.log.append(name)
            self.now += left.pop(0) if len(left) > 1 else left[0]

        def prepare():
            self.now += 1000.0
            return 'made for ' + name

        return interleaved.Subject(name, run, prepare)


@pytest.fixture
def clock():
    return Clock()


def test_seconds_of_one_turn_without_preparation(clock):
    # The first round, of two turns, is thrown away.
    measured = interleaved.measure(
        [clock.subject('ours', 9.0, 9.0, 1.0, 3.0, 5.0),
         clock.subject('peer', 4.0)], rounds=2, turns=2, clock=clock)
    assert measured == {'ours': interleaved.Series((2.0, 5.0)),
                        'peer': interleaved.Series((4.0, 4.0))}


def test_each_turn_has_another_order(clock):
    interleaved.measure([clock.subject(name, 1.0) for name in 'abc'],
                        rounds=9, turns=2, clock=clock)
    orders = {''.join(clock.log[place:place + 3])
              for place in range(0, len(clock.log), 3)}
    assert len(clock.log) == 3 * 2 * (1 + 9)
    assert {''.join(sorted(order)) for order in orders} == {'abc'}
    assert len(orders) > 3


def test_same_name_twice(clock):
    with pytest.raises(ValueError, match='same name'):
        interleaved.measure([clock.subject('ours', 1.0)] * 2, rounds=1,
                            turns=1, clock=clock)


def test_no_garbage_collection_in_a_turn(clock):
    seen = []
    subject = interleaved.Subject(
        'ours', lambda prepared: seen.append(gc.isenabled()))
    assert gc.isenabled()
    interleaved.measure([subject], rounds=3, turns=1, clock=clock)
    assert seen[1:] == [False] * 3
    assert gc.isenabled()


def test_collection_is_back_after_a_failure(clock):
    turns = iter([None])  # the first round alone ends well
    with pytest.raises(StopIteration):
        interleaved.measure(
            [interleaved.Subject('ours', lambda prepared: next(turns))],
            rounds=1, turns=1, clock=clock)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_ratios_are_taken_within_a_round():
    # A machine that gets slower from round to round changes no ratio.
    ours = interleaved.Series((2.0, 4.0, 20.0))
    stub = interleaved.Series((1.0, 2.0, 10.0))
    peer = interleaved.Series((4.0, 8.0, 40.0))
    ratios = (ours - stub) / peer
    assert ratios.rounds == (0.25, 0.25, 0.25)
    assert ratios.median == 0.25


def test_the_median_ignores_an_outlier():
    assert interleaved.Series((1.0, 1.2, 50.0)).median == 1.2
    assert interleaved.Series((1.0, 3.0)).scaled(10.0).median == 20.0
