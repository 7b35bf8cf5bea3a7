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

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_tempest import hosts

UP = {'binary': 'nova-compute', 'state': 'up', 'status': 'enabled',
      'forced_down': False}


def service(host, **differing):
    return dict(UP, host=host, **differing)


class TestUsable:
    def test_all_that_can_be_used(self):
        assert hosts.usable([service('b'), service('a')], []) == ['a', 'b']

    @pytest.mark.parametrize('differing', [
        {'state': 'down'}, {'status': 'disabled'}, {'forced_down': True},
        {'binary': 'nova-conductor'}])
    def test_those_that_cannot(self, differing):
        assert hosts.usable([service('a') | differing, service('b')],
                            []) == ['b']

    def test_old_microversions_do_not_tell_who_was_forced_down(self):
        told = service('a')
        del told['forced_down']
        assert hosts.usable([told], []) == ['a']

    def test_those_that_the_operator_names(self):
        assert hosts.usable([service('a'), service('b')], [],
                            ['b', 'c']) == ['b']

    @pytest.mark.parametrize('key', [
        'ops_preference', 'ops_shard_size:0123', 'ops_anything'])
    def test_not_those_that_have_a_rule(self, key):
        ruled = {'hosts': ['a'], 'metadata': {key: 'x'}}
        for named in ([], ['a']):
            assert hosts.usable([service('a'), service('b')], [ruled],
                                named or ()) == ([] if named else ['b'])

    def test_aggregates_of_others_say_nothing(self):
        zone = {'hosts': ['a'], 'metadata': {'availability_zone': 'z',
                                             'stops_ops_': 'x'}}
        assert hosts.usable([service('a')], [zone]) == ['a']

    @hypothesis.given(
        strategies.lists(strategies.builds(
            service, strategies.sampled_from('abcd'),
            state=strategies.sampled_from(('up', 'down')))),
        strategies.lists(strategies.fixed_dictionaries({
            'hosts': strategies.lists(strategies.sampled_from('abcd')),
            'metadata': strategies.dictionaries(
                strategies.sampled_from(('ops_x', 'x')),
                strategies.just(''))})),
        strategies.sets(strategies.sampled_from('abcd')))
    def test_never_one_that_may_not_be(self, services, aggregates, named):
        got = hosts.usable(services, aggregates, named)
        assert got == sorted(set(got))
        for host in got:
            assert any(one['host'] == host and one['state'] == 'up'
                       for one in services)
            assert not named or host in named
            for aggregate in aggregates:
                assert (host not in aggregate['hosts']
                        or 'ops_x' not in aggregate['metadata'])


class TestProviders:
    def test_one_for_each_host(self):
        assert hosts.providers([
            {'id': '1', 'service': {'host': 'a'}},
            {'id': '2', 'service': {'host': 'b'}}]) == {'a': '1', 'b': '2'}

    def test_not_hosts_of_several(self):
        # Those of Ironic, which no test knows how to confine.
        assert hosts.providers([
            {'id': '1', 'service': {'host': 'a'}},
            {'id': '2', 'service': {'host': 'a'}}]) == {}
