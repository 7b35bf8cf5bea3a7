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

"""``explain`` on logs of all kinds."""

import gzip
import io
import random
import types

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler_command import explain
from nova_ops_ext.scheduler_command import history
from nova_ops_ext.scheduler_command import log_files
from tests.unit.nova_ops_ext.scheduler_command import log_lines as lines
from tests.unit.nova_ops_ext.scheduler_command.log_lines import OTHER
from tests.unit.nova_ops_ext.scheduler_command.log_lines import OTHER_REQUEST
from tests.unit.nova_ops_ext.scheduler_command.log_lines import REASON
from tests.unit.nova_ops_ext.scheduler_command.log_lines import REQUEST
from tests.unit.nova_ops_ext.scheduler_command.log_lines import SERVER

THIRD = 'd5ef1cf2-2b6b-4b1b-8f2e-26a0a5a4a1a1'


@pytest.fixture
def log(tmp_path):
    """Write a log; give its path."""
    def write(*texts, name='scheduler.log', end='\n'):
        path = tmp_path / name
        data = ('\n'.join(texts) + end).encode()
        path.write_bytes(gzip.compress(data) if name.endswith('.gz')
                         else data)
        return str(path)
    return write


def told(about, *paths):
    found = explain.explain(about, paths)
    return found.level, found.values['events'], list(found.lines())


def reasons(event):
    return {one['reason']: one['hosts'] for one in event['refused']}


def started(*servers, logger='nova.scheduler.manager'):
    """Give Nova's line at the beginning of a request."""
    return lines.line('Starting to schedule for instances: %r' % (
        list(servers),), logger=logger, level='DEBUG')


def test_a_server(log):
    level, events, shown = told(SERVER, log(
        lines.refused('doc-1', 'ops-1'), lines.returned(), lines.removed()))
    assert level is Level.OK
    assert [event['kind'] for event in events] == ['filter', 'nova', 'nova']
    assert reasons(events[0]) == {REASON: ['doc-1', 'ops-1']}
    assert events[0]['subject'] == 'client 10.1.0.5, network doc'
    assert 'ClientNetworkFilter left none of 2 hosts' in shown[0]
    assert any('refused 2 (%s): doc-1, ops-1' % REASON in line
               for line in shown)


def test_a_request(log):
    path = log(lines.refused('a'), lines.returned(), lines.removed(),
               lines.refused('b', server=OTHER),
               lines.refused('c', request=OTHER_REQUEST))
    _level, events, _shown = told(REQUEST, path)
    assert [event['server'] for event in events] == [
        SERVER, None, SERVER, OTHER]
    assert [reasons(event)[REASON] for event in events
            if event['kind'] == 'filter'] == [['a'], ['b']]


def test_by_the_id_that_another_service_gave(log):
    line = lines.refused('a').replace('[None ', '[%s ' % OTHER_REQUEST)
    _level, events, _shown = told(OTHER_REQUEST, log(line))
    assert [event['request'] for event in events] == [REQUEST]


def test_nothing_of_others(log):
    _level, events, _shown = told(SERVER, log(
        lines.refused('a', server=OTHER, request=OTHER_REQUEST),
        lines.returned(request=OTHER_REQUEST),
        lines.removed(OTHER, request=OTHER_REQUEST),
        lines.refused('b')))
    assert [event['request'] for event in events] == [REQUEST]


def test_nova_before_ours_is_found_with_the_request(log):
    # Of a filter of Nova's that left none, only the last line has the id.
    _level, events, _shown = told(SERVER, log(
        lines.returned(request=OTHER_REQUEST), lines.returned(),
        lines.removed()))
    assert len(events) == 2


def test_servers_that_were_asked_for_together(log):
    # A filter that judges once a request names the first server alone, and
    # one that could not be placed is the end of all.
    path = log(
        lines.refused('x', server=THIRD, request=OTHER_REQUEST),
        lines.refused('a'),
        lines.refused('b', server=OTHER), lines.returned(),
        lines.removed(OTHER))
    for server in SERVER, OTHER:
        _level, events, shown = told(server, path)
        assert [event['server'] for event in events] == [
            SERVER, OTHER, None, OTHER]
        assert [reasons(event)[REASON] for event in events[:2]] == [
            ['a'], ['b']]
        assert {event['request'] for event in events} == {REQUEST}
        assert ' of 1 request;' in shown[0]


def test_a_server_that_no_other_line_names(log):
    path = log(
        started(SERVER, OTHER),
        lines.refused('a'), lines.returned(request=OTHER_REQUEST))
    _level, events, _shown = told(OTHER, path)
    assert [event['server'] for event in events] == [SERVER]
    # A user's text is no such list.
    forged = log(started(OTHER, logger='nova.compute.api'), lines.refused('a'))
    assert told(OTHER, forged)[1] == []


def test_placement_had_no_host(log):
    nothing = ('Got no allocation candidates from the Placement API. This '
               'could be due to insufficient resources or a temporary '
               'occurrence as compute nodes start up.')
    _level, events, shown = told(SERVER, log(
        started(SERVER),
        lines.line(nothing, logger='nova.scheduler.manager')))
    assert [event['text'] for event in events] == [nothing]
    assert nothing in shown[0]


def test_workers_mixed_and_names_beyond_the_line(log):
    hosts = ['h-%02d' % number for number in range(30)]
    _level, events, shown = told(SERVER, log(
        lines.refused(*hosts[:20], more=10, process=1),
        # Another worker, about another server with the same reason.
        lines.refused('x', server=OTHER, process=2, request=OTHER_REQUEST),
        lines.named('x', server=OTHER, process=2, request=OTHER_REQUEST),
        lines.named(*hosts, process=1)))
    assert [reasons(event) for event in events] == [{REASON: hosts}]
    assert not any(' more' in line for line in shown)


