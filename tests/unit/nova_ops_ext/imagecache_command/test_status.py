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


"""The status: each finding, and the level that it brings."""

import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache_command import status
from nova_ops_ext.imagecache_command import status_shown
from tests.unit.nova_ops_ext.imagecache_command import reports

INTERVAL = 2400
WEEK = 7 * reports.DAY
TRASH = status.Expected('trash', INTERVAL, WEEK)
OBSERVE = status.Expected('observe', INTERVAL, WEEK)


def judge(expected=TRASH, ignored=(), now=reports.NOW + 60, **changes):
    return status.judge(reports.state(reports.report(**changes)), expected,
                        now, ignored)


def codes(judged):
    return [(one.level.name, one.code) for one in judged.findings]


def test_all_is_well():
    state = reports.state(trash=[reports.trashed('a')])
    judged = status.judge(state, TRASH, reports.NOW + 60)
    assert judged == (Level.OK, ())
    assert list(status_shown.lines(judged, state, reports.NOW + 60)) == [
        'IMAGE CACHE OK - 1 file, 4.0 KiB; trash: 1, 512 B; last pass '
        '2023-11-14 22:13:20 UTC, 60 s ago | files=1;;;0 size=4096B;;;0 '
        'removable=0B;;;0 trash=1;;;0 trash_size=512B;;;0 missing=0;;;0 '
        'touch_failures=0;;;0 refusals=0;;;0 age=60s;;;0 seconds=1.5s;;;0']


def test_what_the_pass_took_is_not_in_the_cache():
    state = reports.state(reports.report(files=[
        reports.file('a', action='trash', why='unused')]))
    judged = status.judge(state, TRASH, reports.NOW)
    line = next(status_shown.lines(judged, state, reports.NOW))
    assert '- 0 files' in line and ' files=0;' in line


def test_a_backing_file_is_gone():
    gone = [{'path': '/i/_base/a', 'why': 'needed by /i/u/disk'}]
    for expected in (TRASH, OBSERVE):
        judged = judge(expected, missing=gone)
        assert judged.level is Level.CRITICAL
        assert judged.findings[0][1:3] == ('missing', '/i/_base/a')
        text = judged.findings[0].text
        assert text.startswith('needed by /i/u/disk; do not start, ')


@pytest.mark.parametrize('why', [Reason.WORKER_HUNG, Reason.WORKER_DIED])
def test_a_pass_was_given_up(why):
    refused = [reports.refusal(why, '/i/x has not answered')]
    for expected in (TRASH, OBSERVE):
        judged = judge(expected, gave_up=True, refusals=refused)
        assert judged.level is Level.CRITICAL
        first = judged.findings[0]
        assert first.code == 'hung' and '/i/x' in first.text
        assert why.value in first.text and why.remedy in first.text


@pytest.mark.parametrize('why', [
    one for one in list(Reason) if one not in (
        Reason.WORKER_HUNG, Reason.WORKER_DIED, Reason.OBSERVE,
        Reason.TOO_MANY)])
def test_refused(why):
    refused = [reports.refusal(why, 'because')]
    judged = judge(refusals=refused)
    assert codes(judged) == [('WARNING', 'refused')]
    text = judged.findings[0].text
    assert text.startswith('%s: %s (because)' % (why.value, why.text))
    assert text.endswith(why.remedy)
    # What was not read is not shielded, and that is all that observe is for.
    assert judge(OBSERVE, removal='observe', refusals=refused).level is (
        Level.WARNING if why is Reason.SCAN_INCOMPLETE else Level.OK)


def test_too_many():
    judged = judge(files=[
        reports.file(name, action='refuse', why='too-many')
        for name in ('a', 'b')])
    assert codes(judged) == [('WARNING', 'too-many')]
    assert '2 files' in judged.findings[0].text
    assert Reason.TOO_MANY.remedy in judged.findings[0].text


def test_observe_is_told():
    judged = judge(OBSERVE, removal='observe')
    assert codes(judged) == [('OK', 'observe')]


def test_what_could_not_be_marked():
    for expected in (TRASH, OBSERVE):
        judged = judge(expected, touch_failed=[
            {'path': '/i/_base/a', 'why': 'EACCES'}])
        assert judged.level is Level.WARNING
        assert judged.findings[0][1:3] == ('touch-failed', '/i/_base/a')
        assert judged.findings[0].text.endswith('EACCES')


@pytest.mark.parametrize(('seconds', 'interval', 'late'), [
    (3 * INTERVAL, INTERVAL, False), (3 * INTERVAL + 1, INTERVAL, True),
    # Nova takes 0 for its own default, which is a minute.
    (180, 0, False), (181, 0, True), (1 << 30, -1, False)])
