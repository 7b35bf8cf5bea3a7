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


import datetime
import logging
from types import SimpleNamespace
from unittest import mock

from nova import objects
import pytest

from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence
from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler.filters import cascade_breaker
from tests.harness import quotations

GROUP = 'ops_cascade_breaker'
NOON = datetime.datetime(2026, 2, 14, 12)
MANUAL = quotations.read('cascade_breaker')
NO_INSTANCE = '00000000-0000-0000-0000-000000000000'


@pytest.fixture
def build(options):
    def make(**values):
        options.config(group=GROUP, **values)
        return cascade_breaker.CascadeBreakerFilter()
    return make


@pytest.fixture
def hosts(host):
    return [host('host-c', {'rack': '1'}), host('host-d', {'rack': '2'}),
            host('quarantine-1', {'rack': '1'}, {'ops_quarantine': 'true'})]


@pytest.fixture
def create(spec):
    made = spec('192.0.2.1')
    made.image = objects.ImageMeta(id='image')
    return made


@pytest.fixture
def move(spec):
    cell = objects.CellMapping(uuid=NO_INSTANCE)
    made = spec('192.0.2.1', objects.Destination(cell=cell))
    made.image = objects.ImageMeta(id='image')
    return made


def massacre(count):
    """What cascade_evidence gives of one, an hour between two deaths."""
    hour = datetime.timedelta(hours=1)
    minute = datetime.timedelta(minutes=1)
    names = ['host-%s' % 'abcdefgh'[number] for number in range(count)]
    return [cascade_deaths.DownHost(name, NOON + number * hour)
            for number, name in enumerate(names)], [
        cascade_deaths.Server(
            'r-%d' % number, NOON + number * hour - minute, name, name,
            launched=NOON + number * hour - minute)
        for number, name in enumerate(names)]


class Cells:
    """Stands in for cascade_evidence; notes what it is asked."""

    def __init__(self, count=2, *, survivors=0, silent=0, moves=None):
        self.down, self.pair = massacre(count)
        self.survivors = survivors
        self.cells = 1 + silent
        self.known = moves or cascade_evidence.Moves(False, frozenset())
        self.asked = []

    def down_hosts(self, *_args):
        self.asked.append('down_hosts')
        return cascade_evidence.Answers([self.down], self.cells)

    def servers(self, *_args):
        self.asked.append('servers')
        return cascade_evidence.Answers([(self.pair, self.survivors)],
                                        self.cells)

    def moves(self, *_args):
        self.asked.append('moves')
        return self.known


@pytest.fixture
def know(monkeypatch):
    def make(*args, **kwargs):
        cells = Cells(*args, **kwargs)
        for name in ('down_hosts', 'servers', 'moves'):
            monkeypatch.setattr(cascade_evidence, name, getattr(cells, name))
        monkeypatch.setattr(cascade_breaker.timeutils, 'utcnow',
                            lambda: NOON + datetime.timedelta(hours=9))
        return cells
    return make


def names(found):
    return [state.host for state in found]


ALL = ['host-c', 'host-d', 'quarantine-1']
CONFINED = ['quarantine-1']


def evacuated(count):
    return cascade_evidence.Moves(False, frozenset('abcdefgh'[:count]))


def test_it_is_listed():
    assert cascade_breaker.CascadeBreakerFilter in filters.all_filters()


@pytest.mark.parametrize(('cells', 'expected', 'asked'), [
    ({'count': 0}, ALL, ['down_hosts']),
    ({'count': 1}, ALL, ['down_hosts', 'servers']),
    ({'count': 2}, CONFINED, ['down_hosts', 'servers']),
    ({'count': 2, 'survivors': 11}, ALL, ['down_hosts', 'servers']),
    ({'count': 2, 'silent': 1}, CONFINED, ['down_hosts', 'servers'])])
def test_creates(build, know, hosts, create, cells, expected, asked):
    known = know(**cells)
    assert names(build().filter_all(hosts, create)) == expected
    assert known.asked == asked


@pytest.mark.parametrize(('cells', 'expected', 'asked'), [
    ({'count': 0}, ALL, ['moves', 'down_hosts']),
    ({'count': 2}, CONFINED, ['moves', 'down_hosts', 'servers']),
    ({'count': 0, 'moves': evacuated(2)}, ALL, ['moves', 'down_hosts']),
    ({'count': 0, 'moves': evacuated(3)}, CONFINED, ['moves']),
    ({'count': 2, 'moves': cascade_evidence.Moves(True, frozenset('abcd'))},
     ALL, ['moves'])])
def test_moves(build, know, hosts, move, cells, expected, asked):
    known = know(**cells)
    assert names(build().filter_all(hosts, move)) == expected
    assert known.asked == asked


