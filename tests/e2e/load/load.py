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

"""A steady mixture of acts, from threads, while something else is done.

    with load.Load(kinds, per_second=20) as running:
        with running.during('memcached is killed', healthy=False) as tally:
            ...
        print(tally.counts)

A kind of act knows by itself what should come of it, and says so by an
:class:`tally.Outcome`.  What it raises is counted as FAILED: whether it may
is for the reader of the tally to say.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
import contextlib
import random
import threading
import time
from types import TracebackType
from typing import NamedTuple

from tests.e2e.load import tally as tallies

#: Outside of what during() is about.
OTHERWISE = 'otherwise'


class Kind(NamedTuple):
    """One kind of act.

    :ivar weight: how often, in relation to the others
    :ivar act: does it once, and says what came of it
    """

    name: str
    weight: float
    act: Callable[[], tallies.Outcome]


class _Time(NamedTuple):
    tally: tallies.Tally
    healthy: bool
    began: float


class Load:
    """Does acts of several kinds until it is told to stop.

    :param kinds: which
    :param per_second: how many acts to begin each second, all kinds together;
        fewer are begun when the threads have not come back from others
    :param threads: how many acts at the same time, at most
    :param seed: of the order
    """

    def __init__(self, kinds: Sequence[Kind], *, per_second: float,
                 threads: int = 6, seed: int = 1) -> None:
        self._kinds = tuple(kinds)
        self._weights = [kind.weight for kind in kinds]
        self._interval = threads / per_second
        self._seed = seed
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._go_on, args=(number, threads),
                             name='load-%d' % number)
            for number in range(threads)]
        self._now = _Time(tallies.Tally(OTHERWISE), True, time.monotonic())
        self._broken: list[_Time] = []
        #: Of each time that during() was about, in order.
        self.tallies = [self._now.tally]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @contextlib.contextmanager
    def during(self, name: str, *, healthy: bool,
               ) -> Iterator[tallies.Tally]:
        """Count apart what happens within.

        An act that falls in two times, or more, counts for the first that is
        not healthy: what was broken for some of it may have spoilt it.
        """
        before = self._now
        self._now = _Time(tallies.Tally(name), healthy, time.monotonic())
        self.tallies.append(self._now.tally)
        if not healthy:
            self._broken.append(self._now)
        try:
            yield self._now.tally
        finally:
            self._now = before

    def _go_on(self, number: int, of: int) -> None:
        choice = random.Random(self._seed * 1000 + number)
        # Spread, or all threads would begin at the same moment.
        due = time.monotonic() + self._interval * number / of
        while not self._over.wait(max(0.0, due - time.monotonic())):
            # What could not be begun in time is not made up for: that would
            # hit a service that comes back harder than any client does.
            due = max(due + self._interval,
                      time.monotonic() - self._interval)
            kind, = choice.choices(self._kinds, self._weights)
            self._act(kind)

    def _act(self, kind: Kind) -> None:
        before = self._now
        began = time.monotonic()
        try:
            outcome = kind.act()
        except Exception as error:
            outcome = tallies.Outcome(
                tallies.Ending.FAILED, '%s: %s' % (
                    type(error).__name__, str(error)[:300]))
        seconds = time.monotonic() - began
        self._time_of(before, began).tally.add(kind.name, outcome, seconds)

    def _time_of(self, before: _Time, began: float) -> _Time:
        if not before.healthy:
            return before
        return next((it for it in self._broken if it.began >= began), before)
