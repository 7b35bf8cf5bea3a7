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

"""The command as a process."""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

import pytest

from nova_ops_ext.cmd import console_audit
from nova_ops_ext.console_audit import finding
from tests.unit.nova_ops_ext.console_audit import nodes
from tests.unit.nova_ops_ext.console_audit import test_perfdata

MIB = 1 << 20
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason='needs root')


@pytest.fixture
def node(tmp_path):
    return nodes.Node(tmp_path)


def only(read):
    assert len(read['logs']) == 1, read
    return read['logs'][0]


def test_a_node_at_rest(node):
    for number in range(3):
        node.log(number, 1000)
    done = node.run()
    assert (done.returncode, done.stderr) == (0, b'')
    first = done.stdout.decode().splitlines()[0]
    assert first.startswith('CONSOLE OK - 3 console logs, 2.9 KiB')
    assert test_perfdata.parse(first.split(' | ')[1])['logs']['value'] == '3'


def test_sparse(node):
    node.log(1, 5905580032)
    read = node.read()
    one = only(read)
    assert read['exit_code'] == 2
    assert nodes.codes(read) == [('CRITICAL', 'size')]
    assert one['size'] == 5905580032 and one['disk'] < MIB
    assert 'only' in read['findings'][0]['text']
    done = node.run('-w', 'none', '--critical', '6G')
    assert done.returncode == 0


def test_owner(node):
    node.log(1, title='\x7f web')
    assert only(node.read())['owner'] == {
        'domain': 'instance-00000001', 'name': '\\x7f web',
        'project_id': 'project-id', 'project': 'shop', 'user_id': 'user-id',
        'user': 'alice', 'running': False}
    assert b'project shop (project-id), user alice (user-id)' in (
        node.run().stdout)


def test_virtlogd_writes(node):
    log = node.log(1, 3 * MIB, runs=True)
    (node.etc / 'virtlogd.conf').write_text('max_size = 4194304\n')
    with nodes.writer('virtlogd', log) as process:
        one = only(node.read())
        assert one['rotation'] == {
            'kind': 'virtlogd',
            'reason': 'written by virtlogd (process %d)' % process.pid,
            'limits': {'max_size': 4 * MIB, 'max_backups': 3,
                       'total': 16 * MIB}}
        (node.etc / 'virtlogd.conf').write_text('max_size = 2097152\n')
        assert nodes.codes(node.read()) == [('WARNING', 'over-max-size')]


def test_qemu_writes(node):
    log = node.log(1, runs=True)
    with nodes.writer('qemu-system-x86', log):
        read = node.read()
        assert nodes.codes(read) == [('WARNING', 'not-rotated')]
        assert only(read)['rotation']['kind'] == 'none'
        ignored = node.read('--ignore', 'not-rotated')
        assert (ignored['exit_code'], nodes.codes(ignored)) == (0, [])


def test_who_reads_is_not_who_writes(node):
    log = node.log(1)
    with nodes.writer('tail', log, os.O_RDONLY):
        assert only(node.read())['rotation']['kind'] == 'next_virtlogd'


def test_a_writer_is_known_by_the_file_and_not_by_its_name(node):
    log = node.log(1)
    other = node.instances / 'console.log.copy'
    os.link(log, other)
    with nodes.writer('qemu-kvm', other):
        assert only(node.read())['rotation']['kind'] == 'none'


def test_a_guest_that_runs_with_a_log_that_nobody_writes(node):
    node.log(1, runs=True)
    read = node.read()
    assert read['exit_code'] == 3
    assert nodes.codes(read) == [('UNKNOWN', 'rotation-unknown')]


def test_stdio_handler(node):
    node.log(1)
    (node.etc / 'qemu.conf').write_text('stdio_handler = "file"\n')
    read = node.read()
    assert nodes.codes(read) == [('WARNING', 'stdio-handler')]
    assert only(read)['rotation']['kind'] == 'next_none'
    (node.etc / 'qemu.conf').write_text('stdio_handler = \n')
    read = node.read()
    assert nodes.codes(read) == [('UNKNOWN', 'rotation-unknown')]
    assert 'line 1' in read['findings'][0]['text']


def test_deleted_and_still_written(node):
    log = node.log(1)
    node.log(2)
    with nodes.writer('qemu-kvm', log):
        log.write_bytes(b'x' * MIB)
        log.unlink()
        read = node.read()
        assert ('WARNING', 'deleted-open') in nodes.codes(read)
        assert '1.0 MiB' in read['findings'][0]['text']


