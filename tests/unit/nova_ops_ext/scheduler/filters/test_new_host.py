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

"""NewHostFilter on real objects of nova-scheduler."""

import datetime
import logging

from nova import objects
from nova.scheduler import host_manager
import pytest

from nova_ops_ext.scheduler.filters import new_host
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds

GROUP = 'ops_new_host'


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **values)
        return new_host.NewHostFilter()
    return make


@pytest.fixture
def hosts():
    day = rule_worlds.aggregate({'ops_burn_in': '24'})
    week = rule_worlds.aggregate({'ops_burn_in': '168'})
    bad = rule_worlds.aggregate({'ops_burn_in': 'x'}, name='bad')
    silent = rule_worlds.host('silent', day)
    del silent.service
    return [rule_worlds.host('free', hours=1),
            rule_worlds.host('new', day, hours=23),
            rule_worlds.host('old', day, hours=25),
            rule_worlds.host('longest', day, week, hours=25),
            rule_worlds.host('ageless', day), silent,
            rule_worlds.host('bad', bad, hours=10000)]


def test_decisions(build, hosts, caplog):
    built = build()
    with caplog.at_level(logging.INFO):
        found = built.filter_all(hosts, rule_worlds.spec())
    assert rule_worlds.names(found) == ['free', 'old']
    assert caplog.messages[-1].endswith(
        ', project p: 2 of 7 hosts pass; refused: 1 (in burn-in of 168 hours)'
        ': longest; 1 (in burn-in of 24 hours): new; 2 (in burn-in of 24 '
        'hours, for their age is not known): ageless, silent; 1 (ops_burn_in '
        "= 'x': expected a number such as 1 or 0.5, 0 or more (aggregate bad)"
        '): bad')


@pytest.mark.parametrize(('created', 'passes'), [
    (datetime.datetime(2020, 1, 1), True),
    (datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc), True),
    (datetime.datetime(2520, 1, 1), False), ('2020-01-01', False),
    (20200101, False)])
def test_whatever_the_record_says(build, created, passes):
    host = rule_worlds.host('host', hours=1)
    built = build(burn_in_hours=24.0)
    for kind in dict, host_manager.ReadOnlyDict:
        host.service = kind({'created_at': created})
        assert built.filter_all([host], rule_worlds.spec()) == (
            [host] if passes else [])


def test_option_is_for_hosts_without_the_key(build, hosts):
    found = build(burn_in_hours=2.0).filter_all(hosts, rule_worlds.spec())
    assert rule_worlds.names(found) == ['old']


@pytest.mark.parametrize(('fields', 'why'), [
    ({'project': 'testers'}, 'project testers is one of burn_in_projects'),
    ({'specs': {'ops_ext:burn_in': 'true'}}, 'the flavor has ops_ext:burn_in'),
    ({'destination': objects.Destination(host='new')},
     'the request names its host')])
def test_exempt(build, hosts, caplog, fields, why):
    built = build(burn_in_projects=['testers'])
    with caplog.at_level(logging.INFO):
        assert built.filter_all(hosts, rule_worlds.spec(**fields)) == hosts
    assert 'not judged: %s: 7 of 7' % why in caplog.messages[-1]
    # Where there is no rule, there is no exemption to tell of.
    caplog.clear()
    with caplog.at_level(logging.INFO):
        built.filter_all(hosts[:1], rule_worlds.spec(**fields))
    assert not caplog.messages


@pytest.mark.parametrize('fields', [
    {'project': 'q'}, {'specs': {'ops_ext:burn_in': 'perhaps'}},
    {'destination': rule_worlds.MOVE}])
def test_not_exempt(build, hosts, fields):
    found = build(burn_in_projects=['testers']).filter_all(
        hosts, rule_worlds.spec(**fields))
    assert rule_worlds.names(found) == ['free', 'old']


def test_ramp(build):
    built = build(burn_in_hours=10.0, ramp_initial=1, ramp_per_hour=1.0,
                  ramp_hours=5.0)
    host = rule_worlds.host('ramp', hours=12.5, stats={'num_instances': 1})
    request = rule_worlds.spec(servers=3)
    for _number in range(2):
        assert built.filter_all([host], request) == [host]
        host.consume_from_request(request)
    assert built.filter_all([host], request) == []
    assert built.run_filter_for_index(1)
    # What has just been moved there is listed before it is counted.
    moved = rule_worlds.host('ramp', hours=12.5, instances=['a', 'b', 'c'])
    assert built.filter_all([moved], request) == []
    # A server does not count against itself.
    own = rule_worlds.host('ramp', hours=12.5, instances=[
        'a', 'b', rule_worlds.INSTANCE])
    assert built.filter_all([own], request) == [own]


def test_rebuilds_pass(build, hosts):
    assert build().filter_all(hosts[1:2], rule_worlds.spec(
        hints={'_nova_check_type': ['rebuild']})) == hosts[1:2]


@pytest.mark.parametrize(('values', 'message'), [
    ({'burn_in_hours': float('inf')}, 'option burn_in_hours = inf: expected'),
    ({'ramp_hours': 1.0}, 'option ramp_hours = 1: expected ramp_initial')])
def test_bad_option_stops_the_scheduler(build, values, message):
    with pytest.raises(ValueError) as error:
        build(**values)
    assert str(error.value).startswith('[ops_new_host] ' + message)
