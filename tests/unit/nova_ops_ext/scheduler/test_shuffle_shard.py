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

"""Shards: stable, consistent, and the same everywhere."""

import random
import statistics
import subprocess
import sys

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import shuffle_shard

PROJECTS = strategies.text(max_size=40)
HOSTS = strategies.lists(strategies.text(max_size=12), max_size=40,
                         unique=True)
SEEDS = strategies.one_of(strategies.none(), strategies.text(max_size=100))
POOL = ['compute-%03d' % number for number in range(100)]


def test_no_release_moves_anybody():
    # Changed, this would give every project of every cloud other hosts.
    assert shuffle_shard.ranked('seed', 'project', POOL, 4) == GOLDEN
    assert shuffle_shard.fingerprint('seed') == '860f5348'


GOLDEN = ['compute-070', 'compute-074', 'compute-061', 'compute-040']


@hypothesis.given(SEEDS, PROJECTS, HOSTS, strategies.randoms())
def test_the_order_of_the_hosts_is_none_of_it(seed, project, hosts, chance):
    before = shuffle_shard.ranked(seed, project, hosts)
    assert sorted(before) == sorted(hosts)
    chance.shuffle(hosts)
    assert shuffle_shard.ranked(seed, project, iter(hosts)) == before
    assert shuffle_shard.ranked(seed, project, hosts + hosts) == before


@hypothesis.given(SEEDS, PROJECTS, HOSTS, strategies.integers(0, 50))
def test_a_larger_shard_has_all_of_a_smaller(seed, project, hosts, size):
    every = shuffle_shard.ranked(seed, project, hosts)
    assert shuffle_shard.ranked(seed, project, hosts, size) == every[:size]
    assert shuffle_shard.shard(seed, project, hosts, size) == frozenset(
        every[:size])


def test_few_of_many_are_the_first_of_all():
    hosts = ['host-%d' % number for number in range(3000)]
    every = shuffle_shard.ranked('seed', 'project', hosts)
    for most in 0, 1, 10, 93, 94, 2999, 3000, 4000:
        assert shuffle_shard.ranked(
            'seed', 'project', hosts, most) == every[:most]


@hypothesis.given(SEEDS, PROJECTS, HOSTS, strategies.text(max_size=12),
                  strategies.integers(0, 12))
def test_one_host_changes_one_member_at_most(seed, project, hosts, host,
                                             size):
    hypothesis.assume(host not in hosts)
    before = shuffle_shard.shard(seed, project, hosts, size)
    after = shuffle_shard.shard(seed, project, [*hosts, host], size)
    change = shuffle_shard.change(before, after)
    assert change.joined <= {host}
    assert len(change.left) <= len(change.joined)
    assert before - change.left | change.joined == after


def test_another_process_agrees():
    program = ('from nova_ops_ext.scheduler import shuffle_shard as s; '
               'print(s.ranked("seed", "project", '
               '{"compute-%03d" % n for n in range(100)}), '
               's.fingerprint("seed"))')
    expected = '%s %s\n' % (shuffle_shard.ranked('seed', 'project', POOL),
                            shuffle_shard.fingerprint('seed'))
    for hash_seed in '1', '2':
        found = subprocess.run(
            [sys.executable, '-c', program], text=True, check=True,
            capture_output=True, env={'PYTHONHASHSEED': hash_seed,
                                      'PYTHONPATH': ':'.join(sys.path)})
        assert found.stdout == expected


def test_seed_project_and_host_all_count():
    of = shuffle_shard.ranked
    assert of('seed', 'p', POOL) != of('other', 'p', POOL)
    assert of('seed', 'p', POOL) != of('seed', 'q', POOL)
    assert of(None, 'p', POOL) == of('', 'p', POOL)
    # No text is the end of one and the beginning of the other.
    assert of('seed', 'pc', ['a', 'b', 'c', 'd', 'e', 'f']) != [
        name[1:] for name in of('seed', 'p',
                                ['ca', 'cb', 'cc', 'cd', 'ce', 'cf'])]
    # A long seed counts to its end.
    assert of('s' * 99 + 'a', 'p', POOL) != of('s' * 99 + 'b', 'p', POOL)


def test_the_fingerprint_tells_seeds_apart_and_not_what_they_are():
    prints = {shuffle_shard.fingerprint('seed-%d' % n) for n in range(500)}
    assert len(prints) == 500
    assert 'seed' not in shuffle_shard.fingerprint('seed')


def test_the_same_hosts_rank_alike_in_every_pool():
    every = shuffle_shard.ranked('seed', 'project', POOL)
    half = POOL[::2]
    assert shuffle_shard.ranked('seed', 'project', half) == [
        host for host in every if host in half]


def test_two_projects_have_few_hosts_in_common():
    rule = shuffle_shard.Rule(8)
    shards = [shuffle_shard.sharded('seed', 'project-%d' % number, POOL, rule)
              for number in range(300)]
    shared = [len(shuffle_shard.overlap(one, other))
              for place, one in enumerate(shards) for other in shards[:place]]
    # 8 x 8 / 100; half of a shard or more in about one pair of a thousand.
    assert 0.60 < statistics.mean(shared) < 0.68
    assert sum(one >= 4 for one in shared) < len(shared) * 0.004
    assert max(shared) < 8
    load = [sum(host in shard.hosts for shard in shards) for host in POOL]
    assert 5 < min(load) <= max(load) < 50


