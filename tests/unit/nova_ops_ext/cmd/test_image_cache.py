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


"""The command on a real cache, with the real child."""

import contextlib
import json
import os
import pathlib
import sys
import tempfile
import time

import pytest

from nova_ops_ext.cmd import image_cache
from nova_ops_ext.imagecache import worker_process
from nova_ops_ext.imagecache_command import child
from tests.harness import hung_mount
from tests.unit.nova_ops_ext.console_audit import nodes
from tests.unit.nova_ops_ext.imagecache_command import caches

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason='needs root')
USED, UNUSED = caches.USED, caches.UNUSED


@pytest.fixture
def node(tmp_path):
    return caches.Node(tmp_path)


@pytest.fixture
def run(node, monkeypatch, capsys):
    return node.command(monkeypatch, capsys)


def entry(node):
    found, = [one.name for one in node.trash.iterdir()]
    return found


def test_before_the_first_pass(run):
    code, out = run('status')
    assert code == 3 and out.startswith('IMAGE CACHE UNKNOWN - no pass')
    code, out = run('list')
    assert code == 0 and 'scan --dry-run' in out
    code, out = run('why', USED)
    assert code == 3 and 'scan --dry-run' in out


def test_after_a_pass(node, run):
    node.run_pass(time.time())
    code, out = run('status')
    assert code == 0 and out.startswith('IMAGE CACHE OK - 1 file')
    code, out = run('list')
    assert code == 0
    assert 'referenced' in out and USED in out and UNUSED + '.' in out
    code, out = run('why', str(node.base / USED))
    assert code == 0 and str(node.disk) in out and 'referenced' in out
    code, out = run('why', 'b' * 40)
    assert code == 3 and 'was neither in' in out


def test_json(node, run):
    node.run_pass(time.time())
    for arguments in (['status'], ['list'], ['why', USED],
                      ['scan', '--dry-run'], ['pin', USED],
                      ['ack', 'clock'], ['purge', '--expired'],
                      ['restore', 'nothing'], ['why', 'nothing'],
                      ['ack', 'nothing'], ['unknown']):
        code, out = run('--json', *arguments)
        read = json.loads(out)
        assert read['version'] == 1, arguments
        assert read['exit_code'] == code, arguments
        assert read['state'] == ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN')[
            code], arguments
    # Behind the name of the command as well.
    code, out = run('status', '--json')
    assert json.loads(out)['exit_code'] == code == 0


def test_scan_changes_nothing(node, run):
    def world():
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino)
                for path in sorted(node.instances.rglob('*'))}

    before = world()
    code, out = run('scan', '--dry-run')
    assert code == 0
    assert '1 disk read' in out and 'no pass of it' in out
    assert 'keep, referenced' in out and str(node.disk) in out
    assert world() == before
    assert not node.state.exists()


def test_scan_shows_what_the_last_pass_knew(node, run):
    node.run_pass(time.time(), names={UNUSED: 'server 42'})
    code, out = run('scan', '--dry-run')
    assert code == 0 and 'keep, needed-by-server' in out
    assert 'server 42' in out and 'its last pass' in out


def test_scan_finds_what_is_missing(node, run):
    (node.base / USED).unlink()
    code, out = run('scan', '--dry-run')
    gone = 'missing: %s: needs %s' % (node.disk, node.base / USED)
    assert code == 2 and gone in out
    node.run_pass(time.time())
    code, out = run('status')
    assert code == 2 and out.startswith('IMAGE CACHE CRITICAL - ')
    code, out = run('why', USED)
    assert code == 0 and out.startswith(gone)


def test_scan_finds_what_cannot_be_understood(node, run):
    (node.disk.parent / 'disk.other').write_bytes(b'QFI\xfb\0\0\0\x09')
    code, out = run('scan', '--dry-run')
    assert code == 1
    assert 'not understood: ' in out and 'disk.other' in out
    assert 'refused: scan-incomplete' in out


@pytest.mark.parametrize('named', ['name', 'entry', 'path'])
def test_restore(node, run, named):
    node.run_pass(time.time())
    assert not (node.base / UNUSED).exists()
    code, out = run('restore', {
        'name': UNUSED, 'entry': entry(node),
        'path': str(node.trash / entry(node))}[named])
    assert code == 0 and out.startswith('restored by ')
    assert (node.base / UNUSED).read_bytes() == b'x' * 5000
    last = node.audit()[-1]
    assert (last['action'], last['name']) == ('restore', UNUSED)
    assert 'uid %d' % os.getuid() in last['who']
    code, out = run('restore', UNUSED)
    assert code == 1 and 'is not in the trash' in out


