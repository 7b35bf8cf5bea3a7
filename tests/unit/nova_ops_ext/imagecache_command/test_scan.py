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


"""A look without Nova's own knowledge."""

import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache_command import scan
from tests.unit.nova_ops_ext.imagecache_command import reports

NOW = reports.NOW + 60
SERVERS = reports.refusal(Reason.SERVERS_UNKNOWN)


def test_what_the_last_pass_knew():
    state = reports.state(reports.report(
        names={'swap_512': 'server 1'}, stems=['u'], hosts=['node-1']))
    known = scan.known(state, NOW)
    assert known.complete is False
    assert '60 s ago' in known.why and 'nova-compute' in known.why
    assert known[2:] == (('u',), ('node-1',), {'swap_512': 'server 1'})


def test_nothing_is_known():
    known = scan.known({'last_pass': None}, NOW)
    assert known.complete is False and known[2:] == ((), (), {})
    assert 'no pass' in known.why


def test_lines():
    state = reports.state(reports.report(files=[
        reports.file('a', action='trash', why='unused')]))
    found = reports.report(
        files=[reports.file('a', 2048, 'refuse', 'servers-unknown',
                            would=['keep', 'referenced'], detail='/i/u/disk'),
               reports.file('b', 1024, 'refuse', 'servers-unknown',
                            would=['trash', 'unused'])],
        refusals=[SERVERS, reports.refusal(Reason.CLOCK, 'behind'),
                  reports.refusal(Reason.UNKNOWN_DIRECTORY, 'v_resize')],
        problems=[{'path': '/i/x/disk', 'why': 'version 9'}],
        missing=[{'path': '/i/_base/c', 'why': 'for /i/y/disk'}])
    assert list(scan.lines(found, state, NOW)) == [
        '3 disks read in 0.25 s; nothing was changed',
        'The servers are not known: only nova-compute can ask for the '
        'servers; what is shown of them is from its last pass, 2023-11-14 '
        '22:13:20 UTC, 60 s ago',
        '      SIZE  NOW                        LAST PASS                  '
        'FILE',
        '   2.0 KiB  keep, referenced           trash, unused              '
        'a (/i/u/disk)',
        '   1.0 KiB  trash, unused              -                          b',
        'missing: /i/_base/c: for /i/y/disk',
        'not understood: /i/x/disk: version 9',
        'of servers that are not known: v_resize',
        'refused: clock: %s (behind); %s' % (Reason.CLOCK.text,
                                             Reason.CLOCK.remedy)]
    read = scan.document(found, state, NOW)
    assert [(one['name'], one['now'], one['last_pass'])
            for one in read['files']] == [
        ('a', 'keep, referenced', 'trash, unused'),
        ('b', 'trash, unused', None)]
    assert [one['reason'] for one in read['refusals']] == ['clock']
    assert read['exit_code'] == 2


@pytest.mark.parametrize(('level', 'changes'), [
    (Level.OK, {}),
    (Level.OK, {'refusals': [SERVERS, reports.refusal(Reason.OBSERVE),
                             reports.refusal(Reason.UNKNOWN_DIRECTORY)]}),
    (Level.WARNING, {'refusals': [reports.refusal(Reason.OTHER_HOST)]}),
    (Level.WARNING, {'problems': [{'path': 'p', 'why': 'w'}]}),
    (Level.CRITICAL, {'missing': [{'path': 'p', 'why': 'w'}],
                      'problems': [{'path': 'p', 'why': 'w'}]})])
def test_level(level, changes):
    assert scan.level(reports.report(**changes)) is level
