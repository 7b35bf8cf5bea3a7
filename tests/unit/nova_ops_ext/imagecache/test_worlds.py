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


"""Random worlds: whatever befalls them, no disk loses a file it needs.

A world is a compute host in some state, over which a pass goes.  What its
disks need is told by a reader of its own, which shares nothing with the
product; and just before each rename or unlink, not only afterwards.
OPS_EXT_WORLDS is how many there are.
"""

import contextlib
import filecmp
import json
import os
import pathlib
import random
import re
import shutil
import tempfile
import time

import pytest

from nova_ops_ext.imagecache import acts
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import nova_lock
from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import reason
from nova_ops_ext.imagecache import report as reports
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import survey
from nova_ops_ext.imagecache import sweep
from nova_ops_ext.imagecache import trash
from tests.harness import cache_hazards
from tests.harness import cache_world

WORLDS = int(os.environ.get('OPS_EXT_WORLDS', '10000'))
FIRST = int(os.environ.get('OPS_EXT_WORLDS_FROM', '0'))
# Passes of a history; each goes over a world that nobody has seen before.
PASSES = 5
NOVAS = re.compile(r'[0-9a-f]{40}(_(\d+|sm))?|swap_\d+|'
                   r'ephemeral_\d+_[A-Za-z0-9]{7}')
STORAGE = {'unknown': 'storage-unknown', 'shared': 'storage-not-local',
           'exported': 'storage-exported'}
# What Nova or anybody may do at any moment, the lock of a file held or not.
ANY_TIME = ('spawn', 'snapshot', 'move', 'move', 'revert', 'resize',
            'delete', 'want_again', 'base')
QUIET = ('spawn', 'spawn', 'snapshot', 'move', 'resize', 'revert', 'delete',
         'want_again', 'alias', 'age', 'base', 'base')
# Those that are looked for again just before an act.
SEEN_AGAIN = ('storage', 'marker', 'registry', 'twin', 'junk', 'dangling')


class Racing(progress.Progress):
    """Has something happen when the pass comes to a certain path."""

    __slots__ = ('events',)

    def __init__(self, events):
        super().__init__()
        self.events = events

    def at(self, path):
        super().at(path)
        event = self.events.pop(self.count, None)
        if event:
            event()


