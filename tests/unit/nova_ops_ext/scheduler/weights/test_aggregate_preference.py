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

"""AggregatePreferenceWeigher on real objects of nova-scheduler."""

import logging

import hypothesis
from hypothesis import strategies
from nova import objects
from nova.scheduler import host_manager
from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext.scheduler import weights
from nova_ops_ext.scheduler.weights import aggregate_preference as weigher
from tests.harness import quotations

GROUP = 'ops_aggregate_preference'


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **values)
        return weigher.AggregatePreferenceWeigher()
    return make


def states(*of_hosts):
    made = []
    for number, preferences in enumerate(of_hosts):
        state = host_manager.HostState('host-%d' % number, 'node', None)
        state.aggregates = [
            objects.Aggregate(
                id=10 * number + place, name='aggregate',
                metadata={} if one is None else {'ops_preference': one})
            for place, one in enumerate(preferences)]
        made.append(state)
    return made


def weighed(built, hosts, request):
    found = nova_weights.HostWeightHandler().get_weighed_objects(
        [built], hosts, request)
    by_name = {one.obj.host: one.weight for one in found}
    return [by_name[host.host] for host in hosts]


def test_all_weighers():
    assert weigher.AggregatePreferenceWeigher in weights.all_weighers()


def test_weights(build, spec, caplog):
    hosts = states(['100'], ['-100'], ['50', '-20'], [None], [], ['900'])
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        found = weighed(built, hosts, spec(None))
    assert found == [100.0, 0.0, 40.0, 50.0, 50.0, 100.0]
    assert caplog.messages == [
        'AggregatePreferenceWeigher: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a'
        '4a1a1, by ops_preference of their aggregates: 2 of 6 hosts weigh 1, '
        '2 of 6 hosts weigh 0.5, 1 of 6 hosts weigh 0.4, '
        '1 of 6 hosts weigh 0']


def test_the_manual_quotes_what_is_said(build, spec, caplog):
    request = spec(None)
    request.instance_uuid = '00000000-0000-0000-0000-000000000000'
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        weighed(built, states([], ['-100']), request)
    assert caplog.messages == [
        quotations.read('aggregate_preference')['line']]


def test_what_cannot_be_read_is_no_preference(build, spec, caplog):
    hosts = states(['high'], ['high', '60'], [None])
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert weighed(built, hosts, spec(None)) == [50.0, 80.0, 50.0]
    assert ("not counted: ops_preference = 'high': expected a number such as "
            '1 or 0.5 (aggregate aggregate), ') in caplog.text


def test_nothing_to_prefer(build, spec, caplog):
    built = build()
    with caplog.at_level(logging.INFO, 'nova_ops_ext'):
        assert weighed(built, states([], [None]), spec(None)) == [0.0, 0.0]
    assert not caplog.messages


def test_bad_option_stops_the_scheduler(build, options, tmp_path):
    path = tmp_path / 'nova.conf'
    path.write_text('[ops_aggregate_preference]\nweight_multiplier = much\n')
    options.conf(['--config-file', str(path)], project='nova')
    with pytest.raises(ValueError) as error:
        weigher.AggregatePreferenceWeigher()
    assert 'weight_multiplier' in str(error.value)
    assert 'ops_aggregate_preference' in str(error.value)


@hypothesis.settings(
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(strategies.lists(strategies.lists(strategies.one_of(
    strategies.none(), strategies.sampled_from(['x', '']),
    strategies.integers(-300, 300).map(str)), max_size=3), min_size=2,
    max_size=6))
def test_like_a_naive_model(build, spec, of_hosts):
    found = weighed(build(), states(*of_hosts), spec(None))
    expected, stated = [], False
    for preferences in of_hosts:
        stated = stated or any(one is not None for one in preferences)
        numbers = [max(-100, min(100, int(one))) for one in preferences
                   if one not in (None, 'x', '')]
        expected.append((min(numbers) + 100) / 2 if numbers else 50.0)
    assert found == pytest.approx(
        expected if stated else [0.0] * len(of_hosts))
