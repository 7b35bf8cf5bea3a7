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

"""Who has a file of the cache open, found on real processes."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from typing import NamedTuple

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.imagecache import open_files
from nova_ops_ext.imagecache import progress

NAMES = ('idle', 'used')


class Seen(NamedTuple):
    ino: int
    dev: int


@pytest.fixture
def cache(tmp_path):
    for name in NAMES:
        (tmp_path / name).write_bytes(b'x' * 8192)
    return tmp_path


def among(cache, proc='/proc'):
    told = progress.Progress()
    return open_files.among({
        one.name: Seen(one.stat().st_ino, one.stat().st_dev)
        for one in cache.iterdir() if one.is_file()}, told, proc)


def only(cache, name, expected):
    """The one is found, is told whose it is, and the other is not."""
    until = time.monotonic() + 30
    # Who opens it in mid-search may be seen by its lock alone.
    while not all(word in (found := among(cache)).get(name, '')
                  for word in ('', *expected)) or not found:
        assert time.monotonic() < until, found
        time.sleep(0.05)
    assert list(found) == [name]
    assert open_files.leased(str(cache / name)) is True
    assert open_files.leased(str(cache / 'idle')) is False


def locked(path):
    """Wait for its lock, which it takes when it has opened everything."""
    until = time.monotonic() + 30
    while ':%d ' % path.stat().st_ino not in pathlib.Path(
            '/proc/locks').read_text():
        assert time.monotonic() < until
        time.sleep(0.05)


@contextlib.contextmanager
def process(code, *arguments, before=()):
    """Another process, when it has done what it does."""
    with subprocess.Popen(
            [*before, sys.executable, '-c', code + '''
import sys, time
print('ready', flush=True)
time.sleep(1000)''', *map(str, arguments)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True) as one:
        try:
            if one.stdout.readline() != 'ready\n':
                error = one.stderr.read()
                pytest.skip('cannot be had: ' + error[-200:])
            yield one
        finally:
            os.killpg(one.pid, signal.SIGKILL)


def test_nobody(cache):
    assert among(cache) == {}
    for name in NAMES:
        assert open_files.leased(str(cache / name)) is False
    assert open_files.among({}, progress.Progress()) == {}


@pytest.mark.parametrize('flags', ['os.O_RDONLY', 'os.O_WRONLY', 'os.O_RDWR'])
def test_open(cache, flags):
    with process('import os, sys; os.open(sys.argv[1], %s)' % flags,
                 cache / 'used') as one:
        only(cache, 'used', ['open by process %d (python' % one.pid])
    assert among(cache) == {}
    assert open_files.leased(str(cache / 'used')) is False


def test_mapped_without_a_descriptor(cache):
    with process('import mmap, os, sys; f = os.open(sys.argv[1], 0); '
                 'm = mmap.mmap(f, 4096, prot=mmap.PROT_READ); '
                 'import ctypes; libc = ctypes.CDLL(None); '
                 '[os.close(int(n)) for n in os.listdir("/proc/self/fd") '
                 'if os.path.exists("/proc/self/fd/" + n) and '
                 'os.readlink("/proc/self/fd/" + n) == sys.argv[1]]',
                 cache / 'used') as one:
        assert str(cache / 'used') not in [
            os.readlink('/proc/%d/fd/%s' % (one.pid, name))
            for name in os.listdir('/proc/%d/fd' % one.pid)]
        only(cache, 'used', ['mapped by process %d (' % one.pid])


def test_by_another_name(cache, tmp_path):
    """The name does not matter: a link, renamed, removed."""
    other = tmp_path / 'sub'
    other.mkdir()
    os.link(cache / 'used', other / 'else')
    with process('import os, sys; os.open(sys.argv[1], 0)', other / 'else'):
        (other / 'else').unlink()
        os.rename(cache / 'used', cache / 'trashed')
        only(cache, 'trashed', ['open by'])


def test_in_another_mount_namespace(cache):
    """Where the cache is not, and the file is bound to another name."""
    if not shutil.which('unshare') or os.geteuid():
        pytest.skip('cannot unshare')
    target = cache / 'sub'
    target.mkdir()
    with process('''
import os, subprocess, sys
base, used = sys.argv[1:]
subprocess.check_call(['mount', '-t', 'tmpfs', 'none', base + '/sub'])
open(base + '/sub/disk', 'w').close()
subprocess.check_call(['mount', '--bind', used, base + '/sub/disk'])
os.open(base + '/sub/disk', 0)
''', cache, cache / 'used', before=['unshare', '-m', '--propagation',
                                    'private']):
        only(cache, 'used', ['open by'])


def test_of_another_file_system_with_the_same_number(cache):
    seen = (cache / 'used').stat()
    with process('import os, sys; os.open(sys.argv[1], 0)', cache / 'used'):
        assert open_files.among({'used': Seen(seen.st_ino, seen.st_dev + 1)},
                                progress.Progress()) == {}


@pytest.fixture
def overlay(cache):
    if not shutil.which('qemu-img'):
        pytest.skip('no qemu-img')
    with (cache / 'used').open('wb') as file:
        file.truncate(1 << 20)
    path = cache / 'sub' / 'disk'
    path.parent.mkdir()
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw',
                    '-b', cache / 'used', path], check=True)
    return path


@pytest.fixture
def qemu(overlay):
    program = shutil.which('qemu-io')
    if not program:
        pytest.skip('no qemu-io')
    with subprocess.Popen([program, overlay], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as one:
        try:
            yield one
        finally:
            one.kill()


def test_a_qemu_that_has_not_started(cache, overlay):
    """It does not lock what it has open, yet."""
    program = shutil.which('qemu-system-x86_64')
    if not program:
        pytest.skip('no QEMU')
    with subprocess.Popen([
            program, '-S', '-display', 'none', '-machine', 'none',
            '-nodefaults', '-monitor', 'none', '-serial', 'none',
            '-blockdev', 'driver=qcow2,node-name=disk,file.driver=file,'
            'file.filename=%s' % overlay],
            stdin=subprocess.DEVNULL) as one:
        try:
            only(cache, 'used', ['open by process %d (qemu' % one.pid])
        finally:
            one.kill()


def test_a_guest(cache, qemu):
    only(cache, 'used', ['open by process %d (qemu' % qemu.pid])


def test_a_guest_whose_descriptors_are_not_for_us(cache, qemu, tmp_path):
    """As nova sees one of libvirt: only the locks, which QEMU always has."""
    only(cache, 'used', ['open by'])
    locked(cache / 'used')
    proc = tmp_path / 'proc'
    proc.mkdir()
    (proc / 'locks').write_bytes(pathlib.Path('/proc/locks').read_bytes())
    assert among(cache, str(proc)) == {
        'used': 'locked by an unknown process'}


def test_nova_sees_it_too(cache, qemu):
    if os.geteuid():
        pytest.skip('needs root, to become another user')
    only(cache, 'used', ['open by'])
    locked(cache / 'used')
    cache.chmod(0o755)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            seen = (cache / 'used').stat()
            os.setgid(65534)
            os.setuid(65534)
            told = open_files.among({'used': Seen(
                seen.st_ino, seen.st_dev)}, progress.Progress())
            leased = open_files.leased(str(cache / 'used'))
            os.write(write, ('%s %s' % (told, leased)).encode())
        finally:
            os._exit(0)
    os.close(write)
    with open(read) as file:
        assert file.read() == (
            "{'used': 'locked by an unknown process'} None")
    os.waitpid(child, 0)


def test_a_lock_tells_whose_it_is(cache):
    with process('import fcntl, os, sys; f = os.open(sys.argv[1], os.O_RDWR);'
                 'fcntl.lockf(f, fcntl.LOCK_EX)', cache / 'used') as one:
        proc = cache / 'sub'
        proc.mkdir()
        (proc / 'locks').write_bytes(
            pathlib.Path('/proc/locks').read_bytes())
        assert among(cache, str(proc)) == {
            'used': 'locked by process %d' % one.pid}


def test_a_lease_of_somebody_else(cache):
    with process('import fcntl, os, sys; f = os.open(sys.argv[1], 0);'
                 'fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_WRLCK);'
                 'import signal; signal.signal(signal.SIGIO, signal.SIG_IGN)',
                 cache / 'used'):
        assert open_files.leased(str(cache / 'used')) is True


def test_who_opens_it_meanwhile_gets_it(cache, monkeypatch):
    """And does not kill us."""
    real = fcntl.fcntl
    running = []

    def slow(opened, command, argument=0):
        result = real(opened, command, argument)
        if argument == fcntl.F_WRLCK:
            running.append(subprocess.Popen(
                [sys.executable, '-c', 'import sys; open(sys.argv[1])',
                 str(cache / 'used')]))
            time.sleep(1)
        return result

    monkeypatch.setattr(fcntl, 'fcntl', slow)
    assert open_files.leased(str(cache / 'used')) is False
    assert running[0].wait(120) == 0


def test_where_nobody_can_tell(cache):
    (cache / 'link').symlink_to('used')
    os.mkfifo(cache / 'fifo')
    (cache / 'directory').mkdir()
    for name in ('none', 'link', 'fifo', 'directory'):
        assert open_files.leased(str(cache / name)) is None


def test_a_proc_without_anything(cache, tmp_path):
    empty = tmp_path / 'sub'
    empty.mkdir()
    assert among(cache, str(empty)) == {}


@hypothesis.given(strategies.lists(strategies.binary(max_size=60)
                                   | strategies.sampled_from([
                                       b'1: POSIX ADVISORY WRITE 1 x:y:7 0 0',
                                       b'1: -> A B C 1 0:0:7 0 EOF',
                                       b'1: FLOCK A W -1 00:2a:7 0 EOF'])))
def test_lines_of_locks_that_nobody_knows(tmp_path_factory, lines):
    proc = tmp_path_factory.mktemp('proc')
    (proc / 'locks').write_bytes(b'\n'.join(lines))
    found = open_files.among({'a': Seen(7, os.makedev(0, 9))},
                             progress.Progress(), str(proc))
    assert found in ({}, {'a': found.get('a')})
    if b'1: FLOCK A W -1 00:2a:7 0 EOF' in lines:
        assert found
