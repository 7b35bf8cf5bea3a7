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

"""ShuffleShardFilter on real objects of nova-scheduler."""

import logging

import hypothesis
from hypothesis import strategies
from nova import objects
from nova.scheduler import filters as nova_filters
from nova.scheduler import host_manager
import pytest

from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler.filters import shuffle_shard as shard_filter
from nova_ops_ext.scheduler import shuffle_shard

GROUP = 'ops_shuffle_shard'
SEED = 'sixteen characters or more'
NAMES = ['host-%02d' % number for number in range(12)]
RANKED = shuffle_shard.ranked(SEED, 'project', NAMES)
CELL = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')


def test_all_filters():
    assert shard_filter.ShuffleShardFilter in filters.all_filters()


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **{'seed': SEED, **values})
        return shard_filter.ShuffleShardFilter()
    return make


def pool(name, members, number=1, **metadata):
    return objects.Aggregate(
        id=number, name=name, hosts=list(members),
        metadata={key.replace('size_', 'size:'): value
                  for key, value in metadata.items()})


def states(names, *pools):
    made = []
    for name in names:
        state = host_manager.HostState(name, name, None)
        state.aggregates = [one for one in pools if name in one.hosts]
        made.append(state)
    return made


def filtered(built, hosts, request):
    """Through Nova's own handler."""
    found = nova_filters.HostFilterHandler().get_filtered_objects(
        [built], hosts, request)
    return [host.host for host in found]


def order(names):
    return [name for name in NAMES if name in names]


def test_only_the_shard(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='2')
    found = filtered(build(), states(NAMES, gold), spec(None))
    assert found == order(RANKED[:3])


def test_rank_counts_among_members_and_not_candidates(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='3')
    left = [name for name in NAMES if name not in RANKED[:2]]
    assert filtered(build(), states(left, gold), spec(None)) == [RANKED[2]]
    left.remove(RANKED[2])
    assert filtered(build(), states(left, gold), spec(None)) == []


def test_the_extension_opens_when_no_host_of_the_shard_is_left(build, spec,
                                                               caplog):
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='2')
    left = [name for name in NAMES if name not in RANKED[:3]]
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = filtered(built, states(left, gold), spec(None))
    assert found == order(RANKED[3:5])
    assert caplog.messages == [
        'ShuffleShardFilter: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1, '
        'project project, extended in gold, where no host of the shard is '
        "left: 2 of 9 hosts pass; refused: 7 (not among the project's 3 + 2 "
        'of 12 hosts of aggregate gold): %s' % ', '.join(
            order(RANKED[5:]))]


def test_a_batch_gets_both_at_once(build, spec, caplog):
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='2')
    request = spec(None)
    request.num_instances = 4
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = filtered(built, states(NAMES, gold), request)
    assert found == order(RANKED[:5])
    assert 'project project, for all 4 instances: 5 of 12' in caplog.text


def test_a_move_of_one_of_a_batch_is_no_batch(build, spec):
    # Nova keeps the size of the batch in the RequestSpec.
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='2')
    request = spec(None, objects.Destination(cell=CELL))
    request.num_instances = 4
    found = filtered(build(), states(NAMES, gold), request)
    assert found == order(RANKED[:3])


def test_the_owner_counts_and_not_who_asks(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='3')
    request = spec(None, objects.Destination(cell=CELL))
    request.project_id = 'owner'
    assert filtered(build(), states(NAMES, gold), request) == order(
        shuffle_shard.ranked(SEED, 'owner', NAMES)[:3])


def test_an_unknown_owner_has_a_shard_as_well(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='3')
    request = spec(None)
    request.project_id = None
    assert len(filtered(build(), states(NAMES, gold), request)) == 3


def test_nothing_to_decide(build, spec, caplog):
    one = pool('one', NAMES, ops_shard_size_other='3')
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert filtered(built, states(NAMES, one), spec(None)) == NAMES
    assert not caplog.messages
    with caplog.at_level(logging.DEBUG, 'nova_ops_ext'):
        filtered(built, states(NAMES, one), spec(None))
    assert 'no aggregate has a shard size for project project' in caplog.text


def test_unpooled_hosts(build, spec, caplog):
    gold = pool('gold', NAMES[:6], ops_shard_size='1')
    hosts = states(NAMES, gold)
    (own,) = shuffle_shard.shard(SEED, 'project', NAMES[:6], 1)
    assert filtered(build(), hosts, spec(None)) == order({own, *NAMES[6:]})
    built = build(unpooled_hosts='refuse')
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert filtered(built, hosts, spec(None)) == [own]
        assert filtered(built, states(NAMES), spec(None)) == []
    assert '6 (in no pool): host-06, ' in caplog.text
    assert '12 (in no pool): host-00, ' in caplog.text


def test_unreadable_size_refuses(build, spec, caplog):
    bad = pool('bad', NAMES, ops_shard_size='many')
    good = pool('good', NAMES[:6], 2, ops_shard_size='2')
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = filtered(built, states(NAMES, bad, good), spec(None))
    assert found == order(shuffle_shard.shard(SEED, 'project', NAMES[:6], 2))
    assert ("6 (ops_shard_size = 'many': expected a whole number, 0 or more "
            '(aggregate bad)): host-06, ') in caplog.text
    assert ("4 (not among the project's 2 of 6 hosts of aggregate good, "
            "ops_shard_size = 'many'") in caplog.text


def test_unreadable_extension_is_none(build, spec, caplog):
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='two')
    left = states([n for n in NAMES if n not in RANKED[:3]], gold)
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert filtered(built, left, spec(None)) == []
    assert ("project project, without extension: ops_shard_extend = 'two': "
            'expected a whole number, 0 or more (aggregate gold): 0 of 9 '
            'hosts pass') in caplog.text


