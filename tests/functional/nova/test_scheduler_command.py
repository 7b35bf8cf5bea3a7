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

"""nova-ops-scheduler on a cloud, through openstacksdk, and on its log."""

import contextlib
import io
import json
import pathlib

import fixtures
from nova.api import auth

from nova_ops_ext.cmd import scheduler
from tests.harness import nova_cloud
from tests.harness import service_log

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
TOKEN = 'of-the-operator'


class TestSchedulerCommand(nova_cloud.NovaCloud):
    """One cloud for all: what differs is the question."""

    SAMPLE = ETC / 'client-network.conf'
    REPLACEMENTS = {'10.1.0.0/16': '127.1.0.0/16',
                    '10.2.0.0/16': '127.2.0.0/16'}
    HOSTS = ('doc-1', 'ops-1', 'dev-1')

    def setUp(self):
        super().setUp()
        self.directory = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path)
        create = auth.NovaKeystoneContext._create_context

        def of_token(environ, **kwargs):
            # What keystonemiddleware makes of a token.
            if environ.get('HTTP_X_AUTH_TOKEN') == TOKEN:
                environ.update(HTTP_X_PROJECT_ID=nova_cloud.PROJECT,
                               HTTP_X_USER_ID='admin',
                               HTTP_X_ROLES='reader,member,admin')
            return create(environ, **kwargs)

        self.useFixture(fixtures.MonkeyPatch(
            'nova.api.auth.NovaKeystoneContext._create_context',
            staticmethod(of_token)))
        clouds = self.directory / 'clouds.yaml'
        clouds.write_text(json.dumps({'clouds': {'here': {
            'auth_type': 'admin_token',
            'auth': {'endpoint': self._http.url + '/v2.1',
                     'token': TOKEN}}}}))
        self.useFixture(fixtures.EnvironmentVariable(
            'OS_CLIENT_CONFIG_FILE', str(clouds)))
        self.useFixture(service_log.ServiceLog(
            self.directory / 'scheduler.log'))

    def run_command(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = scheduler.main([
                *arguments, '--json', '--config-file', str(self._conf)])
        return code, json.loads(out.getvalue())

    def test_all(self):
        dump = str(self.directory / 'dump.json')
        doc, _ops, _dev = (self.aggregate(host, [host], {
            'ops_client_networks': host.partition('-')[0]})
            for host in self.HOSTS)

        code, found = self.run_command('check', '--os-cloud', 'here')
        self.assertEqual((0, []), (code, found['findings']))

        pool = self.aggregate('pool', list(self.HOSTS), {
            'ops_shard_size': '1', 'ops_client_networks': 'dco'})
        # Keystone is not there: all else is.
        code, found = self.run_command('dump', '--os-cloud', 'here',
                                       '--output', dump)
        self.assertEqual(0, code)
        self.assertEqual({'aggregates': 4, 'services': 3,
                          'server_groups': 0}, found['counts'])
        self.assertEqual(1, len(found['missing']))

        for source in (('--os-cloud', 'here'), ('--dump', dump)):
            code, found = self.run_command('check', *source)
            self.assertEqual(1, code)
            self.assertEqual({'unknown-label', 'rule-not-enabled'},
                             {one['code'] for one in found['findings']
                              if one['level'] != 'OK'})
            code, found = self.run_command('shard', 'p', *source)
            self.assertEqual(['up'], [one['state'] for one
                                      in found['pools'][0]['shard']])
        self.set_metadata(pool, {'ops_client_networks': None})

        client = self.client('127.1.0.5')
        self.boot(client, name='one')
        self.set_metadata(pool, {'ops_client_networks': 'ops'})
        self.set_metadata(doc, {'ops_client_networks': 'ops'})
        refused = self.boot(client, name='two', expect='ERROR')
        code, found = self.run_command(
            'explain', refused['id'], '--log-file',
            str(self.directory / 'scheduler.log'))
        self.assertEqual(0, code)
        decision, *others = found['events']
        self.assertEqual('ClientNetworkFilter', decision['by'])
        self.assertEqual([{'reason': 'not for clients of network doc',
                           'hosts': sorted(self.HOSTS), 'unnamed': 0}],
                         decision['refused'])
        self.assertEqual(2, len(others))
        self.assertEqual(found['events'], self.run_command(
            'explain', decision['request'], '--log-file',
            str(self.directory / 'scheduler.log'))[1]['events'])
