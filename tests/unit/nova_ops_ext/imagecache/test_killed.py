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


"""kill -9: at every call to the system, and at any time at all."""

import itertools
import json
import os
import random

import pytest

from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import survey
from tests.harness import cache_host
from tests.harness import killed_process
from tests.harness import opened_by_qemu

KILLS = int(os.environ.get('OPS_EXT_KILLS', '200'))
USED, UNUSED, OLD, WANTED, LEFT = map(cache_host.base_name, 'abcde')


@pytest.fixture
def directory(monkeypatch):
    # What a directory for tests is on is not of interest here.
    monkeypatch.setattr(survey.Survey, 'storage', lambda _self: [])
    monkeypatch.setattr(survey.Survey, 'open', lambda _self, _scan: {})
    with cache_host.quick_directory() as path:
        yield path


class Host(cache_host.CacheHost):
    """One on which a pass has to do all that there is."""

    def __init__(self, directory):
        super().__init__(directory, minimum_passes=1, minimum_age=0,
                         minimum_age_resized=0, retention=3600)
        self.known_servers = [self.server(backing=str(self.base(USED)))]
        for name in (OLD, WANTED, LEFT):
            self.base(name)
        self.passed(*self.known_servers)
        assert self.in_trash() == sorted((OLD, WANTED, LEFT))
        self.base(UNUSED)
        self.known_servers += [
            self.server(backing=str(self.cache / WANTED)),
            self.server(backing=str(self.cache / LEFT))]
        # One of these was linked back by one who was killed just then.
        entry = next(self.trash.glob(LEFT + '*'))
        os.link(entry, self.cache / LEFT)

    def disks(self):
        """Open all disks; tell which files each needs."""
        return {path: opened_by_qemu.files(path)
                for path in sorted(self.instances.glob('*/disk'))}

    def readable(self):
        for path in (self.instances.parent / 'state').glob('*/*/*.json'):
            if path.name == 'ledger.json':
                ledgers.decode(path.read_text())
            json.loads(path.read_text())

    def acting(self):
        return operator_acts.OperatorActs(self.settings, progress.Silent())

    def at_work(self, act):
        """Give what is killed."""
        asked = {'now': self.now + 86400, 'who': 'me'}
        if act == 'pass':
            return lambda: self.passed(*self.known_servers)
        if act == 'purge':
            return lambda: self.acting().purge(entries=[OLD], **asked)
        return lambda: self.acting().restore(what=WANTED, **asked)


@pytest.mark.parametrize('act', ['pass', 'restore', 'purge'])
def test_before_each_call(directory, act):
    calls = []
    for number in itertools.count():
        host = Host(directory / str(number))
        if act == 'purge':
            # One may be purged by hand only if its server is known.
            host.passed(*host.known_servers, days=0)
        before = {name: (host.cache / name).stat().st_ino
                  for name in (USED, LEFT)}
        entries = {path.name: path.stat().st_ino
                   for path in host.trash.iterdir()}
        call = killed_process.before_call(host.at_work(act), number)
        host.readable()
        # Wherever it stopped: nothing that is needed is gone.
        for name in (USED, LEFT):
            assert (host.cache / name).stat().st_ino == before[name]
        left = {path.stat().st_ino for path in (
            *host.cache.iterdir(), *host.trash.iterdir())}
        assert {inode for entry, inode in entries.items()
                if entry.startswith(WANTED)} <= left
        report = host.passed(*host.known_servers, days=2)
        assert not report['refusals'] and not report['unwritten']
        assert not any(one['error'] for one in report['acted'])
        assert len(host.disks()) == 3
        host.passed(*host.known_servers)
        assert host.in_cache() == sorted((USED, WANTED, LEFT))
        assert not list(host.trash.iterdir())
        assert not [path for path in directory.rglob('*')
                    if path.name.endswith('.new')], call
        calls.append(call)
        if not call:
            break
    # What is done was among them.
    assert set(calls) >= {
        'pass': {'rename', 'link', 'unlink', 'write', 'fsync', 'utime', ''},
        'restore': {'link', 'unlink', 'write', 'fsync', ''},
        'purge': {'unlink', 'write', 'fsync', ''}}[act]


def test_before_each_call_of_the_first_pass(directory):
    for number in itertools.count():
        host = cache_host.CacheHost(directory / str(number),
                                    minimum_passes=2)
        host.base(UNUSED)
        servers = [host.server(backing=str(host.base(USED)))]
        call = killed_process.before_call(
            lambda host=host, servers=servers: host.passed(*servers), number)
        for _pass in range(3):
            report = host.passed(*servers)
            # Above all, it does not take itself for another.
            assert not report['refusals'] and not report['unwritten'], call
        assert (host.in_cache(), host.in_trash()) == ([USED], [UNUSED])
        if not call:
            break
    assert number > 10


class Loop(cache_host.CacheHost):
    """One where servers come and go all the time, and so do their bases."""

    names = list(map(cache_host.base_name, 'pqrstu'))

    def __init__(self, directory):
        super().__init__(directory, minimum_passes=1, minimum_age=0,
                         minimum_age_resized=0, retention=100,
                         breaker_floor=100)

    def disk(self, name):
        return self.instances / ('%s-0000-0000-0000-000000000000' % name[:8]
                                 ) / 'disk'

    def turn(self, rng):
        """Have a server come or go, each at one stroke, and do a pass."""
        name = rng.choice(self.names)
        base, disk = self.cache / name, self.disk(name)
        if disk.exists():
            disk.unlink()
        elif base.exists() or any(self.trash.glob(name + '.*')):
            # What is in the trash comes back with the next pass.
            disk.parent.mkdir(exist_ok=True)
            new = disk.parent / 'console.log'
            cache_host.write_overlay(new, str(base))
            os.rename(new, disk)
        else:
            new = self.instances.parent / 'new'
            new.write_bytes(b'base')
            os.utime(new, (0, 0))
            os.rename(new, base)
        return self.passed(*self.servers(), days=rng.choice((0, .01, .01)))

    def servers(self):
        return [self.disk(name).parent for name in self.names]

    def forever(self, seed):
        rng = random.Random(seed)
        while True:
            self.turn(rng)


def test_at_any_time(directory):
    rng = random.Random(1)
    host = Loop(directory)
    acted = set()
    for seed in range(KILLS):
        killed_process.after(lambda seed=seed: host.forever(seed),
                             rng.uniform(0.001, 0.05))
        # The clock of the one that was killed was ahead of this one.
        for ledger in (directory / 'state').glob('*/*/ledger.json'):
            host.now = max(host.now, ledgers.decode(
                ledger.read_text()).last)
        report = host.passed(*host.servers(), days=.0001)
        assert not report['refusals'] and not report['broken'], report
        for name in host.names:
            if host.disk(name).exists():
                assert len(opened_by_qemu.files(str(host.disk(name)))) == 2
        acted |= {one['action'] for one in host.turn(rng)['acted']}
    assert acted >= {'trash', 'purge', 'restore'} or KILLS < 100
