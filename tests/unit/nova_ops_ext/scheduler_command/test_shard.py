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

"""``shard`` tells the hosts that the filter gives."""

import types

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler import shard_pools
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import projects
from nova_ops_ext.scheduler_command import shard
from tests.unit.nova_ops_ext.scheduler_command import clouds

SEED = clouds.SEED


def ask(project='p', made=None, **wanted):
    found = shard.shard(SEED, cloud.read(made or clouds.document()), project,
                        shard.Wanted(**wanted))
    return found, found.values['pools']


def names(members):
    return [one['host'] for one in members]


@hypothesis.given(strategies.text('0123456789abcdef', min_size=1),
                  strategies.integers(0, 41), strategies.integers(0, 41))
@hypothesis.settings(max_examples=50, deadline=None)
def test_as_the_filter_decides(project, size, extend):
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_size', str(size))
    clouds.set_key(made, 'ops_shard_extend', str(extend))
    of = cloud.read(made)
    hosts = [types.SimpleNamespace(host=host, aggregates=of.of_host(host))
             for host in clouds.HOSTS]

    def passing(left, **options):
        return {one.host for one in shard_pools.filtered(
            left, project, seed=SEED, unpooled_pass=True, subject='',
            **options).passed}

    _found, (pool,) = ask(project, made)
    first = passing(hosts, at_once=False)
    assert set(names(pool['shard'])) == first
    if size:
        assert {*names(pool['shard']), *names(pool['extension'])} == passing(
            hosts, at_once=True)


def test_who_is_up():
    made = clouds.document()
    _found, (pool,) = ask(made=made)
    first, second, third, fourth = names(pool['shard'])
    for one in made['services']:
        if one['host'] == first:
            one['state'] = 'down'
        if one['host'] == second:
            one['status'] = 'disabled'
    made['services'] = [one for one in made['services']
                        if one['host'] != third]
    found, (pool,) = ask(made=made)
    assert [one['state'] for one in pool['shard']] == [
        'down', 'disabled', 'no nova-compute', 'up']
    assert '%s (down), %s (disabled), %s (no nova-compute), %s' % (
        first, second, third, fourth) in '\n'.join(found.details)
    del made['services']
    _found, (pool,) = ask(made=made)
    assert pool['shard'][0]['state'] == 'unknown'


def test_what_would_move():
    _found, (now,) = ask()
    _found, (more,) = ask(size=6)
    assert more['change']['shard']['left'] == []
    assert len(more['change']['shard']['joined']) == 2
    gone = names(now['shard'])[1]
    _found, (less,) = ask(removed=(gone,))
    assert less['change']['shard'] == {
        'hosts': 4, 'left': [gone], 'joined': names(now['extension'])}
    _found, (more,) = ask(added=('new-1', 'new-2'))
    assert len(more['change']['shard']['joined']) == len(
        more['change']['shard']['left']) <= 2
    assert 'change' not in now


@pytest.mark.parametrize(('extend', 'reach'), [('2', 5), ('two', 3)])
def test_a_size_for_a_project_that_had_none(extend, reach):
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_size:p', '0')
    clouds.set_key(made, 'ops_shard_extend', extend)
    _found, (pool,) = ask(made=made, size=3)
    assert pool['change']['shard']['hosts'] == 3
    assert pool['change']['reach']['hosts'] == reach
    clouds.set_key(made, 'ops_shard_size:p', '3')
    _found, (pool,) = ask(made=made, size=0)
    assert pool['change']['reach']['hosts'] == 0


def test_in_common():
    made = clouds.document()
    made['projects'] = [{'id': 'id-%d' % number, 'name': 'name-%d' % number}
                        for number in range(300)]
    found, (pool,) = ask('name-7', made)
    assert 'id-7 (name-7)' in found.summary
    overlap = pool['overlap']
    assert overlap['projects'] == 299
    assert overlap['expected'] == pytest.approx(5 * 5 / 40)
    assert overlap['mean'] == pytest.approx(5 * 5 / 40, rel=0.3)
    own = {*names(pool['shard']), *names(pool['extension'])}
    assert all(set(one['hosts']) <= own for one in overlap['most'])
    _found, (pool,) = ask('name-7', made, others=('name-7',))
    assert len(pool['overlap']['most'][0]['hosts']) == 5


def test_a_project_that_is_not_known():
    made = clouds.document()
    made['projects'] = [{'id': 'a', 'name': 'admin'}]
    found, _pools = ask('admim', made)
    assert found.level is Level.WARNING
    assert 'project admim (none that is known): 5 of 40' in found.summary
    assert ask('admin', made)[0].level is Level.OK
    del made['projects']
    assert ask('admim', made)[0].level is Level.OK


def test_those_with_overrides():
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_size:q', '7')
    _found, (pool,) = ask(made=made)
    assert [one['project'] for one in pool['overlap']['most']] == ['q']
    _found, (pool,) = ask('q', made)
    assert pool['size'] == 7


def test_no_pool():
    found, pools = ask(made={'aggregates': []})
    assert (found.level, pools) == (Level.OK, [])
    assert 'no shard bounds it' in found.summary


def test_a_pool_that_cannot_be_read():
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_size', 'four')
    found, (pool,) = ask(made=made)
    assert found.level is Level.WARNING
    assert 'four' in pool['problem']


def test_what_cannot_be_told():
    made = clouds.document()
    made['projects'] = [{'id': 'a', 'name': 'n'}, {'id': 'b', 'name': 'n'}]
    for wanted in ({'project': 'n'}, {'project': ''},
                   {'pools': ('rack-1',)}):
        with pytest.raises(projects.CannotTellError):
            ask(**{'made': made, **wanted})
