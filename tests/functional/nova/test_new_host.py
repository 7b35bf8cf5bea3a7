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

"""NewHostFilter in a real Nova, from the REST request to the host."""

import collections
import datetime
import pathlib
import re

from nova import context
from nova.db.main import api as database
from nova.tests.functional.api import client as api_client
from oslo_utils import timeutils

from tests.harness import nova_cloud
from tests.harness import nova_moves
from tests.harness import quotations

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
MANUAL = quotations.read('new_host')
NO_INSTANCE = '00000000-0000-0000-0000-000000000000'
TESTERS = '3f1a5c0e7b8d4f2a9c6e1d0b2a4c8e6f'


class NewHostTest(nova_cloud.NovaCloud):

    SAMPLE = ETC / 'new-host.conf'
    HOSTS = ('new', 'old')

    def test_operations(self):
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        # The owner, who may see hosts.
        self.ours = self.client(admin=True)
        self._age('old', 24 * 30)
        self._extra_specs()
        self._burn_in()
        self._aggregates()
        self._moves()
        self._ramp()

    def _extra_specs(self):
        """What nova-api makes of a flavor's extra specs."""
        self.flavor = self.admin.post_flavor({'flavor': {
            'name': 'burn-in', 'ram': 512, 'vcpus': 1, 'disk': 1,
            'id': 'burn-in'}})
        for specs, problem in (
                ({'ops_ext:burnin': 'true'}, 'does not appear to be a valid'),
                ({'ops_ext:burn_in': 'perhaps'}, 'not a valid boolean-like')):
            with self.assertRaises(
                    api_client.OpenStackApiException) as refused:
                self.admin.post_extra_spec('burn-in', {'extra_specs': specs})
            self.assertEqual(400, refused.exception.response.status_code)
            self.assertIn(problem, refused.exception.response.text)
        self.admin.post_extra_spec(
            'burn-in', {'extra_specs': {'ops_ext:burn_in': 'true'}})

    def _burn_in(self):
        # Nova would prefer the empty host for the second of them.
        self.boot(self.ours, name='users', min_count=2, max_count=2)
        self.assertEqual({'old': 2}, self._hosts(2))
        self.assertIn('1 of 2 hosts pass; refused: 1 (in burn-in of 72 '
                      'hours): new', self._lines()[0])
        for why, fields, client in (
                ('project %s is one of burn_in_projects' % TESTERS, {},
                 self.client(project=TESTERS)),
                ('the request names its host', {'host': 'new'}, self.ours)):
            server = self.boot(client, name='tester', **fields)
            self.assertEqual('new', server['OS-EXT-SRV-ATTR:host'])
            self.assertIn('not judged: %s: ' % why, self._lines()[-1])

    def _aggregates(self):
        # The longest counts, and the option only where no aggregate does.
        every = self.aggregate('every', ['old', 'new'], {'ops_burn_in': '0'})
        longer = self.aggregate('longer', ['old'], {'ops_burn_in': '1000'})
        before = len(self._lines())
        self.boot(self.ours, name='more', min_count=2, max_count=2)
        self.assertEqual({'old': 2, 'new': 3}, self._hosts(5))
        # The first line of this batch; what was refused does not come back.
        self.assertIn('1 of 2 hosts pass; refused: 1 (in burn-in of 1000 '
                      'hours): old', self._lines()[before])
        # After a burn-in of none the ramp has begun.
        self._age('new', None)
        self.set_metadata(longer, {'ops_burn_in': 'long'})
        self._refused()
        self.assertIn('1 (on the ramp, at most 4 instances by now, for their '
                      'age is not known): new', self._lines()[-1])
        self.assertIn("1 (ops_burn_in = 'long': expected a number such as 1 "
                      'or 0.5, 0 or more (aggregate longer)): old',
                      self._lines()[-1])
        for aggregate in every, longer:
            self.set_metadata(aggregate, {'ops_burn_in': None})

    def _moves(self):
        self._age('new', 1)
        server = next(s for s in self.ours.get_servers()
                      if s['OS-EXT-SRV-ATTR:host'] == 'old')
        with self.assertRaises(nova_moves.Refused):
            self.live_migrate(server)
        self.assertEqual(MANUAL['refused'], self._quoted())
        self.assertEqual('new', self.live_migrate(server, 'new')[
            'OS-EXT-SRV-ATTR:host'])
        # The new flavor counts.
        other = next(s for s in self.ours.get_servers()
                     if s['OS-EXT-SRV-ATTR:host'] == 'old')
        self.assertEqual('new', self.resize(other, 'burn-in')[
            'OS-EXT-SRV-ATTR:host'])
        self.assertIn('not judged: the flavor has ops_ext:burn_in: ',
                      self._lines()[-1])

    def _ramp(self):
        # A host may take a minute to count what was moved there.
        self._run_periodics()
        service, = self.admin.get_services(binary='nova-compute', host='old')
        self.admin.put_service(service['id'], {'status': 'disabled'})
        # 4, one for each of three hours, and a bit of one.  6 are there, of
        # which two have been moved.
        self._age('new', 75.1)
        self._refused(min_count=2, max_count=2)
        self.assertIn('0 of 1 hosts pass; refused: 1 (on the ramp, at most 7 '
                      'instances by now): new', self._lines()[-1])
        self.boot(self.ours, name='seventh')

    def _age(self, host, hours):
        service, = self.admin.get_services(binary='nova-compute', host=host)
        created = None if hours is None else (
            datetime.datetime.now(datetime.timezone.utc)
            - datetime.timedelta(hours=hours)).replace(tzinfo=None)
        with context.target_cell(context.get_admin_context(),
                                 self.cell_mappings['cell1']) as cell:
            found = database.service_get_by_uuid(cell, service['id'])
            # Without a heartbeat Nova takes the time of creation for one.
            database.service_update(cell, found['id'], {
                'created_at': created, 'last_seen_up': timeutils.utcnow()})

    def _hosts(self, count):
        def built():
            hosts = [s['OS-EXT-SRV-ATTR:host'] for s in
                     self.ours.get_servers() if s['status'] == 'ACTIVE']
            return hosts if len(hosts) == count else None

        return collections.Counter(self.until(built, 'the batch'))

    def _refused(self, **fields):
        server = self.boot(self.ours, name='refused', expect='ERROR', **fields)
        self.assertIn('No valid host', server['fault']['message'])

    def _lines(self):
        return [line for line in self.scheduler_log('NewHostFilter: instance ')
                if line.startswith('INFO [nova_ops_ext.')]

    def _quoted(self):
        line = self._lines()[-1]
        line = re.sub(r'instance [0-9a-f-]+', 'instance ' + NO_INSTANCE, line)
        return line[line.index('NewHostFilter'):]
