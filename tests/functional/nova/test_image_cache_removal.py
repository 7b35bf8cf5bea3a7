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

"""Local storage, removal switched on: unused files go, and come back."""

import os
import pathlib

import fixtures
from nova import conf
from nova import test
from nova.tests import fixtures as nova_fixtures

from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import pass_settings
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import shapes
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import listings
from tests.functional.nova.image_cache import world as worlds

DAY = 24


class TestRemoval(test.TestCase):
    """One host with a server, which it knows."""

    NUMBER_OF_CELLS = 2

    def setUp(self):
        super().setUp()
        self.useFixture(nova_fixtures.PrivsepFixture())
        root = os.path.join(self.useFixture(fixtures.TempDir()).path, 'world')
        self.world = worlds.World(self, root, worlds.TRASH)
        self.addCleanup(self.world.close)
        self.host = self.world.host('one')
        self.guest = self.world.server(self.host)
        self.cache = pathlib.Path(self.host.cache)
        self.unused = pathlib.Path(self.world.unused)

    def pass_after(self, hours):
        self.world.run(self.host, after=hours)
        self.assertEqual([], self.host.failed)
        self.assertEqual([], self.world.missing)

    def trashed(self):
        """The files of the trash, by the names that they had."""
        trash = pathlib.Path(self.settings().trash_dir)
        return {path.name.split('.')[0]: path for path in trash.iterdir()}

    def settings(self) -> shapes.Settings:
        self.world.configure(self.host)
        return pass_settings.read(conf.CONF)

    def operator(self):
        return operator_acts.OperatorActs(self.settings(), progress.Silent())

    def trash_unused(self):
        self.pass_after(0)
        self.assertTrue(self.unused.exists(), 'trashed when first seen')
        self.pass_after(DAY + 1)
        self.assertFalse(self.unused.exists())

    def disk_of_unused(self):
        """A disk, which is nowhere that anybody looks."""
        disk = os.path.join(self.world.root, 'kept')
        images.qcow2(disk, '-b', str(self.unused), '-F', 'raw')
        return disk

    def test_unused_files_are_freed_in_the_end(self):
        self.guest.add_swap(256)
        used = {os.path.basename(self.world.base()), 'swap_256'}
        self.world.cached('swap_256')
        unused = {self.unused.name, 'swap_512', listings.ephemeral(20)} | {
            os.path.basename(self.world.base('old', suffix))
            for suffix in ('_10', '_sm')}
        for name in unused:
            self.world.cached(name)
        self.trash_unused()
        self.assertEqual(unused, set(self.trashed()))
        self.assertEqual(used, {
            path.name for path in self.cache.iterdir() if path.is_file()})
        self.pass_after(DAY)
        self.pass_after(DAY)
        self.assertEqual({}, self.trashed())
        self.assertEqual(used, {
            path.name for path in self.cache.iterdir() if path.is_file()})
        self.assertEqual([], self.world.broken())

    def test_nothing_is_freed_before_its_time(self):
        self.trash_unused()
        self.pass_after(0.9)
        self.pass_after(0.05)
        self.assertEqual({self.unused.name}, set(self.trashed()))

    def test_an_operator_gives_it_back(self):
        was = images.identity(self.world.unused)
        self.trash_unused()
        self.operator().restore(what=self.unused.name,
                                now=self.world.clock.now(), who='a test')
        self.assertEqual(was, images.identity(self.world.unused))
        self.assertEqual({}, self.trashed())
        self.pass_after(1)
        self.assertEqual(was, images.identity(self.world.unused))

    def test_a_new_disk_brings_it_back(self):
        disk = self.disk_of_unused()
        was = images.identity(self.world.unused)
        self.trash_unused()
        self.assertTrue(images.broken(disk))
        os.rename(disk, self.guest.path('disk.1'))
        self.pass_after(1)
        self.assertEqual(was, images.identity(self.world.unused))
        self.assertEqual('', images.broken(self.guest.path('disk.1')))

    def test_a_new_server_brings_it_back(self):
        was = images.identity(self.world.unused)
        self.trash_unused()
        self.world.server(self.host, 'nobody wants this', base=None)
        self.pass_after(1)
        self.assertEqual(was, images.identity(self.world.unused))

    def test_it_does_not_replace_what_was_fetched_again(self):
        self.trash_unused()
        disk = self.guest.path('disk.1')
        images.raw(self.world.unused)
        self.world.overlay(disk, self.world.unused)
        now = images.identity(self.world.unused)
        self.pass_after(1)
        self.assertEqual(now, images.identity(self.world.unused))
        self.assertEqual('', images.broken(disk))

    def test_the_trash_counts_as_disk_usage(self):
        self.unused.write_bytes(b'x' * 65536)
        self.world.clock.age(self.world.unused, worlds.LONG_AGO)
        self.trash_unused()
        self.world.configure(self.host)
        usage = self.host.manager().get_disk_usage()
        self.assertGreaterEqual(usage, 65536)
        self.pass_after(DAY)
        self.pass_after(DAY)
        self.assertLess(self.host.manager().get_disk_usage(), 65536)

    def test_storage_that_becomes_shared(self):
        """Another host is seen: what is in the trash stays there as well."""
        self.trash_unused()
        self.world.register(self.world.host('two'))
        self.pass_after(DAY)
        self.pass_after(DAY)
        self.assertEqual({self.unused.name}, set(self.trashed()))
