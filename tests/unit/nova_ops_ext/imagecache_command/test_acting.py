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


"""Who is at work, and as whom."""

import os
import subprocess
import sys

import pytest

from nova_ops_ext.imagecache_command import acting
from tests.unit.nova_ops_ext.console_audit import nodes

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason='needs root')
NOBODY = 4294967295


@pytest.mark.parametrize(('user', 'login', 'before', 'told'), [
    (0, 0, 'alice', 'root (uid 0)'),
    (0, NOBODY, '', 'root (uid 0)'),
    (0, NOBODY, 'alice', 'alice by sudo as root (uid 0)'),
    (0, 4000000, 'bob', 'uid 4000000 as root (uid 0)'),
    (4000000, 0, '', 'root (uid 0) as uid 4000000')])
def test_told(user, login, before, told):
    assert acting.told(user, login, before) == told


def test_who():
    assert 'uid %d' % os.getuid() in acting.who()


def became(directory):
    """Tell who a process is after it became the owner."""
    done = subprocess.run(
        [sys.executable, '-c', 'import os, sys\n'
         'from nova_ops_ext.imagecache_command import acting\n'
         'acting.become_owner(sys.argv[1])\n'
         'print(*os.getresuid(), *os.getresgid(), os.getgroups())',
         str(directory)], capture_output=True, text=True, check=True,
        env=dict(os.environ, PYTHONPATH=str(nodes.ROOT)), timeout=60)
    return done.stdout.strip()


@ROOT_ONLY
def test_root_becomes_the_owner(tmp_path):
    record = tmp_path / 'state'
    record.mkdir()
    assert became(record).startswith('0 0 0 0 0 0 ')
    os.chown(record, 54321, 54322)
    expected = '54321 54321 54321 54322 54322 54322 [54322]'
    assert became(record) == expected
    # As it would be made.
    assert became(record / 'ops_ext' / 'node-1') == expected


@ROOT_ONLY
def test_the_groups_of_a_user_who_is_known(tmp_path):
    import pwd
    known = pwd.getpwnam('daemon')
    os.chown(tmp_path, known.pw_uid, 0)
    assert became(tmp_path).startswith(
        ' '.join([str(known.pw_uid)] * 3 + [str(known.pw_gid)] * 3))


def test_others_stay_who_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    monkeypatch.setattr(os, 'setresuid', None)
    acting.become_owner(str(tmp_path))
