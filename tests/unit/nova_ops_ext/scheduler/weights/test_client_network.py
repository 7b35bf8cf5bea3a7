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

"""ClientNetworkWeigher on real objects of nova-scheduler."""

import logging

from nova import objects
from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext.scheduler.filters import client_network as filter_module
from nova_ops_ext.scheduler import weights
from nova_ops_ext.scheduler.weights import client_network

GROUP = 'ops_client_network'
CELL = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')


@pytest.fixture
def build(options):
    def make(kind=client_network.ClientNetworkWeigher, **values):
        values.setdefault('networks', ['doc: 10.1.0.0/16', 'ops: 10.2.0.0/16'])
        values.setdefault('default_label', 'dev')
        options.config(group=GROUP, **values)
        return kind()
    return make


def only(label):
    return {'ops_client_networks': label}


@pytest.fixture
def hosts(host):
    return [host('doc-1', only('doc')), host('ops-1', only('ops')),
            host('any-1', {'rack': '1'}), host('none-1', only('')),
            host('both-1', only('doc'), only('ops'))]


def weigh(weigher, hosts, spec):
    return weigher.weigh_objects(
        [nova_weights.WeighedHost(host, 1.0) for host in hosts], spec)


@pytest.mark.parametrize(('address', 'expected'), [
    ('10.1.0.5', [1, 0, .5, 0, 1]), ('10.2.0.5', [0, 1, .5, 0, 1]),
    ('10.3.0.5', [0, 0, .5, 0, 0]), (None, [0, 0, .5, 0, 0])])
def test_creates(build, hosts, spec, address, expected):
    assert weigh(build(), hosts, spec(address)) == expected


def test_host_globs(build, hosts, spec):
    found = weigh(build(hosts=['doc: any-*']), hosts, spec('10.2.0.5'))
    assert found == [0, 1, 0, 0, 1]


def test_what_cannot_be_read_is_not_counted(build, host, spec, caplog):
    weigher = build()
    hosts = [host('a', only('doc;ops')), host('b', {})]
    with caplog.at_level(logging.INFO):
        assert weigh(weigher, hosts, spec('10.1.0.5')) == [.5, .5]
    (line,) = caplog.messages
    assert ", network doc, not counted: ops_client_networks = 'doc;ops': " in (
        line)


def test_no_label_is_nobodys_own(build, hosts, spec):
    found = weigh(build(default_label=None), hosts, spec('10.3.0.5'))
    assert found == [0, 0, .5, 0, 0]


def test_one_line_explains(build, hosts, spec, caplog):
    weigher = build()
    with caplog.at_level(logging.INFO):
        weigh(weigher, hosts, spec('10.1.0.5'))
    assert caplog.messages == [
        'ClientNetworkWeigher: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1,'
        ' client 10.1.0.5, network doc: 2 of 5 hosts weigh 1, 1 of 5 hosts '
        'weigh 0.5, 2 of 5 hosts weigh 0']


@pytest.mark.parametrize(('stamp', 'hints', 'unstamped', 'expected'), [
    ('ignore', {GROUP: ['doc']}, 'pass', [0] * 5),
    ('trust', {GROUP: ['doc']}, 'pass', [1, 0, .5, 0, 1]),
    ('trust', {}, 'pass', [0] * 5), ('trust', {}, 'refuse', [0] * 5),
    ('trust', {}, 'default_label', [0, 0, .5, 0, 0])])
def test_moves(build, hosts, spec, caplog, stamp, hints, unstamped, expected):
    move = spec('10.2.0.5', objects.Destination(cell=CELL), hints)
    weigher = build(stamp=stamp, unstamped_moves=unstamped)
    with caplog.at_level(logging.INFO):
        assert weigh(weigher, hosts, move) == expected
    assert bool(caplog.messages) is any(expected)


def test_nothing_to_prefer(build, host, spec, caplog):
    weigher = build(unlisted_hosts='refuse')
    hosts = [host('a', {}), host('b', {'rack': '1'})]
    with caplog.at_level(logging.INFO):
        assert weigh(weigher, hosts, spec('10.1.0.5')) == [0, 0]
    assert not caplog.messages


def test_agrees_with_the_filter(build, hosts, spec):
    """What the filter refuses weighs nothing, and what it lets pass more."""
    passed = build(filter_module.ClientNetworkFilter).filter_all(
        hosts, spec('10.1.0.5'))
    found = weigh(build(), hosts, spec('10.1.0.5'))
    assert [weight > 0 for weight in found] == [
        host in passed for host in hosts]


@pytest.mark.parametrize('values', [
    {'networks': ['doc: 10.1']}, {'hosts': ['dco: x']}])
def test_bad_option_stops_the_scheduler(build, values):
    with pytest.raises(ValueError, match=r'\[ops_client_network\] option '):
        build(**values)


def test_is_listed_and_no_name_is_one_of_novas():
    assert client_network.ClientNetworkWeigher in weights.all_weighers()
    ours = {each.__name__ for each in weights.all_weighers()}
    assert not ours & {each.__name__ for each in nova_weights.all_weighers()}
