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

"""The tale of disappearing images: a cache that removes what a guest needs.

Run as ``python -m demo.image_cache_story``, with Nova and qemu-img installed.
"""

from __future__ import annotations

from importlib import metadata
import io
import os
import sys
import tempfile
from typing import Any
import unittest
import warnings

from demo import ending
from demo import guest_disk
from demo import narration
from demo import record
from demo.report import quantity

NOVA = metadata.version('nova')
if int(NOVA.partition('.')[0]) >= 33:
    # Native threads, for releases that know them.  Nova looks at this when
    # it is imported.
    os.environ.setdefault('OS_NOVA_DISABLE_EVENTLET_PATCHING', 'True')
# Would keep from the terminal what the story prints.
os.environ.pop('OS_STDOUT_CAPTURE', None)

#: Of unused files; what a file takes must be seen to get free.
MEGABYTES = 4
GOOD, BAD = 'as it should be', 'CANNOT BE OPENED'
#: Each has a disk of its own, on a base of its own.
GUESTS = 4
TALE = ('Compute nodes shared the directory of their instances.  The cache '
        'manager of one of them took base images for unused that disks of '
        'guests on another one stood on, and removed them.')


class Story:
    """What happens on hosts with one manager or the other.

    :param cloud: a demo.image_cache_cloud.ImageCacheCloud
    :param local: whether its files are on a file system that is known to be
    """

    def __init__(self, narrator: narration.Narrator, cloud: Any,
                 local: bool) -> None:
        # Only now: it takes some seconds.
        from demo import image_cache_cloud
        self._narrator = narrator
        self._cloud = cloud
        self._local_place = local
        self._there = image_cache_cloud
        self._world: Any = None
        self._kept: dict[str, int] = {}
        self._opened: dict[str, int] = {}
        self._freed: dict[str, int] = {}

    def tell(self) -> None:
        """Tell all of it."""
        for image in self._snapshots():
            self._cloud.upload(image)
        self._stock()
        self._guarded(self._there.OBSERVE)
        self._guarded(self._there.TRASH)
        self._local()
        self._sum_up()

    def _stock(self) -> None:
        say = self._narrator
        say.step(
            'As Nova comes: two hosts share instances_path.',
            'The disk of each of %d guests on compute-2 stands on the '
            'snapshot that it was' % GUESTS,
            'booted from.  Its user deletes that snapshot, so the file in the '
            'cache is the',
            'only copy.  One of them is looked at more closely.')
        one, two, guest, base = self._share(self._there.STOCK)
        for image in self._snapshots():
            self._cloud.delete(image)
        self._glance()
        self._passes(one, two)
        self._disk(guest, GOOD)
        say.step('nova-compute of compute-2 is down for two days; its guests '
                 'run on.')
        self._passes(one, after=23.5)
        self._passes(one, after=24.6)
        self._log('Removing base', os.path.basename(base))
        say.check('stock has removed the base', False,
                  os.path.exists(base))
        say.act('', guest_disk.shortened(os.path.basename(base)), 'GONE')
        self._disk(guest, BAD)
        self._glance()
        self._count(self._there.STOCK, 0)
        self._world.close()

    def _guarded(self, mode: str) -> None:
        say = self._narrator
        say.step('The same with ours, removal = %s, and ten days more.' %
                 mode)
        one, two, guest, base = self._share(mode)
        self._passes(one, two)
        self._passes(one, after=23.5)
        self._passes(one, after=24.6)
        self._passes(one, after=240)
        say.check('ours has kept the base', True, os.path.exists(base))
        self._refusal('other-host', 'compute-2')
        self._why(one, base, mode, guest.path('disk'))
        if mode == self._there.TRASH:
            say.step('compute-2 comes back.')
            self._passes(two, after=1)
        self._disk(guest, GOOD)
        self._count(mode, GUESTS)
        self._freed['on a share'] = self._world.report(one)['freed_bytes']
        self._world.close()

    def _local(self) -> None:
        say = self._narrator
        say.step(
            'A host with a disk of its own, and removal = trash.',
            'No disk on it stands on two of its files of %d MB.  One of '
            'them is needed by' % MEGABYTES,
            'a server that is away, on a backup.')
        world, host = self._world_of(self._there.TRASH, 'compute-3')
        kept = world.filled(self._there.SNAPSHOT, self._there.CONTENT)
        guest = world.server(host, self._there.SNAPSHOT, base=kept)
        wanted, unwanted = (
            world.filled(image, self._there.CONTENT + os.urandom(
                MEGABYTES << 20)) for image in ('of a backup', 'of nobody'))
        away = world.server(host, self._there.SNAPSHOT, base=wanted)
        backup = os.path.join(world.root, 'backup')
        os.rename(away.directory, backup)
        os.unlink(world.unused)
        self._passes(host)
        self._passes(host, after=12.5)
        if not self._local_place:
            say.act('', 'This machine has no file system that is known to be '
                    'local.', '')
            self._passes(host, after=12.5)
            self._refusal('storage-not-local', '')
            world.close()
            return
        say.check('nothing goes before its time', [], world.trash())
        self._passes(host, after=12.5)
        for path in wanted, unwanted:
            self._log('Image cache: trash ' + os.path.basename(path),
                      'unused')
            say.check('it is in the trash', False, os.path.exists(path))
        say.check('two files in the trash', 2, len(world.trash()))
        self._disk(guest, GOOD)
        say.step('The server comes back from the backup, and its disk stands '
                 'on one of them.',
                 'It can be opened again after the next pass; there is one '
                 'every 40 minutes.')
        os.rename(backup, away.directory)
        self._disk(away, BAD)
        self._passes(host, after=0.67)
        self._log('Image cache: restore ' + os.path.basename(wanted),
                  'referenced-again')
        self._disk(away, GOOD)
        say.step('A week later.')
        self._passes(host, after=4 * 24)
        say.check('nothing is purged in its week', 1, len(world.trash()))
        self._passes(host, after=3 * 24)
        self._log('Image cache: purge ' + os.path.basename(unwanted),
                  'expired')
        say.check('the trash is empty', [], world.trash())
        freed = world.report(host)['freed_bytes']
        say.check('its space is free', True, freed >= MEGABYTES << 20)
        say.act('', 'free again', '%d bytes' % freed)
        self._freed['on a disk of its own'] = freed
        for server in guest, away:
            self._disk(server, GOOD)
        world.close()

    def _count(self, mode: str, expected: int) -> None:
        """Count the bases that are there, and the disks that open."""
        world = self._world
        self._kept[mode] = sum(map(os.path.exists, world.needed))
        self._opened[mode] = len(world.disks) - len(world.broken())
        self._narrator.act('', 'bases kept that guests need', '%d of %d' % (
            self._kept[mode], GUESTS))
        self._narrator.act('', 'disks of guests that open', '%d of %d' % (
            self._opened[mode], GUESTS))
        for what, came in (('bases kept', self._kept[mode]),
                           ('disks that open', self._opened[mode])):
            self._narrator.check(what, expected, came)
        self._narrator.check('bases and disks there were', [GUESTS, GUESTS], [
            len(world.needed), len(world.disks)])

    def _sum_up(self) -> None:
        say = self._narrator
        names = {self._there.STOCK: 'Nova as it comes',
                 self._there.OBSERVE: 'removal = observe',
                 self._there.TRASH: 'removal = trash'}
        for title, unit, counted in (
                ('Bases kept that guests need', 'bases', self._kept),
                ('Disks of guests that open', 'disks', self._opened)):
            say.figure(record.Figure(title, unit, tuple(
                record.Bar(names[mode], count, record.STOCK
                           if mode == self._there.STOCK else record.OURS)
                for mode, count in counted.items()), most=GUESTS))
        say.figure(record.Figure(
            'Bytes freed, with removal = trash', quantity.BYTES, tuple(
                record.Bar(where, freed)
                for where, freed in self._freed.items()),
            note='Of files that nobody needs: what it may remove, it does.'))
        say.result(
            'Nova as it comes kept %d of %d bases that guests need' % (
                self._kept[self._there.STOCK], GUESTS),
            'with GuardedLibvirtDriver %d of %d, and where it can know, it '
            'freed %s' % (
                min(self._kept[mode] for mode in self._kept
                    if mode != self._there.STOCK), GUESTS, quantity.short(
                        max(self._freed.values()), quantity.BYTES)))

    def _snapshots(self) -> list[str]:
        """Name the images of the guests, that of the first one first."""
        first: str = self._there.SNAPSHOT
        return [first] + ['%s, %d' % (first, number)
                          for number in range(2, GUESTS + 1)]

    def _world_of(self, mode: str, *names: str) -> tuple[Any, ...]:
        self._world = self._cloud.days(mode)
        return (self._world, *(self._world.host(name) for name in names))

    def _share(self, mode: str) -> tuple[Any, ...]:
        self._world = world = self._cloud.days(mode)
        one, two = world.share('compute-1', 'compute-2')
        bases = [world.filled(image, self._there.CONTENT)
                 for image in self._snapshots()]
        guests = [world.server(two, image, base=base) for image, base in zip(
            self._snapshots(), bases, strict=True)]
        return one, two, guests[0], bases[0]

    def _passes(self, *which: Any, after: float = 0) -> None:
        self._world.run(*which, after=after)
        for host in which:
            self._narrator.check('the pass ended well', [],
                                 host.failed + host.raised)
            cache = os.listdir(host.cache)
            self._narrator.act(
                host.name, 'image-cache pass, hour %.1f' % self._world.hours,
                'cache: %d%s' % (
                    sum(len(name) >= 40 for name in cache),
                    ', trash: %d' % len(self._world.trash())
                    if self._world.trash() else ''))

    def _disk(self, server: Any, expected: str) -> None:
        disk = server.path('disk')
        says, reads = guest_disk.chain(disk), guest_disk.content(disk)
        good = reads.startswith(self._there.CONTENT)
        self._narrator.act('qemu-img', 'info --backing-chain disk',
                           GOOD if good else BAD)
        self._narrator.log(says)
        self._narrator.check('the disk of the guest', expected,
                             GOOD if good else BAD)
        self._narrator.check('qemu-img finds the chain', good,
                             says.startswith('disk -> '))

    def _glance(self) -> None:
        came = self._cloud.fetched(self._there.SNAPSHOT)
        self._narrator.act('glance', 'GET the snapshot', came)
        self._narrator.check('Glance has it no more', '404 Not Found', came)

    def _log(self, *words: str) -> str:
        """Show the line of the log that has these words."""
        line: str = self._cloud.said(*words)
        self._narrator.check('the log has a line of it', True, bool(line))
        self._narrator.log(line.partition('] ')[2])
        return line

    def _refusal(self, reason: str, detail: str) -> None:
        line = self._log('nothing may be removed, %s:' % reason)
        self._narrator.contains('what the log says', detail, line)

    def _why(self, host: Any, base: str, mode: str, disk: str) -> None:
        """Show what the report says of the base."""
        name = os.path.basename(base)
        told, = (one for one in self._world.report(host)['files']
                 if one['name'] == name)
        would = told['would']
        self._narrator.act('report', 'why ' + guest_disk.shortened(name),
                           '%(action)s: %(reason)s' % told)
        self._narrator.log('otherwise %s: %s by %s' % (*would, told['detail']))
        self._narrator.check('the report', (
            'observe' if mode == self._there.OBSERVE else 'refuse',
            ['keep', 'referenced'], disk), (
                told['action'], would, told['detail']))


