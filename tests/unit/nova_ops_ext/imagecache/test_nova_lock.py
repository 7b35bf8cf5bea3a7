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

"""The lock that Nova takes, with Nova at the other end."""

import contextlib
import os
import pathlib
import select
import shutil
import subprocess
import sys
import threading

import pytest

from nova_ops_ext.imagecache import nova_lock
from tests.unit.nova_ops_ext.imagecache import crashes

NAME = '7b4783508212f5d242cbf9ff56fb8d33b4ce6166'
_WITH_NOVA = '''
import os, sys
os.environ['OS_NOVA_DISABLE_EVENTLET_PATCHING'] = 'True'
from nova import utils
@utils.synchronized(sys.argv[2], external=True, lock_path=sys.argv[1])
def hold():
    print('held', flush=True)
    sys.stdin.readline()
print('ready', flush=True)
for line in sys.stdin:
    hold()
    print('free', flush=True)
'''
_OURS = '''
import sys
from nova_ops_ext.imagecache import nova_lock
for line in sys.stdin:
    with nova_lock.held(sys.argv[1], sys.argv[2], 60):
        print('held', flush=True)
        sys.stdin.readline()
    print('free', flush=True)
'''


class Other:
    """Another process, that takes the lock and gives it back."""

    def __init__(self, code, lock_dir):
        self._process = subprocess.Popen(
            [sys.executable, '-W', 'ignore', '-c', code, str(lock_dir), NAME],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1)

    def say(self):
        self._process.stdin.write('\n')

    def hears(self):
        return self._process.stdout.readline().strip()

    def kill(self):
        self._process.kill()
        self._process.wait()

    def close(self):
        self.kill()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture(scope='module')
def nova(tmp_path_factory):
    pytest.importorskip('nova.utils')
    lock_dir = tmp_path_factory.mktemp('instances') / 'locks'
    with contextlib.closing(Other(_WITH_NOVA, lock_dir)) as other:
        other.lock_dir = lock_dir
        assert other.hears() == 'ready'
        yield other


def hold(lock_dir, wait=0.0):
    return nova_lock.held(str(lock_dir), NAME, wait)


def test_nova_keeps_us_out_and_we_nova(nova):
    nova.say()
    assert nova.hears() == 'held'
    assert os.listdir(nova.lock_dir) == ['nova-' + NAME]
    with pytest.raises(nova_lock.Busy, match='nova-' + NAME):
        with hold(nova.lock_dir, 0.2):
            raise AssertionError
    nova.say()
    assert nova.hears() == 'free'
    with hold(nova.lock_dir):
        nova.say()
        # It has asked when its file is open, and does not get it.
        assert not heard(nova, 0.5)
    assert nova.hears() == 'held'
    nova.say()
    assert nova.hears() == 'free'
    assert os.listdir(nova.lock_dir) == ['nova-' + NAME]


def heard(other, seconds):
    return select.select([other._process.stdout], [], [], seconds)[0]


def test_it_is_made_as_nova_makes_it(tmp_path):
    with hold(tmp_path / 'locks'):
        assert os.listdir(tmp_path / 'locks') == ['nova-' + NAME]
    assert os.listdir(tmp_path / 'locks') == ['nova-' + NAME]
    assert os.listdir(tmp_path) == ['locks']
    (tmp_path / 'locks' / ('nova-' + NAME)).write_text('kept')
    with hold(tmp_path / 'locks'):
        pass
    assert (tmp_path / 'locks' / ('nova-' + NAME)).read_text() == 'kept'


def test_it_waits(tmp_path):
    with contextlib.closing(Other(_OURS, tmp_path)) as other:
        other.say()
        assert other.hears() == 'held'
        threading.Timer(0.3, other.say).start()
        with hold(tmp_path, 60):
            pass
        assert other.hears() == 'free'


def test_who_dies_gives_it_back(tmp_path):
    with contextlib.closing(Other(_OURS, tmp_path)) as other:
        other.say()
        assert other.hears() == 'held'
        with pytest.raises(nova_lock.Busy):
            with hold(tmp_path):
                raise AssertionError
        other.kill()
        with hold(tmp_path):
            pass


def test_it_is_given_back_after_an_exception(tmp_path):
    with pytest.raises(RuntimeError):
        with hold(tmp_path):
            raise RuntimeError
    with contextlib.closing(Other(_OURS, tmp_path)) as other:
        other.say()
        assert other.hears() == 'held'


def test_a_file_that_was_unlinked_is_no_lock(tmp_path, monkeypatch):
    """Nova's own manager unlinks them, under whoever waits."""
    path = tmp_path / ('nova-' + NAME)
    locked = nova_lock._locked
    unlinked = []

    def meanwhile(opened):
        if not unlinked:
            path.unlink()
            unlinked.append(opened)
            if len(unlinked) == 1:
                other.say()
                assert other.hears() == 'held'
        return locked(opened)

    monkeypatch.setattr(nova_lock, '_locked', meanwhile)
    with contextlib.closing(Other(_OURS, tmp_path)) as other:
        with pytest.raises(nova_lock.Busy):
            with hold(tmp_path, 0.3):
                raise AssertionError
        other.say()
        assert other.hears() == 'free'
        with hold(tmp_path):
            assert path.exists()


@pytest.mark.parametrize('name', ['', 'a/b', '../a', 'a\0'])
def test_names_that_lead_elsewhere(tmp_path, name):
    with pytest.raises(ValueError):
        with nova_lock.held(str(tmp_path), name, 0):
            raise AssertionError
    assert os.listdir(tmp_path) == []


def test_what_is_no_file(tmp_path):
    path = tmp_path / ('nova-' + NAME)
    for make in (path.mkdir, lambda: os.mkfifo(path),
                 lambda: path.symlink_to('/dev/null')):
        make()
        with pytest.raises(OSError):
            with hold(tmp_path):
                raise AssertionError
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason='needs root')
@pytest.mark.parametrize('nameless', [True, False])
def test_root_makes_it_for_nova(tmp_path, monkeypatch, nameless):
    lock_dir = tmp_path / 'locks'
    if not nameless:
        monkeypatch.setattr(os, 'O_TMPFILE', 0x40000000 | os.O_DIRECTORY)
        real = os.open
        monkeypatch.setattr(
            os, 'open', lambda path, flags, *mode, **below: (
                _refuse() if flags & 0x40000000
                else real(path, flags, *mode, **below)))
    os.chown(tmp_path, 4321, 4322)

    def prepare():
        shutil.rmtree(lock_dir, ignore_errors=True)

    def check(call):
        for one in (lock_dir, *lock_dir.glob('*')):
            if one.exists() and (nameless or call is None):
                assert one.owner_ids() == (4321, 4322)

    def act():
        with hold(lock_dir):
            pass

    monkeypatch.setattr(pathlib.Path, 'owner_ids', lambda self: (
        self.stat().st_uid, self.stat().st_gid), raising=False)
    made = crashes.crashes(act, prepare, check)
    assert os.listdir(lock_dir) == ['nova-' + NAME]
    assert ('link' in made) == nameless


def _refuse():
    raise OSError(95, 'Operation not supported')
