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


"""Faults of disks, mounts and files: a pass ends, says why, loses nothing.

The child is a real one, asked as nova-compute asks it.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from nova_ops_ext.imagecache import place
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import survey
from nova_ops_ext.imagecache import worker_process
from tests.harness import cache_host
from tests.harness import faulty_child
from tests.harness import hung_mount
from tests.harness import opened_by_qemu

USED, UNUSED, OLD = map(cache_host.base_name, 'abc')
NOBODY = 65534
# No pass may take longer; the longest time that any wait here is given.
LONG = 60.0


class Host(cache_host.CacheHost):
    """One on which the next pass is to remove something and to purge."""

    def __init__(self, directory, **options):
        super().__init__(directory, **{
            'minimum_passes': 2, 'minimum_age': 0, 'minimum_age_resized': 0,
            'retention': 3600, 'lock_wait': 0.2, **options})
        # Beside a container's overlay, too, a pass is to come to its end.
        self.faults = {'any_storage': bool(
            place.look([str(directory)], progress.Silent()))}
        self.patience = LONG
        self.servers = [self.server(backing=str(self.base(USED)))]

    def made_ready(self):
        """Have a file in the trash, and one that is to go there."""
        self.base(OLD)
        self.passed(*self.servers)
        assert not self.passed(*self.servers)['refusals']
        self.base(UNUSED)
        self.passed(*self.servers, days=0)
        assert (self.in_cache(), self.in_trash()) == (
            sorted((USED, UNUSED)), [OLD])
        return self

    def worker(self, patience=None):
        os.environ[faulty_child.VARIABLE] = json.dumps(self.faults)
        return worker_process.Worker(patience or self.patience, LONG,
                                     main='tests.harness.faulty_child')

    def ask_pass(self, days=1.0):
        """Do a pass as nova-compute does."""
        self.now += days * cache_host.DAY
        settings = self.settings._asdict()
        with self.worker() as worker:
            worker.ask('look', settings=settings, now=self.now)
            worker.ask('finish', known=self.known(*self.servers)._asdict())
            return worker.ask('conclude', touch_failed=[])

    def ask(self, name, **arguments):
        with self.worker() as worker:
            return worker.ask(name, settings=self.settings._asdict(),
                              **arguments)

    def record(self, name):
        return next(pathlib.Path(self.settings.state_dir).glob(
            '*/ledger.json*')).parent / name

    def is_unharmed(self):
        """Open the disks; nothing may have left the host either."""
        for server in self.servers:
            if (server / 'disk').is_file():
                assert len(opened_by_qemu.files(str(server / 'disk'))) == 2
        return sorted((*self.in_cache(), *self.in_trash())) == sorted(
            (USED, UNUSED, OLD))

    def comes_to_its_end(self):
        """Do what was due, now that all is mended."""
        for _pass in range(4):
            report = self.passed(*self.servers)
        assert not report['refusals'], report['refusals']
        assert (self.in_cache(), self.in_trash()) == ([USED], [])
        self.is_unharmed()


@pytest.fixture
def hosts(monkeypatch):
    """Make hosts."""
    monkeypatch.setenv(faulty_child.VARIABLE, '{}')
    monkeypatch.setattr(survey.Survey, 'open', lambda _self, _scan: {})
    look = survey.Survey.storage

    def make(directory):
        host = Host(directory)
        monkeypatch.setattr(
            survey.Survey, 'storage', (lambda _self: [])
            if host.faults['any_storage'] else look)
        return host

    return make


@pytest.fixture
def here():
    with cache_host.quick_directory() as directory:
        yield directory


@pytest.fixture
def host(here, hosts):
    return hosts(here).made_ready()


def test_without_a_fault_it_removes(host):
    host.faults['open_files'] = True
    report = host.ask_pass()
    assert {one['action'] for one in report['acted']} == {'trash', 'purge'}
    assert not host.is_unharmed()


def test_a_disk_that_vanishes_is_none(host):
    other = host.server(backing=str(host.cache / USED))
    host.servers.append(other)
    host.faults['vanishes'] = ['/disk', str(other / 'disk')]
    report = host.ask_pass()
    assert not (other / 'disk').exists()
    assert cache_host.refusals(report) == []
    host.comes_to_its_end()


@pytest.mark.parametrize('name', ['disk', 'disk.local', 'disk.info',
                                  'console.log'])
def test_a_fifo_holds_nobody(host, name):
    other = host.server(disk='other')
    host.servers.append(other)
    os.mkfifo(other / name)
    assert cache_host.refusals(host.ask_pass()) == []
    host.comes_to_its_end()


@pytest.mark.parametrize('where', [
    'instances/_base', 'instances', 'state', 'state/host-1', 'instances/locks',
    'instances/ops_ext_hosts', 'instances/_base/ops_ext_trash', 'server',
    'in server'])
def test_a_hung_mount(here, host, where):
    _hangs(here, host, where, unkillable=False)


@pytest.mark.parametrize('where', ['instances', 'instances/_base', 'state'])
def test_a_mount_that_keeps_who_waits_from_dying(here, host, where):
    _hangs(here, host, where, unkillable=True)


def _hangs(here, host, where, *, unkillable):
    path = {'server': host.servers[0], 'in server': host.servers[0] / 'x'}.get(
        where, here / where)
    path.mkdir(exist_ok=True)
    host.patience = 0.7
    try:
        mount = hung_mount.HungMount(path, unkillable=unkillable)
    except PermissionError as error:
        pytest.skip(str(error))
    with mount:
        with pytest.raises(worker_process.Hung) as raised:
            host.ask_pass()
        assert str(path) in raised.value.path
        said = {'now': host.now, 'reason': 'worker-hung', 'detail': 'x'}
        if where.startswith('state'):
            with pytest.raises(worker_process.WorkerError):
                host.ask('gave_up', **said)
        else:
            host.ask('gave_up', **said)
            assert cache_host.refusals(json.loads(host.record(
                'last_pass.json').read_text())) == ['worker-hung']
    _bury()
    host.patience = LONG
    assert host.is_unharmed() or where == 'instances/locks'
    host.comes_to_its_end()


def _bury():
    """Wait for those who could not die before."""
    end = time.monotonic() + LONG
    while worker_process._LEFT and time.monotonic() < end:
        worker_process._bury()
        time.sleep(0.05)
    assert not worker_process._LEFT


@pytest.fixture
def small_disk(tmp_path):
    """Give a directory on a small file system of its own."""
    image, path = tmp_path / 'image', tmp_path / 'small'
    path.mkdir()
    image.write_bytes(b'')
    os.truncate(image, 8 << 20)
    try:
        subprocess.run(['mkfs.ext4', '-q', '-m', '0', str(image)], check=True)
        subprocess.run(['mount', '-o', 'loop', str(image), str(path)],
                       check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(str(error))
    try:
        yield path
    finally:
        subprocess.run(['umount', '-l', str(path)], check=True)


def _fill(directory):
    with contextlib.suppress(OSError), open(directory / 'full', 'wb',
                                            buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b'x' * size)
    number = 0
    with contextlib.suppress(OSError):
        while True:
            (directory / ('small%d' % number)).write_bytes(b'x')
            number += 1
    return directory / 'full'


def test_a_full_disk_is_freed(small_disk, hosts):
    host = hosts(small_disk).made_ready()
    _fill(small_disk)
    report = host.ask_pass()
    host.is_unharmed()
    # What is due goes even now, for that is what mends it.
    assert ('purge', OLD) in {(one['action'], one['name'])
                              for one in report['acted']}
    (small_disk / 'full').unlink()
    host.comes_to_its_end()


def test_a_full_disk_of_the_record(tmp_path, small_disk, hosts):
    host = hosts(tmp_path)
    host.settings = host.settings._replace(state_dir=str(small_disk / 'me'))
    host.made_ready()
    _fill(small_disk)
    report = host.ask_pass()
    assert 'state-unreadable' in cache_host.refusals(report)
    assert report['unwritten']
    assert UNUSED in host.in_cache()
    host.is_unharmed()
    (small_disk / 'full').unlink()
    host.comes_to_its_end()


@pytest.mark.parametrize(('call', 'part', 'reason'), [
    ('pread', '/disk', 'scan-incomplete'),
    ('open', '/disk', 'scan-incomplete'),
    ('scandir', '/_base', 'scan-incomplete'),
    ('scandir', '/ops_ext_trash', 'scan-incomplete'),
    ('scandir', '-', 'scan-incomplete'),
    ('scandir', 'instances', 'scan-incomplete'),
    ('open', 'ledger.json', 'state-unreadable'),
    ('open', 'pins.json', 'state-unreadable'),
    ('open', 'pass.lock', 'state-unreadable'),
    ('open', 'compute_nodes', 'state-unreadable'),
    ('open', '/nonce', 'state-unreadable'),
    ('open', 'ops_ext_hosts/', 'state-unreadable'),
    ('listdir', 'ops_ext_hosts', 'state-unreadable'),
    ('listdir', '/hosts', 'state-unreadable'),
    ('fsync', '.ledger.json', 'state-unreadable'),
    ('fsync', 'state', 'state-unreadable'),
    ('write', '.ledger.json', 'state-unreadable'),
    ('rename', '.ledger.json', 'state-unreadable'),
    ('rename', '_base', ''),
    ('unlink', 'ops_ext_trash', ''),
    ('fsync', '_base', ''),
    ('utime', '_base', ''),
    ('open', '/locks/', ''),
    ('open', 'audit.log', ''),
    ('open', 'last_pass.json', ''),
])
@pytest.mark.parametrize('code', ['EIO', 'EACCES'])
def test_an_error(host, call, part, reason, code):
    host.faults['errors'] = [(call, part, code)]
    report = host.ask_pass()
    if reason:
        assert reason in cache_host.refusals(report), report['refusals']
        # The trash is not purged before everything is known.
        assert UNUSED in host.in_cache()
    host.is_unharmed()
    if reason == 'scan-incomplete':
        assert host.is_unharmed()
    if call == 'utime':
        assert report['touch_failed'] or report['touch_denied'] or (
            code != 'EIO')
    for one in report['acted']:
        assert one['action'] != 'keep' or one['reason'] == 'failed'
        assert bool(one['error']) == (one['action'] == 'keep'), one
    host.faults.pop('errors')
    host.comes_to_its_end()


GARBAGE = [b'', b'{', b'[]', b'null', b'{"version": 1}', b'\0' * 100, b'\xff',
           b'[' * 10 ** 5, b'{"a": ' * 10 ** 5, b'{"a": NaN}', b'1' * 5000]


def _garbage(path, content):
    if path.is_file():
        path.unlink()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize('content', GARBAGE, ids=lambda one: repr(one[:12]))
@pytest.mark.parametrize('name', [
    'ledger.json', 'pins.json', 'acks.json', 'last_pass.json', 'audit.log',
    'image_cache.prom', '../nonce', 'hosts/other', 'compute_nodes', 'marker'])
def test_garbage(host, name, content):
    path = {'compute_nodes': host.instances / name,
            'marker': host.instances / 'ops_ext_hosts' / 'host-1'}.get(
                name, host.record(name))
    kept = path.read_bytes() if path.exists() else None
    _garbage(path, content)
    report = host.ask_pass()
    given = cache_host.refusals(report)
    host.is_unharmed()
    host.ask('state')
    if name == 'ledger.json':
        assert report['broken']
        # All ages begin anew.
        assert UNUSED in host.in_cache()
    elif name in ('pins.json', 'acks.json'):
        assert given == ['state-unreadable'] or content.startswith(b'{"') and (
            not given)
    elif name in ('../nonce', 'marker'):
        assert set(given) & {'state-unreadable', 'two-machines'}
    elif name == 'hosts/other':
        assert given == ['other-host']
    elif name == 'compute_nodes':
        assert given and set(given) <= {'state-unreadable', 'other-host'}
    else:
        assert not given
    if given:
        assert host.is_unharmed()
    _mended(host, path, kept)
    host.comes_to_its_end()


def _mended(host, path, kept):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    for one in pathlib.Path(host.settings.state_dir).glob('*/hosts/*'):
        one.unlink()
    if kept is not None:
        path.write_bytes(kept)


@pytest.mark.parametrize('kind', ['directory', 'fifo', 'link', 'dangling'])
@pytest.mark.parametrize('name', [
    'ledger.json', 'pins.json', 'acks.json', 'last_pass.json', 'audit.log',
    'image_cache.prom', 'pass.lock', '../nonce', 'hosts', 'compute_nodes',
    'marker', 'lock of Nova', 'locks'])
def test_what_is_no_file(here, host, name, kind):
    victim = here / 'victim'
    victim.write_bytes(b'precious')
    victim.chmod(0o640)
    path = {'compute_nodes': host.instances / name,
            'lock of Nova': host.instances / 'locks' / ('nova-' + UNUSED),
            'locks': host.instances / 'locks',
            'marker': host.instances / 'ops_ext_hosts' / 'host-1'}.get(
                name, host.record(name))
    kept = path.read_bytes() if path.is_file() else None
    if path.is_dir():
        path.rename(str(path) + '.away')
    path.unlink(missing_ok=True)
    if kind == 'directory':
        path.mkdir()
    elif kind == 'fifo':
        os.mkfifo(path)
    else:
        path.symlink_to(victim if kind == 'link' else here / 'nothing')
    report = host.ask_pass()
    host.is_unharmed()
    host.ask('state')
    host.ask('restore', what=OLD, now=host.now, who='me')
    assert victim.read_bytes() == b'precious'
    assert victim.stat().st_mode & 0o777 == 0o640
    assert not (here / 'nothing').is_file() or name == 'lock of Nova'
    if name in ('ledger.json', 'pins.json', 'acks.json') or (
            name == 'pass.lock' and kind in ('directory', 'link')):
        assert 'state-unreadable' in cache_host.refusals(report)
        assert UNUSED in host.in_cache()
    _mended(host, path, kept)
    host.settings = host.settings._replace(minimum_passes=1)
    host.comes_to_its_end()


@pytest.mark.parametrize('kind', ['file', 'link', 'dangling', 'entry'])
def test_a_trash_that_is_none(here, host, kind):
    """Nothing is unlinked or renamed where a link leads."""
    victims = here / 'victims'
    victims.mkdir()
    entry = next(host.trash.iterdir())
    (victims / entry.name).write_bytes(b'precious')
    if kind == 'entry':
        entry.unlink()
        entry.symlink_to(victims / entry.name)
    else:
        host.trash.rename(here / 'away')
        if kind == 'file':
            host.trash.write_bytes(b'')
        else:
            host.trash.symlink_to(victims if kind == 'link'
                                  else here / 'nothing')
    for _pass in range(3):
        host.ask_pass()
        host.ask('restore', what=OLD, now=host.now, who='me')
        host.ask('purge', entries=[entry.name], now=host.now, who='me')
    assert [(one.name, one.read_bytes()) for one in victims.iterdir()] == [
        (entry.name, b'precious')]
    host.is_unharmed()
    if kind != 'entry':
        assert UNUSED in host.in_cache()


def test_a_cache_behind_a_link(here, host):
    host.cache.rename(here / 'elsewhere')
    host.cache.symlink_to(here / 'elsewhere')
    host.comes_to_its_end()


@pytest.mark.parametrize('what', ['cache', 'instances'])
@pytest.mark.parametrize('kind', ['gone', 'file', 'dangling'])
def test_a_directory_that_is_none(here, host, what, kind):
    path = getattr(host, what)
    path.rename(here / 'away')
    if kind == 'file':
        path.write_bytes(b'')
    elif kind == 'dangling':
        path.symlink_to(here / 'nothing')
    report = host.ask_pass()
    if what == 'instances' or kind != 'gone':
        assert report['refusals']
    path.unlink(missing_ok=True)
    if path.is_dir():
        path.rename(here / 'made')
    (here / 'away').rename(path)
    assert host.is_unharmed()
    host.comes_to_its_end()


@pytest.mark.parametrize(('what', 'mode', 'reason'), [
    ('disk', 0o600, 'scan-incomplete'), ('server', 0o700, 'scan-incomplete'),
    ('trash', 0o700, 'scan-incomplete'), ('state', 0o700, 'state-unreadable'),
    ('cache', 0o700, 'scan-incomplete')])
def test_who_may_not(here, host, what, mode, reason):
    if os.geteuid():
        pytest.skip('only root can be another')
    for above in (here, *list(here.parents)[:-2]):
        above.chmod(0o755)
    for path in (here, *here.rglob('*')):
        os.chown(path, NOBODY, NOBODY)
    path = {'disk': host.servers[0] / 'disk', 'server': host.servers[0],
            'trash': host.trash, 'cache': host.cache,
            'state': pathlib.Path(host.settings.state_dir)}[what]
    os.chown(path, 0, 0)
    path.chmod(mode)
    host.faults['user'] = NOBODY
    assert reason in cache_host.refusals(host.ask_pass())
    assert host.is_unharmed()
    os.chown(path, NOBODY, NOBODY)
    path.chmod(0o777)
    os.chown(host.cache / USED, 0, 0)
    report = host.ask_pass()
    # Which nova-compute then has root touch.
    assert report['touch_denied'] == []
    host.comes_to_its_end()


def test_a_clock_that_goes_back_and_forth(host):
    host.ask_pass(days=400)
    assert USED in host.in_cache()
    for days in (-400, 0.1, 0.1):
        assert cache_host.refusals(host.ask_pass(days=days)) == ['clock']
        host.base(OLD)
        host.is_unharmed()
    host.ask('ack', what='clock', now=host.now, who='me')
    assert cache_host.refusals(host.ask_pass()) == []
    # By its name it is there since a time that is still to come.
    assert host.ask('purge', entries=[UNUSED], now=host.now, who='me')[
        'refused'] == []
    host.comes_to_its_end()
