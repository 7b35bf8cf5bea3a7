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

"""Which domain a host is in, and where a group's members are."""

import collections

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import failure_domain

# A busy machine is no fault.
SETTINGS = hypothesis.settings(
    max_examples=100, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow])

Aggregate = collections.namedtuple('Aggregate', 'id name hosts metadata')
Host = collections.namedtuple('Host', 'host aggregates instances',
                              defaults=[()])
KEY, SKEW = failure_domain.KEYS


def rack(number, hosts, **metadata):
    return Aggregate(number, 'rack-%d' % number, hosts, metadata)


@pytest.mark.parametrize(('metadata', 'domain', 'skew'), [
    ({}, None, None), ({KEY: ' room 1 '}, 'room 1', None),
    ({KEY: 'r', SKEW: '2'}, 'r', 2), ({SKEW: '1'}, None, 1)])
def test_metadata(metadata, domain, skew):
    assert failure_domain.domain(metadata) == domain
    assert failure_domain.max_skew(metadata) == skew
    assert failure_domain.problems(metadata) == []


@pytest.mark.parametrize(('metadata', 'problems'), [
    ({KEY: ''}, [KEY]), ({KEY: ' '}, [KEY]), ({SKEW: '0'}, [SKEW]),
    ({SKEW: 'x'}, [SKEW]), ({KEY: '', SKEW: '-1'}, [KEY, SKEW])])
def test_what_cannot_be_read(metadata, problems):
    found = failure_domain.problems(metadata)
    assert [text.split(' = ')[0] for text in found] == problems


def test_survey():
    one = rack(1, ['a', 'b', 'away'], **{KEY: 'r1', SKEW: '3'})
    two = rack(2, ['c'], **{KEY: 'r2'})
    more = rack(3, ['d'], **{KEY: 'r2', SKEW: '2'})
    bad = rack(4, ['e', 'b'], **{SKEW: 'x'})
    zone = rack(5, ['a', 'b', 'c'], availability_zone='z')
    survey = failure_domain.Survey([
        Host('a', [one, zone]), Host('b', [one, bad]), Host('c', [two, zone]),
        Host('d', [more, one]), Host('f', [zone]), Host('g', [])])
    problem = ("ops_failure_domain_max_skew = 'x': expected a whole number, 0 "
               'or more (aggregate rack-4)')
    assert survey.places == [
        (('r1',), 3, None), (('r1',), 3, problem), (('r2',), None, None),
        (('r1', 'r2'), 2, None), ((), None, None), ((), None, None)]
    assert survey.problems == {problem}
    assert survey.domains == {'r1', 'r2'}
    # Members count wherever they are; c and d are of one domain.
    members = {'away': 2, 'c': 1, 'd': 1, 'elsewhere': 5}
    assert survey.members(members) == {'r1': 2, 'r2': 2}
    # a, d; b is refused, so it is no room.
    assert survey.levels({'d': 1}, 2) == {'r1': (0, 3), 'r2': (1, 3)}
    assert survey.weights({'r1': 1, 'r2': 3}) == [1, 1, 0, 0, 0, 0]


def test_weights_are_in_proportion():
    racks = [rack(number, ['h%d' % number], **{KEY: 'r%d' % number})
             for number in range(3)]
    hosts = [Host('h%d' % number, [racks[number]]) for number in range(3)]
    survey = failure_domain.Survey([*hosts, Host('x', [])])
    assert survey.weights({'r0': 5, 'r1': 2, 'r2': 1}) == [0, 0.75, 1, 0]
    assert survey.weights({'r0': 2, 'r1': 2, 'r2': 2}) == [1, 1, 1, 0]


UUIDS = ['u%d' % number for number in range(6)]
HOSTS = ['a', 'b', 'c']


@SETTINGS
@hypothesis.given(
    strategies.dictionaries(strategies.sampled_from(UUIDS),
                            strategies.sampled_from(HOSTS), min_size=1),
    strategies.sets(strategies.sampled_from(HOSTS)), strategies.booleans(),
    strategies.data())
def test_members_by_host(at, candidates, ignored, data):
    """Where all is up to date, the count is exact on candidates."""
    moved = data.draw(strategies.none() | strategies.sampled_from(sorted(at)))
    source = at.get(moved)
    if ignored and source is not None:
        candidates.discard(source)
    hosts = [Host(name, [], {u: None for u in at if at[u] == name})
             for name in sorted(candidates)]
    found = failure_domain.by_host(
        set(at.values()), list(at), moved or 'new',
        source if ignored else None, hosts)
    for name in HOSTS:
        others = [u for u in at if at[u] == name and u != moved]
        if name in candidates:
            assert found.get(name, 0) == len(others)
        elif ignored and name == source:
            # Whoever else is there cannot be seen.
            assert found[name] == 0
        else:
            assert found.get(name, 0) == (name in at.values())


def test_what_a_batch_has_placed_counts():
    hosts = [Host('a', [], {'u0': None, 'u1': None})]
    # Two on b, which is no candidate any more.
    assert failure_domain.by_host(
        ['a', 'a', 'b', 'b'], UUIDS, 'u4', None, hosts) == {'a': 2, 'b': 2}


def test_a_host_that_still_lists_what_has_left_it():
    hosts = [Host('a', [], {'u0': None, 'u1': None}),
             Host('b', [], {'u0': None})]
    assert failure_domain.by_host(
        {'a', 'b'}, UUIDS, 'u0', None, hosts) == {'a': 1, 'b': 0}
    assert failure_domain.by_host(
        {'a', 'c'}, UUIDS, 'u0', 'c', hosts) == {'a': 1, 'c': 0}


def test_a_skew_that_cannot_be_read_hides_no_member():
    # Two aggregates are one domain; one of them has a mistake.
    bad = rack(1, ['a', 'b'], **{KEY: 'r1', SKEW: 'x'})
    good = rack(2, ['c', 'd'], **{KEY: 'r1'})
    other = rack(3, ['e'], **{KEY: 'r2'})
    survey = failure_domain.Survey([
        Host('a', [bad]), Host('c', [good]), Host('e', [other])])
    assert survey.members({'b': 1}) == {'r1': 1, 'r2': 0}
