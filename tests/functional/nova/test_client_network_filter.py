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

"""ClientNetworkFilter in a real Nova, from the REST request to the host."""

import pathlib
import re

import fixtures

from tests.harness import nova_cloud
from tests.harness import quotations

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'

MANUAL = quotations.read('client_network')
NO_INSTANCE = '00000000-0000-0000-0000-000000000000'

DOC, OPS, OTHER = '127.1.0.5', '127.2.0.5', '127.3.0.5'


class GuideCloud(nova_cloud.NovaCloud):
    """The guide's cloud, scheduled by the very sample of etc/."""

    SAMPLE = ETC / 'client-network.conf'
    # Only addresses change: the clients of a test are all on loopback.
    REPLACEMENTS = {'10.1.0.0/16': '127.1.0.0/16',
                    '10.2.0.0/16': '127.2.0.0/16'}
    HOSTS = ('doc-1', 'ops-1', 'dev-1')

    def setUp(self):
        super().setUp()
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        self.aggregates = {
            label: self.aggregate(label, [label + '-1'],
                                  {'ops_client_networks': label})
            for label in ('doc', 'ops', 'dev')}

    def set_rule(self, label, rule):
        self.set_metadata(self.aggregates[label],
                          {'ops_client_networks': rule})

    def host_for(self, source, **fields):
        server = self.boot(self.client(source), name='from-' + source,
                           **fields)
        return server['OS-EXT-SRV-ATTR:host']

    def as_quoted(self, line):
        """The line as doc/source/client_network.rst has it."""
        line = re.sub(r'instance [0-9a-f-]+', 'instance ' + NO_INSTANCE, line)
        return line[line.index('ClientNetworkFilter'):].replace(
            DOC, '10.1.0.5')

    def explanations(self):
        return [line for line in self.scheduler_log(
                    'ClientNetworkFilter: instance ')
                if line.startswith('INFO [nova_ops_ext.')]


class GuideExampleTest(GuideCloud):
    """One cloud for all, as it takes seconds to start.

    What moves and what stops the scheduler comes last.
    """

    def test_all(self):
        self._each_network_gets_its_hosts()
        self._an_address_that_cannot_be_read()
        self._create_on_a_named_host_is_judged()
        self._a_refusal_is_explained_in_one_line()
        self._several_labels_and_numbered_keys()
        self._an_empty_rule_admits_no_one()
        self._an_aggregate_without_the_key_is_no_rule()
        self._mode_log_passes_all_and_says_what_it_would_do()
        self._mode_off_passes_all_and_says_nothing()
        self._one_line_for_a_batch()
        self._a_fault_fails_no_boot()

    def _each_network_gets_its_hosts(self):
        self.assertEqual('doc-1', self.host_for(DOC))
        self.assertEqual('ops-1', self.host_for(OPS))
        self.assertEqual('dev-1', self.host_for(OTHER))
        self.assertEqual('doc-1', self.host_for('127.1.255.255'))
        # What the guide's string prefixes got wrong: '10.1' is not 10.10.
        self.assertEqual('dev-1', self.host_for('127.10.0.5'))

    def _create_on_a_named_host_is_judged(self):
        # Since microversion 2.74 a user may name the host.
        admin = self.client(DOC, admin=True)
        server = self.boot(admin, name='doc', host='doc-1')
        self.assertEqual('doc-1', server['OS-EXT-SRV-ATTR:host'])
        self.boot(admin, name='ops', host='ops-1', expect='ERROR')

    def _one_line_for_a_batch(self):
        before = len(self.explanations())
        self._start_compute('doc-2')
        self.aggregate('doc too', ['doc-2'], {'ops_client_networks': 'doc'})
        self.boot(self.client(DOC), name='batch', min_count=3, max_count=3)
        (line,) = self.explanations()[before:]
        self.assertIn('2 of 4 hosts pass', line)

    def _a_refusal_is_explained_in_one_line(self):
        self.set_rule('doc', 'ops')
        server = self.boot(self.client(DOC), name='refused', expect='ERROR')
        self.assertIn('No valid host', server['fault']['message'])
        line = self.explanations()[-1]
        self.assertEqual(MANUAL['refused'], self.as_quoted(line))
        self.assertIn('instance %s, client 127.1.0.5, network doc: 0 of 3 '
                      'hosts pass; refused: 3 (not for clients of network '
                      'doc): dev-1, doc-1, ops-1' % server['id'], line)
        names = [line for line in self.scheduler_log('ClientNetworkFilter')
                 if line.startswith('DEBUG') and 'doc-1' in line
                 and 'not for clients' in line][-1]
        self.assertIn('ops-1', names)

    def _several_labels_and_numbered_keys(self):
        self.set_metadata(self.aggregates['dev'], {
            'ops_client_networks': 'dev, other',
            'ops_client_networks1': 'doc'})
        self.set_rule('doc', 'nobody')
        self.assertEqual('dev-1', self.host_for(DOC))

    def _an_empty_rule_admits_no_one(self):
        self.set_metadata(self.aggregates['dev'], {
            'ops_client_networks': 'dev', 'ops_client_networks1': None})
        self.set_rule('doc', ',')
        self.boot(self.client(DOC), name='refused', expect='ERROR')
        self.assertIn("their aggregate's ops_client_networks is empty",
                      self.explanations()[-1])

    def _an_aggregate_without_the_key_is_no_rule(self):
        self.set_rule('dev', None)
        self.set_rule('doc', 'nobody')
        self.assertEqual('dev-1', self.host_for(DOC))
        self.set_rule('dev', 'dev')

    def _mode_log_passes_all_and_says_what_it_would_do(self):
        self.set_option('ops_client_network', mode='log')
        self.host_for(DOC)
        self.assertEqual(MANUAL['log'],
                         self.as_quoted(self.explanations()[-1]))

    def _mode_off_passes_all_and_says_nothing(self):
        self.set_option('ops_client_network', mode='off')
        before = self.explanations()
        self.host_for(DOC)
        self.assertEqual(before, self.explanations())
        self.set_option('ops_client_network', mode='enforce')
        self.set_rule('doc', 'doc')

    def _an_address_that_cannot_be_read(self):
        """It has the default label, no other's."""
        self.flags(enable_proxy_headers_parsing=True,
                   group='oslo_middleware')
        client = self.client(OTHER, headers={
            'X-Forwarded-For': '127.1.0.5, 127.3.0.5'})
        server = self.boot(client, name='forwarded')
        self.flags(enable_proxy_headers_parsing=False,
                   group='oslo_middleware')
        self.assertEqual('dev-1', server['OS-EXT-SRV-ATTR:host'])
        self.assertIn("client '127.1.0.5, 127.3.0.5' which cannot be read, "
                      'network dev', self.explanations()[-1])

    def _a_fault_fails_no_boot(self):
        self.useFixture(fixtures.MonkeyPatch(
            'nova_ops_ext.scheduler.client_network.ClientNetworks.label',
            lambda self, address: 1 / 0))
        self.host_for(DOC)
        (line,) = self.scheduler_log('ClientNetworkFilter failed')
        self.assertIn('ERROR', line)
        self.assertIn('fail_policy = pass, so all hosts pass', line)
        self.flags(fail_policy='refuse', group='ops_client_network')
        self.scheduler_service.stop()
        self.scheduler_service = self.start_service('scheduler')
        server = self.boot(self.client(DOC), name='refused', expect='ERROR')
        self.assertIn('No valid host', server['fault']['message'])
        line = self.scheduler_log('ClientNetworkFilter failed')[-1]
        self.assertIn('fail_policy = refuse, so no host passes', line)