class History:
    """A world, and the passes over it."""

    def __init__(self, path, seed):
        self.rng = rng = random.Random(seed)
        self.world = cache_world.World(path, rng, time.time())
        self.settings = shapes.Settings(
            cache_world.HOST, self.world.instances, self.world.cache,
            self.world.state, removal='trash' if rng.random() < .9
            else 'observe', minimum_age=rng.choice((0, 1000)),
            minimum_age_resized=rng.choice((1000, 3000)),
            minimum_passes=rng.choice((1, 1, 2, 3)),
            retention=rng.choice((0, 2000)), breaker_percent=20,
            breaker_floor=rng.choice((1, 10, 10)), lock_wait=0)
        self.storage = []
        self.busy = False
        self.needed = set()
        self.races = rng.random() < .5
        self.loose = False
        self.rare = rng.random() < .4
        # Of each file, by device and inode: when it was needed, and passes.
        self.used = {}
        self.unused = {}
        self.last = 0.0
        self.acted = 0
        for _count in range(rng.randint(1, 5)):
            self.world.base()
        for _count in range(rng.choice((0, 1, 2, 3))):
            self.world.spawn()

    # Between passes.

    def befall(self):
        """Have something happen, and time pass."""
        world, rng = self.world, self.rng
        for _count in range(rng.choice((0, 1, 1, 2, 4))):
            getattr(world, rng.choice(QUIET))()
        if self.rare and rng.random() < .3:
            self.hazard()
        if self.rare and rng.random() < .5:
            self.mend()
        if rng.random() < .15:
            self.by_operator()
        world.open = {name for name in world.names()
                      if rng.random() < .1} if rng.random() < .3 else set()
        ledger = pathlib.Path(cache_hazards.record(world, 'ledger.json'))
        if rng.random() < .1 and ledger.exists():
            # All ages begin anew.
            self.last, self.used, self.unused = 0.0, {}, {}
            ledger.write_text(rng.choice((
                '', '{}', '{"version": 2}', '\0')))
        world.now += rng.choice((1, 600, 1500, 5000, 10 ** 6)) if (
            rng.random() < .93) else rng.choice((-100, -4000))

    def hazard(self, names=(*cache_hazards.HAZARDS, 'storage')):
        name = self.rng.choice(names)
        self.world.said.append('hazard ' + name)
        if name == 'storage':
            self.storage = [finding.Finding(self.rng.choice(
                sorted(STORAGE)), '/somewhere', 'it is')]
        else:
            cache_hazards.HAZARDS[name].put(self.world)

    def mend(self):
        self.storage = []
        for one in cache_hazards.HAZARDS.values():
            one.mend(self.world)

    def by_operator(self):
        world, rng = self.world, self.rng
        acting = operator_acts.OperatorActs(
            self.settings, progress.Silent())
        asked = {'now': world.now, 'who': 'me'}
        pick = rng.choice(('pin', 'unpin', 'purge', 'restore'))
        names = [*world.names(), *(one.rsplit('.', 2)[0]
                                   for one in world.entries())]
        self.needed = None
        if pick == 'purge':
            world.held = ''
            acting.purge(entries=world.entries()[:1] or None, **asked)
        elif names:
            name = rng.choice(names)
            if pick == 'restore':
                acting.restore(what=name, **asked)
            else:
                getattr(acting, pick)(name=name, **asked)
        world.said.append('operator ' + pick)

    # A pass.

    def known(self):
        world = self.world
        self.needed = world.needed()
        return shapes.Known(
            world.complete, '' if world.complete else 'the database is down',
            tuple(world.servers), tuple(world.hosts),
            dict.fromkeys(self.needed, 'a server'))

    def events(self):
        """Choose what happens while the pass is under way."""
        if not self.races:
            return {}, {}
        world, rng = self.world, self.rng

        def event():
            self.loose = True
            getattr(world, rng.choice(ANY_TIME))()

        chosen = {rng.randint(1, 90): event
                  for _count in range(rng.choice((0, 1, 2, 6)))}
        return chosen, {name: rng.choice((*ANY_TIME, 'hazard', 'use', 'use',
                                          'use'))
                        for name in world.names() if rng.random() < .2}

    def do_pass(self):
        """Do one, and compare what is left with what was there."""
        world = self.world
        self.loose = False
        self.purged.clear()
        before, view = self.inodes(), world.view()
        lost = view.lost
        entries, names = world.entries(), world.names()
        in_front = cache_hazards.there(world, view.roots), list(self.storage)
        dry = self.rng.random() < .05
        if not dry:
            self.count_use(view, in_front[0])
        events, self.at_lock = self.events()
        doing = sweep.Sweep(self.settings, world.now, Racing(events),
                            dry_run=dry)
        doing.look()
        if self.races and self.rng.random() < .3:
            self.loose = True
            for _count in range(2):
                getattr(world, self.rng.choice(QUIET))()
        report = doing.finish(self.known())
        report = doing.conclude()
        self.report = report
        self.explained(report)
        self.nothing_vanished(before)
        if not self.loose:
            assert world.view().lost.keys() <= lost.keys()
            self.refused(report, *in_front)
            if dry or self.settings.removal == 'observe':
                assert set(names) <= set(world.names())
        if dry:
            assert not report['acted']
            return
        self.readable()
        if in_front[0] & {'marker', 'server-host'}:
            world.remembered = True
        if 'state-unreadable' not in {
                one['reason'] for one in report['refusals']}:
            self.last = max(self.last, world.now)
        if not self.loose:
            self.came_back(lost, entries)

    def inodes(self):
        found = {}
        for above in (self.world.cache, self.world.trash):
            with contextlib.suppress(FileNotFoundError):
                for one in os.scandir(above):
                    if one.is_file(follow_symlinks=False):
                        found[one.inode()] = one.name
        return found

    def count_use(self, view, hazards):
        """Keep a ledger of our own, of what is needed and when."""
        world = self.world
        pinned = cache_hazards.pins(world)
        whole = world.complete and not hazards & {'junk', 'dangling'}
        for name in world.names():
            one = world.inode(world.cache + '/' + name)
            if one in view.reachable or name in (pinned or ()) or (
                    name in world.open or self.is_needed(
                        name, world.needed())):
                self.used[one], self.unused[one] = world.now, 0
            else:
                self.used.setdefault(one, world.now)
                self.unused[one] = self.unused.get(one, 0) + whole

    @staticmethod
    def is_needed(name, needed):
        return any(name == one or name.startswith(one + '_')
                   for one in needed)

    # What must hold.

    def may_trash(self, name):
        """Look just before a file goes into the trash."""
        world, settings = self.world, self.settings
        self.acted += 1
        path = world.cache + '/' + name
        self.removable(name, path)
        assert NOVAS.fullmatch(name)
        assert name not in world.open
        age = (settings.minimum_age_resized if re.match('.{40}_', name)
               else settings.minimum_age)
        assert world.now - os.lstat(path).st_mtime >= age
        if not self.races:
            one = world.inode(path)
            assert world.now - self.used[one] >= age
            assert self.unused[one] >= settings.minimum_passes

    def may_purge(self, entry):
        """Look just before a file is unlinked in the trash."""
        world = self.world
        self.acted += 1
        name, since, _token = entry.rsplit('.', 2)
        self.removable(name, world.trash + '/' + entry)
        if self.needed is not None:
            assert world.now - int(since) >= self.settings.retention
            assert not any(os.path.basename(missing) == name
                           for missing in world.view().lost.values())

    def removable(self, name, path):
        world = self.world
        view = world.view()
        assert world.inode(path) not in view.reachable
        pinned = cache_hazards.pins(world)
        assert pinned is not None and name not in pinned
        if self.needed is not None:
            # Else an operator asks, who may go by what was known last.
            assert self.settings.removal == 'trash'
            assert not self.is_needed(name, self.needed) or (
                self.is_there_twice(name, path))
        assert not self.storage
        assert world.now >= self.last - 300
        # What came up while it was looked at again may have been too late.
        hazards = cache_hazards.there(world, view.roots)
        if self.needed is None:
            hazards -= {'server-host', 'incomplete', 'unknown'}
        assert self.loose or not hazards

    def is_there_twice(self, name, path):
        """Whether Nova has fetched again what is in the trash."""
        other = os.path.join(self.settings.cache_dir, name)
        try:
            return not os.path.samefile(path, other) and filecmp.cmp(
                path, other, shallow=False)
        except FileNotFoundError:
            return False

    def explained(self, report):
        given = {one['reason'] for one in report['refusals']}
        for one in report['refusals']:
            assert reason.Reason(one['reason']).remedy == one['remedy'] != ''
            assert one['text'] and one['detail'].strip(' :;')
        for one in (*report['files'], *report['trash']):
            assert reason.Reason(one['reason']).text
            assert reason.Action(one['action'])
            if one['action'] == 'refuse':
                assert one['reason'] in {*given, 'too-many'}

    def refused(self, report, hazards, storage):
        given = {one['reason'] for one in report['refusals']}
        for name in hazards:
            assert cache_hazards.HAZARDS[name].reasons & given, name
        for one in storage:
            assert STORAGE[one.kind] in given

    def nothing_vanished(self, before):
        for inode in before.keys() - self.inodes().keys():
            assert inode in self.purged

    def readable(self):
        path = cache_hazards.record(self.world, 'ledger.json')
        with contextlib.suppress(FileNotFoundError):
            ledgers.decode(pathlib.Path(path).read_text())
        report = cache_hazards.record(self.world, 'last_pass.json')
        if os.path.exists(report):
            json.loads(pathlib.Path(report).read_text())

    def came_back(self, lost, entries):
        names = {one.rsplit('.', 2)[0] for one in entries
                 if re.fullmatch(r'[^.]*\.\d+\.[0-9a-f]{6}', one)}
        for missing in lost.values():
            missing = os.path.realpath(missing)
            above, name = os.path.split(missing)
            if above == self.world.cache and name in names:
                assert os.path.exists(missing), name

    # The end.

    def settle(self):
        """Mend all that stands against removals; what is unused must go."""
        world = self.world
        self.races = self.rare = self.busy = False
        self.settings = self.settings._replace(removal='trash')
        world.open = set()
        acting = operator_acts.OperatorActs(self.settings, progress.Silent())
        asked = {'now': world.now, 'who': 'me'}
        for _count in range(6):
            self.mend()
            # What lacks its base in good earnest stands against all else.
            for path in world.view().lost:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
            for name in world.directories():
                if name.partition('_')[0] in world.unknown:
                    acting.ack(what='directory:' + name, **asked)
            for name in world.names():
                path = world.cache + '/' + name
                os.utime(path, (world.now, world.now))
            world.now += 10 ** 5 + 10 ** 5 * (world.now < self.last)
            acting.ack(what='clock', now=max(world.now, self.last), who='me')
            world.now = max(world.now, self.last)
            for _pass in range(self.settings.minimum_passes + 2):
                self.do_pass()
                world.now += 10 ** 5
                with contextlib.suppress(ValueError):
                    acting.ack(what='removals', **asked)
        assert not self.report['refusals'], self.report['refusals']
        text, pinned = world.mentioned(), cache_hazards.pins(world)
        for name in world.names():
            assert not NOVAS.fullmatch(name) or name in pinned or (
                name.encode() in text or self.is_needed(
                    name, world.needed())), name
        for entry in world.entries():
            name = entry.rsplit('.', 2)[0]
            assert name in pinned or name.encode() in text or (
                self.is_needed(name, world.needed())), entry


