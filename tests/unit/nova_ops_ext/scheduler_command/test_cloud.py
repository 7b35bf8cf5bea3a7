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

"""Any document is a cloud, or it is said why not."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler_command import cloud
from tests.unit.nova_ops_ext.scheduler_command import clouds

values = strategies.recursive(
    strategies.one_of(strategies.none(), strategies.booleans(),
                      strategies.integers(), strategies.floats(),
                      strategies.text(max_size=5)),
    lambda inner: strategies.lists(inner, max_size=3) |
    strategies.dictionaries(strategies.text(max_size=5), inner, max_size=3),
    max_leaves=8)
PARTS = ['aggregates', 'services', 'server_groups', 'projects']
PLACES = [(part, key) for part, keys in {
    'aggregates': ['id', 'name', 'hosts', 'metadata', 'availability_zone'],
    'services': ['binary', 'host', 'state', 'status', 'forced_down'],
    'server_groups': ['name', 'project_id', 'policy', 'policies', 'members'],
    'projects': ['id', 'name']}.items() for key in keys]


def whole():
    """Give a document with one of each."""
    return {**clouds.document(), 'server_groups': [
        {'name': 'g', 'project_id': 'p', 'policy': 'anti-affinity',
         'members': ['a', 'b']}],
        'projects': [{'id': 'p', 'name': 'alpha'}]}


def test_a_cloud():
    found = cloud.read(whole())
    assert found.hosts() == clouds.HOSTS
    assert [one.name for one in found.of_host('host-40')] == [
        'pool', 'rack-2', 'quarantine']
    assert found.groups[0].keeps_apart
    assert found.groups[0].members == 2
    assert found.projects == {'p': 'alpha'}
    assert found.computes['host-01'].usable


@pytest.mark.parametrize('fields', [
    {'state': 'down'}, {'status': 'disabled'}, {'forced_down': True}])
def test_computes_that_take_nothing(fields):
    made = whole()
    made['services'][0].update(fields)
    assert not cloud.read(made).computes['host-01'].usable


def test_other_services_are_no_computes():
    made = whole()
    made['services'].append({'binary': 'nova-conductor', 'host': 'ctl'})
    assert 'ctl' not in cloud.read(made).computes


def test_the_policies_of_old_microversions():
    made = whole()
    made['server_groups'][0].pop('policy')
    made['server_groups'][0]['policies'] = ['anti-affinity']
    assert cloud.read(made).groups[0].keeps_apart


@pytest.mark.parametrize('part', PARTS[1:])
def test_what_is_not_there_is_not_known(part):
    made = whole()
    del made[part]
    found = cloud.read(made)
    assert [found.computes, found.groups, found.projects].count(None) == 1


@hypothesis.given(values)
@hypothesis.settings(max_examples=100, deadline=None)
def test_any_document(document):
    try:
        cloud.read(document)
    except cloud.NotACloudError as error:
        assert str(error)


@hypothesis.given(values, strategies.sampled_from(PLACES))
@hypothesis.settings(max_examples=100, deadline=None)
def test_any_value_at_any_place(value, place):
    part, key = place
    made = whole()
    made[part][0][key] = value
    try:
        found = cloud.read(made)
    except cloud.NotACloudError as error:
        assert part in str(error) or key in str(error)
    else:
        found.hosts()
        # What was read can be used as what it is said to be.
        for one in found.aggregates:
            sorted(one.hosts)
            ' '.join(one.metadata.values())


@hypothesis.given(values, strategies.sampled_from(PARTS))
@hypothesis.settings(max_examples=50, deadline=None)
def test_any_part(value, part):
    made = whole()
    made[part] = value
    try:
        cloud.read(made)
    except cloud.NotACloudError:
        pass


@pytest.mark.parametrize('made', [
    None, [], {}, {'aggregates': None},
    {'aggregates': [*whole()['aggregates'], whole()['aggregates'][0]]}])
def test_no_cloud(made):
    with pytest.raises(cloud.NotACloudError):
        cloud.read(made)
