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

"""FailureDomainFilter and -Weigher on real objects of nova-scheduler."""

import logging
import random

from nova import objects
from nova import weights as nova_weights
import pytest

from nova_ops_ext.scheduler.filters import failure_domain
from nova_ops_ext.scheduler.weights import failure_domain as weigher
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds

GROUP = 'ops_failure_domain'
HARD, SOFT = 'anti-affinity', 'soft-anti-affinity'


@pytest.fixture
def build(options):
    def make(made=failure_domain.FailureDomainFilter, **values):
        options.config(group=GROUP, **values)
        return made()
    return make


@pytest.fixture
def hosts():
    """Three racks of three hosts each."""
    found = []
    for number in '123':
        names = [number + letter for letter in 'abc']
        rack = rule_worlds.aggregate({'ops_failure_domain': 'r' + number},
                                     names)
        found.extend(rule_worlds.host(name, rack) for name in names)
    return found


def with_group(*at, policy=HARD, **fields):
    return rule_worlds.spec(group=rule_worlds.group(policy, at, ['m', 'n']),
                            **fields)


def test_decisions(build, hosts, caplog):
    built = build()
    alone = rule_worlds.host('alone')
    bad = rule_worlds.host('bad', rule_worlds.aggregate(
        {'ops_failure_domain': ' '}, ['bad'], 'bad'))
    with caplog.at_level(logging.INFO):
        found = built.filter_all([*hosts, alone, bad], with_group('1a', '2b'))
    assert rule_worlds.names(found) == ['3a', '3b', '3c']
    assert (
        '3 failure domains: 3 of 11 hosts pass; refused: 6 (2 of the group '
        'would be in their failure domain, and 0 in the emptiest, max_skew '
        'is 1): 1a, 1b') in caplog.messages[-1]
    assert '1 (in no failure domain): alone' in caplog.messages[-1]
    assert '(aggregate bad)): bad' in caplog.messages[-1]
    passing = build(hosts_without_domain='pass').filter_all(
        [*hosts, alone], with_group('1a', '2b'))
    assert rule_worlds.names(passing) == ['3a', '3b', '3c', 'alone']


def test_skew(build, hosts):
    request = with_group('1a')
    assert build(max_skew=2).filter_all(hosts, request) == hosts
    # The least of the aggregates counts, and not the option.
    strict = rule_worlds.aggregate({'ops_failure_domain_max_skew': '1'})
    hosts[1].aggregates = [*hosts[1].aggregates, strict]
    found = build(max_skew=2).filter_all(hosts, request)
    assert '1b' not in rule_worlds.names(found)
    assert len(found) == 8


def test_each_domain_of_a_host_counts(build, hosts):
    built = build()
    hosts[1].aggregates = [*hosts[1].aggregates, *hosts[8].aggregates]
    # One rack is full, whichever comes first.
    for full in '1a', '3a':
        found = rule_worlds.names(built.filter_all(hosts, with_group(full)))
        assert '1b' not in found
        assert '2a' in found
    assert '1b' in rule_worlds.names(
        built.filter_all(hosts, with_group('2a')))


@pytest.mark.parametrize('request_', [
    rule_worlds.spec(), with_group('1a', '2a', policy=SOFT),
    with_group('1a', '2a', policy='affinity')])
def test_other_requests_pass(build, hosts, request_, caplog):
    built = build()
    with caplog.at_level(logging.INFO):
        assert built.filter_all(hosts, request_) == hosts
    assert not caplog.messages


def test_no_domain_anywhere(build):
    hosts = [rule_worlds.host('a'), rule_worlds.host('b')]
    assert build().filter_all(hosts, with_group('a')) == hosts


def test_a_rack_that_is_down_or_full_does_not_count(build, hosts):
    request = with_group('1a', '2a')
    assert build().filter_all(hosts[:6], request) == hosts[:6]
    third = [*hosts[:6], hosts[6]]
    hosts[6].instances = {'m': objects.Instance(uuid='m')}
    full = with_group('1a', '2a', '3a')
    full.instance_group.members = ['m']
    assert rule_worlds.names(build().filter_all(third, full)) == (
        rule_worlds.names(third))


def test_a_move_does_not_count_where_it_was(build, hosts):
    built = build()
    away = with_group('1a', '2b', destination=rule_worlds.MOVE,
                      ignore=['1a', '3a'])
    assert {name[0] for name in rule_worlds.names(
        built.filter_all(hosts, away))} == {'1', '3'}
    # A create ignores no source.
    create = with_group('1a', '2b', ignore=['1a'])
    assert {name[0] for name in rule_worlds.names(
        built.filter_all(hosts, create))} == {'3'}
    # A resize that may stay.
    hosts[0].instances = {rule_worlds.INSTANCE: None}
    stay = with_group('1a', '2b', destination=rule_worlds.MOVE)
    assert {name[0] for name in rule_worlds.names(
        built.filter_all(hosts, stay))} == {'1', '3'}
    # It has the number of the batch that it came from.
    stay.num_instances = 50
    assert len(built.filter_all(hosts, stay)) == 6


