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

"""How far a domain may be ahead, against all ways to place a batch."""

import functools
import math
import random

import hypothesis
from hypothesis import strategies

from nova_ops_ext.scheduler import domain_levels

# A busy machine is no fault.
SETTINGS = hypothesis.settings(
    max_examples=100, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow])

LEVELS = strategies.lists(
    strategies.builds(domain_levels.Level, strategies.integers(0, 3),
                      strategies.integers(0, 4)), min_size=1, max_size=4)


def may_be_next(levels, domain, max_skew):
    """Tell whether one server alone could go there."""
    least = min((members for members, room in levels if room > 0),
                default=math.inf)
    members, room = levels[domain]
    return room > 0 and members + 1 - least <= max_skew


@functools.lru_cache(None)
def ends(levels, servers, max_skew):
    """Give all ways to end if each server goes where it may go alone."""
    if not servers:
        return frozenset([levels])
    found = set()
    for domain, (members, room) in enumerate(levels):
        if may_be_next(levels, domain, max_skew):
            found |= ends(levels[:domain] + ((members + 1, room - 1),)
                          + levels[domain + 1:], servers - 1, max_skew)
    return frozenset(found)


def passing(levels, servers, skews, *, batch=False):
    """Give the domains that may have one more, with None for none of them.

    :param skews: one for all, or one for each
    """
    if isinstance(skews, int):
        skews = [skews] * len(levels)
    judged = domain_levels.Levels(
        {str(number): level for number, level in enumerate(levels)}, servers,
        skews={str(number): [skew] for number, skew in enumerate(skews)}
        if batch else None)
    found = [number for number, (_members, room) in enumerate(levels)
             if room > 0 and judged.refusal(
                 str(number), skews[number]) is None]
    return found if judged.refusal_elsewhere() else [*found, None]


def in_domains(levels, servers, skews, *, batch=False):
    return [number for number in passing(levels, servers, skews, batch=batch)
            if number is not None]


@SETTINGS
@hypothesis.given(LEVELS, strategies.integers(1, 3))
def test_one_server(levels, max_skew):
    assert passing(levels, 1, max_skew) == [*(
        number for number in range(len(levels))
        if may_be_next(levels, number, max_skew)), None]


@SETTINGS
@hypothesis.given(LEVELS, strategies.integers(1, 5), strategies.integers(1, 2))
def test_a_domain_passes_if_the_batch_can_end_well(levels, servers, max_skew):
    levels = tuple(tuple(level) for level in levels)
    hypothesis.assume(sum(room for _members, room in levels) >= servers)
    every = ends(levels, servers, max_skew)
    assert in_domains([domain_levels.Level(*level) for level in levels],
                      servers, max_skew) == [
        number for number, (members, _room) in enumerate(levels)
        if any(end[number][0] > members for end in every)]


@SETTINGS
@hypothesis.given(
    LEVELS, strategies.integers(1, 9),
    strategies.lists(strategies.integers(1, 3), min_size=4, max_size=4),
    strategies.booleans(), strategies.randoms(use_true_random=False))
def test_a_batch_as_nova_places_it(levels, servers, skews, others, chance):
    """Whatever passes may be chosen; what was refused does not come back.

    :param others: whether hosts without domain may be chosen, too
    """
    levels = list(levels)
    hypothesis.assume(sum(level.room for level in levels) >= servers)
    skews = skews[:len(levels)]
    before = list(levels)
    candidates = {*range(len(levels)), *([None] if others else [])}
    for left in range(servers, 0, -1):
        shown = [level if number in candidates else level._replace(room=0)
                 for number, level in enumerate(levels)]
        candidates &= set(passing(shown, left, skews, batch=servers > 1))
        # Never worse than without: the batch is placed, and in domains.
        assert candidates - {None}
        chosen = chance.choice(sorted(candidates, key=str))
        if chosen is not None:
            members, room = levels[chosen]
            levels[chosen] = domain_levels.Level(members + 1, room - 1)
    least = min((level.members for level in levels if level.room > 0),
                default=math.inf)
    for level, earlier, skew in zip(levels, before, skews, strict=True):
        if level != earlier:
            assert level.members - least <= skew


def test_what_went_ahead_is_not_let_down():
    """Two went into the first as the last was to go into the emptiest."""
    levels = [domain_levels.Level(3, 0), domain_levels.Level(1, 1),
              domain_levels.Level(0, 1)]
    assert passing(levels, 1, 2, batch=True) == [2]
    assert passing(levels, 1, 2) == [1, 2, None]
    judged = domain_levels.Levels(
        dict(zip('abc', levels, strict=True)), 1,
        skews={'a': [2], 'b': [2], 'c': [2]})
    assert judged.refusal_elsewhere() == judged.refusal('b', 2) == (
        '3 of the group are in another failure domain, and 0 would be in the '
        'emptiest, max_skew is 2')


def test_what_was_ahead_before_need_not_be_caught_up_with():
    levels = [domain_levels.Level(9, 1), domain_levels.Level(1, 1),
              domain_levels.Level(0, 2)]
    assert passing(levels, 1, 2, batch=True) == [1, 2, None]


def test_six_over_three_racks():
    chance = random.Random(1)
    for _try in range(20):
        levels = [domain_levels.Level(0, 2)] * 3
        for left in range(6, 0, -1):
            chosen = chance.choice(in_domains(levels, left, 1, batch=True))
            members, room = levels[chosen]
            levels[chosen] = domain_levels.Level(members + 1, room - 1)
        assert [level.members for level in levels] == [2, 2, 2]


def test_refusal_tells_what_would_be():
    levels = {'a': domain_levels.Level(1, 5), 'b': domain_levels.Level(0, 5)}
    assert domain_levels.Levels(levels, 1).refusal('a', 1) == (
        '2 of the group would be in their failure domain, and 0 in the '
        'emptiest, max_skew is 1')
    assert domain_levels.Levels(levels, 1).refusal('a', 2) is None
    assert domain_levels.Levels(levels, 2).refusal('a', 1) is None
    assert domain_levels.Levels(levels, 1).refusal('b', 1) is None
