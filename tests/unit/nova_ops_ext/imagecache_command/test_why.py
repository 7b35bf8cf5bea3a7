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


"""Why a file is kept, or is not."""

import pytest

from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import why
from tests.unit.nova_ops_ext.imagecache_command import reports

SETTINGS = shapes.Settings('node-1', '/i', '/i/_base', '/r', removal='trash')
NOW = reports.NOW + 60


def lines(name='a', settings=SETTINGS, trash=(), pins=None, **changes):
    return list(why.lines(
        reports.state(reports.report(**changes), trash=list(trash),
                      pins=pins or {}), name, settings, NOW))


def test_a_file_in_use():
    assert lines(files=[reports.file('a', detail='/i/u_resize/disk')]) == [
        '/i/_base/a, 1.0 KiB',
        '  is            keep: referenced (a disk needs it)',
        '  because of    /i/u_resize/disk',
        '  last in use   2023-11-13 22:13:20 UTC, 24 h ago, or first seen '
        'then',
        'As of the last pass, 2023-11-14 22:13:20 UTC, 60 s ago']


def test_on_shared_storage():
    assert lines(
        files=[reports.file('a', action='refuse', why='other-host',
                            would=['trash', 'unused'], passes=7)],
        refusals=[reports.refusal(Reason.OTHER_HOST, 'node-2 in registry')]
    ) == [
        '/i/_base/a, 1.0 KiB',
        '  is            refuse: other-host (another host uses the storage, '
        'or did)',
        '  unused since  2023-11-13 22:13:20 UTC, 24 h ago; 7 complete passes',
        '  would be      trash: unused (nobody needs it), if nothing stood '
        'against it',
        '  you can       keep it: nova-ops-image-cache pin a',
        '  pass refused  other-host: another host uses the storage, or did '
        '(node-2 in registry)',
        '  you can       ' + Reason.OTHER_HOST.remedy,
        'As of the last pass, 2023-11-14 22:13:20 UTC, 60 s ago']


@pytest.mark.parametrize('reason', list(Reason))
def test_each_reason_is_explained(reason):
    shown = '\n'.join(lines(files=[reports.file('a', why=reason.value)]))
    assert reason.value in shown and reason.text in shown
    assert reason.remedy in shown


def test_pinned():
    assert '  pinned        2023 by root' in lines(
        files=[reports.file('a')], pins={'a': '2023 by root'})


def test_in_the_trash():
    entry = reports.trashed('a', 1699913600)
    for name in ('a', 'a.1699913600.0a1b2c'):
        assert lines(name, trash=[entry, reports.trashed('b')]) == [
            '/i/_base/ops_ext_trash/a.1699913600.0a1b2c, 512 B',
            '  in the trash  since 2023-11-13 22:13:20 UTC, 24 h ago',
            '  goes          not before 2023-11-20 22:13:20 UTC, in 5 d, and '
            'not while anybody needs it',
            '  you can       nova-ops-image-cache restore '
            'a.1699913600.0a1b2c',
            'As of the last pass, 2023-11-14 22:13:20 UTC, 60 s ago']


def test_lost():
    shown = lines(missing=[
        {'path': '/i/u/disk', 'why': 'needs /i/_base/%s, which is gone' % name}
        for name in ('a', 'b', 'aa', 'a_10')])
    assert shown[0] == (
        'missing: /i/u/disk: needs /i/_base/a, which is gone')
    assert 'do not' in shown[1] and 'migrate' in shown[1]
    assert 'If a backing file is gone' in shown[2]
    assert 'not in the trash' in shown[2]
    assert len(shown) == 4


def test_taken_by_the_last_pass():
    row = reports.file('a', action='trash', why='unused')
    assert lines(files=[row])[0].startswith(
        'a was neither in /i/_base nor in the trash; ')
    assert lines(files=[row], trash=[reports.trashed('a')])[0] == (
        '/i/_base/ops_ext_trash/a.1699913600.0a1b2c, 512 B')


def test_unknown():
    state = reports.state()
    assert not why.found(state, 'a') and why.found(state, reports.SHA1)
    assert lines()[0].startswith(
        'a was neither in /i/_base nor in the trash; ')


def test_no_pass_yet():
    state = {**reports.state(), 'last_pass': None}
    assert list(why.lines(state, 'a', SETTINGS, NOW)) == [
        'No pass has been reported yet; nova-ops-image-cache scan --dry-run '
        'looks now']


def test_document():
    state = reports.state(
        reports.report(
            files=[reports.file('a', action='refuse', why='clock',
                                would=['refuse', 'too-many'])],
            refusals=[reports.refusal(Reason.CLOCK, 'behind')]),
        trash=[reports.trashed('a', 5)])
    read = why.document(state, 'a')
    assert read['file']['reason'] == 'clock'
    assert read['meaning'] == Reason.TOO_MANY.text
    assert read['remedy'] == Reason.TOO_MANY.remedy
    assert read['refusals'] == [{'reason': 'clock', 'detail': 'behind',
                                 'remedy': Reason.CLOCK.remedy}]
    assert [one['entry'] for one in read['trash']] == ['a.5.0a1b2c']
    assert read['missing'] == []