def test_orphans_and_moves(node):
    node.log(1, domain=False)
    node.log(2, domain=False, suffix='_resize')
    node.log(3, domain=False, suffix='_del')
    read = node.read()
    assert nodes.codes(read) == [('WARNING', 'no-domain')]
    assert sorted(one['directory_suffix'] or '' for one in read['logs']) == [
        '', '_del', '_resize']


def test_a_log_elsewhere(node, tmp_path):
    far = tmp_path / 'far'
    far.mkdir()
    (far / 'x.log').write_bytes(b'x' * 5)
    (far / 'x.log.0').write_bytes(b'x' * 6)
    (node.etc / 'qemu' / 'a.xml').write_bytes(nodes.domain_xml(
        '00000009-0000-4000-8000-000000000000', far / 'x.log'))
    with nodes.writer('qemu-kvm', far / 'x.log'):
        one = only(node.read())
    assert (one['size'], one['owner']['user']) == (11, 'alice')
    assert one['rotation']['kind'] == 'none'


def test_what_is_no_file(node):
    logs = [node.log(number) for number in range(5)]
    for log in logs:
        log.unlink()
    os.mkfifo(logs[0])
    logs[1].mkdir()
    (logs[1].parent / 'target').write_bytes(b'x' * 20)
    logs[2].symlink_to(logs[1].parent / 'target')
    logs[3].symlink_to('/nowhere')
    logs[4].symlink_to('console.log')
    read = node.read()
    assert nodes.codes(read) == [('UNKNOWN', 'unreadable')] + [
        ('WARNING', 'not-a-file')] * 2
    assert max(one['size'] for one in read['logs']) == 20
    assert 'symbolic links' in next(
        one['text'] for one in read['findings']
        if one['code'] == 'unreadable')


def test_backups_only(node):
    log = node.log(1)
    log.rename(str(log) + '.0')
    one = only(node.read())
    assert one['size'] == 10 and one['files'][0]['name'] == 'console.log.0'


def test_xml_that_is_not(node):
    node.log(1, domain=False)
    (node.etc / 'qemu' / 'bad.xml').write_bytes(
        b'<!DOCTYPE x [<!ENTITY a "b">]><domain/>')
    (node.etc / 'qemu' / 'dir.xml').mkdir()
    os.mkfifo(node.etc / 'qemu' / 'fifo.xml')
    read = node.read()
    assert read['exit_code'] == 0
    texts = [one['text'] for one in read['findings']]
    assert any('DOCTYPE' in text for text in texts)
    # Which domain there is besides cannot be known, so no orphan either.
    assert '2 of 3' in only(read)['owner_unknown']


def test_without_libvirt(node):
    node.log(1)
    read = node.read('--etc-libvirt', '/nowhere', '--run-libvirt', '/nowhere')
    assert read['exit_code'] == 0
    assert '/nowhere/qemu' in only(read)['owner_unknown']


def test_growth_between_two_looks(node):
    log = node.log(1, 0)
    grow = subprocess.Popen(
        [sys.executable, '-c', 'import sys, time\n'
         'with open(sys.argv[1], "ab", buffering=0) as log:\n'
         '    while True:\n'
         '        log.write(bytes(200000)); time.sleep(0.02)', str(log)])
    try:
        read = node.read('--interval', '1', '--warning-growth', '1K/s',
                         '--critical-growth', 'none', '--ignore',
                         'not-rotated', '--ignore', 'full')
    finally:
        grow.kill()
        grow.wait()
    assert nodes.codes(read) == [('WARNING', 'growth')]
    assert only(read)['growth']['bytes'] > 0
    assert read['perfdata']['growth_per_hour'] > 0


def test_growth_since_an_earlier_run(node, tmp_path):
    log = node.log(1, 100)
    state = tmp_path / 'state'
    arguments = ('--state', str(state), '--critical-growth', 'none')
    first = node.read(*arguments)
    assert only(first)['growth'] is None
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    _older(state, 3600)
    # virtlogd rolls it over, and goes on in a new file.
    log.rename(str(log) + '.0')
    os.truncate(str(log) + '.0', 150)
    log.write_bytes(b'x' * 30)
    second = node.read(*arguments)
    grown = only(second)['growth']
    assert (grown['bytes'], grown['at_least']) == (80, False)
    assert 70 < grown['per_hour'] <= 80
    assert os.listdir(tmp_path).count('state') == 1