class MovesTest(GuideCloud):
    """Moves of an existing server pass, whoever asks for them."""

    def setUp(self):
        super().setUp()
        self.server = self.boot(self.client(DOC), name='moved')

    def _assert_moved(self, server, host):
        self.assertEqual(host, server['OS-EXT-SRV-ATTR:host'])
        self.assertIn('not judged: a move of an existing server: ',
                      self.explanations()[-1])

    def _cold_migration_to_a_host_in_another_cell(self):
        # Nova then pins the request to no cell.
        server = self.boot(self.client(DOC), name='across')
        self.policy.set_rules(
            {'compute:servers:resize:cross_cell': 'rule:admin_api'},
            overwrite=False)
        self._assert_moved(self.cold_migrate(server, 'ops-1'), 'ops-1')
        self.policy.set_rules(
            {'compute:servers:resize:cross_cell': '!'}, overwrite=False)

    def test_moves(self):
        self._cold_migration_to_a_host_in_another_cell()
        self._assert_moved(self.live_migrate(self.server, 'ops-1'), 'ops-1')
        self._assert_moved(self.confirm(
            self.cold_migrate(self.server, 'dev-1')), 'dev-1')
        self._rebuild_is_left_alone()
        self.shelve(self.server)
        self.set_rule('doc', 'nobody')
        self.unshelve(self.server)
        self._assert_moved(self.live_migrate(self.server, 'doc-1'), 'doc-1')
        resized = self.confirm(
            self.resize(self.server, nova_cloud.LARGER_FLAVOR))
        source = resized['OS-EXT-SRV-ATTR:host']
        self.assertNotEqual('doc-1', source)
        self._assert_moved(resized, source)
        self.stop_host(source)
        moved = self.evacuate(self.server)
        self.assertNotEqual(source, moved['OS-EXT-SRV-ATTR:host'])
        self._assert_moved(moved, moved['OS-EXT-SRV-ATTR:host'])

    def _rebuild_is_left_alone(self):
        # The host is not for this client; the server stays all the same, and
        # can be rebuilt there.
        before = self.explanations()
        rebuilt = self.rebuild(self.server, nova_cloud.OTHER_IMAGE,
                               client=self.client(OPS))
        self.assertEqual('ACTIVE', rebuilt['status'])
        self.assertEqual('dev-1', rebuilt['OS-EXT-SRV-ATTR:host'])
        self.assertEqual(before, self.explanations())