def tell(narrator: narration.Narrator) -> None:
    """Tell the tale in a Nova of the tests."""
    narrator.opening(
        'Nova: disappearing images',
        'Nova %s with its databases, its periodic task and its manager, and '
        'images of' % NOVA,
        'qemu-img.  The days are not real: in this process time.time and '
        'os.utime say',
        'what the story says.  The share is a directory of this machine, so '
        'only who',
        'else uses it gives it away; of NFS ours refuses the type, too.  No '
        'libvirt.', tale=TALE)
    # Deprecations are of interest to those who develop Nova.
    warnings.simplefilter('ignore')
    narrator.progress('Starting Nova:')
    # Only now: it takes some seconds.
    from demo import image_cache_cloud
    with image_cache_cloud.a_place() as (place, local):
        # Nova's fixtures may leave files behind when they are interrupted.
        tempfile.tempdir = place
        try:
            result = unittest.TextTestRunner(stream=io.StringIO()).run(
                unittest.TestSuite([image_cache_cloud.ImageCacheCloud(
                    narrator, lambda cloud: Story(
                        narrator, cloud, local).tell(), place)]))
        finally:
            tempfile.tempdir = None
    if narrator.failure:
        raise narrator.failure
    for _, text in [*result.errors, *result.failures, *result.skipped]:
        raise RuntimeError(text)


if __name__ == '__main__':
    sys.exit(ending.run('nova', tell, 'image_cache'))
