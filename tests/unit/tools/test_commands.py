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

"""Nothing outlives the command that started it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

from tools import commands

_ROOT = pathlib.Path(__file__).resolve().parents[3]

_LEADER = '''
from tools import commands
commands.die_with_parent()
try:
    commands.run(['sh', '-c', 'sleep 60 & echo $! > %s; wait'])
except KeyboardInterrupt:
    raise SystemExit(130)
'''

# The child runs, and Popen has not returned yet.
_INTERRUPTED_IN_POPEN = '''
import os, signal, subprocess, time
class Popen(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        while not os.path.exists('%s') or not os.path.getsize('%s'):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
subprocess.Popen = Popen
'''


def test_gives_code_and_output():
    assert commands.run([sys.executable, '-c', 'print("x"); exit(3)'],
                        quiet=True) == (3, 'x\n')


def test_environment_is_added_to_ours():
    _code, output = commands.run(
        ['sh', '-c', 'echo $OPS_EXT_TEST; test -n "$PATH"'],
        environ={'OPS_EXT_TEST': 'y'}, quiet=True)
    assert output == 'y\n'


def _alive(pid):
    try:
        state = pathlib.Path('/proc/%d/stat' % pid).read_text()
    except FileNotFoundError:
        return False
    # A container's init may not collect what it inherits.
    return state.rpartition(')')[2].split()[0] != 'Z'


def _until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_interrupted_with_all_that_it_started(tmp_path, number):
    note = tmp_path / 'pid'
    leader = subprocess.Popen([sys.executable, '-c', _LEADER % note],
                              cwd=_ROOT, start_new_session=True)
    _until(lambda: note.exists() and note.read_text().strip())
    grandchild = int(note.read_text())
    assert _alive(grandchild)
    os.kill(leader.pid, number)
    assert leader.wait(60) == 130
    _until(lambda: not _alive(grandchild))


def test_interrupted_while_it_is_started(tmp_path):
    note = tmp_path / 'pid'
    leader = subprocess.run(
        [sys.executable, '-c',
         _INTERRUPTED_IN_POPEN % (note, note) + _LEADER % note],
        cwd=_ROOT, start_new_session=True, timeout=60)
    assert leader.returncode == 130
    _until(lambda: not _alive(int(note.read_text())))
