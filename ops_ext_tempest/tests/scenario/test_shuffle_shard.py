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

"""A project gets only some hosts of a pool."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests import base
from ops_ext_tempest.tests.scenario import base as scenario

_SIZE, _EXTEND = 'ops_shard_size', 'ops_shard_extend'


@decorators.serial
class TestShuffleShard(scenario.SchedulerTest):
    """ShuffleShardFilter with pools that are pools for the test alone."""

    credentials = ['primary', 'alt', 'admin']
    features = ('shuffle_shard',)
    hosts_needed = 3

    def setUp(self) -> None:
        super().setUp()
        self.candidates_are(*self.hosts)

    def _size(self, size: str) -> dict[str, str]:
        """Give the key of a pool that is one for the primary project."""
        return {'%s:%s' % (_SIZE, self.os_primary.credentials.project_id):
                size}

    @decorators.idempotent_id('73d3e157-5c25-4ec6-8b0c-a977efbdb033')
    def test_servers_stay_on_the_hosts_of_the_shard(self) -> None:
        self.rule(self.hosts, **self._size('1'))
        home, = self.boot_on(*self.hosts)
        # With nothing to choose from but that host, it is not outgrown
        # either one by one or by a batch.
        for count in (1, 3):
            self.boot_on(home, count=count)
        # Spreading is what a group asks for, and there is no second host.
        group = self.group()
        self.boot_on(home, group=group)
        self.boot_refused(group=group)

    @decorators.idempotent_id('5fa55dc3-73ab-44c2-806a-edbcfb4d1b53')
    def test_shard_has_as_many_hosts_as_it_says(self) -> None:
        self.rule(self.hosts, **self._size('2'))
        group = self.group()
        got = [self.boot_on(*self.hosts, group=group)[0] for _ in range(2)]
        self.assertEqual(2, len(set(got)))
        self.boot_refused(group=group)

    @decorators.idempotent_id('4ff70ee3-9d90-4fbd-bc87-93bb3a0b7039')
    def test_larger_shard_keeps_the_hosts_of_the_smaller(self) -> None:
        pool = self.rule(self.hosts, **self._size('1'))
        home, = self.boot_on(*self.hosts)
        self.change_rule(pool, **self._size('2'))
        group = self.group()
        got = {self.boot_on(*self.hosts, group=group)[0] for _ in range(2)}
        self.assertEqual(2, len(got))
        self.assertIn(home, got)

    @decorators.idempotent_id('c2835583-9506-41fa-85af-5a1706b98766')
    def test_shard_does_not_move_when_its_hosts_are_gone(self) -> None:
        self.rule(self.hosts, **self._size('1'))
        home, = self.boot_on(*self.hosts)
        rest = [name for name in self.hosts if name != home]
        self.candidates_are(*rest)
        self.boot_refused()
        self.candidates_are(*self.hosts)
        self.boot_on(home)

    @decorators.idempotent_id('5adf8bb7-47bf-4033-8cd2-83f147efa04a')
    def test_extension_opens_when_the_shard_is_gone(self) -> None:
        self.rule(self.hosts, **self._size('1'), **{_EXTEND: '1'})
        home, = self.boot_on(*self.hosts)
        self.boot_on(home)
        rest = [name for name in self.hosts if name != home]
        self.candidates_are(*rest)
        second, = self.boot_on(*rest)
        # And no further.
        self.candidates_are(*(name for name in rest if name != second))
        self.boot_refused()

    @decorators.idempotent_id('44bec6fb-a8cf-45d7-9b56-1fa403e712b8')
    def test_other_projects_have_the_whole_pool(self) -> None:
        self.rule(self.hosts, **self._size('1'))
        group = self.group(manager=self.os_alt)
        got = {self.boot_on(*self.hosts, group=group,
                            manager=self.os_alt)[0] for _ in range(3)}
        self.assertEqual(set(self.hosts), got)

    @decorators.idempotent_id('43d16391-4304-4674-b648-b0a47a478a1b')
    def test_empty_shard_has_no_host(self) -> None:
        self.rule(self.hosts, **self._size('0'))
        self.boot_refused()

    @decorators.idempotent_id('322f7297-a815-4070-ba84-c6a5dc745230')
    def test_size_that_cannot_be_read_refuses(self) -> None:
        pool = self.rule(self.hosts, **self._size('few'))
        self.boot_refused()
        self.change_rule(pool, **self._size('3'))
        self.boot_on(*self.hosts)

    @decorators.idempotent_id('3ea2bd47-22be-4673-9949-ffdd3a8d1d86')
    def test_shard_belongs_to_the_owner_of_a_server(self) -> None:
        base.skip_unless_feature('cold_migration')
        self.rule(self.hosts, **self._size('1'))
        server, = self.boot()
        # An admin asks, whose project has the whole pool.
        self.migration_refused(server)