def test_the_period_limits_what_counts(build, know, hosts, create):
    know(2)
    assert names(build(period=8 * 3600 + 1).filter_all(hosts, create)) == ALL
    assert names(build(period=9 * 3600).filter_all(hosts, create)) == CONFINED


def test_rules_that_are_off(build, know, hosts, create, move):
    known = know(8, moves=evacuated(8))
    assert names(build(incidents=0).filter_all(hosts, create)) == ALL
    assert known.asked == []
    breaker = build(incidents=0, evacuations=0)
    assert names(breaker.filter_all(hosts, move)) == ALL
    assert known.asked == []
    # Without an image the other rule does not apply.
    move.image = None
    assert names(build(incidents=2).filter_all(hosts, move)) == ALL
    assert known.asked == []


@pytest.mark.parametrize('image', [
    None, objects.ImageMeta(), objects.ImageMeta(id='')])
def test_boot_from_volume(build, know, hosts, create, move, image):
    known = know(8, moves=evacuated(3))
    create.image = move.image = image
    assert names(build().filter_all(hosts, create)) == ALL
    assert known.asked == []
    assert names(build().filter_all(hosts, move)) == CONFINED


@pytest.mark.parametrize('mode', ['log', 'off'])
def test_modes_that_pass(build, know, hosts, create, mode):
    known = know(2)
    assert names(build(mode=mode).filter_all(hosts, create)) == ALL
    assert bool(known.asked) is (mode == 'log')


@pytest.mark.parametrize('mode', ['log', 'enforce', 'off'])
def test_rebuild_is_left_alone(build, know, hosts, create, mode):
    known = know(2)
    create.scheduler_hints = {'_nova_check_type': ['rebuild']}
    assert names(build(mode=mode).filter_all(hosts, create)) == ALL
    assert known.asked == []


@pytest.mark.parametrize(('policy', 'expected'), [
    ('pass', ALL), ('refuse', [])])
@pytest.mark.parametrize('fault', ['down_hosts', 'servers', 'moves'])
def test_a_database_that_fails(build, know, hosts, move, monkeypatch, policy,
                               expected, fault, caplog):
    know(2)
    monkeypatch.setattr(cascade_evidence, fault, mock.Mock(
        side_effect=cascade_evidence.NoAnswer('none of 2 cells answered')))
    found = build(fail_policy=policy).filter_all(hosts, move)
    assert names(found) == expected
    assert 'none of 2 cells answered' in caplog.text


@pytest.mark.parametrize(('option', 'value'), [
    ('incidents', 1), ('incidents', -1), ('evacuations', 1),
    ('evacuations', -1), ('period', 0), ('period', 60), ('window', 0),
    # Before the calendar begins; every request would fail, and so pass.
    ('period', 10 ** 11), ('window', 10 ** 11),
    ('bystanders', -1), ('survivors_per_death', -1)])
def test_options_that_cannot_be_right(options, tmp_path, option, value):
    # By a file, as an operator sets it.
    conf = tmp_path / 'nova.conf'
    conf.write_text('[%s]\n%s = %d\n' % (GROUP, option, value))
    options.conf([], project='nova', default_config_files=[str(conf)])
    with pytest.raises(ValueError, match=option) as error:
        cascade_breaker.CascadeBreakerFilter()
    assert str(error.value).startswith('[%s] ' % GROUP)
    if (option, value) == ('period', 60):
        assert str(error.value) == (
            '[ops_cascade_breaker] option period = 60: expected more than '
            'service_down_time, which is 60')


def test_heartbeats_that_are_not_in_the_database(build, options):
    # There every host would seem to be down since it was registered.
    options.config(servicegroup_driver='mc')
    with pytest.raises(ValueError, match='option incidents = 2: expected 0 '
                       'with servicegroup_driver = mc'):
        build()
    build(incidents=0)


@pytest.mark.parametrize(('metadata', 'reason'), [
    ({'ops_quarantine': 'maybe'}, "(ops_quarantine = 'maybe': expected true "
     "or false (aggregate x)): host-e"),
    ({'ops_quarantine': 'false'}, '(not in quarantine): host-e')])
def test_what_is_no_quarantine(build, know, host, create, caplog, metadata,
                               reason):
    know(2)
    caplog.set_level(logging.INFO)
    state = host('host-e', {}, metadata)
    state.aggregates[1].name = 'x'
    assert build().filter_all([state], create) == []
    assert reason in caplog.text


