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


"""The queries, on tables of Nova's own models."""

import datetime
import itertools
from types import SimpleNamespace

from nova import context as nova_context
from nova.db.main import models
import pytest
import sqlalchemy
from sqlalchemy import orm

from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence

NOON = datetime.datetime(2026, 2, 14, 12)
DOWN = cascade_evidence.DownTime(NOON, datetime.timedelta(seconds=60))
DAY = 86400
NUMBERS = itertools.count()


def at(seconds):
    return None if seconds is None else NOON + datetime.timedelta(
        seconds=seconds)


@pytest.fixture
def cell():
    """A database, as Nova's readers get it."""
    engine = sqlalchemy.create_engine('sqlite://')
    models.BASE.metadata.create_all(engine, [
        model.__table__ for model in (
            models.Service, models.Instance, models.Migration)])
    with orm.Session(engine) as session:
        yield SimpleNamespace(session=session, queries=_counted(engine))


def _counted(engine):
    seen = []
    sqlalchemy.event.listen(
        engine, 'before_cursor_execute',
        lambda *args: seen.append(args[2]) if args[2].startswith('SELECT')
        else None)
    return seen


def ask(function, cell, *args):
    cell.session.flush()
    del cell.queries[:]
    return function.__wrapped__(cell, *args)


def service(cell, host, seen=-300, **values):
    cell.session.add(models.Service(**{
        'host': host, 'binary': 'nova-compute', 'topic': 'compute',
        'created_at': at(-7 * DAY), 'last_seen_up': at(seen), 'deleted': 0,
        'forced_down': False, 'disabled': False, **values}))


def server(cell, host, **values):
    number = next(NUMBERS)
    cell.session.add(models.Instance(**{
        'uuid': 'uuid-%d' % number, 'project_id': 'p', 'image_ref': 'i',
        'created_at': at(-600), 'launched_at': at(-590), 'host': host,
        'launched_on': host, 'reservation_id': 'r-%d' % number, 'deleted': 0,
        **values}))
    return 'uuid-%d' % number


def move(cell, uuid, source, kind='evacuation', **values):
    cell.session.add(models.Migration(**{
        'instance_uuid': uuid, 'source_compute': source, 'status': 'done',
        'migration_type': kind, 'created_at': at(-100), 'deleted': 0,
        **values}))


@pytest.mark.parametrize(('values', 'is_down'), [
    ({'seen': -61}, True),
    ({'seen': -59}, False),
    # Nova takes a clock that is ahead for down, too.
    ({'seen': 59}, False),
    ({'seen': 61}, True),
    ({'seen': 0, 'forced_down': True}, True),
    ({'seen': -7 * DAY}, True),
    ({'seen': None}, True),
    ({'seen': None, 'created_at': at(-5)}, False),
    ({'seen': -61, 'deleted': 4}, False),
    ({'seen': -61, 'binary': 'nova-conductor'}, False)])
def test_which_hosts_are_down(cell, values, is_down):
    service(cell, 'a', **values)
    found = ask(cascade_evidence._down_hosts, cell, DOWN)
    assert [host.name for host in found] == (['a'] if is_down else [])
    assert len(cell.queries) == 1


def test_what_is_known_of_a_host(cell):
    service(cell, 'a', -61, updated_at=at(-5), forced_down=True,
            disabled=True)
    service(cell, 'b', None)
    assert ask(cascade_evidence._down_hosts, cell, DOWN) == [
        cascade_deaths.DownHost('a', at(-61), at(-5), forced=True,
                                disabled=True),
        cascade_deaths.DownHost('b', at(-7 * DAY))]


@pytest.mark.parametrize(('reason', 'by_somebody'), [
    (None, True), ('', True), ('to be repaired', True),
    # what nova-compute writes, and clears again when libvirt is back
    ('AUTO: Connection to libvirt lost: 1', False)])
def test_who_disabled_a_host(cell, reason, by_somebody):
    service(cell, 'a', -61, disabled=True, disabled_reason=reason)
    (host,) = ask(cascade_evidence._down_hosts, cell, DOWN)
    assert host.disabled is by_somebody


def pair(cell, alive_since=-3600, started_since=-2 * DAY):
    return ask(cascade_evidence._servers, cell, DOWN, 'p', 'i',
               at(alive_since), at(started_since))


