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

"""ProjectPerHostFilter in a real Nova, from the REST request to the host."""

import collections
import pathlib
import re

from tests.harness import nova_cloud
from tests.harness import nova_moves
from tests.harness import quotations

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
MANUAL = quotations.read('project_per_host')
NO_INSTANCE = '00000000-0000-0000-0000-000000000000'
CAP = 'ops_max_instances_per_project'
OTHER_PROJECT = 'e5a8f4f0b1c84c0a9d3b7f6e2c1d0a9b'


class ProjectPerHostTest(nova_cloud.NovaCloud):

    SAMPLE = ETC / 'project-per-host.conf'
    HOSTS = ('a', 'b')

    def test_operations(self):
        self.flags(allow_resize_to_same_host=True)
        self.caps = {host: self.aggregate(host, [host], {CAP: '2'})
                     for host in self.HOSTS}
        # The owner, who may see hosts.
        self.ours = self.client(admin=True)
        self._creates()
        self._moves()

    def _creates(self):
        # Each server of the batch counts for the next.
        self.boot(self.ours, name='batch', min_count=4, max_count=4)
        self.until(lambda: len(self._servers()) == 4, 'the batch')
        self.assertEqual({'a': 2, 'b': 2}, collections.Counter(
            server['OS-EXT-SRV-ATTR:host'] for server in self._servers()))
        self._refused()
        self.assertEqual(MANUAL['refused'], self._last())
        # Another project is another count.
        self.boot(self.client(project=OTHER_PROJECT), name='other')
        self.assertIn('project %s: 2 of 2 hosts pass' % OTHER_PROJECT,
                      self._last())
        # A cap that cannot be read closes its hosts; host= is judged.
        self._cap(a='many')
        self._refused(host='a')
        self.assertIn("0 of 1 hosts pass; refused: 1 (%s = 'many': expected a "
                      'whole number, 0 or more (aggregate a)): a' % CAP,
                      self._last())
        self._cap(a='2')

    def _moves(self):
        moved, other = (server for server in self._servers()
                        if server['OS-EXT-SRV-ATTR:host'] == 'a')
        # A server does not count against itself, so it stays; the other
        # host is full.
        resized = self.resize(moved, nova_cloud.LARGER_FLAVOR)
        self.assertEqual('a', resized['OS-EXT-SRV-ATTR:host'])
        self.confirm(moved)
        with self.assertRaises(nova_moves.Refused):
            self.live_migrate(moved)
        self.assertIn('0 of 1 hosts pass; refused: 1 (the project has 2 '
                      'there, at most 2 may be): b', self._last())
        self._cap(b='3')
        self.assertEqual(
            'b', self.live_migrate(moved)['OS-EXT-SRV-ATTR:host'])
        # It takes a minute until a host counts what was moved there.
        self._run_periodics()
        with self.assertRaises(nova_moves.Refused):
            self.evacuate(other)
        self.assertIn('0 of 1 hosts pass; refused: 1 (the project has 3 '
                      'there, at most 3 may be): b', self._last())

    def _cap(self, **caps):
        for host, cap in caps.items():
            self.set_metadata(self.caps[host], {CAP: cap})

    def _servers(self):
        return [server for server in self.ours.get_servers()
                if server['status'] == 'ACTIVE']

    def _refused(self, **fields):
        server = self.boot(self.ours, name='refused', expect='ERROR', **fields)
        self.assertIn('No valid host', server['fault']['message'])

    def _last(self):
        line = [line for line in self.scheduler_log(
                    'ProjectPerHostFilter: instance ')
                if line.startswith('INFO [nova_ops_ext.')][-1]
        line = re.sub(r'instance [0-9a-f-]+', 'instance ' + NO_INSTANCE, line)
        return line[line.index('ProjectPerHostFilter'):]
