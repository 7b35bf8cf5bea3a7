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

"""Shards and preferences in a real Nova, from the REST request to the host."""

import pathlib
import re

from nova_ops_ext.scheduler import shuffle_shard
from tests.harness import nova_cloud
from tests.harness import nova_moves
from tests.harness import quotations

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'

MANUAL = quotations.read('shuffle_shard')
SEED = 'a-seed-that-only-this-test-has'
NO_INSTANCE = '00000000-0000-0000-0000-000000000000'
NO_PROJECT = '0' * 32
OTHER = 'ffffffffffffffffffffffffffffffff'


def ranked(project):
    return shuffle_shard.ranked(SEED, project, ShuffleShardTest.HOSTS)


class ShuffleShardTest(nova_cloud.NovaCloud):
    """One cloud for all: most of a test's time is its start."""

    SAMPLE = ETC / 'shuffle-shard.conf'
    REPLACEMENTS = {'# seed = <output of: openssl rand -hex 32>':
                    'seed = ' + SEED}
    HOSTS = ('cmp-1', 'cmp-2', 'cmp-3', 'cmp-4', 'cmp-5', 'cmp-6')

    def setUp(self):
        super().setUp()
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        self.user = self.client()
        self.ranked = ranked(nova_cloud.PROJECT)
        self.number = 0

    def booted(self, client=None, **fields):
        self.number += 1
        return self.boot(client or self.user, name='s%d' % self.number,
                         **fields)

    def host(self, server):
        return self.show(server)['OS-EXT-SRV-ATTR:host']

    def batch(self, count):
        """Hosts of servers that are asked for together."""
        before = {one['id'] for one in self.user.get_servers()}
        self.booted(min_count=count, max_count=count)
        new = [one for one in self.user.get_servers()
               if one['id'] not in before]
        self.assertEqual(count, len(new))

        def built():
            return all(self.show(one)['status'] == 'ACTIVE' for one in new)

        self.until(built, 'the batch to be built')
        return [self.host(one) for one in new]

    def explanation(self, name='ShuffleShardFilter'):
        line = [line for line in self.scheduler_log(name + ': instance ')
                if line.startswith('INFO [nova_ops_ext.')][-1]
        line = re.sub(r'instance [0-9a-f-]+', 'instance ' + NO_INSTANCE, line)
        return line[line.index(name):].replace(nova_cloud.PROJECT, NO_PROJECT)

    def test_a_project_stays_in_its_shard(self):
        shard, extension = self.ranked[:2], self.ranked[2]
        outside = self.ranked[3:]
        (line,) = [line for line in self.scheduler_log('fingerprint')
                   if 'ShuffleShardFilter' in line]
        self.assertIn(shuffle_shard.fingerprint(SEED), line)
        self.assertEqual([], [line for line in self.scheduler_log(SEED)
                              if '[nova_ops_ext' in line])
        pool = self.aggregate('pool', self.HOSTS, {
            'ops_shard_size': '2', 'ops_shard_extend': '1'})

        # Creates, one by one and together.
        servers = [self.booted() for _ in range(2)]
        self.assertLessEqual(set(map(self.host, servers)), set(shard))
        stranger = self.booted(self.client(project=OTHER, user='other'))
        self.assertIn(self.host(stranger), ranked(OTHER)[:2])
        self.assertEqual(shard[1], self.host(
            self.booted(self.admin_of_the_project(), host=shard[1])))
        # The batch may have the extension, which the weigher keeps for last.
        self.assertLessEqual(set(self.batch(3)), set(shard))
        self.assertIn(', for all 3 instances: 3 of 6 hosts pass',
                      self.explanation())
        self.assertIn('2 of 3 hosts weigh 1, 1 of 3 hosts weigh 0.5',
                      self.explanation('ShuffleShardWeigher'))

        # Moves, by an admin of another project.
        server = servers[0]
        other = self.the_other(shard, server)
        self.assertEqual(other, self.host(self.live_migrate(server)))
        with self.assertRaises(nova_moves.Refused):
            self.live_migrate(server, outside[0])
        self.assertIn("not among the project's 2 + 1 of 6 hosts of aggregate "
                      'pool', self.explanation())

        # The operator's preference, within the shard.
        for preferred, avoided in (shard, shard[::-1]):
            avoid = self.aggregate('avoid ' + avoided, [avoided],
                                   {'ops_preference': '-100'})
            self.assertEqual(preferred, self.host(self.booted()))
            self.set_metadata(avoid, {'ops_preference': None})

        # Hosts die, and take no others with them.
        self.evacuation(shard, extension)
        self.assertEqual(MANUAL['refused'].replace(
            'cmp-1, cmp-2, cmp-3', ', '.join(sorted(outside))),
            self.explanation())

        # What a project is given for itself counts for it alone.
        own = 'ops_shard_size:' + nova_cloud.PROJECT
        self.set_metadata(pool, {own: '4', 'ops_shard_extend': '0'})
        self.assertEqual(outside[0], self.host(self.booted()))
        self.set_metadata(pool, {own: 'all'})
        self.booted(expect='ERROR')
        self.assertIn("3 (%s = 'all': expected a whole number, 0 or more "
                      '(aggregate pool)): ' % own.replace(
                          nova_cloud.PROJECT, NO_PROJECT),
                      self.explanation())
        self.set_option('ops_shuffle_shard', mode='log')
        self.assertIn(self.host(self.booted()), outside)
        self.assertIn('; mode = log, so all hosts pass', self.explanation())

    def admin_of_the_project(self):
        return self.client(user='admin', admin=True)

    def the_other(self, shard, server):
        here = self.host(server)
        self.assertIn(here, shard)
        return shard[1 - shard.index(here)]

    def evacuation(self, shard, extension):
        """The first server of a dying host goes through all it may have."""
        server = self.booted(self.admin_of_the_project(), host=shard[0])
        self.assertEqual(shard[1], self.host(self.evacuate(server)))
        self.assertEqual(shard[1], self.host(self.booted()))
        self.assertEqual(extension, self.host(self.evacuate(server)))
        self.assertIn(', extended in pool, where no host of the shard is left'
                      ': 1 of 4 hosts pass', self.explanation())
        self.assertEqual(extension, self.host(self.booted()))
        with self.assertRaises(nova_moves.Refused):
            self.evacuate(server)
        failed = self.booted(expect='ERROR')
        self.assertIn('No valid host', failed['fault']['message'])
