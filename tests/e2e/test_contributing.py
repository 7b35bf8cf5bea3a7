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

"""What CONTRIBUTING.rst and README.rst have one type works in a clone."""

import os
import pathlib
import shlex
import subprocess

import pytest

from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.harness import shell_text

pytestmark = pytest.mark.skipif(
    not os.environ.get('OPS_EXT_MANUAL'), reason='for make docs-test')

ROOT = manual_blocks.ROOT
_SWIFT = '.work/swift/bin/python'


@pytest.fixture(scope='module')
def clone(tmp_path_factory):
    """A copy of the tree, with what it needs of the environments."""
    place = tmp_path_factory.mktemp('clone') / 'tree'
    files = subprocess.run(
        ['git', '-C', str(ROOT), 'ls-files', '-z', '--cached', '--others',
         '--exclude-standard'], capture_output=True, check=True, text=True,
        timeout=60).stdout.split('\0')
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes((ROOT / name).read_bytes())
    (place / '.work').mkdir()
    for name, python in (('tools', os.environ['OPS_EXT_TOOLS']),
                         ('only-nova', os.environ['OPS_EXT_ONLY_NOVA']),
                         ('tempest', os.environ['OPS_EXT_TEMPEST_PYTHON'])):
        (place / '.work' / name).symlink_to(
            pathlib.Path(python).parent.parent)
    subprocess.run(['git', 'init', '-q'], cwd=place, check=True, timeout=60)
    return place


def commands(*kinds):
    return [typed.text for kind in kinds for block in manual_kinds.of(kind)
            for typed in shell_text.session(block.text)]


def run(clone, command):
    return subprocess.run(
        ['bash', '-c', command], cwd=clone, capture_output=True, text=True,
        timeout=300, check=False, env={
            **os.environ, 'PBR_VERSION': '0.0.0', 'PATH': '%s:%s' % (
                pathlib.Path(os.environ['OPS_EXT_TOOLS']).parent,
                os.environ['PATH'])})


def test_there_is_something():
    assert len(commands('in the tree')) >= 3


@pytest.mark.parametrize('command', [
    command for command in commands('in the tree', 'of Nova\'s tests')
    if '.work/nova/' not in command])
def test_command(clone, command, monkeypatch):
    (program, *_rest), = shell_text.programs(command)
    if program == _SWIFT:
        # Which tests it would run; they are run elsewhere.
        command = command.replace(_SWIFT, shlex.quote(
            os.sys.executable)) + ' --collect-only -q -p no:cacheprovider'
    if program == 'pip':
        command = command.replace(
            'install', 'install --dry-run --no-deps --no-build-isolation')
    before = changed(clone)
    done = run(clone, command)
    assert done.returncode == 0, done.stdout + done.stderr
    new = changed(clone) - before
    if program.endswith('/reno'):
        assert len(new) == 1 and 'releasenotes/notes/' in new.pop()[0]
    else:
        # The sample is up to date, and nothing else is written.
        assert {name for name, _text in new
                if '.egg-info' not in name} == set()


def changed(clone):
    return {(str(path.relative_to(clone)), path.read_bytes())
            for folder in ('etc', 'releasenotes', 'doc')
            for path in (clone / folder).rglob('*') if path.is_file()}
