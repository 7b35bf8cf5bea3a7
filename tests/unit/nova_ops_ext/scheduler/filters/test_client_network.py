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

"""ClientNetworkFilter on real objects of nova-scheduler."""

import logging

import hypothesis
from hypothesis import strategies
from nova import objects
from nova.scheduler import filters as nova_filters
import pytest

from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler.filters import client_network

GROUP = 'ops_client_network'


@pytest.fixture
def build(options):
    def make(**values):
        values.setdefault('networks', ['doc: 10.1.0.0/16', 'ops: 10.2.0.0/16'])
        values.setdefault('default_label', 'dev')
        options.config(group=GROUP, **values)
        return client_network.ClientNetworkFilter()
    return make


def only(label):
    return {'ops_client_networks': label}


@pytest.fixture
def hosts(host):
    return [host('doc-1', only('doc')), host('ops-1', only('ops')),
            host('dev-1', only('dev')), host('any-1', {'rack': '1'}),
            host('none-1', only('')), host('both-1', only('doc'), only('ops')),
            host('list-1', {'rack': '2'}, only('dev,doc'))]


def names(found):
    return [state.host for state in found]


@pytest.mark.parametrize(('address', 'expected'), [
    ('10.1.0.5', ['doc-1', 'any-1', 'both-1', 'list-1']),
    ('::ffff:10.1.0.5', ['doc-1', 'any-1', 'both-1', 'list-1']),
    ('10.2.0.5', ['ops-1', 'any-1', 'both-1']),
    ('10.10.0.5', ['dev-1', 'any-1', 'list-1']),
    (None, ['dev-1', 'any-1', 'list-1']),
    ('', ['dev-1', 'any-1', 'list-1']),
    ('10.1.0.5, 10.2.0.5', ['dev-1', 'any-1', 'list-1']),
    ('"[2001:db8::1]:4711"', ['dev-1', 'any-1', 'list-1']),
    ('unknown', ['dev-1', 'any-1', 'list-1']),
    ('::ffff:10.1.0.5%x, network ops', ['dev-1', 'any-1', 'list-1'])])
def test_creates(build, hosts, spec, address, expected):
    assert names(build().filter_all(hosts, spec(address))) == expected


def test_without_default_label(build, hosts, spec):
    found = build(default_label=None).filter_all(hosts, spec('192.0.2.1'))
    assert names(found) == ['any-1']


def test_unlisted_hosts(build, hosts, spec):
    found = build(unlisted_hosts='refuse').filter_all(hosts, spec('10.2.0.5'))
    assert names(found) == ['ops-1', 'both-1']


def test_host_globs_add_to_aggregates(build, hosts, spec):
    found = build(hosts=['ops: any-*, doc-1']).filter_all(
        hosts, spec('10.1.0.5'))
    assert names(found) == ['doc-1', 'both-1', 'list-1']
    found = build(hosts=['ops: any-*, doc-1']).filter_all(
        hosts, spec('10.2.0.5'))
    assert names(found) == ['doc-1', 'ops-1', 'any-1', 'both-1']


@pytest.mark.parametrize('value', ['doc;ops', 'doc, *', '!ops', 'doc ops/2'])
def test_what_cannot_be_read_admits_nobody_and_is_told(
        build, host, spec, caplog, value):
    found = host('x-1', only('doc'), only(value))
    built = build(hosts=['doc: x-*'])
    with caplog.at_level(logging.INFO):
        passed = built.filter_all(
            [found, host('doc-1', only('doc'))], spec('10.1.0.5'))
    assert names(passed) == ['doc-1']
    (line,) = caplog.messages
    assert ('1 of 2 hosts pass; refused: 1 (ops_client_networks = %r: expected'
            ' labels of ' % value) in line
    assert line.endswith(' (aggregate rack)): x-1')


def test_moves_pass(build, hosts, spec):
    cell = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
    move = spec('10.1.0.5', objects.Destination(cell=cell))
    assert build().filter_all(hosts, move) == hosts


def test_moves_to_a_named_host_in_another_cell_pass(build, hosts, spec):
    # The conductor gives these no cell.
    move = spec('10.1.0.5', objects.Destination(
        host='ops-1', cell=None, allow_cross_cell_move=True))
    assert build().filter_all(hosts, move) == hosts


def test_create_on_a_named_host_is_no_move(build, hosts, spec):
    create = spec('10.2.0.5', objects.Destination(host='doc-1'))
    assert names(build().filter_all(hosts[:1], create)) == []


@pytest.mark.parametrize(('hints', 'unstamped', 'expected'), [
    ({GROUP: ['doc']}, 'refuse', ['doc-1', 'any-1', 'both-1', 'list-1']),
    ({GROUP: ['']}, 'refuse', ['any-1']),
    ({}, 'default_label', ['dev-1', 'any-1', 'list-1']),
    ({}, 'refuse', [])])