def _older(state, seconds):
    read = json.loads(state.read_text())
    for look in read['logs'].values():
        look[0] -= seconds
    state.write_text(json.dumps(read))


def test_a_state_file_that_cannot_be_used(node, tmp_path):
    node.log(1, 100)
    state = tmp_path / 'state'
    state.write_bytes(b'\xff{')
    read = node.read('--state', str(state))
    assert read['exit_code'] == 0
    assert nodes.codes(read, counted=False) == [('OK', 'state')]
    assert json.loads(state.read_text())['version'] == 1
    read = node.read('--state', str(tmp_path / 'none' / 'state'))
    assert nodes.codes(read) == [('UNKNOWN', 'state')]
    os.mkfifo(tmp_path / 'fifo')
    read = node.read('--state', str(tmp_path / 'fifo'))
    assert nodes.codes(read) == [('UNKNOWN', 'state')]


def test_bytes_of_any_kind(node, tmp_path):
    odd = tmp_path / os.fsdecode(b'i\xff\x1b[31m|x\n')
    node.instances.rename(odd)
    node.instances = odd
    log = node.log(1, domain=False)
    (log.parent / os.fsdecode(b'console.log.\xfe|')).touch()
    done = node.run('--json')
    text = done.stdout.decode('ascii')
    assert '\\ud' not in text and '\\u001b' not in text
    assert json.loads(text)['logs'][0]['path'].count('\\xff') == 1
    done = node.run('-w', '1')
    lines = done.stdout.decode().split('\n')
    assert all(line.isprintable() for line in lines)
    assert sum(line.count('|') for line in lines) == 1


def test_ascii_terminal(node):
    node.log(1, title='b\u00fcro')
    done = node.run(env=dict(
        os.environ, PYTHONPATH=str(nodes.ROOT), PYTHONIOENCODING='ascii'))
    assert done.returncode == 0 and b'b\\xfcro' in done.stdout


def test_relative_path(node):
    node.log(1)
    read = json.loads(nodes.run(
        '--json', '--instances-path', 'instances', '--etc-libvirt', 'etc',
        '--run-libvirt', 'run', cwd=node.instances.parent).stdout)
    assert read['exit_code'] == 0
    assert read['instances_path'] == str(node.instances)


def test_no_such_directory(node):
    node.instances.rmdir()
    done = node.run()
    assert done.returncode == 3
    assert done.stdout.decode().startswith('CONSOLE UNKNOWN - %s: No such '
                                           'file' % node.instances)


@pytest.mark.parametrize('arguments', [
    ('--warning', 'lots'), ('--warning-growth', '5M'), ('--nothing',),
    ('--warning', '2G', '--critical', '1G'), ('--interval', 'nan'),
    ('--warning-full', '1', '--critical-full', '2'), ('--top', '-1'),
    ('--ignore', 'nothing'), ('--sort', 'name'), ('--timeout', '0'),
    ('--warning-growth', '2G/h'), ('surplus',), ('--state', ''),
    ('--instances-path', ''), ('--instances', '/x'),
])
def test_wrong_command_line(arguments, capsys):
    assert console_audit.main(['--instances-path', '/nowhere',
                               *arguments]) == 3
    out = capsys.readouterr().out
    assert out.startswith('CONSOLE UNKNOWN - ') and out.count('\n') == 1


def test_wrong_command_line_for_a_program(capsys):
    assert console_audit.main(['--json', '--top', 'x']) == 3
    assert json.loads(capsys.readouterr().out)['state'] == 'UNKNOWN'


def test_a_fault_is_unknown(capsys, monkeypatch):
    def broken(_wanted):
        raise ZeroDivisionError('of\nours')
    monkeypatch.setattr(console_audit.scanner, 'look', broken)
    assert console_audit.main(['--instances-path', '/']) == 3
    assert capsys.readouterr().out == (
        'CONSOLE UNKNOWN - a fault of this command: ZeroDivisionError: '
        'of\\x0aours\n')


def test_help(capsys, monkeypatch):
    monkeypatch.setenv('COLUMNS', '80')
    with pytest.raises(SystemExit) as ended:
        console_audit.main(['--help'])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert 'exit codes' in out and '(100M)' in out and '(1G/h)' in out
    # A code that is broken in two cannot be found, nor copied.
    assert all(code in re.split(r'[\s,]+', out) for code in finding.CODES)
    assert max(map(len, out.splitlines())) < 80


