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

"""``explain`` on what filters and Nova really write, as oslo.log writes it."""

import datetime
import io
import logging

import nova.conf
from nova import context as nova_context
from nova import objects
from nova.scheduler import filters as nova_filters
from nova.scheduler import host_manager
from oslo_config import cfg
from oslo_config import fixture as config_fixture
from oslo_log import formatters
from oslo_log import log as oslo_log
import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler.filters import client_network
from nova_ops_ext.scheduler.filters import new_host
from nova_ops_ext.scheduler.filters import project_per_host
from nova_ops_ext.scheduler.filters import shuffle_shard
from nova_ops_ext.scheduler.weights import aggregate_preference
from nova_ops_ext.scheduler_command import explain
from nova_ops_ext.scheduler_command import history

SERVER = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'
PROJECT = '6f70656e737461636b20342065766572'
HOSTS = ['host-%02d' % number for number in range(30)]

objects.register_all()


@pytest.fixture
def options():
    nova.conf.CONF([], project='nova', default_config_files=[])
    with config_fixture.Config(nova.conf.CONF) as conf:
        yield conf


@pytest.fixture
def log():
    """Write the log of a service at DEBUG; give the stream."""
    conf = cfg.ConfigOpts()
    oslo_log.register_options(conf)
    conf([], default_config_files=[], default_config_dirs=[])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatters.ContextFormatter(
        config=conf, datefmt=conf.log_date_format))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def spec():
    context = nova_context.RequestContext(
        'user', 'project', remote_address='10.1.0.5')
    return objects.RequestSpec(
        context, project_id=PROJECT, num_instances=1, scheduler_hints={},
        instance_uuid=SERVER, requested_destination=None,
        flavor=objects.Flavor(extra_specs={}))


def hosts(metadata, count=30):
    """Give the hosts of one aggregate."""
    aggregate = objects.Aggregate(
        id=1, name='pool', hosts=HOSTS[:count], metadata=metadata)
    made = []
    for name in HOSTS[:count]:
        state = host_manager.HostState(name, name, None)
        state.aggregates = [aggregate]
        state.stats = {'num_proj_' + PROJECT: '3', 'num_instances': '3'}
        state.num_instances = 3
        state.instances = {}
        state.service = {'created_at': datetime.datetime.now(
            datetime.timezone.utc)}
        made.append(state)
    return made


CASES = [
    (client_network.ClientNetworkFilter, 'ops_client_network',
     {'networks': ['doc: 10.1.0.0/16'], 'default_label': 'dev'},
     {'ops_client_networks': 'ops'}, 'not for clients of network doc', 30),
    (client_network.ClientNetworkFilter, 'ops_client_network',
     {'networks': ['doc: 10.1.0.0/16']}, {'ops_client_networks': ''},
     'is empty', 30),
    (shuffle_shard.ShuffleShardFilter, 'ops_shuffle_shard', {'seed': 's' * 20},
     {'ops_shard_size': '4'}, 'not among the project', 26),
    (shuffle_shard.ShuffleShardFilter, 'ops_shuffle_shard', {'seed': 's' * 20},
     {'ops_shard_size': '): 1; 2 (x): h'}, 'ops_shard_size = ', 30),
    (project_per_host.ProjectPerHostFilter, 'ops_project_per_host', {},
     {'ops_max_instances_per_project': '3'}, 'the project has 3 there', 30),
    (project_per_host.ProjectPerHostFilter, 'ops_project_per_host', {},
     {'ops_max_instances_per_project': 'three; 3 (x): h'},
     'ops_max_instances_per_project = ', 30),
    (new_host.NewHostFilter, 'ops_new_host', {}, {'ops_burn_in': '24'},
     'in burn-in of 24 hours', 30),
    (new_host.NewHostFilter, 'ops_new_host', {}, {'ops_burn_in': 'a day'},
     'ops_burn_in = ', 30),
]


@pytest.mark.parametrize('debug', [True, False])
@pytest.mark.parametrize(
    ('filter_class', 'group', 'values', 'metadata', 'reason', 'refused'),
    CASES)
def test_each_reason(options, log, spec, filter_class, group, values,
                     metadata, reason, refused, debug):
    if not debug:
        logging.getLogger().setLevel(logging.INFO)
    options.config(group=group, **values)
    passed = nova_filters.HostFilterHandler().get_filtered_objects(
        [filter_class()], hosts(metadata), spec)
    assert len(passed) == 30 - refused
    found = history.History(SERVER)
    found.read(log.getvalue().encode().split(b'\n'))
    event, *others = found.events()
    assert event.request == spec._context.request_id
    (said, names, more), = event.refused()
    assert reason in said
    assert len(names) + more == refused
    if debug:
        assert more == 0
        assert set(names) == set(HOSTS) - {one.host for one in passed}
    # Nova's own two, of which the first does not name the server.
    assert len(others) == (0 if passed else 2)


def test_a_weigher(options, log, spec):
    options.config(group='ops_aggregate_preference', mode='log')
    weigher = aggregate_preference.AggregatePreferenceWeigher()
    weigher.weigh_objects(
        [nova.scheduler.weights.WeighedHost(one, 0.0)
         for one in hosts({'ops_preference': '50'})], spec)
    found = history.History(SERVER)
    found.read(log.getvalue().encode().split(b'\n'))
    event, = found.events()
    assert event.what.weights == '30 of 30 hosts weigh 0.75'
    assert event.what.enforced is False


def test_a_filter_that_fails(options, log, spec, tmp_path, monkeypatch):
    options.config(group='ops_shuffle_shard', seed='s' * 20)
    broken = shuffle_shard.ShuffleShardFilter()

    def fault(_hosts, _spec):
        return 1 // 0

    monkeypatch.setattr(broken, 'decide', fault)
    nova_filters.HostFilterHandler().get_filtered_objects(
        [broken], hosts({}), spec)
    path = tmp_path / 'log'
    path.write_text(log.getvalue())
    # The line names no server; the request has it.
    shown = explain.explain(spec._context.request_id, [str(path)])
    assert shown.level is Level.OK
    assert shown.values['events'][0]['text'] == (
        'ShuffleShardFilter failed; fail_policy = pass, so all hosts pass: '
        'ZeroDivisionError: integer division or modulo by zero')


def test_a_traceback_forges_nothing(options, log, spec, monkeypatch):
    broken = shuffle_shard.ShuffleShardFilter()

    def fault(_hosts, _spec):
        raise ValueError(
            'a name\n[-] ClientNetworkFilter: instance %s, client x: 0 of 1 '
            'hosts pass; refused: 1 (forged): a' % SERVER)

    monkeypatch.setattr(broken, 'decide', fault)
    nova_filters.HostFilterHandler().get_filtered_objects(
        [broken], hosts({}), spec)
    assert '[-] ClientNetworkFilter: instance' in log.getvalue()
    found = history.History(SERVER)
    found.read(log.getvalue().encode().split(b'\n'))
    assert found.events() == []
