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

"""The command ``nova-ops-scheduler`` as a whole."""

import json
import os
import subprocess
import sys

import pytest

from nova_ops_ext.cmd import scheduler
from nova_ops_ext.scheduler_command import check
from nova_ops_ext.scheduler_command import cloud_source
from tests.unit.nova_ops_ext.console_audit import nodes
from tests.unit.nova_ops_ext.scheduler_command import clouds
from tests.unit.nova_ops_ext.scheduler_command import log_lines as lines

WITH_CONF = ['check', 'shard', 'simulate']


@pytest.fixture
def files(tmp_path):
    made = clouds.Files(tmp_path)
    made.log = tmp_path / 'scheduler.log'
    made.log.write_text(lines.refused('doc-1') + '\n')
    return made


@pytest.fixture
def run(files, capsys):
    def ask(command, *arguments, dump=True):
        words = [command]
        if command == 'shard':
            words.append('p')
        if command == 'explain':
            words += [lines.SERVER, '--log-file', str(files.log)]
        elif command != 'dump' and dump:
            words += ['--config-file', str(files.conf), '--dump',
                      str(files.dump)]
        if command == 'simulate':
            words += ['--projects', '3']
        code = scheduler.main([*words, *arguments])
        out, ask.err = capsys.readouterr()
        return code, out
    return ask


def process(*arguments, **options):
    return subprocess.run(
        [sys.executable, '-m', 'nova_ops_ext.cmd.scheduler', *arguments],
        **{'capture_output': True, 'text': True, 'check': False,
           'timeout': 120, 'env': dict(os.environ,
                                       PYTHONPATH=str(nodes.ROOT)),
           **options})


@pytest.mark.parametrize('command', [*WITH_CONF, 'explain'])
def test_each_command(run, command):
    code, out = run(command)
    assert code == 0
    assert out.startswith('SCHEDULER OK - ')
    code, out = run(command, '--json')
    found = json.loads(out)
    assert (code, found['exit_code'], found['state'], found['version']) == (
        0, 0, 'OK', 1)


def test_the_level_is_the_exit_code(run, files):
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_sise', '3')
    files.write(made=made)
    assert run('check')[0] == 1
    assert run('check', '--ignore', 'unknown-key')[0] == 0
    clouds.set_key(made, 'ops_shard_size', 'x|\x1b[1m')
    files.write(made=made)
    code, out = run('check')
    assert code == 2
    assert out.startswith('SCHEDULER CRITICAL - aggregate pool (1): ')
    assert '|' not in out and '\x1b' not in out
    assert run('explain', '--log-file', str(files.dump))[0] == 0
    files.log.write_text('')
    assert run('explain')[0] == 3


@pytest.mark.parametrize('arguments', [
    [], ['nothing'], ['check', '--ignore', 'x'], ['shard'], ['explain'],
    ['explain', 'web-1'], ['simulate', '--projects', '0'],
    ['check', '--config-file', ''], ['check', '--dum', 'x'],
    ['shard', 'p', '--size', '-1'], ['check', '--config-file', '/none']])
def test_a_wrong_command_line(arguments, capsys):
    assert scheduler.main(arguments) == 3
    assert capsys.readouterr().out.startswith('SCHEDULER UNKNOWN - ')
    assert scheduler.main([*arguments, '--json']) == 3
    assert json.loads(capsys.readouterr().out)['state'] == 'UNKNOWN'


@pytest.mark.parametrize('command', WITH_CONF)
@pytest.mark.parametrize('text', ['', '{', '{"aggregates": 3}'])
def test_a_broken_dump(run, files, command, text):
    files.dump.write_text(text)
    code, out = run(command)
    assert code == 3
    assert str(files.dump) in out


@pytest.mark.parametrize('command', WITH_CONF)
def test_a_broken_configuration(run, files, command):
    files.conf.write_text('[x\n')
    assert run(command)[0] == 3


