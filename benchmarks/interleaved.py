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

"""Times several subjects in one process, so that their ratios mean something.

Other work on the machine makes the same code up to twice as slow from one
second to the next.  So the subjects take short turns; what disturbs one then
disturbs its neighbours as well.  The order is another one each time, because
each subject finds the processor's caches as the one before it left them.
A round adds up many turns.  A ratio is taken within each round, and the
median of the ratios is what is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
import gc
import operator
import random
import statistics
import time
from typing import Any
from typing import NamedTuple


class Subject(NamedTuple):
    """Something to time.

    :ivar name: what its figures are called
    :ivar run: takes one turn, with what ``prepare`` made for it
    :ivar prepare: makes what one turn needs; not timed
    """

    name: str
    run: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None


class Series(NamedTuple):
    """One figure for each round; arithmetic is within a round.

    :ivar rounds: the figures, in the order of the rounds
    """

    rounds: tuple[float, ...]

    def __sub__(self, other: Series) -> Series:
        return self._each(operator.sub, other)

    def __truediv__(self, other: Series) -> Series:
        return self._each(operator.truediv, other)

    def _each(self, operation: Callable[[float, float], float],
              other: Series) -> Series:
        return Series(tuple(map(operation, self.rounds, other.rounds)))

    def scaled(self, factor: float) -> Series:
        """Multiply each figure, to give it another unit."""
        return Series(tuple(figure * factor for figure in self.rounds))

    @property
    def median(self) -> float:
        """The middle one of the figures."""
        return statistics.median(self.rounds)


def measure(subjects: Sequence[Subject], *, rounds: int, turns: int,
            clock: Callable[[], float] = time.process_time,
            ) -> dict[str, Series]:
    """Time the subjects.

    :param rounds: how many figures each subject gets
    :param turns: turns of each subject in a round
    :param clock: gives the time; the CPU time of the process unless told
        otherwise, because other processes do not count into it
    :returns: by name, the seconds that one turn took on average
    """
    figures: dict[str, list[float]] = {
        subject.name: [] for subject in subjects}
    if len(figures) < len(subjects):
        raise ValueError('two subjects have the same name')
    order = list(subjects)
    chance = random.Random(0)
    # The first round fills caches and is thrown away.
    _round(order, turns, clock, chance)
    collects = gc.isenabled()
    # A collection in the middle of a turn would charge one subject for the
    # garbage of all; and without the freeze each would walk everything that
    # was built beforehand.
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for _number in range(rounds):
            spent = _round(order, turns, clock, chance)
            for name, seconds in spent.items():
                figures[name].append(seconds)
            gc.collect()
    finally:
        gc.unfreeze()
        if collects:
            gc.enable()
    return {name: Series(tuple(seconds)) for name, seconds in figures.items()}


def _round(order: list[Subject], turns: int, clock: Callable[[], float],
           chance: random.Random) -> dict[str, float]:
    spent = {subject.name: 0.0 for subject in order}
    for _turn in range(turns):
        chance.shuffle(order)
        for name, run, prepare in order:
            prepared = prepare()
            start = clock()
            run(prepared)
            spent[name] += clock() - start
    return {name: seconds / turns for name, seconds in spent.items()}
