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

"""ShuffleShardWeigher on real objects of nova-scheduler."""

import logging

from nova import objects
from nova.scheduler import host_manager
from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler import weights
from nova_ops_ext.scheduler.weights import shuffle_shard as weigher

GROUP = 'ops_shuffle_shard'
NAMES = ['host-%02d' % number for number in range(10)]
RANKED = shuffle_shard.ranked('seed', 'project', NAMES)


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **{'seed': 'seed', **values})
        return weigher.ShuffleShardWeigher()
    return make


def states(*pools):
    aggregates = [objects.Aggregate(id=number, name='pool-%d' % number,
                                    hosts=members, metadata=metadata)
                  for number, (members, metadata) in enumerate(pools)]
    made = []
    for name in [*NAMES, 'free']:
        state = host_manager.HostState(name, name, None)
        state.aggregates = [one for one in aggregates if name in one.hosts]
        made.append(state)
    return made


def weighed(built, hosts, request):
    found = nova_weights.HostWeightHandler().get_weighed_objects(
        [built], hosts, request)
    return {one.obj.host: one.weight for one in found}


GOLD = (NAMES, {'ops_shard_size': '3', 'ops_shard_extend': '2'})


def test_all_weighers():
    assert weigher.ShuffleShardWeigher in weights.all_weighers()


def test_shard_then_extension(build, spec, caplog):
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = weighed(built, states(GOLD), spec(None))
    assert found == {
        **dict.fromkeys(RANKED[:3], 10.0), **dict.fromkeys(RANKED[3:5], 5.0),
        **dict.fromkeys(RANKED[5:], 0.0), 'free': 5.0}
    assert caplog.messages == [
        'ShuffleShardWeigher: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1, '
        'project project: 3 of 11 hosts weigh 1, 3 of 11 hosts weigh 0.5, '
        '5 of 11 hosts weigh 0']


def test_of_several_pools_the_best_counts(build, spec):
    hosts = states(GOLD, (NAMES, {'ops_shard_size': '1'}),
                   ([RANKED[4]], {'ops_shard_size': '1'}),
                   ([RANKED[0], 'free'], {'ops_shard_size': '0'}))
    found = weighed(build(), hosts, spec(None))
    assert found == {
        **dict.fromkeys([*RANKED[:3], RANKED[4]], 10.0), RANKED[3]: 5.0,
        **dict.fromkeys([*RANKED[5:], 'free'], 0.0)}


def test_what_cannot_be_read_counts_as_no_pool(build, spec, caplog):
    hosts = states((NAMES[:5], {'ops_shard_size': 'x'}),
                   (NAMES[5:], {'ops_shard_size': '0'}))
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = weighed(built, hosts, spec(None))
    assert found == {**dict.fromkeys([*NAMES[:5], 'free'], 5.0),
                     **dict.fromkeys(NAMES[5:], 0.0)}
    assert ("project project, not counted: ops_shard_size = 'x': expected a "
            'whole number, 0 or more (aggregate pool-0): 6 of 11 hosts weigh '
            '0.5') in caplog.text


def test_nothing_to_prefer(build, spec, caplog):
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = weighed(built, states((NAMES, {'rack': '1'})), spec(None))
    assert set(found.values()) == {0.0}
    assert not caplog.messages
