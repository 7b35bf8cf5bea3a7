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

import collections
import logging
import os
import textwrap
from types import SimpleNamespace

from nova import objects
from nova.scheduler import host_manager
import pytest

from nova_ops_ext.scheduler import new_worker
from tests.harness import quotations
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds


def aggregate(number, hosts=('a',), **metadata):
    return objects.Aggregate(id=number, name='aggregate%d' % number,
                             hosts=list(hosts), metadata=metadata)


@pytest.fixture
def manager():
    """Nova's, as it is in a worker that was forked long after the start."""
    made = object.__new__(host_manager.HostManager)
    made.aggs_by_id = {}
    made.host_aggregates_map = collections.defaultdict(set)
    made.update_aggregates([aggregate(number) for number in range(12)])
    return made


@pytest.fixture
def database(monkeypatch):
    """What the database has, and how often it was asked."""
    found = SimpleNamespace(aggregates=[], asked=0, meanwhile=lambda: None)

    def get_all(_context):
        found.asked += 1
        if found.aggregates is None:
            raise RuntimeError('no answer')
        found.meanwhile()
        return found.aggregates

    monkeypatch.setattr(objects.AggregateList, 'get_all', get_all)
    return found


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(time=1000.0)
    monkeypatch.setattr(new_worker, 'time',
                        SimpleNamespace(monotonic=lambda: now.time))
    return now


def state(name, manager):
    """A host as Nova shows it, with the aggregates as the manager has them."""
    return SimpleNamespace(host=name, aggregates=manager._get_aggregates_info(
        name))


def numbers(host):
    return sorted(one.id for one in host.aggregates)


def test_what_was_changed_before_is_known(manager, database, caplog):
    # One has a rule, one has lost a host, one is new, one is gone.
    same = [aggregate(number) for number in range(4, 12)]
    database.aggregates = [
        aggregate(1, ops_shard_size='2'), aggregate(2, ['b']), aggregate(3),
        *same, aggregate(20, ['a', 'b'])]
    worker = new_worker.Worker(forked=True)
    hosts = [state('a', manager), state('b', manager)]
    with caplog.at_level(logging.INFO):
        worker.catch_up(hosts)
    assert numbers(hosts[0]) == [1, *range(3, 12), 20]
    assert numbers(hosts[1]) == [2, 20]
    assert manager.aggs_by_id[1].metadata == {'ops_shard_size': '2'}
    assert sorted(manager.aggs_by_id) == [*range(1, 12), 20]
    assert ' read 12 aggregates again, 4 of which ' in caplog.messages[-1]
    worker.catch_up(hosts)
    assert database.asked == 1


def test_the_line_is_as_the_manual_has_it(manager, database, caplog):
    database.aggregates = [aggregate(number, **(
        {'key': 'value'} if number < 3 else {})) for number in range(12)]
    with caplog.at_level(logging.INFO):
        new_worker.Worker(forked=True).catch_up([])
    assert '\n'.join(textwrap.wrap(caplog.messages[-1], 76)) == (
        quotations.read('scheduler')['new-worker'])


def test_what_a_message_brings_meanwhile_is_newer(manager, database):
    newer, new = aggregate(1, key='newer'), aggregate(30)
    database.aggregates = [aggregate(1, key='older')]

    def meanwhile():
        manager.update_aggregates([newer, new])
        manager.delete_aggregate(aggregate(2))

    database.aggregates.append(aggregate(2, key='older'))
    database.meanwhile = meanwhile
    new_worker.Worker(forked=True).catch_up([])
    assert manager.aggs_by_id == {1: newer, 30: new}


def test_without_an_answer_it_tries_again(manager, database, clock, caplog):
    database.aggregates = None
    worker = new_worker.Worker(forked=True)
    hosts = [state('a', manager)]
    for _number in range(3):
        worker.catch_up(hosts)
    assert database.asked == 1
    assert 'cannot read the aggregates again' in caplog.messages[-1]
    assert numbers(hosts[0]) == list(range(12))
    database.aggregates = [aggregate(20)]
    clock.time += 10
    worker.catch_up(hosts)
    assert numbers(hosts[0]) == [20]


def test_without_a_manager_it_does_not_say_that_all_is_well(
        database, monkeypatch, caplog):
    monkeypatch.setattr(new_worker.gc, 'get_objects', list)
    worker = new_worker.Worker(forked=True)
    with caplog.at_level(logging.INFO):
        worker.catch_up([])
    assert worker.forked
    (told,) = caplog.messages
    assert 'cannot read the aggregates again' in told


def test_requests_that_came_before(manager, database, clock):
    database.aggregates = [aggregate(20)]
    worker = new_worker.Worker(forked=True)
    before = [state('a', manager) for _number in range(2)]
    worker.catch_up([])
    worker.catch_up(before[:1])
    assert numbers(before[0]) == [20]
    clock.time += 61
    # Whatever is decided now was begun later.
    worker.catch_up(before[1:])
    assert numbers(before[1]) == list(range(12))


@pytest.mark.parametrize('path', [
    'filters.project_per_host.ProjectPerHostFilter',
    'weights.aggregate_preference.AggregatePreferenceWeigher'])
@pytest.mark.parametrize('fork', [False, True])
def test_only_what_was_forked_reads(options, manager, database, path, fork):
    path, _dot, name = path.rpartition('.')
    one = getattr(__import__('nova_ops_ext.scheduler.' + path,
                             fromlist=[name]), name)()

    def ask():
        for _number in range(2):
            if 'weights' in path:
                one.weigh_objects([], rule_worlds.spec())
            else:
                one.filter_all([], rule_worlds.spec())
        return database.asked

    if not fork:
        assert ask() == 0
        return
    ours, theirs = os.pipe()
    worker = os.fork()
    if not worker:
        try:
            os.write(theirs, b'%d' % ask())
        finally:
            os._exit(0)
    os.waitpid(worker, 0)
    os.close(theirs)
    with open(ours) as told:
        assert told.read() == '1'
