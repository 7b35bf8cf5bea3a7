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

"""ProjectPerHostFilter on real objects of nova-scheduler."""

import logging

import pytest

from nova_ops_ext.scheduler.filters import project_per_host
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds

GROUP = 'ops_project_per_host'
CAP = 'ops_max_instances_per_project'


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **values)
        return project_per_host.ProjectPerHostFilter()
    return make


def has(count, every=None):
    return {'num_proj_p': count, 'num_instances': every or count}


@pytest.fixture
def hosts():
    two = rule_worlds.aggregate({CAP: '2'})
    one = rule_worlds.aggregate({CAP: '1'})
    bad = rule_worlds.aggregate({CAP: 'x'}, name='bad')
    silent = rule_worlds.host('silent', two)
    del silent.stats
    return [rule_worlds.host('free', stats=has(9)),
            rule_worlds.host('one-of-two', two, stats=has(1, 7)),
            rule_worlds.host('full', two, stats=has(2)),
            rule_worlds.host('stricter', two, one, stats=has(1)),
            rule_worlds.host('own', two, stats=has(2),
                             instances=[rule_worlds.INSTANCE]),
            rule_worlds.host('bad', two, bad, stats={}), silent]


def test_decisions(build, hosts, caplog):
    built = build()
    with caplog.at_level(logging.INFO):
        found = built.filter_all(hosts, rule_worlds.spec())
    assert rule_worlds.names(found) == ['free', 'one-of-two', 'own']
    assert caplog.messages[-1].endswith(
        ', project p: 3 of 7 hosts pass; refused: 1 (how many instances the '
        'project has there is not known): silent; 1 (%s = \'x\': expected a '
        'whole number, 0 or more (aggregate bad)): bad; 1 (the project has 1 '
        'there, at most 1 may be): stricter; 1 (the project has 2 there, at '
        'most 2 may be): full' % CAP)


def test_option_is_for_hosts_without_the_key(build, hosts):
    found = build(max_instances=9).filter_all(hosts, rule_worlds.spec())
    assert rule_worlds.names(found) == ['one-of-two', 'own']


def test_other_project(build, hosts):
    found = build().filter_all(hosts, rule_worlds.spec(project='q'))
    assert rule_worlds.names(found) == [
        'free', 'one-of-two', 'full', 'stricter', 'own']


def test_what_a_batch_has_placed_counts(build, hosts):
    built = build()
    request = rule_worlds.spec(servers=3)
    host = hosts[1]
    assert built.filter_all([host], request) == [host]
    host.consume_from_request(request)
    assert built.filter_all([host], request) == []
    assert built.run_filter_for_index(1)


def test_moves_are_judged_and_rebuilds_are_not(build, hosts):
    full = [hosts[2]]
    assert build().filter_all(full, rule_worlds.spec(
        destination=rule_worlds.MOVE)) == []
    assert build().filter_all(full, rule_worlds.spec(
        hints={'_nova_check_type': ['rebuild']})) == full


def test_nothing_to_decide(build, hosts, caplog):
    built = build()
    with caplog.at_level(logging.DEBUG):
        assert built.filter_all(hosts[:1], rule_worlds.spec()) == hosts[:1]
    assert 'not judged: no host has a cap' in caplog.messages[-1]
    assert caplog.records[-1].levelno == logging.DEBUG
