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

"""Deciding once for each aggregate."""

import collections

import pytest

from nova_ops_ext.scheduler import per_aggregate

Aggregate = collections.namedtuple('Aggregate', 'id metadata')


def test_decides_once_for_each_id():
    decided, merged = [], []

    def decide(metadata):
        decided.append(metadata)
        return metadata['key']

    def merge(decisions):
        merged.append(decisions)
        return ''.join(decisions)

    # One aggregate may be two objects in the same request.
    one, again = (Aggregate(1, {'key': 'a'}) for _ in range(2))
    other = Aggregate(2, {'key': 'b'})
    decisions = per_aggregate.PerAggregate(decide, merge)
    assert decisions.of([one, other]) == 'ab'
    assert decisions.of([one, other]) == 'ab'
    assert decisions.of([again]) == 'a'
    assert decisions.of([]) == ''
    assert decided == [{'key': 'a'}, {'key': 'b'}]
    assert merged == [['a', 'b'], ['a'], []]


def test_short_lived_aggregates_are_not_mistaken():
    # CPython gives a new object the address of one that has gone.
    decisions = per_aggregate.PerAggregate(lambda metadata: metadata, list)
    for number in range(100):
        assert decisions.of([Aggregate(number, number)]) == [number]


Host = collections.namedtuple('Host', 'aggregates')


@pytest.mark.parametrize('metadata', [{'key': 'a'}, 'can be hashed'])
def test_each_host_as_if_asked_for_alone(metadata):
    asked = []
    decisions = per_aggregate.PerAggregate(
        lambda metadata: asked.append(metadata) or str(metadata), ''.join)
    one, other = Aggregate(1, metadata), Aggregate(2, 'b')
    hosts = [Host(aggregates) for aggregates in (
        [one, other], [], [other], (one, other), [other, one])]
    assert decisions.of_each(iter(hosts)) == [
        decisions.of(host.aggregates) for host in hosts]
    assert asked == [metadata, 'b']


def test_only_aggregates_with_a_rule_count():
    asked = []

    def decide(aggregate):
        asked.append(aggregate.id)
        return aggregate.metadata.get('key')

    one, again = (Aggregate(1, {'key': 0}) for _ in range(2))
    without = Aggregate(2, {})
    other = Aggregate(3, {'key': -5})
    hosts = [Host([one, without]), Host([again, other]), Host([without])]
    ruled = per_aggregate.RuledAggregates(hosts, decide)
    assert asked == [1, 2, 3]
    assert ruled.rules == [0, -5]
    assert [ruled.of(host) for host in hosts] == [[0], [0, -5], []]
    assert ruled.least(hosts, 7) == [0, -5, 7]
