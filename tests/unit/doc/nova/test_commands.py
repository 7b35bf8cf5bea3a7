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

"""The manuals' commands for nodes of Nova."""

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import time

from openstackclient import shell
import pytest

from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.harness import quotations
from tests.harness import shell_text
from tests.harness import terminal
from tests.unit.nova_ops_ext.console_audit import nodes
from tests.unit.nova_ops_ext.imagecache_command import caches
from tests.unit.nova_ops_ext.scheduler_command import clouds
from tests.unit.nova_ops_ext.scheduler_command import log_lines as lines
from tests.unit.tools import test_operations_page

#: What the manuals write for what the reader has.
PLACEHOLDERS = {'SERVER': lines.SERVER, 'PROJECT': '1' * 32,
                'HOST': clouds.HOSTS[0], 'FILE': caches.USED}
_OURS = re.compile(r'(/usr/local/bin/)?(nova-ops-[a-z-]+|ops-ext-[a-z]+)$')


def each(kind):
    return pytest.mark.parametrize('block', manual_kinds.of(kind), ids=str)


@pytest.fixture
def node(tmp_path):
    """A node on which everything is well, and its terminal."""
    log = tmp_path / 'var' / 'log' / 'nova' / 'nova-scheduler.log'
    here = terminal.Terminal(tmp_path, {
        'journalctl': 'exec cat %s' % log, 'sudo': 'exec "$@"',
        'systemctl': 'case "$1" in restart|reload|status|stop|start|kill) ;; '
                     '*) echo "systemctl: $*" >&2; exit 1;; esac'},
        # These they would find by themselves.
        {'nova-ops-console-audit': [
            '--instances-path', '/var/lib/nova/instances', '--etc-libvirt',
            '/etc/libvirt', '--run-libvirt', '/var/run/libvirt'],
         'nova-ops-image-cache': ['--config-file', '/etc/nova/nova.conf'],
         'nova-ops-scheduler': ['--config-file', '/etc/nova/nova.conf']})
    log = here.path('/var/log/nova/nova-scheduler.log')
    log.write_text(''.join(line + '\n' for line in (
        lines.refused('dev-1', 'doc-1', 'ops-1'), lines.returned(),
        lines.removed())))
    # They have every text that the product writes.
    for name in ('nova-scheduler', 'nova-api', 'nova-compute'):
        with here.path('/var/log/nova/%s.log' % name).open('a') as file:
            file.write('\n'.join(test_operations_page.written()) + '\n')
    here.path('/var/log/swift/proxy.log').write_text(
        quotations.read('ip_whitelist')['would-refuse-log'] + '\n')
    here.path('/var/run/libvirt/qemu/x').touch()
    cache = caches.Node(here.path('/var/lib/nova/instances').parent)
    cache.run_pass(time.time())
    audited = nodes.domain_xml(lines.SERVER, cache.disk.with_name(
        'console.log'))
    cache.disk.with_name('console.log').write_bytes(b'login')
    here.path('/etc/libvirt/qemu/instance-1.xml').write_bytes(audited)
    here.path('/etc/nova/nova.conf').write_text(
        cache.conf.read_text() + clouds.CONF)
    for sample in (manual_blocks.ROOT / 'etc' / 'nova').glob('*'):
        text = sample.read_text()
        if sample.name == 'image-cache.conf':
            text = text.replace('[DEFAULT]\n', '[DEFAULT]\nhost = node-1\n')
        here.path('/etc/nova/' + sample.name).write_text(text)
    clouds.Files(tmp_path)
    return here


def filled(command):
    """Put something in place of each placeholder."""
    for word, value in PLACEHOLDERS.items():
        command = re.sub(r'(?<![\w-])%s(?![\w-])' % word, value, command)
    return command


def run(node, command):
    """Run a command on the files of the node."""
    command = filled(command)
    if ' explain ' in command and '--log-file' not in command:
        command += ' --log-file /var/log/nova/nova-scheduler.log'
    return node.run(command)


@each('on a node of Nova')
def test_session(node, block):
    for typed in shell_text.session(block.text):
        done = run(node, typed.text)
        assert done.returncode == 0, typed.text + '\n' + (
            done.stdout + done.stderr)
        assert 'Traceback' not in done.stderr


@pytest.mark.parametrize('command', [
    'nova-ops-scheduler explian', 'nova-ops-image-cache list --al',
    'nova-ops-image-cache --config-file /etc/nova/no.conf list',
    'nova-ops-console-audit --jsn | cat', 'systemctl restrat nova-api',
    'nova-ops-scheduler explain SERVER --log-file /var/log/nova/no.log'])
def test_a_session_that_does_not_work(node, command):
    assert run(node, command).returncode != 0