def test_nobody_reads_the_output(node):
    for number in range(300):
        node.log(number)
    read, write = os.pipe()
    os.close(read)
    done = node.run('--top', '0', capture_output=False, stdout=write,
                    stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (3, b'')


@pytest.mark.parametrize('end', ['>&-', '>/dev/full', '>&- 2>&- <&-'])
def test_nowhere_to_write(node, end):
    done = subprocess.run(
        ['sh', '-c', 'exec "$@" ' + end, '-', sys.executable, '-m',
         'nova_ops_ext.cmd.console_audit', *node.arguments()],
        env=dict(os.environ, PYTHONPATH=str(nodes.ROOT)), check=False,
        stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stderr) == (3, b'')


def test_nova_conf(node, tmp_path):
    node.log(1)
    conf = tmp_path / 'nova.conf'
    rest = ('--etc-libvirt', str(node.etc), '--run-libvirt',
            str(node.run_libvirt), '--config-file', str(conf))
    for text in ('instances_path = %s' % node.instances,
                 'state_path = %s' % tmp_path,
                 'state_path = %s\ninstances_path = $state_path/instances\n'
                 'compute_driver = libvirt.LibvirtDriver' % tmp_path):
        conf.write_text('[DEFAULT]\n%s\n' % text)
        done = nodes.run(*rest)
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith(b'CONSOLE OK - 1 console log,')
    for text, message in (
            ('[DEFAULT]\ninstances_path = relative', 'not an absolute path'),
            ('[DEFAULT]\ninstances_path = $nothing/x', 'refers to other'),
            ('instances_path = /x', 'cannot be used'),
            (None, 'cannot be used')):
        if text is None:
            conf.unlink()
        else:
            conf.write_text(text)
        done = nodes.run(*rest)
        assert done.returncode == 3 and message in done.stdout.decode()
        assert done.stdout.decode().count('\n') == 1


def test_starts_light(node):
    done = subprocess.run(
        [sys.executable, '-X', 'importtime', '-m',
         'nova_ops_ext.cmd.console_audit', *node.arguments()],
        capture_output=True, text=True, check=False,
        env=dict(os.environ, PYTHONPATH=str(nodes.ROOT)))
    assert done.returncode == 0
    assert 'nova_ops_ext.console_audit' in done.stderr
    assert 'oslo_config' not in done.stderr
    assert ' nova.' not in done.stderr


@pytest.fixture
def open_place():
    """Give a directory that everybody may look into, unlike tmp_path."""
    with tempfile.TemporaryDirectory(dir='/tmp') as place:
        path = pathlib.Path(place)
        path.chmod(0o755)
        yield path


@ROOT_ONLY
def test_as_another_user(open_place):
    node = nodes.Node(open_place)
    log = node.log(1)
    hidden = node.log(2)
    hidden.parent.chmod(0o700)
    (node.etc / 'qemu').chmod(0o700)
    # The interpreter of the tests, or the clone, may be closed to others; the
    # command needs nothing but a Python.
    python = shutil.which('python3', path='/usr/bin:/usr/local/bin')
    if python is None:
        pytest.skip('there is no Python that everybody may run')
    shutil.copytree(nodes.ROOT / 'nova_ops_ext', open_place / 'nova_ops_ext')
    with nodes.writer('virtlogd', log):
        read = node.read(
            python=python, user=65534, group=65534, extra_groups=[], cwd='/',
            env={'PYTHONPATH': str(open_place)})
    assert nodes.codes(read) == [('UNKNOWN', 'rotation-unknown'),
                                 ('UNKNOWN', 'unreadable')]
    assert all('as root' in one['text'] for one in read['findings'])
    assert 'as root' in only(read)['owner_unknown']


def test_instances_that_come_and_go(node):
    for number in range(50):
        node.log(number)
    churn = subprocess.Popen(
        [sys.executable, '-c', '''
import os, shutil, sys
while True:
    for number in range(50):
        name = '%s/%08x-0000-4000-8000-000000000000' % (sys.argv[1], number)
        shutil.rmtree(name)
        os.mkdir(name)
        open(name + '/console.log', 'w').close()
''', str(node.instances)])
    try:
        end = time.monotonic() + 3
        while time.monotonic() < end:
            read = node.read('--ignore', 'not-rotated')
            assert nodes.codes(read) == []
    finally:
        churn.kill()
        churn.wait()
