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

"""The manuals' commands for proxies and for this tree."""

import pathlib
import re
import subprocess

import pytest

from swift_ops_ext.cmd import main
from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.harness import quotations
from tests.harness import shell_text
from tests.unit.doc.swift import test_configuration
from tools import suites

ROOT = manual_blocks.ROOT
swift_dir = test_configuration.swift_dir


def each(kind):
    return pytest.mark.parametrize('block', manual_kinds.of(kind), ids=str)


@each('on a proxy')
def test_session(swift_dir, tmp_path, monkeypatch, block):
    """``pipeline`` is what needs no cluster."""
    text = test_configuration.SAMPLE.read_text().replace(
        '/etc/swift', str(swift_dir))
    conf = tmp_path / 'proxy-server.conf'
    conf.write_text(text)
    for typed in shell_text.session(block.text):
        for argv in shell_text.programs(typed.text):
            if argv[0] == 'grep':
                assert argv[1] in quotations.read(
                    'ip_whitelist')['would-refuse-log']
                continue
            if argv[1] in ('check', 'lint', 'list'):
                # test_commands.py of the functional tests runs these.
                continue
            assert argv[:2] == ['swift-ops-ip-whitelist', 'pipeline']
            assert main.main([
                word.replace('/etc/swift/proxy-server.conf', str(conf))
                for word in argv[1:]]) == 0


def ours():
    return sorted({tuple(argv) for _block, _typed, argv
                   in manual_kinds.typed('swift-ops-ip-whitelist')})


@pytest.mark.parametrize('argv', ours(), ids=' '.join)
def test_each_command_line_of_ours_is_understood(argv):
    main._parser().parse_args(argv[1:])


def of_make():
    return [argv for _block, _typed, argv in manual_kinds.typed('make')]


@pytest.mark.parametrize('argv', of_make(), ids=' '.join)
def test_make(argv):
    """It says what it would do, and that is something that we can do."""
    done = subprocess.run(['make', '-n', *argv[1:]], cwd=ROOT, text=True,
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    called = re.search(r'-m tools (\S+)', done.stdout)
    assert "['%s'" % called[1] in (ROOT / 'tools/__main__.py').read_text()
    for word in argv[1:]:
        name, equals, value = word.partition('=')
        if name == 'SUITES':
            assert suites.chosen_tests(value)
        elif name == 'RUNS':
            assert suites.chosen_runs(value)
        else:
            assert not equals or name in knobs(), word


def knobs():
    """What a target reads of the environment, or make itself."""
    texts = [path.read_text() for folder in ('tools', 'tests/e2e')
             for path in (ROOT / folder).rglob('*.py')]
    return set(re.findall(r"environ(?:\.get\(|\[)\s*'([A-Z_]+)'",
                          '\n'.join(texts))) | set(re.findall(
                              r'\$\(([A-Z_]+)\)',
                              (ROOT / 'Makefile').read_text()))


def test_a_target_that_make_has_not():
    assert subprocess.run(['make', '-n', 'tset'], cwd=ROOT,
                          capture_output=True, timeout=60,
                          check=False).returncode != 0


def targets():
    """What stands in a sentence as ``make something``."""
    return sorted({target for page in manual_blocks.pages()
                   for target in re.findall(r'``make ([a-z0-9-]+)',
                                            page.read_text())})


@pytest.mark.parametrize('target', targets())
def test_targets_of_make_in_the_text(target):
    assert subprocess.run(['make', '-n', target], cwd=ROOT,
                          capture_output=True, timeout=60,
                          check=False).returncode == 0


@each('settings')
def test_settings(block):
    """The shell understands them; tests/unit/devstack has them run."""
    done = subprocess.run(['bash', '-n'], input=block.text, text=True,
                          capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, '')


@each('local.conf')
def test_local_conf(block):
    """DevStack's own shape: [[phase|file]], then lines of that file."""
    headings = re.findall(r'(?m)^\[\[(.+)\]\]$', block.text)
    assert headings and all(
        re.fullmatch(r'local\|localrc|(pre-install|install|post-config|extra|'
                     r'post-extra|test-config)\|\S+', one)
        for one in headings)
    assert block.text.startswith('[[')
    known = ''.join(path.read_text() for path in sorted(
        pathlib.Path(ROOT, 'devstack').glob('*')) if path.is_file())
    section = ''
    for line in filter(None, map(str.strip, block.text.splitlines())):
        if line.startswith('['):
            section = line
        elif section == '[[local|localrc]]' and line[0] != '#':
            match = re.fullmatch(r'(?:(enable_plugin) \S+ \S+( \S+)?|'
                                 r'(enable|disable)_service .+|'
                                 r'(?P<name>[A-Z_0-9]+)=(?P<value>.*))', line)
            assert match, line
            if (match['name'] or '').startswith('OPS_EXT'):
                assert match['name'] in known, line