def test_restore_does_not_write_over_a_file(node, run):
    node.run_pass(time.time())
    (node.base / UNUSED).write_bytes(b'new')
    code, out = run('restore', UNUSED)
    assert code == 1 and out.startswith('refused: ' + UNUSED)
    assert (node.base / UNUSED).read_bytes() == b'new'


def test_purge(node, run):
    node.run_pass(time.time())
    code, out = run('purge', '--expired')
    assert code == 0 and out == 'nothing to be purged\n'
    assert entry(node)
    code, out = run('purge', entry(node))
    assert code == 0 and out.startswith('purged by ')
    assert not list(node.trash.iterdir())
    last = node.audit()[-1]
    assert (last['action'], last['name']) == ('purge', UNUSED)
    assert 'uid %d' % os.getuid() in last['who']
    code, _out = run('purge', 'gone')
    assert code == 1


def test_purge_needs_to_know_what(run):
    for arguments in ([], ['--expired', 'a']):
        code, out = run('purge', *arguments)
        assert code == 3 and 'either FILE or --expired' in out


def test_pin_and_unpin(node, run):
    node.run_pass(time.time(), names={UNUSED: 'server 42'})
    assert run('pin', UNUSED)[0] == 0
    assert 'uid %d' % os.getuid() in run('why', UNUSED)[1]
    assert '(pinned)' in run('list')[1]
    node.run_pass(time.time() + 10)
    assert (node.base / UNUSED).exists()
    assert run('unpin', UNUSED)[0] == 0
    node.run_pass(time.time() + 20)
    assert not (node.base / UNUSED).exists()
    code, out = run('unpin', UNUSED)
    assert code == 1 and out.startswith('refused: ')


def test_ack(node, run):
    node.run_pass(time.time())
    code, out = run('ack', 'directory:' + caches.SERVER)
    assert code == 0 and out.startswith('acknowledged by ')
    code, out = run('ack', 'clock')
    assert code == 0
    code, out = run('ack', 'host:node-2')
    assert code == 1 and out.startswith('refused: ')
    code, out = run('ack', 'everything')
    assert code == 3 and 'directory:NAME' in out


@pytest.mark.parametrize('arguments', [
    [], ['nothing'], ['status', '--nothing'], ['why'], ['scan'],
    ['status', '--timeout', '0'], ['status', '--timeout', 'nan'],
    ['status', '--ignore', 'nothing'], ['why', '/etc/passwd'],
    ['--config-file', '', 'status'], ['pin', '..'], ['stat']])
def test_usage(run, arguments, monkeypatch):
    # It needs no child.
    monkeypatch.setattr(child.worker_process, 'Worker', None)
    code, out = run(*arguments)
    assert code == 3 and out.startswith('IMAGE CACHE UNKNOWN - ')
    assert 'a fault of this command' not in out
    assert len(out.splitlines()) == 1


def test_a_name_that_is_hostile(node, run):
    name = 'a\x1b[2J|\udc80'
    (node.base / name).write_bytes(b'x')
    node.run_pass(time.time())
    for arguments in (['list'], ['why', name], ['pin', name],
                      ['scan', '--dry-run'], ['restore', name]):
        _code, out = run(*arguments)
        assert 'a\\x1b[2J\\x7c\\x80' in out, arguments
        assert '\x1b' not in out and '\udc80' not in out


class Broken:
    """A worker that fails, in one way or the other.

    :cvar error: to raise
    """

    error = None

    def __init__(self, *_arguments):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        pass

    def ask(self, _ask, /, **_arguments):
        if self.error is None:
            return None
        raise self.error