def test_moves_by_stamp(build, hosts, spec, hints, unstamped, expected):
    """The address, of an admin, is that of a client of ops."""
    cell = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
    move = spec('10.2.0.5', objects.Destination(cell=cell), hints)
    move.num_instances = 3
    built = build(stamp='trust', unstamped_moves=unstamped)
    assert names(built.filter_all(hosts, move)) == expected


def test_a_move_without_a_stamp_is_refused_with_a_reason(build, host, spec,
                                                         caplog):
    cell = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
    move = spec('10.2.0.5', objects.Destination(cell=cell))
    move.num_instances = 3
    built = build(stamp='trust', unstamped_moves='refuse')
    with caplog.at_level(logging.INFO):
        # Also where no rule names any of the hosts.
        assert built.filter_all([host('any-1', {})], move) == []
    assert caplog.messages == [
        'ClientNetworkFilter: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1, '
        'move of a server without a stamp: 0 of 1 hosts pass; refused: 1 (not '
        'for servers without a stamp): any-1']


def test_unstamped_moves_pass(build, hosts, spec):
    cell = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
    move = spec('10.2.0.5', objects.Destination(cell=cell))
    assert build(stamp='trust').filter_all(hosts, move) == hosts


@pytest.mark.parametrize(('hints', 'expected'), [
    ({GROUP: ['doc']}, ['doc-1', 'any-1', 'both-1', 'list-1']),
    ({}, ['ops-1', 'any-1', 'both-1'])])
def test_creates_by_stamp(build, hosts, spec, hints, expected):
    created = spec('10.2.0.5', hints=hints)
    assert names(build(stamp='trust').filter_all(hosts, created)) == expected


def test_a_hint_is_ignored_by_default(build, hosts, spec):
    created = spec('10.2.0.5', hints={GROUP: ['doc']})
    assert names(build().filter_all(hosts, created)) == [
        'ops-1', 'any-1', 'both-1']


def test_nothing_to_decide(build, host, spec, caplog):
    hosts = [host('a', {}), host('b', {'rack': '1'})]
    built = build()
    with caplog.at_level(logging.INFO):
        assert built.filter_all(hosts, spec('10.1.0.5')) == hosts
    assert not caplog.messages
    found = build(unlisted_hosts='refuse').filter_all(hosts, spec('10.1.0.5'))
    assert found == []


def test_rebuild_is_left_alone(build, host, spec, caplog):
    rebuild = spec('10.2.0.5', hints={'_nova_check_type': ['rebuild']})
    hosts = [host('doc-1', only('doc'))]
    built = build()
    with caplog.at_level(logging.INFO):
        assert built.filter_all(hosts, rebuild) == hosts
    assert not caplog.messages


@pytest.mark.parametrize('mode', ['log', 'off'])
def test_mode_is_read_for_each_request(build, options, hosts, spec, caplog,
                                       mode):
    built = build()
    options.config(group=GROUP, mode=mode)
    with caplog.at_level(logging.INFO):
        assert built.filter_all(hosts, spec('10.2.0.5')) == hosts
    assert bool(caplog.messages) is (mode == 'log')
    options.config(group=GROUP, mode='enforce')
    assert len(built.filter_all(hosts, spec('10.2.0.5'))) == 3


def test_one_line_explains(build, hosts, spec, caplog):
    built = build()
    with caplog.at_level(logging.INFO):
        built.filter_all(hosts, spec('10.2.0.5'))
    assert caplog.messages == [
        'ClientNetworkFilter: instance b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1, '
        'client 10.2.0.5, network ops: 3 of 7 hosts pass; refused: 3 (not for '
        'clients of network ops): dev-1, doc-1, list-1; 1 (their aggregate\'s '
        'ops_client_networks is empty): none-1']


@pytest.mark.parametrize('address', [
    ' 10.2.0.5\n', '::ffff:10.2.0.5%eth0', '[::ffff:10.2.0.5]:80'])
def test_the_address_is_told_as_it_was_read(build, hosts, spec, caplog,
                                            address):
    built = build()
    with caplog.at_level(logging.INFO):
        built.filter_all(hosts, spec(address))
    assert 'client 10.2.0.5, network ops: ' in caplog.messages[0]


@pytest.mark.parametrize('address', [
    '2001:db8::1%x, network doc: 3 of 3 hosts pass', '10.1.0.5\nERROR x',
    '\x1b[31m', 'x' * 10000])
def test_a_client_cannot_write_into_the_log(build, hosts, spec, caplog,
                                            address):
    built = build()
    with caplog.at_level(logging.INFO):
        built.filter_all(hosts, spec(address))
    (line,) = caplog.messages
    assert '\n' not in line
    assert '\x1b' not in line
    assert len(line) < 500
    assert "' which cannot be read, network dev: " in line or (
        'x which cannot be read, network dev: ' in line)