def test_a_name_cannot_pretend(build, spec, caplog):
    evil = pool('x): host-1; refused: ', NAMES, ops_shard_size='y): z; ')
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert filtered(built, states(NAMES, evil), spec(None)) == []
    (line,) = [one for one in caplog.messages if one.startswith('Shuffle')]
    assert line.count('; ') == 1
    assert line.count('): ') == 1


def test_many_pools_are_told_as_one(build, spec, caplog):
    pools = [pool('pool-%d' % number, [name], number, ops_shard_size='0')
             for number, name in enumerate(NAMES)]
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert filtered(built, states(NAMES, *pools), spec(None)) == []
    assert ("refused: 12 (not among the project's hosts of their aggregate): "
            'host-00') in caplog.text


def test_a_host_that_has_just_left_is_not_free_for_all(build, spec):
    # For a moment a host's state has the aggregate, which no longer lists it.
    gold = pool('gold', NAMES[1:], ops_shard_size='3')
    hosts = states(NAMES, gold)
    hosts[0].aggregates = [gold]
    assert NAMES[0] not in filtered(build(), hosts, spec(None))


def test_one_aggregate_as_two_objects(build, spec):
    twins = [pool('gold', NAMES, ops_shard_size='3') for _ in range(2)]
    hosts = states(NAMES, twins[0])
    for host in hosts[::2]:
        host.aggregates = [twins[1]]
    assert filtered(build(), hosts, spec(None)) == order(RANKED[:3])


def test_rebuild_is_left_alone(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='0')
    rebuild = spec(None, hints={'_nova_check_type': ['rebuild']})
    hosts = states(NAMES[:1], gold)
    assert build().filter_all(hosts, rebuild) == hosts


@pytest.mark.parametrize(('seed', 'warning'), [
    (None, 'option seed is not set'), ('', 'option seed is not set'),
    ('short', 'has fewer than 16 characters'), (SEED, None),
    ('x' * 1000, None)])
def test_the_seed_is_looked_at_when_it_starts(build, caplog, seed, warning):
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        build(seed=seed)
    warnings = [record.getMessage() for record in caplog.records
                if record.levelno == logging.WARNING]
    assert len(warnings) == (warning is not None)
    assert warning is None or warning in warnings[0]
    assert 'fingerprint %s,' % shuffle_shard.fingerprint(seed) in caplog.text
    assert not seed or seed not in caplog.text


def test_without_a_seed_it_works(build, spec):
    gold = pool('gold', NAMES, ops_shard_size='3')
    assert len(filtered(build(seed=None), states(NAMES, gold),
                        spec(None))) == 3


@pytest.mark.parametrize('option', ['unpooled_hosts', 'fail_policy', 'mode'])
def test_bad_option_stops_the_scheduler(options, option, tmp_path):
    path = tmp_path / 'nova.conf'
    path.write_text('[ops_shuffle_shard]\n%s = maybe\n' % option)
    options.conf(['--config-file', str(path)], project='nova')
    with pytest.raises(ValueError) as error:
        shard_filter.ShuffleShardFilter()
    assert '[ops_shuffle_shard]' in str(error.value)
    assert option in str(error.value)
    assert 'maybe' in str(error.value)


def test_who_kills_its_hosts_takes_no_more_than_its_own(build, spec):
    built = build()
    gold = pool('gold', NAMES, ops_shard_size='3', ops_shard_extend='2')
    alive = list(NAMES)
    for attempt in range(40):
        request = spec(None)
        request.num_instances = 1 + attempt % 3
        found = filtered(built, states(alive, gold), request)
        if found:
            alive.remove(found[attempt % len(found)])
    assert set(NAMES) - set(alive) == set(RANKED[:5])


VALUES = strategies.sampled_from(['0', '1', '2', '5', '99', 'x', ''])
POOLS = strategies.lists(strategies.tuples(
    strategies.sets(strategies.sampled_from(NAMES)),
    strategies.dictionaries(strategies.sampled_from(
        ['ops_shard_size', 'ops_shard_size:project', 'ops_shard_size:other',
         'ops_shard_extend', 'rack']), VALUES)), max_size=4)


def read(text):
    return int(text) if text.isdigit() else None


def naive(pools, candidates, batch, unpooled):
    """What the manual says, for one host after the other."""
    passing = []
    for name in candidates:
        verdicts = []
        for members, metadata in pools:
            text = metadata.get('ops_shard_size:project',
                                metadata.get('ops_shard_size'))
            if name not in members or text is None:
                continue
            size = read(text)
            if size is None or size == 0:
                verdicts.append(False)
                continue
            more = read(metadata.get('ops_shard_extend', '0')) or 0
            every = shuffle_shard.ranked(SEED, 'project', members)
            rank = every.index(name)
            gone = not set(every[:size]) & set(candidates)
            verdicts.append(rank < size or (
                (gone or batch) and rank < size + more))
        if any(verdicts) or (not verdicts and unpooled == 'pass'):
            passing.append(name)
    return passing


@hypothesis.settings(
    max_examples=200, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(POOLS, strategies.lists(strategies.sampled_from(NAMES),
                                          unique=True),
                  strategies.booleans(),
                  strategies.sampled_from(['pass', 'refuse']))
def test_like_a_naive_model(build, spec, pools, candidates, batch, unpooled):
    made = [objects.Aggregate(id=number, name=str(number),
                              hosts=sorted(members), metadata=metadata)
            for number, (members, metadata) in enumerate(pools)]
    request = spec(None)
    request.num_instances = 2 if batch else 1
    found = build(unpooled_hosts=unpooled).filter_all(
        states(candidates, *made), request)
    assert [host.host for host in found] == naive(
        pools, candidates, batch, unpooled)
