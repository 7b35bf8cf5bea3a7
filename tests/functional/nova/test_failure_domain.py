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

"""Failure domains in a real Nova, from the REST request to the host."""

import collections
import pathlib
import re

from tests.harness import nova_cloud
from tests.harness import quotations

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
MANUAL = quotations.read('failure_domain')
NO_UUID = '00000000-0000-0000-0000-000000000000'
RACKS = ('r1', 'r2', 'r3')
HARD = 'anti-affinity'


class FailureDomainTest(nova_cloud.NovaCloud):

    SAMPLE = ETC / 'failure-domain.conf'
    # Each rack's hosts have its name.  One host is in no rack.
    HOSTS = (*(rack + letter for rack in RACKS for letter in 'ab'), 'x')

    def test_operations(self):
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        # The owner, who may see and name hosts.
        self.ours = self.client(admin=True)
        for rack in RACKS:
            self.aggregate(rack, [rack + 'a', rack + 'b'],
                           {'ops_failure_domain': rack})
        # Nova then takes any host that passes, whatever it weighs.
        self.flags(host_subset_size=len(self.HOSTS), group='filter_scheduler')
        self._batch_of_six()
        self._moves()
        self._rack_down()
        self.flags(host_subset_size=1, group='filter_scheduler')
        self._soft_group()

    def _batch_of_six(self):
        self.assertEqual({'r1': 2, 'r2': 2, 'r3': 2},
                         self._racks(self._batch(6)))
        self.assertIn('6 servers to place: 6 of 7 hosts pass; refused: 1 '
                      '(in no failure domain): x', self._lines()[0])

    def _moves(self):
        # It does not count where it was: that rack is as empty as the third.
        one, _two = self._pair()
        one = self.live_migrate(one)
        self.assertEqual(MANUAL['moved'], self._quoted())
        self.assertIn(self._rack(one), ('r1', 'r3'))
        # Nor does it if its host is dead.  The first pair is not fit for
        # this: for a while Nova goes on to list a server where it was.
        _one, two = self._pair()
        two = self.evacuate(two)
        self.assertIn('3 failure domains: 3 of 5 hosts pass; refused: 1 (2 of '
                      'the group would be in their failure domain, and 0 in '
                      'the emptiest, max_skew is 1): r1b; 1 (in no failure '
                      'domain): x', self._lines()[-1])
        self.assertIn(self._rack(two), ('r2', 'r3'))

    def _pair(self):
        # To name a host leaves nothing to compare it with.
        group = self._group(HARD)
        return [self._boot(group, host, host=host) for host in ('r1a', 'r2a')]

    def _rack_down(self):
        # r2a is down since the evacuation; the second rack does not count,
        # and the third does not once its one host is taken.
        self.stop_host('r2b')
        self.stop_host('r3b')
        self.assertEqual({'r1': 2, 'r3': 1}, self._racks(self._batch(3)))

    def _soft_group(self):
        group = self._group('soft-anti-affinity')
        self._boot(group, 'first', host='r1a')
        # Nova would rather have x, which is empty.
        self.assertEqual('r3', self._rack(self._boot(group, 'second')))
        self.assertIn('2 failure domains: 1 of 4 hosts weigh 1, 3 of 4 hosts '
                      'weigh 0', self.scheduler_log(
                          'FailureDomainWeigher: instance ')[-1])
        self.assertTrue(self.scheduler_log(
            'not judged: no group with the policy anti-affinity: ')[
                -1].startswith('DEBUG'))

    def _group(self, policy):
        return self.ours.post_server_groups(
            {'name': policy, 'policy': policy})['id']

    def _boot(self, group, name, **fields):
        return self.boot(self.ours, name=name,
                         hints={'group': group} if group else None, **fields)

    def _batch(self, count):
        group = self._group(HARD)
        self._boot(group, group, min_count=count, max_count=count)

        def built():
            members = [server for server in self.ours.get_servers()
                       if server['name'].startswith(group)
                       and server['status'] == 'ACTIVE']
            return members if len(members) == count else None

        return self.until(built, 'the batch')

    def _rack(self, server):
        return server['OS-EXT-SRV-ATTR:host'].rstrip('ab')

    def _racks(self, servers):
        return collections.Counter(map(self._rack, servers))

    def _lines(self):
        return [line for line in self.scheduler_log(
                    'FailureDomainFilter: instance ')
                if line.startswith('INFO [nova_ops_ext.')]

    def _quoted(self):
        line = self._lines()[-1]
        line = re.sub(r'(instance|group) [0-9a-f-]+', r'\1 ' + NO_UUID, line)
        return line[line.index('FailureDomainFilter'):]
