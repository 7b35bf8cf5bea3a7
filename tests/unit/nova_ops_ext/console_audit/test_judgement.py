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

"""Findings of facts, and how they are told."""

import json

import pytest

from nova_ops_ext.console_audit import document
from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import facts
from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import judgement
from nova_ops_ext.console_audit import libvirt_conf
from nova_ops_ext.console_audit import logs
from nova_ops_ext.console_audit import perfdata
from nova_ops_ext.console_audit import report
from nova_ops_ext.console_audit import rotation
from nova_ops_ext.console_audit import thresholds
from tests.unit.nova_ops_ext.console_audit import test_perfdata

MIB, GIB = 1 << 20, 1 << 30
UUID = '00000001-0000-4000-8000-000000000000'
QEMU = rotation.Writer(3, 'qemu-system-x86')
VIRTLOGD = rotation.Writer(2, 'virtlogd')


def path(suffix=''):
    return '/i/%s%s/console.log' % (UUID, suffix)


def log(size=10, *more, suffix='', disk=None, kind='file'):
    files = [logs.LogFile('console.log' + ('.%d' % (number - 1) if number
                                           else ''),
                          one, one if disk is None else disk, 1, number + 1,
                          kind)
             for number, one in enumerate([size, *more])]
    return logs.log(path(suffix), files)


def seen(*found, owner=True, writers=(), **more):
    values = {
        'found': found or (log(),),
        'owners': {UUID: domains.Domain(
            UUID, 'instance-7', 'web', 'uid', 'alice', 'pid', 'shop',
            runs=bool(writers))} if owner else {},
        'writers': {(1, 1): tuple(writers)} if writers else {},
        'spaces': {1: facts.Space('/i', 100 * GIB, 200 * GIB, False)},
        **more}
    return facts.Seen('/i', **values)


def grown(rate, at_least=False):
    return {'growths': {path(): growth.Growth(int(rate * 10), 10.0,
                                              at_least)}, 'measured': True}


def judge(*found, ignored=(), limits=None, **more):
    return judgement.judge(seen(*found, **more),
                           limits or thresholds.Thresholds(), ignored)


@pytest.mark.parametrize(('facts_of', 'expected'), [
    (lambda: judge(), []),
    (lambda: judge(log(100 * MIB)), []),
    (lambda: judge(log(100 * MIB + 1)), ['WARNING size']),
    (lambda: judge(log(GIB + 1)), ['CRITICAL size']),
    (lambda: judge(log(60 * MIB, 60 * MIB)), ['WARNING size']),
    (lambda: judge(log(5 * GIB, disk=4096)), ['CRITICAL size']),
    (lambda: judge(log(5, disk=GIB)), []),
    (lambda: judge(log(GIB + 1, kind='FIFO')), ['WARNING not-a-file']),
    (lambda: judge(log(), writers=[QEMU]), ['WARNING not-rotated']),
    (lambda: judge(log(), writers=[VIRTLOGD]), []),
    (lambda: judge(log(2 * MIB), writers=[VIRTLOGD]), []),
    (lambda: judge(log(2 * MIB + 65537), writers=[VIRTLOGD]),
     ['WARNING over-max-size']),
    (lambda: judge(log(5, 2 * MIB + 65537), writers=[VIRTLOGD]),
     ['WARNING over-max-size']),
    (lambda: judge(log(2 * MIB + 65537)), []),
    (lambda: judge(log(), writers=[VIRTLOGD], configured=rotation.Configured(
        limits=None, limits_problem='closed')), ['UNKNOWN limits-unknown']),
    (lambda: judge(log(), blind='closed'), ['UNKNOWN rotation-unknown']),
    (lambda: judge(log(), configured=rotation.Configured('file')),
     ['WARNING stdio-handler']),
    (lambda: judge(log(), configured=rotation.Configured('', 'closed')),
     ['UNKNOWN rotation-unknown']),
    (lambda: judge(log(), owner=False), ['WARNING no-domain']),
    (lambda: judge(log(), owner=False, no_domains='closed'),
     ['OK owners-unknown']),
    (lambda: judge(log(suffix='_resize'), owner=False), []),
    (lambda: judge(log(), owner=False, spaces={
        1: facts.Space('/i', GIB, GIB, True)}), []),
    (lambda: judge(log(), **grown(100 * MIB / 3600)), []),
    (lambda: judge(log(), **grown(101 * MIB / 3600)), ['WARNING growth']),
    (lambda: judge(log(), **grown(2 * GIB / 3600)),
     ['CRITICAL growth', 'WARNING full']),
    (lambda: judge(log(), **grown(5 * GIB / 3600)),
     ['CRITICAL full', 'CRITICAL growth']),
    # What virtlogd rotates fills nothing, however fast.
    (lambda: judge(log(), writers=[VIRTLOGD], **grown(5 * GIB / 3600)), []),
    # It was deleted under a process that writes it.
    (lambda: judge(log(), deleted=(facts.Deleted(path(), 5, (QEMU,)),)),
     ['WARNING deleted-open', 'WARNING not-rotated']),
    (lambda: judge(log(2 * MIB + 65536), writers=[VIRTLOGD]), []),
    (lambda: judge(log(), troubles=(facts.Trouble('hung', '/i/x', 'w'),)),
     ['UNKNOWN hung']),
    (lambda: judge(log(), notes=(facts.Trouble('state', '/s', 'odd'),)),
     ['OK state']),
    (lambda: judge(log(), deleted=(facts.Deleted('/i/x', 5, (QEMU,)),)),
     ['WARNING deleted-open']),
    (lambda: judge(log(), writers=[QEMU], ignored=['not-rotated']),
     ['OK not-rotated']),
    (lambda: judge(log(GIB + 1), limits=thresholds.Thresholds(
        size=thresholds.Threshold(None, None))), []),
])
def test_findings(facts_of, expected):
    judged = facts_of()
    assert sorted('%s %s' % (one.level.name, one.code)
                  for one in judged.findings) == expected
    assert all(one.code in finding.CODES and one.text
               for one in judged.findings)