@pytest.mark.parametrize(('error', 'code', 'text'), [
    (worker_process.Hung('/i/x', 7), 2,
     'IMAGE CACHE CRITICAL - /i/x has not answered for 7 seconds | files=U'),
    (worker_process.Late('not done'), 3, 'IMAGE CACHE UNKNOWN - not done'),
    (worker_process.Died('signal 9'), 3, 'IMAGE CACHE UNKNOWN - signal 9'),
    (worker_process.Failed('EIO'), 3, 'IMAGE CACHE UNKNOWN - EIO'),
    (KeyboardInterrupt(), 3, 'IMAGE CACHE UNKNOWN - interrupted'),
    (RuntimeError('x\n|y'), 3, 'IMAGE CACHE UNKNOWN - a fault of this '
     'command: RuntimeError: x\\x0a\\x7cy'),
    (None, 3, 'IMAGE CACHE UNKNOWN - the answer to state has another form')])
def test_the_child_fails(run, monkeypatch, error, code, text):
    monkeypatch.setattr(Broken, 'error', error)
    monkeypatch.setattr(child.worker_process, 'Worker', Broken)
    shown, out = run('status')
    assert shown == code and out.startswith(text)
    shown, out = run('list')
    assert shown == 3 and out.startswith('IMAGE CACHE UNKNOWN - ')


@ROOT_ONLY
def test_a_trash_that_hangs(node, run):
    node.trash.mkdir()
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hung_mount.HungMount(node.trash))
        except PermissionError as error:
            pytest.skip(str(error))
        code, out = run('--timeout', '2', 'status')
        assert code == 2 and str(node.trash) in out
        code, out = run('list', '--timeout', '2')
        assert code == 3 and str(node.trash) in out


def test_who_does_not_own_the_record_leaves_nothing_behind(
        node, run, monkeypatch):
    seen = []
    monkeypatch.setattr(image_cache.acting, 'become_owner', seen.append)
    run('status')
    assert seen == [node.settings.state_dir]


def for_others(path):
    """Tell whether others can get there."""
    real = pathlib.Path(path).resolve()
    return real.exists() and all(
        one.stat().st_mode & 0o001 for one in real.parents)


@ROOT_ONLY
def test_root_writes_as_nova_compute_does():
    # pytest's own directories are for nobody else.
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        node = caches.Node(directory)
        directory.chmod(0o755)
        for path in (directory, *directory.rglob('*')):
            os.chown(path, 54321, 54321)
        python = next(filter(for_others, (
            sys.executable, '/usr/bin/python3')), None)
        if python is None or not for_others(nodes.ROOT):
            pytest.skip('others cannot run this Python, or read this code')
        done = node.process(
            '--config-file', str(node.conf), 'pin', USED, program=(
                '-c', 'import sys\n'
                'from nova_ops_ext.cmd import image_cache\n'
                'sys.executable = %r\n'
                'sys.exit(image_cache.main())' % python))
        assert done.returncode == 0, done
        assert 'uid 0' in node.audit()[0]['who']
        assert {path.stat().st_uid for path in node.state.rglob('*')} == {
            54321}


def test_configuration(node, tmp_path):
    done = node.process('--config-file', str(node.conf), 'scan', '--dry-run')
    assert (done.returncode, done.stderr) == (0, '')
    assert str(node.disk) in done.stdout
    node.run_pass(time.time())
    other = tmp_path / 'other.conf'
    other.write_text('[DEFAULT]\nhost = node-2\n')
    done = node.process('--config-file', str(node.conf), 'status',
                        '--config-file', str(other))
    # Of the other host there is no record.
    assert done.returncode == 3 and 'no pass' in done.stdout
    done = node.process('--config-file', str(node.conf), 'status')
    assert done.returncode == 0


@pytest.mark.parametrize(('text', 'told'), [
    ('[ops_image_cache]\nremoval = always\n', 'removal'),
    ('[ops_image_cache]\nmetrics_file = here\n', 'metrics_file'),
    ('no section', 'nova.conf')])
def test_configuration_that_is_wrong(node, text, told):
    node.conf.write_text(text)
    done = node.process('--config-file', str(node.conf), 'status')
    assert (done.returncode, done.stderr) == (3, '')
    assert done.stdout.startswith('IMAGE CACHE UNKNOWN - ')
    assert told in done.stdout and len(done.stdout.splitlines()) == 1


def test_no_configuration(node, tmp_path):
    done = node.process('--config-file', str(tmp_path / 'none'), 'status')
    assert done.returncode == 3 and str(tmp_path / 'none') in done.stdout


def test_nobody_reads(node):
    with open('/dev/full', 'w') as full:
        done = node.process('--config-file', str(node.conf), 'list',
                            capture_output=False, stdout=full)
    assert done.returncode == 3
