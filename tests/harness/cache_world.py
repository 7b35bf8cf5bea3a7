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


"""A compute host at random: its servers, its cache, and what befalls both."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
from typing import NamedTuple

from tests.harness import opened_by_qemu

HOST = 'this-host'
OTHER = 'other-host'
_SUFFIXES = ('_resize', '_resize', '_del', '_rescued')
_DISKS = ('disk', 'disk.local', 'disk.eph0', 'disk.swap', 'disk.rescue',
          'sda', 'snapshots/one.delta', 'root.qcow2')
IMAGES = [hashlib.sha1(b'%d' % number).hexdigest()
          for number in range(4)]


class View(NamedTuple):
    """What QEMU would say.

    :ivar reachable: files, each with a disk that needs it
    :ivar lost: disks that lack something, and what
    :ivar roots: all files that may be disks
    """

    reachable: dict[opened_by_qemu.File, str]
    lost: dict[str, str]
    roots: list[str]


class World:
    """Servers and a cache below a directory, changed by its methods.

    :ivar servers: that Nova's database knows, each with the families of cache
        files that it may need
    :ivar remembered: whether a pass has seen another host
    :ivar held: a name of which somebody holds Nova's lock: none is spawned
        of it
    :ivar said: what happened, for who wants to understand it
    """

    def __init__(self, path: str, rng: random.Random, now: float) -> None:
        self.path = path
        self.instances = path + '/instances'
        self.cache = self.instances + '/_base'
        self.trash = self.cache + '/ops_ext_trash'
        self.elsewhere = path + '/elsewhere'
        self.state = path + '/state'
        self.rng = rng
        self.now = now
        self.servers: dict[str, set[str]] = {}
        self.unknown: set[str] = set()
        self.hosts: set[str] = {HOST}
        self.open: set[str] = set()
        self.complete = True
        self.remembered = False
        self.held = ''
        self.said: list[str] = []
        os.makedirs(self.cache)
        os.mkdir(self.elsewhere)

    # What there is.

    def names(self) -> list[str]:
        """List the files of the cache."""
        return sorted(one.name for one in os.scandir(self.cache)
                      if one.is_file(follow_symlinks=False))

    def entries(self) -> list[str]:
        """List the files of the trash."""
        try:
            return sorted(os.listdir(self.trash))
        except FileNotFoundError:
            return []

    def directories(self) -> list[str]:
        """List the directories of servers."""
        return sorted(name for name in os.listdir(self.instances)
                      if name.partition('_')[0] in {
                          *self.servers, *self.unknown})

    def roots(self) -> list[str]:
        """Give the path of every file that may be a disk."""
        found: list[str] = []
        waiting = [self.instances]
        while waiting:
            # A link to a directory leads to no other here.
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.path != self.cache:
                            waiting.append(entry.path)
                    else:
                        found.append(entry.path)
        return found

    def view(self) -> View:
        """Open all disks, as far as that can be done."""
        view = View({}, {}, self.roots())
        for path in view.roots:
            try:
                for one in opened_by_qemu.files(path):
                    view.reachable.setdefault(one, path)
            except opened_by_qemu.BrokenError as error:
                if error.missing:
                    view.lost[path] = error.missing
        return view

    def mentioned(self) -> bytes:
        """Give all bytes and links that are there, to look for names in."""
        parts = []
        for above, directories, files in os.walk(self.path):
            if above.startswith(self.state):
                continue
            for name in (*directories, *files):
                path = os.path.join(above, name)
                if os.path.islink(path):
                    parts.append(os.fsencode(os.readlink(path)))
                elif name in files:
                    parts.append(pathlib.Path(path).read_bytes())
        return b'\n'.join(parts)

    def needed(self) -> set[str]:
        """Give the families that the servers of the database may need."""
        return {name for names in self.servers.values() for name in names}

    def inode(self, path: str) -> opened_by_qemu.File:
        """Tell which file it is."""
        seen = os.lstat(path)
        return seen.st_dev, seen.st_ino

    # What befalls it.

    def base(self, name: str = '') -> str:
        """Have a file in the cache, under one of Nova's names or another."""
        pick = self.rng.random()
        image = self.rng.choice(IMAGES)
        name = name or (
            image if pick < .5 else image + self.rng.choice(('_10', '_sm'))
            if pick < .75 else self.rng.choice((
                'swap_512', 'ephemeral_20_abcdef1', 'ephemeral_20_1234567'))
            if pick < .93 else self.rng.choice((
                image + '.part', 'swap_x', 'notes', image.upper(),
                image + '.1.abcdef')))
        path = self.cache + '/' + name
        if not os.path.lexists(path) and name != self.held:
            below = (self._below(disks=False)
                     if self.rng.random() < .25 else '')
            self._write(path, opened_by_qemu.image(
                self._named(below, self.cache), self._format(below))
                if below else b'raw')
            self._aged(path)
            self._say('base', name, below)
        return name

    def spawn(self) -> None:
        """Have a server, of which Nova may know or not."""
        number = '%032x' % self.rng.getrandbits(128)
        name = '-'.join((number[:8], number[8:12], number[12:16],
                         number[16:20], number[20:]))
        if self.rng.random() < .1:
            name = 'instance-' + number[:8]
        directory = self.instances + '/' + name
        if self.rng.random() < .1:
            os.mkdir(self.elsewhere + '/' + name)
            os.symlink(self.elsewhere + '/' + name, directory)
        else:
            os.mkdir(directory)
        self.servers[name] = set()
        self._say('spawn', name)
        for _count in range(self.rng.choice((1, 1, 1, 2, 3))):
            self._disk(directory)
        if self.rng.random() < .2:
            # It was made of one that it does not refer to now.
            self.servers[name].add(self.rng.choice((
                *IMAGES, 'swap_512', 'ephemeral_20')))

    def _disk(self, directory: str) -> None:
        path = directory + '/' + self.rng.choice(_DISKS)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            return
        pick = self.rng.random()
        if pick < .1 and os.path.isfile(low := self._below()):
            # The disk itself is a link into the cache, or leads to an image.
            aim = low if self.rng.random() < .5 else (
                '%s/%d.qcow2' % (self.elsewhere, self.rng.getrandbits(64)))
            if aim != low:
                self._write(aim, opened_by_qemu.image(low, 'raw'))
            os.symlink(aim, path)
        elif pick < .2:
            self._write(path, b'raw, whatever the guest wants')
        elif pick < .27:
            self._write(path, opened_by_qemu.image(
                data_file=self._named(self._below(), directory, plain=True)))
        elif low := self._below():
            self._write(path, opened_by_qemu.image(
                self._named(low, os.path.dirname(path)), self._format(low),
                version=self.rng.choice((2, 3))))
        self._say('disk', path)

    def _below(self, *, disks: bool = True) -> str:
        """Choose what an image is to lie on."""
        names = [name for name in self.names() if name != self.held]
        if disks and self.rng.random() < .15:
            images = [one for one in self.roots()
                      if opened_by_qemu.MAGIC == _head(one)]
            if images:
                return self.rng.choice(images)
        if not names:
            return ''
        path = self.cache + '/' + self.rng.choice(names)
        # As Nova does under its lock.
        if self.rng.random() < .7:
            os.utime(path, (self.now, self.now))
        return path

    def _named(self, path: str, directory: str, *, plain: bool = False
               ) -> str:
        pick = self.rng.random()
        if plain or pick < .6:
            return path
        if pick < .75:
            # From where a link leads, for QEMU counts the dots there.
            return os.path.relpath(os.path.realpath(path),
                                   os.path.realpath(directory))
        if pick < .85:
            return 'file:' + path
        if pick < .95:
            return 'json:' + json.dumps(
                {'driver': 'raw', 'file.filename': path}
                if _head(path) != opened_by_qemu.MAGIC else
                {'driver': 'qcow2', 'file': {'driver': 'file',
                                             'filename': path}})
        return path.replace('/instances/', '/instances/./../instances/')

    def _format(self, path: str) -> str:
        if _head(path) == opened_by_qemu.MAGIC:
            return self.rng.choice(('qcow2', 'qcow2', ''))
        return self.rng.choice(('raw', 'raw', ''))

    def snapshot(self) -> None:
        """Move a disk aside, and lay another on it."""
        disks = [one for one in self.roots() if os.path.isfile(one)
                 and not os.path.islink(one)
                 and os.path.basename(one) in _DISKS]
        if disks:
            path = self.rng.choice(disks)
            below = '%s.%d' % (path, self.rng.getrandbits(20))
            os.rename(path, below)
            self._write(path, opened_by_qemu.image(self.rng.choice((
                below, os.path.basename(below))), 'qcow2' if _head(
                    below) == opened_by_qemu.MAGIC else 'raw'))
            self._say('snapshot', path)

    def move(self) -> None:
        """Rename the directory of a server, as a resize does or undoes."""
        names = self.directories()
        if names:
            name = self.rng.choice(names)
            stem, mark, _rest = name.partition('_')
            new = stem if mark else stem + self.rng.choice(_SUFFIXES)
            with contextlib.suppress(FileExistsError, OSError):
                os.rename(self.instances + '/' + name,
                          self.instances + '/' + new)
                self._say('move', name, new)

    def revert(self) -> None:
        """Undo a resize to this host: one directory replaces the other."""
        for name in self.directories():
            stem, _mark, suffix = name.partition('_')
            path = self.instances + '/' + stem
            if suffix == 'resize' and os.path.isdir(path) and not (
                    os.path.islink(path)):
                shutil.rmtree(path)
                os.rename(self.instances + '/' + name, path)
                self._say('revert', name)

    def resize(self) -> None:
        """Have a second directory of a server, with a disk of another base."""
        for name in self.directories():
            path = self.instances + '/' + name
            if '_' not in name and not os.path.lexists(path + '_resize'):
                os.rename(path, path + '_resize')
                os.mkdir(path)
                self._say('resize', name)
                self._disk(path)
                return

    def forget(self) -> None:
        """Have Nova's database lose a server of which the disk is there."""
        if self.servers:
            name = self.rng.choice(sorted(self.servers))
            self.servers.pop(name)
            self.unknown.add(name)
            self._say('forget', name)

    def delete(self) -> None:
        """Delete a server with all that it has here."""
        names = self.directories()
        if names:
            stem = self.rng.choice(names).partition('_')[0]
            for name in names:
                if name.partition('_')[0] == stem:
                    self._remove(self.instances + '/' + name)
            self.servers.pop(stem, None)
            self.unknown.discard(stem)
            self._say('delete', stem)

    def _remove(self, path: str) -> None:
        if os.path.islink(path):
            shutil.rmtree(os.path.realpath(path), ignore_errors=True)
            os.unlink(path)
        else:
            shutil.rmtree(path)

    def want_again(self) -> None:
        """Have a disk that refers to a name which is in the trash."""
        for entry in self.entries():
            name = entry.rsplit('.', 2)[0]
            directories = self.directories()
            if directories and name != self.held:
                path = '%s/%s/again.%d' % (
                    self.instances, self.rng.choice(directories),
                    self.rng.getrandbits(64))
                self._write(path, opened_by_qemu.image(
                    self.cache + '/' + name, 'raw'))
                self._say('again', name, path)
                return

    def use(self, name: str) -> None:
        """Lay a disk on a file of the cache, and do not touch that."""
        directories = self.directories()
        if directories:
            self._write('%s/%s/used.%d' % (
                self.instances, self.rng.choice(directories),
                self.rng.getrandbits(64)), opened_by_qemu.image(
                    self.cache + '/' + name, 'raw'))
            self._say('use', name)

    def alias(self) -> None:
        """Have a second name of a file of the cache, and use that."""
        names = self.names()
        directories = self.directories()
        if names and directories:
            name = self.rng.choice(names)
            if name != self.held:
                link = '%s/alias.%d' % (self.rng.choice((
                    self.cache, self.elsewhere)), self.rng.getrandbits(32))
                os.symlink(self.cache + '/' + name, link)
                self._write('%s/%s/aliased.%d' % (
                    self.instances, self.rng.choice(directories),
                    self.rng.getrandbits(64)), opened_by_qemu.image(
                        link, self._format(link)))
                self._say('alias', name, link)

    def age(self) -> None:
        """Have files of the cache look older or newer than they are."""
        for name in self.names():
            if self.rng.random() < .5:
                self._aged(self.cache + '/' + name)

    def _aged(self, path: str) -> None:
        then = self.now - self.rng.choice((0, 50, 5000, 10 ** 6, -5000))
        os.utime(path, (then, then))

    def _write(self, path: str, content: bytes) -> None:
        pathlib.Path(path).write_bytes(content)

    def _say(self, *words: str) -> None:
        self.said.append(' '.join(words).replace(self.path, ''))


def _head(path: str) -> bytes:
    try:
        with open(path, 'rb') as file:
            return file.read(4)
    except OSError:
        return b''