@pytest.fixture
def history(monkeypatch):
    """Make histories, and have the product meet them."""
    above = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
    path = tempfile.mkdtemp(dir=above)
    current = []

    def tapped_lock(directory, name, wait):
        one = current[-1]
        event = one.at_lock.pop(name, None) if one.races else None
        if event == 'hazard':
            one.world.said.append('at the lock of ' + name)
            one.hazard(SEEN_AGAIN)
        elif event == 'use':
            one.loose = True
            one.world.use(name)
        elif event:
            one.loose = True
            getattr(one.world, event)()
        return held(directory, name, wait)

    @contextlib.contextmanager
    def held(directory, name, wait):
        one = current[-1]
        if one.races and one.rng.random() < .05:
            one.loose = True
            raise nova_lock.Busy('somebody')
        with real_held(directory, name, wait):
            one.world.held = name
            try:
                yield
            finally:
                one.world.held = ''

    def put(cache_dir, name, *rest):
        current[-1].may_trash(name)
        return real_put(cache_dir, name, *rest)

    def purge(cache_dir, entry):
        current[-1].may_purge(entry)
        current[-1].purged.add(os.lstat(os.path.join(
            current[-1].world.trash, entry)).st_ino)
        return real_purge(cache_dir, entry)

    real_held, real_put, real_purge = (
        nova_lock.held, trash.put, trash.purge)
    monkeypatch.setattr(acts.nova_lock, 'held', tapped_lock)
    monkeypatch.setattr(acts.trash, 'put', put)
    monkeypatch.setattr(acts.trash, 'purge', purge)
    # They have tests of their own.
    monkeypatch.setattr(reports.metrics, 'text', lambda report: '')
    # Memory is no local storage; and who has what open is for us to say.
    monkeypatch.setattr(survey.Survey, 'storage',
                        lambda self: list(current[-1].storage))
    monkeypatch.setattr(
        survey.Survey, 'open', lambda self, scan: dict.fromkeys(
            current[-1].world.open, 'open by somebody'))

    def make(seed):
        shutil.rmtree(path)
        os.mkdir(path)
        one = History(path, seed)
        one.at_lock, one.purged = {}, set()
        current[:] = [one]
        return one

    yield make
    shutil.rmtree(path, ignore_errors=True)


def test_no_world_loses_a_file(history):
    acted = 0
    for seed in range(FIRST, FIRST + max(WORLDS // PASSES, 1)):
        one = history(seed)
        try:
            for _count in range(PASSES):
                one.befall()
                one.do_pass()
            if not seed % 40:
                one.settle()
        except Exception as error:
            raise AssertionError('OPS_EXT_WORLDS_FROM=%d: %s' % (
                seed, '\n'.join(one.world.said))) from error
        acted += one.acted
    # They are no worlds in which nothing ever happens.
    assert acted > WORLDS // 10 or WORLDS < 100
