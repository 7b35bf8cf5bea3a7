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

"""What the benchmark of the scheduler takes for right."""

import datetime
import types

import pytest

from benchmarks import scheduler_rules
from nova_ops_ext.scheduler import aggregate_preference
from nova_ops_ext.scheduler import project_per_host

NOW = datetime.datetime.now(datetime.timezone.utc)


def host(number=0, hours=1000, instances=5, of_project=0):
    rack = types.SimpleNamespace(metadata=scheduler_rules.rack_rules(
        number // scheduler_rules.HOSTS_A_RACK))
    return types.SimpleNamespace(
        host='compute-%05d' % number, num_instances=instances,
        stats={'num_proj_' + scheduler_rules.PROJECT: str(of_project)},
        service={'created_at': NOW - datetime.timedelta(hours=hours)},
        aggregates=[None, rack])


@pytest.mark.parametrize(('hours', 'instances', 'right'), [
    (10, 0, False), (23.9, 0, False), (30, 5, True), (30, 9, False),
    (1000, 500, True)])
def test_settled(hours, instances, right):
    assert scheduler_rules.settled([])(
        host(hours=hours, instances=instances)) is right


def test_of_doc():
    of_doc = scheduler_rules.of_doc([])
    assert [bool(of_doc(host(rack * 40))) for rack in range(5)] == [
        True, True, False, False, True]


def test_below_the_cap():
    most = project_per_host.cap(scheduler_rules.rack_rules(0))
    below = scheduler_rules.below_the_cap([])
    assert [below(host(of_project=count)) for count in (most - 1, most)] == [
        True, False]


def test_in_an_empty_rack():
    first = scheduler_rules.MEMBERS * scheduler_rules.HOSTS_A_RACK
    empty = scheduler_rules.in_an_empty_rack([])
    assert [empty(host(number)) for number in (first - 1, first)] == [
        False, True]


def test_shards_are_of_the_whole_pool():
    hosts = [host(number) for number in range(30)]
    pool = types.SimpleNamespace(id=1, hosts=[one.host for one in hosts])
    for one in hosts:
        one.aggregates.append(pool)
    passes = scheduler_rules.sharded(hosts)
    weight = scheduler_rules.shard_weight(hosts)
    assert sum(map(passes, hosts)) == 8
    assert sorted(map(weight, hosts)) == [0.0] * 20 + [0.5] * 2 + [1.0] * 8
    assert all(weight(one) == 1.0 for one in hosts if passes(one))


def test_preferred_goes_from_first_to_last():
    assert aggregate_preference.KEYS[0] in scheduler_rules.rack_rules(0)
    assert [scheduler_rules.preferred([])(host(rack * 40))
            for rack in range(5)] == [0.0, 0.25, 0.5, 0.75, 1.0]