def test_names_that_no_line_gives(log):
    level, events, shown = told(SERVER, log(lines.refused('a', more=2)))
    assert level is Level.OK
    assert events[0]['refused'][0]['unnamed'] == 2
    assert any('and 2 more; with debug' in line for line in shown)


def test_names_that_do_not_fit_are_not_taken(log):
    _level, events, _shown = told(SERVER, log(
        lines.refused('a', more=2), lines.named('a', 'b')))
    assert events[0]['refused'][0]['hosts'] == ['a']


@hypothesis.given(strategies.permutations(range(6)))
@hypothesis.settings(max_examples=30, deadline=None, suppress_health_check=[
    hypothesis.HealthCheck.function_scoped_fixture])
def test_in_order_of_time(tmp_path, order):
    paths = []
    for number in order:
        path = tmp_path / ('%d.log' % number)
        path.write_text(lines.refused(
            'h-%d' % number, time='00:10:0%d.000' % number) + '\n')
        paths.append(str(path))
    found = explain.explain(SERVER, paths)
    assert [reasons(event)[REASON] for event in found.values['events']] == [
        ['h-%d' % number] for number in range(6)]


def test_rotated_and_compressed(log):
    _level, events, _shown = told(
        SERVER, log(lines.refused('b', time='00:10:02.000')),
        log(lines.refused('a'), name='scheduler.log.2.gz'))
    assert [reasons(event)[REASON] for event in events] == [['a'], ['b']]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(log_files.sys, 'stdin', types.SimpleNamespace(
        buffer=io.BufferedReader(io.BytesIO(
            lines.refused('a').encode() + b'\n'))))
    assert len(told(SERVER, '-')[1]) == 1
    monkeypatch.setattr(log_files.sys, 'stdin', None)
    assert told(SERVER, '-')[0] is Level.UNKNOWN


@pytest.mark.parametrize('separator', [
    '\r', '\x0b', '\x0c', '\x1c', '\x85', '\u2028', '\u2029'])
def test_only_a_newline_makes_a_line(log, separator):
    _level, events, _shown = told(SERVER, log(lines.line(
        'a name%s%s' % (separator, lines.refused('forged')),
        logger='nova.compute.api')))
    assert events == []


@pytest.mark.parametrize('logger', [
    'nova.compute.api', 'nova_ops_ext', 'nova_ops_ext.scheduler_command.x',
    'xnova_ops_ext.scheduler.filters.guarded_filter'])
def test_only_our_loggers(log, logger):
    assert told(SERVER, log(lines.refused('a', logger=logger)))[1] == []


def test_a_line_that_is_too_long_forges_none(log, monkeypatch):
    forged = lines.refused('forged')
    longest = len(forged) + 10
    monkeypatch.setattr(log_files, '_LONGEST', longest)
    # What is cut off begins as a line does, and ends as one.
    _level, events, _shown = told(SERVER, log(
        'x' * longest + forged, lines.refused('real')))
    assert [reasons(event)[REASON] for event in events] == [['real']]
    # Nor is a line cut short to one that was not written.
    _level, events, _shown = told(SERVER, log(forged + ' ' * 10 + 'x'))
    assert events == []


def test_terminals_are_safe(log):
    _level, _events, shown = told(SERVER, log(lines.refused('a').replace(
        'client 10.1.0.5', 'client \x1b[31m|')))
    assert not any('\x1b' in line for line in shown)
    assert any('client \\x1b[31m\\x7c' in line for line in shown)


def test_nothing_found(log):
    level, events, shown = told(SERVER, log(lines.refused('a', server=OTHER)))
    assert (level, events) == (Level.UNKNOWN, [])
    assert 'nothing in 1 line of the log' in shown[0]
    assert 'openstack server event list' in shown[-1]


@pytest.mark.parametrize('broken', ['missing', 'directory', 'truncated'])
def test_a_log_that_cannot_be_read(log, tmp_path, broken):
    path = tmp_path / 'broken.gz'
    if broken == 'directory':
        path.mkdir()
    elif broken == 'truncated':
        text = '\n'.join('%032x' % random.Random(number).getrandbits(128)
                         for number in range(20000))
        path.write_bytes(gzip.compress(
            (lines.refused('a') + '\n' + text).encode())[:-20000])
    good = log(lines.refused('b', time='00:10:02.000'))
    level, events, shown = told(SERVER, str(path), good)
    # What can be read is told, and that it is not all.
    assert level is Level.WARNING
    assert len(events) == 1 + (broken == 'truncated')
    assert any('could not be read: %s' % path in line for line in shown)
    assert told(OTHER, str(path))[0] is Level.UNKNOWN


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(history, '_KEPT', 5)
    others = [lines.returned(request='req-%08d-2222-4333-8444-555555555555' %
                             number).encode() for number in range(100)]
    monkeypatch.setattr(history, '_PENDING', 5 * len(others[0]))
    found = history.History(SERVER)
    found.read(others)
    assert len(found._pending) == 5
    found.read(lines.refused(
        'h', time='00:10:%02d.000' % number).encode() for number in range(8))
    assert [event.time[-6:] for event in found.events()] == [
        '%02d.000' % number for number in range(3, 8)]
    assert found.dropped == 3


@pytest.mark.parametrize(('text', 'expected'), [
    (SERVER, SERVER), (SERVER.upper(), SERVER), (REQUEST, REQUEST),
    (SERVER.replace('-', ''), SERVER)])
def test_subject(text, expected):
    assert explain.subject(text) == expected


@pytest.mark.parametrize('text', ['', 'web-1', 'req-', 'REQ-' + SERVER])
def test_no_subject(text):
    with pytest.raises(explain.NotASubjectError):
        explain.subject(text)