@pytest.mark.parametrize(('judged', 'texts'), [
    (judge(log(5905580032, disk=4096)),
     ['5.5 GiB, more than 1.0 GiB; only 4.0 KiB of it on disk']),
    (judge(log(5905580032)), ['5.5 GiB, more than 1.0 GiB']),
    (judge(log(), **grown(200 * MIB / 3600, True)),
     ['grows by at least 200.0 MiB/h, more than 100.0 MiB/h']),
    (judge(log(), **grown(2 * GIB / 3600)),
     ['grows by 2.0 GiB/h, more than 1.0 GiB/h',
      'the file system is full in 50.0 hours: 100.0 GiB free, console logs '
      'grow by 2.0 GiB/h']),
    (judge(log(), writers=[QEMU]),
     ['written by qemu-system-x86 (process 3), which never rotates it']),
])
def test_texts(judged, texts):
    assert [one.text for one in judged.findings] == texts


def test_a_log_elsewhere_is_found_by_the_domain():
    far = logs.Log('/far/a.log', (logs.LogFile('a.log', 1, 1, 1, 1),))
    owner = domains.Domain(UUID, 'n', paths=('/far/a.log',))
    judged = judgement.judge(facts.Seen('/i', (far,), {UUID: owner}),
                             thresholds.Thresholds())
    assert judged.rows[0].owner == owner and not judged.findings


def tell(judged, top=10, by_growth=False):
    data = list(perfdata.data(judged, 0.25))
    text = list(report.lines(judged, data, top=top, by_growth=by_growth))
    made = document.document(judged, data, by_growth=by_growth)
    return text, json.loads(json.dumps(made, allow_nan=False))


def test_ok():
    text, made = tell(judge(log(3 * MIB)))
    first, data = text[0].split(' | ')
    assert first == 'CONSOLE OK - 1 console log, 3.0 MiB, the largest 3.0 MiB'
    read = test_perfdata.parse(data)
    assert read['largest'] == {
        'label': 'largest', 'value': str(3 * MIB), 'unit': 'B', 'warning':
        str(100 * MIB), 'critical': str(GIB), 'minimum': '0', 'maximum': None}
    assert (made['state'], made['exit_code']) == ('OK', 0)
    assert text[2].split()[:3] == ['3.0', 'MiB', '3.0']
    assert text[2].endswith(
        'instance-7 web, project shop (pid), user alice (uid)')


