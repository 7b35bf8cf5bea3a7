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
import threading

import hypothesis
from hypothesis import strategies

from nova_ops_ext.scheduler import cascade_sightings
from tests.unit.nova_ops_ext.scheduler import cascade_cases as cases

at, down = cases.at, cases.down


def forced_by(sightings, now, *hosts):
    """By when they were forced down, as the first sighting has it."""
    return {one.name: next(iter(one.forced_by), None)
            for one in sightings.look(hosts, at(now))}


def test_the_first_sight_counts():
    sightings = cascade_sightings.Sightings()
    # Seen between two heartbeats, the record has the very time.
    assert forced_by(sightings, 9, down('a', 0, 5, forced=True)) == {
        'a': at(5)}
    assert forced_by(sightings, 20, down('a', 15, 15, forced=True),
                     down('b', 15, 15, forced=True)) == {
                         'a': at(5), 'b': at(15)}


def test_what_is_seen_without_a_time_was_by_now():
    sightings = cascade_sightings.Sightings()
    assert forced_by(sightings, 9, down('a', 0, None, forced=True)) == {
        'a': at(9)}
    # Of another clock: it was not forced down in the future.
    assert forced_by(sightings, 9, down('b', 0, 99, forced=True)) == {
        'b': at(9)}


def test_what_came_back_is_forgotten():
    sightings = cascade_sightings.Sightings()
    host = down('a', 0, 5, forced=True)
    forced_by(sightings, 6, host)
    forced_by(sightings, 7)
    later = down('a', 30, 30, forced=True)
    assert forced_by(sightings, 31, later) == {'a': at(30)}
    # Or is down by its heartbeats alone.
    forced_by(sightings, 32, down('a', 30, 30))
    assert forced_by(sightings, 41, down('a', 40, 40, forced=True)) == {
        'a': at(40)}


def test_every_sight_is_kept():
    sightings = cascade_sightings.Sightings()
    for now in (9, 20, 20, 21):
        seen, = sightings.look([down('a', 0, now - 1, forced=True)], at(now))
    assert seen.forced_by == (at(8), at(19), at(20))


def test_of_many_sights_some_are_kept():
    sightings = cascade_sightings.Sightings()
    for now in range(1000):
        seen, = sightings.look([down('a', 0, now, forced=True)], at(now))
        assert (seen.forced_by[0], seen.forced_by[-1]) == (at(0), at(now))
        assert len(seen.forced_by) <= 512
        assert list(seen.forced_by) == sorted(set(seen.forced_by))
    assert len(seen.forced_by) > 250


def test_no_heartbeat_of_an_hour_is_lost():
    """Else a death would seem later than it was, and be no incident."""
    sightings = cascade_sightings.Sightings()
    times = range(0, 3601, 10)
    for now in times:
        seen, = sightings.look([down('a', 0, now, forced=True)], at(now))
    assert seen.forced_by == tuple(map(at, times))


@hypothesis.given(strategies.lists(strategies.builds(
    down, strategies.sampled_from('abc'), strategies.integers(0, 9),
    strategies.none() | strategies.integers(0, 9),
    forced=strategies.booleans()), unique_by=lambda host: host.name))
def test_nothing_else_is_changed(hosts):
    sightings = cascade_sightings.Sightings()
    for now in (5, 9):
        seen = sightings.look(iter(hosts), at(now))
        assert [dataclasses.replace(one, forced_by=())
                for one in seen] == hosts
        assert all(bool(one.forced_by) == one.forced for one in seen)


def test_threads():
    sightings = cascade_sightings.Sightings()
    hosts = [down('host-%d' % number, 0, 1, forced=True)
             for number in range(50)]
    wrong = []

    def look():
        for now in range(2, 300):
            if any(one.forced_by != (at(1),)
                   for one in sightings.look(hosts, at(now))):
                wrong.append(now)

    threads = [threading.Thread(target=look) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
