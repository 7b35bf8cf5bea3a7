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

"""``simulate`` against the filters' own decisions, host by host."""

import random

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import shard_pools
from nova_ops_ext.scheduler_command import attack
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import simulate
from tests.unit.nova_ops_ext.scheduler_command import clouds


@pytest.fixture
def run(tmp_path):
    def ask(text=clouds.CONF, made=None, project=None, projects=20, seed=0):
        files = clouds.Files(tmp_path)
        files.write(text)
        return simulate.simulate(
            configuration.read([str(files.conf)]),
            cloud.read(clouds.document() if made is None else made),
            simulate.Wanted(project, projects, seed))
    return ask


def worst(found):
    return {(one['filters'], one['batches']): one['worst']
            for one in found.values['scenes']}


def test_the_massacre(run):
    # K = 4, M = 1, two incidents, and one host in quarantine.
    found = run()
    figures = worst(found)
    assert figures['none', False] == figures['none', True] == 40
    assert figures['shards', False] == figures['shards', True] == 5
    assert figures['breaker', False] == 3
    # The breaker leaves batches to the shards.
    assert figures['breaker', True] == 40
    assert figures['both', False] <= 3
    assert figures['both', True] == 5
    assert figures['now', False] == figures['both', False]
    assert figures['now', True] == figures['both', True]
    assert 'takes %d of 40 hosts' % figures['now', False] in found.summary


def test_what_is_not_enforced_does_not_count(run):
    for text in (clouds.CONF.replace(',ShuffleShardFilter', ''),
                 clouds.CONF + 'mode = log\n'):
        figures = worst(run(text))
        assert figures['now', True] == 40
        assert figures['now', False] == figures['breaker', False]


def test_the_options_count(run):
    figures = worst(run(clouds.CONF + '[ops_cascade_breaker]\nincidents = 4'))
    assert figures['breaker', False] == 5
    figures = worst(run(clouds.CONF + '[ops_cascade_breaker]\nincidents = 0'))
    assert figures['breaker', False] == 40


def test_hosts_that_are_down_cannot_be_lost(run):
    made = clouds.document()
    for one in made['services'][:30]:
        one['state'] = 'down'
    figures = worst(run(made=made))
    assert figures['none', False] == 10
    # The dead are members all the same: nobody moves up.
    assert figures['shards', False] <= 5


def test_unpooled_hosts(run):
    made = clouds.document()
    made['aggregates'][0]['hosts'] = clouds.HOSTS[:20]
    assert worst(run(made=made))['shards', False] == 25
    text = clouds.CONF + 'unpooled_hosts = refuse\n'
    assert worst(run(text, made))['shards', False] == 5


def test_the_same_again(run):
    assert run(seed=5) == run(seed=5)
    one = run(project='p', seed=1)
    assert one.values['projects'] == 1
    assert 'project p takes' in one.summary


def test_pools_are_told_apart(run):
    made = clouds.document()
    made['aggregates'][0]['hosts'] = clouds.HOSTS[:20]
    made['aggregates'].append({
        'id': 9, 'name': 'second', 'hosts': clouds.HOSTS[20:],
        'metadata': {'ops_shard_size': '2'}})
    found = run(made=made)
    shards = next(one for one in found.values['scenes']
                  if one['filters'] == 'shards')
    assert {name: one['worst'] for name, one in shards['pools'].items()} == {
        'pool': 5, 'second': 2}
    assert shards['worst'] == 7


@hypothesis.given(
    strategies.integers(0, 6), strategies.integers(0, 4),
    strategies.lists(strategies.integers(0, 11), max_size=12),
    strategies.lists(strategies.integers(0, 11), max_size=12),
    strategies.booleans(), strategies.integers(0, 99))
@hypothesis.settings(max_examples=100, deadline=None)
def test_as_one_host_after_another(size, extend, first, second, unpooled,
                                   seed):
    names = ['h-%02d' % number for number in range(12)]
    pools = [cloud.Aggregate(number, 'pool-%d' % number, None, tuple(
        sorted({names[one] for one in members})), {
            'ops_shard_size': str(size), 'ops_shard_extend': str(extend)})
        for number, members in enumerate((first, second))]
    hosts = [attack.Host(name, tuple(
        pool for pool in pools if name in pool.hosts)) for name in names]
    shards = attack.Shards('s', unpooled)
    choose = random.Random(seed)
    alive, dead = list(hosts), set()
    while True:
        passed = shard_pools.filtered(
            alive, 'p', seed='s', at_once=False, unpooled_pass=unpooled,
            subject='').passed
        if not passed:
            break
        taken = choose.choice(passed)
        dead.add(taken.host)
        alive.remove(taken)
    assert attack.lost(hosts, 'p', attack.Defence(shards), batches=False,
                       choose=choose) == dead
