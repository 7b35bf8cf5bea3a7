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


"""What every weigher owes the operator, through Nova's own handler."""

import logging

from nova import objects
from nova.scheduler import host_manager
from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler.weights import guarded_weigher

GROUP = 'ops_client_network'
NAMES = ('a', 'b', 'c')


class ByName(guarded_weigher.GuardedWeigher):
    """Likes hosts by their names."""

    GROUP = GROUP
    WEIGHTS = {'a': 0.0, 'b': 1.0, 'c': 0.5}

    def read_options(self, options):
        if options.default_label == 'bad':
            raise ValueError('option default_label = bad')

    def weigh(self, hosts, spec):
        return preference.Preference(
            'by name', [self.WEIGHTS[host.host] for host in hosts])


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **values)
        return ByName()
    return make


def state(name, **metadata):
    made = host_manager.HostState(name, name, None)
    made.aggregates = [objects.Aggregate(id=hash(name), metadata=metadata)]
    return made


@pytest.fixture
def hosts():
    return [state(name) for name in NAMES]


def weighed(weigher, hosts, spec):
    found = nova_weights.HostWeightHandler().get_weighed_objects(
        [weigher], hosts, spec)
    return {one.obj.host: one.weight for one in found}


def test_weights_are_absolute(build, hosts, spec):
    built = build()
    assert weighed(built, hosts, spec(None)) == ByName.WEIGHTS
    assert weighed(built, [hosts[0], hosts[2]], spec(None)) == {
        'a': 0.0, 'c': 0.5}


@pytest.mark.parametrize('multiplier', [0.0, 3.0, -2.0])
def test_multiplier(build, hosts, spec, multiplier):
    assert weighed(build(weight_multiplier=multiplier), hosts, spec(None)) == {
        name: multiplier * weight for name, weight in ByName.WEIGHTS.items()}


@pytest.mark.parametrize('multiplier', ['nan', 'inf'])
def test_a_multiplier_that_became_none(build, options, hosts, spec,
                                       multiplier, caplog):
    # It changes on SIGHUP.  Nova would lose the order of all its weighers.
    weigher = build()
    options.config(group=GROUP, weight_multiplier=float(multiplier))
    assert set(weighed(weigher, hosts, spec('192.0.2.1')).values()) == {0.0}
    assert 'option weight_multiplier = %s' % multiplier in caplog.text


def test_an_aggregate_has_its_own_multiplier(build, spec, caplog):
    key = GROUP + '_weight_multiplier'
    hosts = [state('a'), state('b', **{key: '7'}), state('c', **{key: 'x'})]
    hosts[1].aggregates.append(objects.Aggregate(id=1, metadata={key: '5'}))
    assert weighed(build(weight_multiplier=2.0), hosts, spec(None)) == {
        'a': 0.0, 'b': 5.0, 'c': 1.0}
    assert "ops_client_network_weight_multiplier = 'x': expected" in (
        caplog.text)


def test_mode(build, options, hosts, spec, caplog):
    built = build()
    nothing = dict.fromkeys(NAMES, 0.0)
    with caplog.at_level(logging.INFO):
        options.config(group=GROUP, mode='log')
        assert weighed(built, hosts, spec(None)) == nothing
        (line,) = caplog.messages
        assert line == (
            'ByName: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1, by name: '
            '1 of 3 hosts weigh 1, 1 of 3 hosts weigh 0.5, 1 of 3 hosts weigh '
            '0; mode = log, so none counts')
        caplog.clear()
        options.config(group=GROUP, mode='off')
        assert weighed(built, hosts, spec(None)) == nothing
        assert not caplog.messages


@pytest.mark.parametrize('fault', [
    RuntimeError('broken'), preference.Preference('too few', [1.0])])
def test_never_raises(build, hosts, spec, monkeypatch, caplog, fault):
    built = build()

    def weigh(hosts, spec):
        if isinstance(fault, Exception):
            raise fault
        return fault

    monkeypatch.setattr(built, 'weigh', weigh)
    assert weighed(built, hosts, spec(None)) == dict.fromkeys(NAMES, 0.0)
    assert 'ByName failed; all hosts weigh the same' in caplog.text


def test_nothing_to_prefer(build, hosts, spec, monkeypatch, caplog):
    built = build()
    monkeypatch.setattr(built, 'weigh', lambda hosts, spec: None)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert weighed(built, hosts, spec(None)) == dict.fromkeys(NAMES, 0.0)
    assert not caplog.messages


def test_a_weight_that_cannot_be_told_stays(build, hosts, spec, monkeypatch,
                                            caplog):
    monkeypatch.setattr(preference.Preference, 'explain', None)
    assert weighed(build(), hosts, spec(None)) == ByName.WEIGHTS
    assert 'cannot explain itself' in caplog.text


@pytest.mark.parametrize('values', [
    {'default_label': 'bad'}, {'weight_multiplier': float('nan')},
    {'weight_multiplier': float('inf')}])
def test_bad_options_stop_the_scheduler(build, values):
    with pytest.raises(ValueError, match=r'\[ops_client_network\] option '):
        build(**values)