def test_one_quarantine_is_enough(build, know, host, create):
    know(2)
    state = host('host-e', {'ops_quarantine': 'maybe'},
                 {'ops_quarantine': 'yes'}, {'ops_quarantine': 'false'})
    assert build().filter_all([state], create) == [state]


def line(caplog):
    (record,) = [record for record in caplog.records
                 if ': instance ' in record.getMessage()]
    return record


@pytest.mark.parametrize('quotation', ['refused', 'confined', 'log'])
def test_the_manual_quotes_what_is_said(build, know, hosts, create, caplog,
                                        quotation):
    know(2)
    create.instance_uuid = NO_INSTANCE
    breaker = build(mode='log' if quotation == 'log' else 'enforce')
    caplog.set_level(logging.INFO)
    breaker.filter_all(hosts if quotation == 'confined' else hosts[:2],
                       create)
    assert line(caplog).getMessage() == MANUAL[quotation]


def test_the_manual_quotes_what_is_said_of_evacuations(build, know, hosts,
                                                       move, caplog):
    know(0, moves=evacuated(3))
    move.instance_uuid = NO_INSTANCE
    breaker = build()
    caplog.set_level(logging.INFO)
    breaker.filter_all(hosts[:2], move)
    assert line(caplog).getMessage() == MANUAL['evacuations'].replace(
        'host-a, host-b, host-c)', 'a, b, c)')


@pytest.mark.parametrize(('cells', 'level', 'words'), [
    ({'count': 0}, logging.DEBUG, 'no host died of it: 3 of 3 hosts pass'),
    ({'count': 0, 'silent': 1}, logging.INFO,
     'image image, 1 of 2 cells did not answer: 3 of 3 hosts pass'),
    ({'count': 1}, logging.INFO,
     '1 incident (host-a dead by 2026-02-14T12:00:20Z), not stopped by '
     'option incidents = 2: 3 of 3 hosts pass'),
    ({'count': 2, 'survivors': 11}, logging.INFO,
     'not stopped since its servers live on many other hosts')])
def test_what_passes_is_explained(build, know, hosts, create, caplog, cells,
                                  level, words):
    know(**cells)
    breaker = build()
    caplog.set_level(logging.DEBUG)
    breaker.filter_all(hosts, create)
    said = line(caplog)
    assert said.levelno == level
    assert words in said.getMessage()
    assert said.getMessage().count(' pass') == 1


def test_the_newest_move_tells_a_live_migration(monkeypatch):
    def row(minutes, kind, status, source):
        return SimpleNamespace(
            migration_type=kind, status=status, source_compute=source,
            created_at=NOON + datetime.timedelta(minutes=minutes))

    def moves(*rows):
        monkeypatch.setattr(
            cascade_evidence.nova_context, 'scatter_gather_skip_cell0',
            lambda *_args: {'a': list(rows[1:]), 'b': list(rows[:1])})
        return cascade_evidence.moves(None, 'server', NOON)

    live = row(5, 'live-migration', 'accepted', 'c')
    old = row(1, 'evacuation', 'done', 'a')
    again = row(2, 'evacuation', 'error', 'a')
    other = row(9, 'evacuation', 'accepted', 'b')
    assert moves() == cascade_evidence.Moves(False, frozenset())
    assert moves(live) == cascade_evidence.Moves(True, frozenset())
    assert moves(live, old, again) == cascade_evidence.Moves(
        True, frozenset('a'))
    assert moves(live, old, other) == cascade_evidence.Moves(
        False, frozenset('ab'))
    assert not moves(row(5, 'live-migration', 'completed', 'c'), old).live


def test_cells_that_do_not_answer(monkeypatch, caplog):
    results = {'a': ValueError('x'), 'b': [1]}
    monkeypatch.setattr(
        cascade_evidence.nova_context, 'scatter_gather_skip_cell0',
        lambda *_args: results)
    down = cascade_evidence.DownTime(NOON, datetime.timedelta(60))
    found = cascade_evidence.down_hosts(down)
    assert (found.found, found.asked, found.silent()) == ([[1]], 2, 1)
    with pytest.raises(cascade_evidence.NoAnswer):
        cascade_evidence.moves(None, 'server', NOON)
    del results['b']
    with pytest.raises(cascade_evidence.NoAnswer, match='none of 1 cells'):
        cascade_evidence.down_hosts(down)
    results['a'] = cascade_evidence.nova_context.did_not_respond_sentinel
    with pytest.raises(cascade_evidence.NoAnswer):
        cascade_evidence.servers(down, 'p', 'i', NOON, NOON)
    assert [record.getMessage() for record in caplog.records][-2:] == [
        "CascadeBreakerFilter: cell a did not answer: ValueError('x')",
        'CascadeBreakerFilter: cell a did not answer: it took too long']