def test_a_decision_that_cannot_be_told_stays(build, hosts, spec, monkeypatch,
                                              caplog):
    built = build()
    monkeypatch.setattr(built, '_explain', Broken().__getattr__)
    assert len(built.filter_all(hosts, spec('10.2.0.5'))) == 3
    assert 'cannot explain itself' in caplog.text


def test_a_batch_is_told_as_one(build, hosts, spec, caplog):
    built = build()
    request = spec('10.2.0.5')
    request.num_instances = 3
    with caplog.at_level(logging.INFO):
        built.filter_all(hosts, request)
    assert 'network ops, for all 3 instances: 3 of 7' in caplog.messages[0]


def test_no_name_is_one_of_novas():
    ours = {each.__name__ for each in filters.all_filters()}
    assert not ours & {each.__name__ for each in nova_filters.all_filters()}


def test_names_at_debug(build, hosts, spec, caplog):
    built = build()
    with caplog.at_level(logging.DEBUG):
        built.filter_all(hosts, spec('10.2.0.5'))
    assert any('not for clients of network ops: doc-1, dev-1, list-1' in line
               for line in caplog.messages)


class Broken:
    """Fails whatever it is asked."""

    def __getattr__(self, name):
        raise RuntimeError('broken ' + name)

    def __contains__(self, name):
        raise RuntimeError('broken ' + name)


@pytest.mark.parametrize('policy', ['pass', 'refuse'])
@pytest.mark.parametrize('what', ['spec', 'host', 'decide', 'mode'])
def test_never_raises(build, options, hosts, spec, monkeypatch, caplog,
                      policy, what):
    built = build(fail_policy=policy)
    request = spec('10.2.0.5')
    if what == 'spec':
        request = Broken()
    elif what == 'host':
        hosts.insert(0, Broken())
    elif what == 'decide':
        monkeypatch.setattr(built, 'decide', Broken().__getattr__)
    else:
        monkeypatch.setattr(
            'nova_ops_ext.scheduler.guarded_mode.CONF', Broken())
    found = built.filter_all(hosts, request)
    assert found == (hosts if policy == 'pass' else [])
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert 'fail_policy = %s' % policy in record.getMessage()
    assert record.exc_info


def test_what_only_looks_refuses_nothing_when_it_fails(
        build, options, hosts, spec, monkeypatch, caplog):
    built = build(fail_policy='refuse', mode='log')
    monkeypatch.setattr(built, 'decide', Broken().__getattr__)
    assert built.filter_all(hosts, spec('10.2.0.5')) == hosts
    assert 'fail_policy = refuse, but mode = log, so all hosts pass' in (
        caplog.text)
    options.config(group=GROUP, mode='off')
    caplog.clear()
    assert built.filter_all(hosts, spec('10.2.0.5')) == hosts
    assert not caplog.text


def test_takes_any_iterable_and_gives_a_list(build, hosts, spec):
    found = build().filter_all(iter(hosts), spec('10.2.0.5'))
    assert isinstance(found, list)
    assert len(found) == 3


@pytest.mark.parametrize(('values', 'message'), [
    ({'networks': ['doc: 10.1']}, "networks = 'doc: 10.1': '10.1' is not an"),
    ({'default_label': 'a b'}, "default_label = 'a b': expected a label"),
    ({'hosts': ['dco: x']}, "hosts = 'dco: x': no network has the label dco"),
])
def test_bad_option_stops_the_scheduler(build, values, message):
    with pytest.raises(ValueError) as error:
        build(**values)
    assert str(error.value).startswith('[ops_client_network] option ')
    assert message in str(error.value)


def test_runs_once_a_request(build):
    built = build()
    assert built.run_filter_for_index(0)
    assert not built.run_filter_for_index(1)


def test_all_filters():
    assert client_network.ClientNetworkFilter in filters.all_filters()


LABELS = ['doc', 'ops', 'dev']


@hypothesis.settings(
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(
    strategies.lists(strategies.lists(strategies.one_of(
        strategies.none(), strategies.sets(strategies.sampled_from(LABELS))),
        max_size=3), max_size=6),
    strategies.sampled_from(['10.1.0.1', '10.2.0.1', '10.3.0.1']),
    strategies.sampled_from(['pass', 'refuse']))
def test_like_a_naive_model(build, host, spec, rules, address, unlisted):
    made = [host(str(number), *({} if rule is None else only(','.join(rule))
                                for rule in of_host))
            for number, of_host in enumerate(rules)]
    label = LABELS[['10.1.0.1', '10.2.0.1', '10.3.0.1'].index(address)]
    found = build(unlisted_hosts=unlisted).filter_all(made, spec(address))
    expected = []
    for number, of_host in enumerate(rules):
        listed = [rule for rule in of_host if rule is not None]
        if listed and label in set().union(*listed) or (
                not listed and unlisted == 'pass'):
            expected.append(str(number))
    assert names(found) == expected