@pytest.mark.parametrize(('values', 'counts'), [
    ({}, True),
    ({'project_id': 'q'}, False),
    ({'image_ref': 'j'}, False),
    ({'image_ref': ''}, False),
    ({'host': 'up', 'launched_on': 'up'}, False),
    ({'host': None, 'launched_on': None}, False),
    # moved away, but not by an evacuation
    ({'host': 'up'}, False),
    # the user has deleted it since
    ({'deleted': 9, 'deleted_at': at(-200)}, True),
    # it was being built
    ({'launched_at': None}, True),
    # it began long ago
    ({'created_at': at(-3 * DAY), 'launched_at': at(-3 * DAY)}, False),
    ({'created_at': at(-3 * DAY), 'launched_at': None}, False),
    ({'created_at': at(-3 * DAY), 'launched_at': at(-DAY)}, True)])
def test_which_servers_count(cell, values, counts):
    service(cell, 'dead')
    service(cell, 'up', -5)
    server(cell, **{'host': 'dead', 'launched_on': 'dead', **values})
    found, _survivors = pair(cell)
    assert len(found) == counts
    assert len(cell.queries) == 2


def test_what_is_known_of_a_server(cell):
    service(cell, 'dead')
    server(cell, 'dead', reservation_id='r', deleted=9, deleted_at=at(-9))
    uuid = server(cell, 'dead', reservation_id=None, launched_at=None)
    found, _survivors = pair(cell)
    assert found == [
        cascade_deaths.Server(uuid, at(-600), 'dead', 'dead'),
        cascade_deaths.Server('r', at(-600), 'dead', 'dead', None,
                              at(-590), at(-9))]


@pytest.mark.parametrize(('moves', 'counts'), [
    ([], False),
    ([('dead', 'evacuation')], True),
    ([('dead', 'live-migration')], False),
    ([('up', 'evacuation')], False)])
def test_a_server_that_was_evacuated(cell, moves, counts):
    service(cell, 'dead')
    service(cell, 'up', -5)
    uuid = server(cell, 'up', launched_on='dead')
    for source, kind in moves:
        # Its deletion deletes these.
        move(cell, uuid, source, kind, deleted=7)
    found, _survivors = pair(cell)
    assert [one.evacuated_from for one in found] == (
        ['dead'] if counts else [])


def test_survivors(cell):
    service(cell, 'dead')
    for host in ('a', 'b', 'c'):
        service(cell, host, -5)
    old = {'launched_at': at(-3601)}
    server(cell, 'a', **old)
    server(cell, 'a', **old)
    server(cell, 'b', **old)
    server(cell, 'c')
    server(cell, 'c', **old, deleted=1)
    server(cell, 'c', **old, project_id='q')
    server(cell, 'c', **old, image_ref='j')
    server(cell, 'dead', **old)
    server(cell, None, **old)
    assert pair(cell)[1] == 2


def test_neither_hosts_nor_servers_cost_queries(cell, monkeypatch):
    monkeypatch.setattr(cascade_evidence, '_MOST', 50)
    for number in range(60):
        service(cell, 'dead-%d' % number)
        server(cell, 'dead-%d' % number)
    found, _survivors = pair(cell)
    # The newest ones.
    assert [one.host for one in found] == [
        'dead-%d' % number for number in range(59, 9, -1)]
    assert len(cell.queries) == 2


@pytest.fixture
def moves(cell, monkeypatch):
    """What is known of the moves of a server within a day."""
    cells = nova_context.scatter_gather_single_cell.__name__
    monkeypatch.setattr(
        nova_context, cells, lambda _context, mapping, function, *args: {
            mapping: ask(function, cell, *args)})
    return lambda uuid: cascade_evidence.moves('cell', uuid, at(-DAY))


def test_moves(cell, moves):
    uuid = server(cell, 'a')
    move(cell, uuid, 'a')
    move(cell, uuid, 'b', status='error', created_at=at(-50))
    move(cell, uuid, 'c', created_at=at(-DAY - 1))
    move(cell, uuid, 'd', deleted=1)
    move(cell, server(cell, 'a'), 'e')
    assert moves(uuid) == cascade_evidence.Moves(False, {'a', 'b'})
    move(cell, uuid, 'f', 'live-migration', status='preparing',
         created_at=at(-40))
    assert moves(uuid) == cascade_evidence.Moves(True, {'a', 'b'})
    assert len(cell.queries) == 1


@pytest.mark.parametrize(('status', 'counts'), [
    ('accepted', False), ('pre-migrating', True), ('done', False),
    ('failed', False), ('error', False)])
def test_a_host_that_an_evacuation_did_not_end_on(cell, moves, status,
                                                  counts):
    # nova-compute says that it has the server when that runs, so one that
    # takes the host while it is started is still where it was.
    uuid = server(cell, 'a')
    move(cell, uuid, 'a', status=status, dest_compute='b')
    move(cell, uuid, 'a', status='accepted', created_at=at(0))
    assert moves(uuid).evacuated_from == ({'a', 'b'} if counts else {'a'})
