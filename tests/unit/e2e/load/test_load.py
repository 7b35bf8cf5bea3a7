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

import threading

from tests.e2e.load import load
from tests.e2e.load import tally

DONE = tally.Outcome(tally.Ending.DONE)


class Acts:
    """Acts that begin and end when a test wants them to."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)

    def act(self):
        self.begun.release()
        assert self.may_end.acquire(timeout=10)
        return DONE


def one_act(*times):
    """Counts of an act that begins before these times and ends after."""
    acts = Acts()
    running = load.Load([load.Kind('it', 1, acts.act)], per_second=1000,
                        threads=1)
    with running:
        assert acts.begun.acquire(timeout=10)
        for name, healthy in times:
            with running.during(name, healthy=healthy):
                pass
        acts.may_end.release()
        assert acts.begun.acquire(timeout=10)
        counted = {it.name: it.number() for it in running.tallies}
        acts.may_end.release(1000)
    return counted


def test_an_act_of_healthy_times():
    assert one_act(('later', True)) == {load.OTHERWISE: 1, 'later': 0}


def test_what_was_broken_meanwhile_counts():
    assert one_act(('later', True), ('broken', False), ('worse', False)) == {
        load.OTHERWISE: 0, 'later': 0, 'broken': 1, 'worse': 0}


def test_an_act_that_begins_while_it_is_broken():
    acts = Acts()
    running = load.Load([load.Kind('it', 1, acts.act)], per_second=1000,
                        threads=1)
    with running:
        with running.during('broken', healthy=False) as broken:
            # The first may have begun before.
            acts.may_end.release()
            assert acts.begun.acquire(timeout=10)
            assert acts.begun.acquire(timeout=10)
        with running.during('worse', healthy=False):
            acts.may_end.release()
            assert acts.begun.acquire(timeout=10)
        assert broken.number() == 2
        acts.may_end.release(1000)


def test_what_is_raised_is_a_failure():
    raised = threading.Event()

    def act():
        if raised.is_set():
            return DONE
        raised.set()
        raise ConnectionRefusedError('nobody there')

    with load.Load([load.Kind('it', 1, act)], per_second=100) as running:
        assert raised.wait(10)
    assert running.tallies[0].noted(tally.Ending.FAILED) == [
        'it: ConnectionRefusedError: nobody there']


def test_no_more_are_begun_than_asked_for():
    with load.Load([load.Kind('it', 1, lambda: DONE)],
                   per_second=20) as running:
        threading.Event().wait(1)
    assert running.tallies[0].number() <= 2 * 20


def test_kinds_by_their_weights():
    kinds = [load.Kind('often', 9, lambda: DONE),
             load.Kind('never', 0, lambda: DONE)]
    with load.Load(kinds, per_second=200) as running:
        threading.Event().wait(0.3)
    assert running.tallies[0].kinds() == ['often']