def test_nearly_nobody_moves_when_a_host_goes():
    moved = 0
    for number in range(300):
        project = 'project-%d' % number
        change = shuffle_shard.change(
            shuffle_shard.shard('seed', project, POOL, 8),
            shuffle_shard.shard('seed', project, POOL[1:], 8))
        assert change.left <= {POOL[0]}
        moved += len(change.left)
    assert moved < 300 * 0.15


@pytest.mark.parametrize(('metadata', 'expected'), [
    ({}, None),
    ({'ops_shard_extend': '2'}, None),
    ({'ops_shard_size:other': '8'}, None),
    ({'ops_shard_size': '8'}, (8, 0)),
    ({'ops_shard_size': ' 8 ', 'ops_shard_extend': '2'}, (8, 2)),
    ({'ops_shard_size:project': '4', 'ops_shard_extend': '2'}, (4, 2)),
    ({'ops_shard_size': '8', 'ops_shard_size:project': '4'}, (4, 0)),
    ({'ops_shard_size': 'x', 'ops_shard_size:project': '4'}, (4, 0)),
    ({'ops_shard_size': '8', 'ops_shard_size:other': 'x'}, (8, 0)),
    # Who may use no host gets no extension for it.
    ({'ops_shard_size': '0', 'ops_shard_extend': '2'}, (0, 0)),
    ({'ops_shard_size': '8', 'ops_shard_size:project': '0',
      'ops_shard_extend': '2'}, (0, 0)),
])
def test_rule(metadata, expected):
    rule = shuffle_shard.rule(metadata, 'project')
    assert (rule and rule[:2]) == expected
    assert rule is None or rule.doubt is None


@pytest.mark.parametrize('metadata', [
    {'ops_shard_size': ''}, {'ops_shard_size': '-1'},
    {'ops_shard_size': '8.0'}, {'ops_shard_size': '1e3'},
    {'ops_shard_size': '\u0668'},
    # Not the size of all others, which may be larger.
    {'ops_shard_size': '8', 'ops_shard_size:project': 'x'}])
def test_unreadable_size(metadata):
    with pytest.raises(ValueError, match='ops_shard_size.* = .*: expected a '
                                         'whole number, 0 or more'):
        shuffle_shard.rule(metadata, 'project')


def test_an_unreadable_extension_is_none():
    rule = shuffle_shard.rule(
        {'ops_shard_size': '8', 'ops_shard_extend': 'two'}, 'project')
    assert rule == (8, 0, "ops_shard_extend = 'two': expected a whole "
                          'number, 0 or more')


def test_problems():
    assert shuffle_shard.problems({
        'ops_shard_size': 'x', 'ops_shard_size:a': '4',
        'ops_shard_size:b': '', 'ops_shard_size:': '3',
        'ops_shard_extend': '-1', 'ops_shard_sizes': 'x', 'rack': 'x'}) == [
            "ops_shard_extend = '-1': expected a whole number, 0 or more",
            "ops_shard_size = 'x': expected a whole number, 0 or more",
            'ops_shard_size:: expected the id of a project after the colon',
            "ops_shard_size:b = '': expected a whole number, 0 or more"]


@hypothesis.given(strategies.dictionaries(
    strategies.sampled_from(['ops_shard_size', 'ops_shard_size:p',
                             'ops_shard_size:q', 'ops_shard_extend', 'x']),
    strategies.one_of(strategies.text(), strategies.from_regex('[0-9]+'))))
def test_check_and_rule_agree(metadata):
    told = shuffle_shard.problems(metadata)
    try:
        rule = shuffle_shard.rule(metadata, 'p')
    except ValueError as error:
        assert str(error) in told
    else:
        assert rule is None or rule.doubt is None or rule.doubt in told


def test_sharded():
    every = tuple(shuffle_shard.ranked('seed', 'project', POOL))
    shard = shuffle_shard.sharded('seed', 'project', POOL,
                                  shuffle_shard.Rule(3, 2))
    assert shard == (every[:3], every[3:5], 100)
    assert shard.reach == frozenset(every[:5])
    assert shard.open(set(POOL)) == every[:3]
    assert shard.open({every[2]}) == every[:3]
    assert shard.open(set(every[3:])) == every[:5]
    small = shuffle_shard.sharded('seed', 'project', POOL[:4],
                                  shuffle_shard.Rule(3, 9))
    assert (len(small.hosts), len(small.extension)) == (3, 1)


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize(('size', 'extend'), [(8, 2), (1, 0), (4, 4)])
def test_who_kills_its_hosts_takes_no_more_than_its_own(seed, size, extend):
    chance = random.Random(seed)
    alive = set(POOL)
    shard = shuffle_shard.sharded('seed', 'hostile', POOL,
                                  shuffle_shard.Rule(size, extend))
    for _attempt in range(1000):
        # Other filters and placement leave any part of what is alive.
        candidates = set(chance.sample(
            sorted(alive), chance.randint(0, len(alive))))
        usable = candidates.intersection(shard.open(candidates))
        if usable:
            alive.remove(chance.choice(sorted(usable)))
    assert len(POOL) - len(alive) == size + extend
