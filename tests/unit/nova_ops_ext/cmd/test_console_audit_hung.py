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

"""The command on a share that hangs.

On a real one where this user may mount: it can be seen in the processes that
are left that they do not even die of SIGKILL.  What needs no real one is tried
with a probe that never answers, everywhere.
"""

import pathlib

import pytest

from tests.harness import hung_mount
from tests.unit.nova_ops_ext.console_audit import nodes

_PATCHED = '''
import sys
from nova_ops_ext.console_audit import prober
prober._BOOT = prober._BOOT.replace('probe.main()', """
import time
def patched(act):
    def patient(at, path, *more):
        if (path + '/').startswith(%(hung)r + '/'):
            time.sleep(100000)
        return act(at, path, *more)
    return patient
for kind, act in list(probe._KINDS.items()):
    probe._KINDS[kind] = patched(act)
probe.main()""").replace('; ', '\\n')
from nova_ops_ext.cmd import console_audit
sys.exit(console_audit.main())
'''


class Patched:
    """Instead of a mount: every request for the directory hangs."""

    def __init__(self, directory):
        self.directory = directory

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        pass

    def run(self, node, *more):
        return node.run(*more, program=['-c', _PATCHED % {
            'hung': str(self.directory)}])


class Mounted(hung_mount.HungMount):
    def run(self, node, *more):
        return node.run(*more)


@pytest.fixture
def node(tmp_path):
    return nodes.Node(tmp_path)


@pytest.fixture(params=['patched', 'killable', 'unkillable'])
def hang(request):
    """Make a directory hang, in three ways."""
    if request.param == 'patched':
        return Patched

    def mounted(directory):
        try:
            return Mounted(directory, unkillable=(
                request.param == 'unkillable'))
        except PermissionError as error:
            pytest.skip('no real hung mount: %s' % error)
    return mounted


def probes():
    """Name the probes that run, by number."""
    found = set()
    for process in pathlib.Path('/proc').glob('[0-9]*'):
        try:
            text = (process / 'stat').read_text()
        except OSError:
            continue
        if '(console-probe)' in text and text.split(') ')[1][0] != 'Z':
            found.add(process.name)
    return found


def hung(read):
    return [one['path'] for one in read['findings'] if one['code'] == 'hung']


def test_one_instance(node, hang):
    log = node.log(2)
    node.log(1, 2000)
    node.log(3, 3000)
    with hang(log.parent) as mount:
        done = mount.run(node, '--timeout', '5')
        read = nodes.loads(mount.run(node, '--json', '--timeout', '5'))
    first, *rest = done.stdout.decode().splitlines()
    assert done.returncode == 3
    assert first.startswith('CONSOLE UNKNOWN - %s: no answer' % log.parent)
    assert 'hung=1;' in first and 'largest=U' in first
    assert '%s: no answer' % log.parent in rest[0]
    assert hung(read) == [str(log.parent)]
    assert [one['size'] for one in read['logs']] == [3000, 2000]


def test_critical_stays_critical(node, hang):
    node.log(1, 5905580032)
    with hang(node.log(2).parent) as mount:
        done = mount.run(node, '--timeout', '5')
    assert done.returncode == 2
    assert '[hung]' in done.stdout.decode()


def test_it_is_told_once(node, hang):
    log = node.log(1)
    with hang(log.parent) as mount:
        read = nodes.loads(mount.run(node, '--json', '--timeout', '5',
                                     '--interval', '0.5'))
    assert nodes.codes(read) == [('UNKNOWN', 'hung')]


def test_all_instances(node, hang):
    node.log(1)
    with hang(node.instances) as mount:
        read = nodes.loads(mount.run(node, '--json', '--timeout', '5'))
    assert (read['exit_code'], read['logs']) == (3, [])
    assert hung(read) == [str(node.instances)]


def test_the_state_is_kept_for_what_hangs(node, hang, tmp_path):
    logs = [node.log(number) for number in range(2)]
    state = tmp_path / 'state'
    node.run('--state', str(state))
    with hang(logs[1].parent) as mount:
        mount.run(node, '--timeout', '5', '--state', str(state))
    assert all(str(log) in state.read_text() for log in logs)


def test_libvirt_hangs(node, hang):
    node.log(1)
    with hang(node.etc) as mount:
        read = nodes.loads(mount.run(node, '--json', '--timeout', '5'))
    assert len(read['logs']) == 1 and read['exit_code'] == 3
    assert nodes.codes(read) == [('UNKNOWN', 'hung'),
                                 ('UNKNOWN', 'rotation-unknown')]
    assert hung(read)[0].startswith(str(node.etc))
    assert all(str(node.etc) in one['text'] for one in read['findings']
               if one['code'] == 'rotation-unknown')


def test_few_are_left_behind(node, request):
    mounts = []
    for number in range(8):
        directory = node.log(number).parent
        try:
            mounts.append(hung_mount.HungMount(directory, unkillable=True))
        except PermissionError as error:
            pytest.skip('no real hung mount: %s' % error)
        request.addfinalizer(mounts[-1].close)
    before = probes()
    arguments = ('--timeout', '8', '--path-timeout', '0.5')
    read = node.read(*arguments)
    assert len(hung(read)) == 3
    # Each of them is held so that SIGKILL does not help, and was left.
    left = probes() - before
    assert len(left) == 3
    assert nodes.codes(read) == [('UNKNOWN', 'hung')] * 3 + [
        ('UNKNOWN', 'not-looked-at')] * 5
    node.read(*arguments)
    read = node.read(*arguments)
    assert nodes.codes(read) == [('UNKNOWN', 'hung')]
    assert 'earlier runs' in read['findings'][0]['text']
    assert len(probes() - before) == 6