def test_overdue(seconds, interval, late):
    judged = judge(TRASH._replace(interval=interval),
                   now=reports.NOW + seconds)
    assert (('WARNING', 'overdue') in codes(judged)) is late


def test_no_passes_at_all():
    assert ('WARNING', 'switched-off') in codes(judge(
        TRASH._replace(interval=-1)))


def test_no_pass_yet():
    state = {**reports.state(), 'last_pass': None}
    judged = status.judge(state, TRASH, reports.NOW)
    assert codes(judged) == [('UNKNOWN', 'no-pass')]
    line = next(status_shown.lines(judged, state, reports.NOW))
    assert line.startswith('IMAGE CACHE UNKNOWN - no pass')
    assert 'files=U' in line and 'missing=U' in line and 'age=U' in line


@pytest.mark.parametrize(('ahead', 'wrong'), [(300, False), (301, True)])
def test_a_pass_in_the_future(ahead, wrong):
    judged = judge(now=reports.NOW - ahead)
    assert (('WARNING', 'clock') in codes(judged)) is wrong


@pytest.mark.parametrize(('expected', 'level'), [
    (TRASH, 'WARNING'), (OBSERVE, 'OK')])
def test_not_purged(expected, level):
    now = reports.NOW + 60
    late = now - WEEK - 3 * INTERVAL
    for since, found in ((late, False), (late - 1, True)):
        state = reports.state(
            reports.report(removal=expected.removal),
            trash=[reports.trashed('a', since), reports.trashed('b', now)])
        judged = status.judge(state, expected, now)
        assert ((level, 'not-purged') in codes(judged)) is found


def test_an_act_failed():
    judged = judge(acted=[reports.act('keep', 'a', error='EIO'),
                          reports.act('trash', 'b')])
    assert codes(judged) == [('WARNING', 'failed')]
    assert judged.findings[0].path == 'a' and 'EIO' in judged.findings[0].text


def test_the_record_is_broken():
    state = reports.state(reports.report(unwritten=['m.prom: ENOSPC']),
                          broken=['pins.json: Permission denied'])
    judged = status.judge(state, TRASH, reports.NOW)
    assert codes(judged) == [('WARNING', 'record')] * 2
    assert {one.text for one in judged.findings} == {
        'm.prom: ENOSPC', 'pins.json: Permission denied'}


def test_a_ledger_that_was_put_aside_is_told_after_the_pass_as_well():
    state = reports.state(reports.report(broken=['l: put aside']),
                          broken=['l: put aside'])
    assert codes(status.judge(state, TRASH, reports.NOW)) == [
        ('WARNING', 'record')]
    assert codes(judge(broken=['l: put aside'])) == [('WARNING', 'record')]


def test_a_report_that_cannot_be_read_is_not_taken_for_none():
    why = '/s/last_pass.json: Permission denied'
    state = {**reports.state(), 'last_pass': None, 'broken': [why]}
    judged = status.judge(state, TRASH, reports.NOW)
    assert codes(judged) == [('UNKNOWN', 'no-pass'), ('WARNING', 'record')]
    assert why in judged.findings[0].text
    assert 'no pass' not in judged.findings[0].text


def test_what_a_pass_that_was_given_up_does_not_know():
    """There was none before it."""
    state = reports.state({'now': reports.NOW, 'gave_up': True, 'refusals': [
        reports.refusal(Reason.WORKER_HUNG, '/i')]})
    judged = status.judge(state, TRASH, reports.NOW)
    line = next(status_shown.lines(judged, state, reports.NOW))
    assert 'files=U' in line and 'missing=U' in line and 'removable=U' in line


def test_not_restarted():
    judged = judge(removal='observe')
    assert codes(judged) == [('OK', 'restart')]
    assert 'restart nova-compute' in judged.findings[0].text


def test_critical_is_worse_than_unknown_and_that_than_a_warning():
    gone = reports.report(missing=[{'path': 'p', 'why': 'w'}],
                          touch_failed=[{'path': 'p', 'why': 'w'}])
    judged = status.judge(reports.state(gone), TRASH, reports.NOW)
    assert codes(judged) == [('CRITICAL', 'missing'),
                             ('WARNING', 'touch-failed')]
    line = next(status_shown.lines(judged, reports.state(gone), reports.NOW))
    assert '(and 1 more)' in line


def test_ignored():
    judged = judge(ignored=('missing',), missing=[
        {'path': 'p', 'why': 'w'}])
    assert judged.level is Level.OK
    assert codes(judged) == [('OK', 'missing')]
    assert judged.findings[0].text.endswith('(ignored)')