@pytest.mark.parametrize('per_host', [1, 2])
@pytest.mark.parametrize('chance', range(5))
def test_six_as_nova_places_them(build, hosts, chance, per_host):
    """Two in each of three racks, whichever host is taken."""
    built = build()
    chance = random.Random(chance)
    request = with_group(servers=6)
    request.instance_group = rule_worlds.group(
        HARD, [], ['s%d' % number for number in range(6)],
        {'max_server_per_host': per_host})
    left = hosts
    for number in range(6):
        request.instance_uuid = 's%d' % number
        left = [host for host in built.filter_all(left, request)
                if len(host.instances) < per_host]
        chosen = chance.choice(left)
        # As nova-scheduler consumes what it has selected.
        request.instance_group.hosts.append(chosen.host)
        chosen.instances['s%d' % number] = None
    taken = [name[0] for name in request.instance_group.hosts]
    assert sorted(taken) == ['1', '1', '2', '2', '3', '3']
    # And again for the alternates.
    built.filter_all(left, request)


def in_batch(built, hosts, *choices):
    """Give the hosts left for the last of a batch, and take these before."""
    request = with_group(servers=len(choices) + 1)
    request.instance_group = rule_worlds.group(HARD)
    for name in choices:
        hosts = built.filter_all(hosts, request)
        assert name in rule_worlds.names(hosts)
        request.instance_group.hosts.append(name)
        hosts = [host for host in hosts if host.host != name]
    return rule_worlds.names(built.filter_all(hosts, request))


def test_a_host_without_domain_does_not_let_the_batch_down(build, hosts):
    """The first two went into one rack as the third goes into the other."""
    built = build(hosts_without_domain='pass')
    hosts = [*hosts[:6], rule_worlds.host('x')]
    assert in_batch(built, hosts, '1a', '1b') == ['2a', '2b', '2c']
    assert 'x' in in_batch(built, hosts, '1a', '2b')
    assert '1b' in in_batch(built, hosts, 'x', '1a', '2b')


def test_a_rack_with_another_skew_does_not_let_the_batch_down(build, hosts):
    built = build(max_skew=2)
    strict = rule_worlds.aggregate({'ops_failure_domain_max_skew': '1'})
    for host in hosts[:3]:
        host.aggregates = [*host.aggregates, strict]
    # The second rack alone may be two ahead.
    assert in_batch(built, hosts[:7], '1a', '2b', '1b') == ['3a']


def weighed(built, hosts, request):
    return built.weigh_objects(
        [nova_weights.WeighedObject(host, 0.0) for host in hosts], request)


@pytest.mark.parametrize('policy', [HARD, SOFT])
def test_weights(build, hosts, policy, caplog):
    built = build(weigher.FailureDomainWeigher, weight_multiplier=10.0)
    alone = rule_worlds.host('alone')
    request = with_group('1a', '1b', '2a', policy=policy)
    with caplog.at_level(logging.INFO):
        assert weighed(built, [*hosts, alone], request) == [
            0, 0, 0, 5, 5, 5, 10, 10, 10, 0]
    assert (
        '3 failure domains: 3 of 10 hosts weigh 1, 3 of 10 hosts weigh 0.5, '
        '4 of 10 hosts weigh 0') in caplog.messages[-1]


def test_a_weigher_takes_what_it_cannot_read_for_none(build, hosts, caplog):
    built = build(weigher.FailureDomainWeigher, weight_multiplier=10.0)
    bad = rule_worlds.host('bad', rule_worlds.aggregate(
        {'ops_failure_domain': ''}, ['bad']))
    with caplog.at_level(logging.INFO):
        assert weighed(built, [hosts[0], bad], with_group()) == [10, 0]
    assert '1 failure domains, 1 values in aggregates cannot be read: ' in (
        caplog.messages[-1])


@pytest.mark.parametrize('request_', [
    rule_worlds.spec(), with_group('1a', policy='soft-affinity'),
    with_group(), with_group('1a', '2a', '3a')])
def test_nothing_to_prefer(build, hosts, request_, caplog):
    built = build(weigher.FailureDomainWeigher)
    with caplog.at_level(logging.INFO):
        assert weighed(built, hosts, request_) == [0.0] * 9
    assert not any('weigh ' in line for line in caplog.messages)