@pytest.mark.parametrize('command', ['shard', 'simulate'])
def test_what_cannot_be_known_without_an_option(run, files, command):
    files.write(clouds.CONF + 'unpooled_hosts = maybe\nseed = $nothing\n')
    code, out = run(command)
    assert code == 3
    assert 'seed' in out or 'unpooled_hosts' in out


def test_api_paste(run, tmp_path):
    path = tmp_path / 'api-paste.ini'
    assert run('check', '--api-paste', str(path))[0] == 3
    path.write_text('x')
    assert run('check', '--api-paste', str(path))[0] == 3
    path.write_text('[filter:x]\n')
    assert run('check', '--api-paste', str(path))[0] == 0


def test_a_fault_of_ours_is_unknown(run, monkeypatch):
    monkeypatch.setattr(check, 'check', lambda *_arguments: 1 // 0)
    code, out = run('check')
    assert code == 3
    assert 'a fault of this command: ZeroDivisionError' in out


def test_interrupted(run, monkeypatch):
    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(check, 'check', interrupt)
    assert run('check')[0] == 3


@pytest.fixture
def live(monkeypatch):
    made = clouds.document()
    monkeypatch.setattr(cloud_source, 'from_cloud',
                        lambda name: (made, ['projects: 403 ' + str(name)]))
    return made


def test_dump_and_back(run, files, live, tmp_path):
    code, out = run('dump', '--os-cloud', 'here')
    assert (code, json.loads(out)) == (0, live)
    assert 'not had: projects: 403 here' in run.err
    path = tmp_path / 'written.json'
    code, out = run('dump', '--output', str(path))
    assert code == 0
    assert '5 aggregates, 40 services' in out
    assert json.loads(path.read_text()) == live
    assert path.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob('.dump-*'))
    for command in ('shard', 'simulate'):
        conf = ['--config-file', str(files.conf)]
        assert run(command) == run(command, '--dump', str(path))
        assert run(command) == run(command, *conf, dump=False)


def test_a_dump_that_cannot_be_written(run, live, tmp_path):
    assert run('dump', '--output', str(tmp_path / 'none' / 'x'))[0] == 3
    assert run('dump', '--output', str(tmp_path))[0] == 3
    assert not list(tmp_path.glob('.dump-*'))


def test_a_cloud_that_answers_nonsense(run, files, live):
    live['aggregates'] = [{'id': 'x'}]
    for command in ('dump', 'check'):
        arguments = [] if command == 'dump' else [
            '--config-file', str(files.conf)]
        code, out = run(command, *arguments, dump=False)
        assert code == 3
        assert 'not understood' in out


def test_nobody_reads(files):
    for arguments in (['check', '--config-file', str(files.conf), '--dump',
                       str(files.dump)],
                      ['explain', lines.SERVER, '--log-file',
                       str(files.log)]):
        read, write = os.pipe()
        os.close(read)
        ended = process(*arguments, stdout=write, stderr=subprocess.PIPE,
                        capture_output=False)
        os.close(write)
        assert (ended.returncode, ended.stderr) == (3, '')


def test_of_standard_input(files):
    ended = process('shard', 'p', '--config-file', str(files.conf),
                    '--dump', '-', input=files.dump.read_text())
    assert ended.returncode == 0
    assert '5 of 40 hosts' in ended.stdout


def test_without_nova_and_openstacksdk(files):
    # Whatever is installed, nothing of it is needed with a dump.
    program = (
        'import sys\n'
        'for name in ("nova", "openstack"): sys.modules[name] = None\n'
        'from nova_ops_ext.cmd import scheduler\n'
        'sys.exit(scheduler.main())\n')
    for arguments in (['shard', 'p'], ['simulate'], ['check']):
        ended = subprocess.run(
            [sys.executable, '-c', program, *arguments, '--config-file',
             str(files.conf), '--dump', str(files.dump)],
            capture_output=True, text=True, check=False, timeout=120,
            cwd=nodes.ROOT)
        assert (ended.returncode, ended.stderr) == (0, ''), ended.stdout