def test_what_is_not_known_is_told_as_unknown():
    text, made = tell(judge(log(), troubles=(
        facts.Trouble('hung', '/i/x', 'no answer'),)))
    read = test_perfdata.parse(text[0].split(' | ')[1])
    assert all(read[name]['value'] is None for name in (
        'logs', 'largest', 'size', 'disk'))
    assert read['hung']['value'] == '1'
    assert made['perfdata']['largest'] is None
    assert 'growth_per_hour' not in read


def test_growth_is_told():
    text, made = tell(judge(log(), **grown(1024, True)))
    read = test_perfdata.parse(text[0].split(' | ')[1])
    assert read['fastest_per_hour']['value'] == str(3600 * 1024)
    assert read['fastest_per_hour']['warning'] == str(100 * MIB)
    assert float(read['hours_until_full']['value']) > 72
    assert '>=3.5 MiB/h' in text[2]
    assert 'full in' in text[-1]
    assert made['logs'][0]['growth'] == {
        'bytes': 10240, 'seconds': 10.0, 'per_hour': 3600 * 1024,
        'at_least': True}


NASTY = '\x1b]0;x\x07\n| a=1\u202e\udcff'


def test_nothing_nasty_is_told():
    owner = domains.Domain(UUID, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY)
    nasty = logs.Log('/i/%s/console.log' % NASTY, (
        logs.LogFile('console.log', 5 * GIB, 0, 1, 1),
        logs.LogFile('console.log' + NASTY, 5, 0, 1, 2, 'FIFO')))
    judged = judge(nasty, log(5 * GIB), owners={UUID: owner}, writers=[
        rotation.Writer(1, NASTY)], troubles=(facts.Trouble(
            'unreadable', NASTY, NASTY),))
    text, made = tell(judged)
    for line in text:
        assert line.isprintable()
        line.encode()
    assert [line.count('|') for line in text] == [1] + [0] * (len(text) - 1)
    assert '\\x1b' in ''.join(text)
    shown = json.dumps(made, ensure_ascii=False)
    shown.encode()
    assert shown.isprintable() and '|' not in shown


def rows(*sizes):
    found = []
    for number, size in enumerate(sizes):
        name = '/i/%08x-0000-4000-8000-000000000000/console.log' % number
        found.append(logs.Log(name, (
            logs.LogFile('console.log', size, 0, 1, number),)))
    return found


def test_sorted_and_cut():
    found = rows(5, 7, 6)
    growths = {one.path: growth.Growth(written, 1.0, False)
               for one, written in zip(found, (1, 0, 2), strict=True)}
    judged = judge(*found, no_domains='closed', growths=growths,
                   measured=True)
    text, made = tell(judged, top=2)
    assert [line.split()[0] for line in text[3:5]] == ['7', '6']
    assert text[5] == '... and 1 more (--top 0 lists all logs)'
    text, made = tell(judged, top=0, by_growth=True)
    assert [line.split()[0] for line in text[3:6]] == ['6', '5', '7']
    assert [one['size'] for one in made['logs']] == [6, 5, 7]
    assert not any('--top' in line for line in text)


def test_findings_are_cut():
    judged = judge(*rows(*[GIB * 2] * 5), no_domains='closed')
    text, made = tell(judged, top=3)
    assert text[4] == '... and 3 more (--top 0 lists all findings)'
    assert text[0].startswith('CONSOLE CRITICAL - /i/00000000-')
    assert '(and 4 more)' in text[0]
    assert len(made['findings']) == 6


def test_document_names_limits_and_reasons():
    _text, made = tell(judge(log(), writers=[VIRTLOGD], owner=False,
                             configured=rotation.Configured(
                                 limits=libvirt_conf.Limits(10, 2))))
    assert made['configured']['limits'] == {
        'max_size': 10, 'max_backups': 2, 'total': 30}
    assert made['logs'][0]['rotation'] == {
        'kind': 'virtlogd', 'reason': 'written by virtlogd (process 2)',
        'limits': made['configured']['limits']}
    assert made['logs'][0]['owner_unknown'].startswith('no domain')


def test_failed():
    made = document.failed('why')
    assert (made['state'], made['exit_code'], made['summary']) == (
        'UNKNOWN', 3, 'why')