@each('nrpe')
def test_nrpe(block):
    _name, _equals, command = block.text.partition('=')
    check_ours(shlex.split(command.removeprefix('sudo ')))


@each('sudoers')
def test_sudoers(block):
    rule = re.fullmatch(r'\w+ ALL=\(root\) NOPASSWD: (.*)', block.text)
    check_ours(shlex.split(rule[1]))
    # sudo allows just what NRPE runs.
    assert any(one.text.endswith('=sudo ' + rule[1])
               for one in manual_kinds.of('nrpe'))


def ours():
    """Each command line of ours in the manuals, whatever it needs."""
    found = [argv for _block, _typed, argv in manual_kinds.typed()]
    for block in manual_blocks.everywhere():
        if block.quoted and block.language not in manual_kinds.SESSIONS and (
                block.text.startswith(('$ ', '# '))):
            for typed in shell_text.session(block.text):
                found += shell_text.programs(typed.text)
    return sorted({tuple(map(filled, argv)) for argv in found
                   if _OURS.match(argv[0])})


def check_ours(argv):
    name = _OURS.fullmatch(argv[0])[2]
    module = terminal.entry_points()[name].partition(':')[0]
    importlib.import_module(module)._parser().parse_args(argv[1:])


def test_each_command_line_of_ours_is_understood():
    """Whether it can be run here or not, as 'ops-ext-status' cannot."""
    seen = ours()
    assert len(seen) > 10
    for argv in seen:
        check_ours(list(argv))


@pytest.fixture(scope='module')
def client():
    """Openstackclient, which has no cloud."""
    made = shell.OpenStackShell()
    with pytest.raises(SystemExit):
        made.run(['--help'])
    return made


def of_client():
    return sorted({tuple(argv) for _block, _typed, argv
                   in manual_kinds.typed('openstack')})


@pytest.mark.parametrize('argv', of_client(), ids=' '.join)
def test_openstackclient_understands(client, argv):
    understand(client, list(argv[1:]))


def understand(client, words):
    """Have the client look its command up, and read the arguments."""
    client.options, words = client.parser.parse_known_args(words)
    factory, name, rest = client.command_manager.find_command(words)
    factory(client, None).get_parser(name).parse_args(rest)


@pytest.mark.parametrize('command', [
    'aggregate crate old', 'aggregate set --propery a=b old',
    'server create --hint a=b'])
def test_what_openstackclient_would_not_understand(client, command):
    with pytest.raises((SystemExit, ValueError)):
        understand(client, command.split())


def of_nova():
    """Nova's own commands, which need its databases."""
    return [argv for block in manual_kinds.of('of Nova\'s own')
            for typed in shell_text.session(block.text)
            for argv in shell_text.programs(typed.text)
            if argv[0].startswith('nova-')]


#: In a process of its own: they settle whether eventlet is used.
_OF_NOVA = '''
import argparse, json, sys
from nova.cmd import manage, status
from nova.cmd import common
for argv in json.loads(sys.argv[1]):
    module = {'nova-manage': manage, 'nova-status': status}[argv[0]]
    parser = argparse.ArgumentParser()
    common.add_command_parsers(parser.add_subparsers(required=True),
                               module.CATEGORIES)
    try:
        parser.parse_args(argv[1:])
        print('yes')
    except SystemExit:
        print('no')
'''


def understood_by_nova(argvs):
    done = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', _OF_NOVA, json.dumps(argvs)],
        capture_output=True, text=True, timeout=120, check=True, env={
            **os.environ, 'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'})
    return done.stdout.split()


def test_nova_understands():
    argvs = of_nova()
    assert set(understood_by_nova(argvs)) <= {'yes'}


def test_what_nova_would_not_understand():
    assert understood_by_nova([
        ['nova-manage', 'db', 'purge', '--befor'],
        ['nova-manage', 'db', 'prge']]) == ['no', 'no']


def of_nova_tests():
    return [(typed.text, argv) for block in manual_kinds.of('of Nova\'s tests')
            for typed in shell_text.session(block.text)
            for argv in shell_text.programs(typed.text)
            if argv[0] == '.work/nova/bin/python']


@pytest.mark.parametrize(('text', 'argv'), of_nova_tests())
def test_what_the_manuals_have_of_nova_tests(text, argv):
    """Those would run for minutes."""
    assert argv[1] == '-m'
    assert argv[2].startswith('demo.') or text.startswith(
        'OS_NOVA_DISABLE_EVENTLET_PATCHING=True ')
    # Not imported: they settle whether eventlet is used.
    module = argv[3] if argv[2] == 'unittest' else argv[2]
    path = manual_blocks.ROOT / module.replace('.', '/')
    assert path.with_suffix('.py').exists() or (
        argv[2] != 'unittest' and (path / '__main__.py').exists())
