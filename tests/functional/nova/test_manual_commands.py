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

"""The manuals' commands against a real Nova.

``make test`` runs those of one page, which need most; their words are checked
by ``tests/unit/doc/nova`` in each.  ``OPS_EXT_MANUAL=all`` runs them all.
"""

import json
import os
import pathlib
import re
import tempfile
import unittest

from tests.harness import identity
from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.harness import nova_cloud
from tests.harness import nova_http
from tests.harness import shell_text
from tests.harness import terminal

ETC = manual_blocks.ROOT / 'etc' / 'nova'
_ALWAYS = ('doc/source/failure_domain.rst',)

#: What is there before, on the pages that do not make it themselves.
BEFORE = {
    'doc/source/new_host.rst': [
        'openstack flavor create --ram 512 --disk 1 --vcpus 1 burn-in'],
    'doc/source/project_per_host.rst': ['openstack aggregate create small'],
}


def sessions():
    """The commands of each page that is tried in this run."""
    found = {}
    for block in manual_kinds.of('with a Nova'):
        if block.page in _ALWAYS or os.environ.get('OPS_EXT_MANUAL') == 'all':
            found.setdefault(block.page, []).extend(
                typed.text for typed in shell_text.session(block.text))
    return found


def hosts():
    """Each host that a page puts into an aggregate."""
    return tuple(sorted({
        argv[-1] for commands in sessions().values() for command in commands
        for argv in shell_text.programs(command)
        if argv[:4] == ['openstack', 'aggregate', 'add', 'host']}))


@unittest.skipUnless(os.environ.get('OPS_EXT_MANUAL'), 'for make docs-test')
class TestManualCommands(nova_cloud.NovaCloud):
    SAMPLE = ETC / 'scheduler.conf'
    HOSTS = hosts()

    def setUp(self):
        super().setUp()
        self.identity = identity.Identity(
            self.api_fixture.app(), nova_cloud.PROJECT,
            ('reader', 'member', 'admin'), {'cirros': nova_cloud.IMAGE})
        url = self.useFixture(nova_http.Server(self.identity)).url
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.terminal = terminal.Terminal(
            pathlib.Path(place.name),
            defaults={'nova-ops-scheduler': ['--config-file',
                                             str(ETC / 'scheduler.conf')]})
        environ = self.identity.environ(url)
        self.terminal.environ.update(environ)
        clouds = self.terminal.root / 'clouds.yaml'
        clouds.write_text(json.dumps({'clouds': {'admin': {
            'region_name': environ['OS_REGION_NAME'], 'auth': {
                name.lower().removeprefix('os_'): environ[name]
                for name in ('OS_AUTH_URL', 'OS_USERNAME', 'OS_PASSWORD',
                             'OS_PROJECT_NAME', 'OS_USER_DOMAIN_ID',
                             'OS_PROJECT_DOMAIN_ID')}}}}))
        self.terminal.environ['OS_CLIENT_CONFIG_FILE'] = str(clouds)
        self.known = {}

    def type(self, command):
        """Run a command; what it assigns holds for those after it."""
        done = self.terminal.run('%s\nset -o posix; set > variables' % command
                                 if '=$(' in command else command,
                                 **self.known)
        said = '\n'.join((command, done.stdout, done.stderr))
        if command.startswith('nova-ops-scheduler check'):
            # What it finds is what the pages before have made.
            self.assertIn(done.returncode, (0, 1, 2), said)
            self.assertTrue(done.stdout.startswith('SCHEDULER '), said)
            return done.stdout
        self.assertEqual(0, done.returncode, said)
        variables = self.terminal.root / 'variables'
        if variables.exists():
            self.known.update(re.findall(r'(?m)^([A-Z]+)=([\w-]+)$',
                                         variables.read_text()))
            self.known = {name: value for name, value in self.known.items()
                          if '%s=$(' % name in command}
        return done.stdout

    def test_each_page(self):
        pages = sessions()
        self.assertLessEqual(set(_ALWAYS), set(pages))
        for page, commands in pages.items():
            for command in (*BEFORE.get(page, ()), *commands):
                self.type(command)
        # Once more what would not work, lest nothing here can fail.
        done = self.terminal.run('openstack aggregate add host nowhere x')
        self.assertNotEqual(0, done.returncode)
        # And the cloud has what failure_domain.rst makes.
        made = [one['name'] for one in self.admin.get_servers(detail=False)]
        self.assertEqual(['web-%d' % number for number in range(1, 7)],
                         sorted(made))
        aggregates = self.admin.api_get('/os-aggregates').body['aggregates']
        self.assertEqual(
            [('rack-1', ['compute-1'])],
            [(one['metadata'].get('ops_failure_domain'), one['hosts'])
             for one in aggregates if one['name'] == 'rack-1'])
