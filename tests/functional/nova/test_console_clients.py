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

"""What the users' clients show of a long console log, and of a refusal.

novaclient, openstackclient and openstacksdk run as their packages have them,
as processes, and get their tokens from tests.harness.identity.  Horizon is
not here; what it calls is: ``servers.get_console_output`` of novaclient.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

from tests.functional.nova.console_ways import cloud
from tests.functional.nova.console_ways import way
from tests.harness import identity
from tests.harness import nova_cloud
from tests.harness import nova_http
from tests.harness import quotations

BIN = pathlib.Path(sys.prefix, 'bin')
#: Far above what any client takes.
TIMEOUT = 120
_NOVACLIENT = """
import os
import sys
from keystoneauth1 import loading
from keystoneauth1 import session
from novaclient import client
auth = loading.get_plugin_loader('password').load_from_options(
    auth_url=os.environ['OS_AUTH_URL'] + '/v3', username='member',
    password='any', project_name='project', user_domain_id='default',
    project_domain_id='default')
nova = client.Client('2.1', session=session.Session(auth=auth))
sys.stdout.write(nova.servers.get_console_output({server!r}, length={length}))
"""
_SDK = """
import sys
import openstack
cloud = openstack.connect()
sys.stdout.write({call})
"""
#: As Horizon 27 calls novaclient.
HORIZON = {
    'Horizon, tab Log': '35',
    'Horizon, View Full Log': 'None',
    'Horizon, ?length=5': "'5'",
    'Horizon, ?length=5000': "'5000'",
    'Horizon, REST': '100',
}


class Shown(NamedTuple):
    """What a client said, and what it did."""

    code: int
    lines: list[str]
    error: str
    bodies: list[object]
    answers: list[str]

    @property
    def last_words(self) -> str:
        """What was said at last; before that there may be a traceback."""
        return self.error.strip().split('\n')[-1]

    @property
    def summary(self) -> str:
        if self.code:
            return 'exit %d: %s' % (self.code, self.last_words)
        if not self.lines:
            return 'nothing'
        return '%d lines, %s to %s' % (
            len(self.lines), self.lines[0], self.lines[-1])


class ClientsCloud(cloud.TalkativeCloud):
    def setUp(self):
        super().setUp()
        self.identity = identity.Identity(self.stock, nova_cloud.PROJECT)
        self.url = self.useFixture(nova_http.Server(
            lambda *request: self.identity(*request))).url

    def use(self, nova):
        self.identity = identity.Identity(nova, nova_cloud.PROJECT)

    def run_client(self, *argv):
        environ = {name: value for name, value in os.environ.items()
                   if not name.startswith('OS_')
                   and not name.lower().endswith('_proxy')}
        environ.update(self.identity.environ(self.url))
        self.identity.answered.clear()
        done = subprocess.run(
            [str(BIN / argv[0]), *argv[1:]], env=environ, text=True,
            capture_output=True, timeout=TIMEOUT, check=False)
        asked = [one for one in self.identity.answered
                 if one[1].endswith('/action')]
        return Shown(done.returncode, done.stdout.splitlines(),
                     done.stderr, [json.loads(body)
                                   for _, _, body, _ in asked],
                     [status.split()[0] for *_, status in asked])

    def novaclient(self, *options):
        return self.run_client('nova', 'console-log', *options, 'talkative')

    def openstackclient(self, *options):
        return self.run_client(
            'openstack', 'console', 'log', 'show', *options, 'talkative')

    def sdk(self, call):
        return self.run_client('python', '-c', _SDK.format(call=call))

    def sdk_cloud(self, length=None):
        return self.sdk('cloud.get_server_console(%r, length=%r)' % (
            'talkative', length))

    def sdk_proxy(self, length=None):
        return self.sdk(
            'cloud.compute.get_server_console_output(%r, length=%r)["output"]'
            % (self.server['id'], length))

    def horizon(self, length):
        return self.run_client('python', '-c', _NOVACLIENT.format(
            server=self.server['id'], length=length))

    def every_client(self):
        """Each client with each of its requests, by a name."""
        yield 'novaclient', self.novaclient
        yield 'novaclient --length 5', lambda: self.novaclient(
            '--length', '5')
        yield 'novaclient --length 5000', lambda: self.novaclient(
            '--length', '5000')
        yield 'openstackclient', self.openstackclient
        yield 'openstackclient --lines 5', lambda: self.openstackclient(
            '--lines', '5')
        yield 'openstackclient --lines 5000', lambda: self.openstackclient(
            '--lines', '5000')
        yield 'openstacksdk, cloud', self.sdk_cloud
        yield 'openstacksdk, cloud, length=5', lambda: self.sdk_cloud(5)
        yield 'openstacksdk, proxy', self.sdk_proxy
        yield 'openstacksdk, proxy, length=5000', lambda: self.sdk_proxy(5000)
        for name, length in HORIZON.items():
            yield name, lambda length=length: self.horizon(length)


class TestClients(ClientsCloud):
    SENT = {
        'novaclient': None, 'novaclient --length 5': '5',
        'novaclient --length 5000': '5000', 'openstackclient': ...,
        'openstackclient --lines 5': 5, 'openstackclient --lines 5000': 5000,
        'openstacksdk, cloud': ..., 'openstacksdk, cloud, length=5': 5,
        'openstacksdk, proxy': ..., 'openstacksdk, proxy, length=5000': 5000,
        'Horizon, tab Log': 35, 'Horizon, View Full Log': None,
        'Horizon, ?length=5': '5', 'Horizon, ?length=5000': '5000',
        'Horizon, REST': 100}

    def test_what_they_show(self):
        for name, ask in self.every_client():
            sent = self.SENT[name]
            action = {} if sent is ... else {'length': sent}
            wanted = len(cloud.LONG) if sent in (..., None) else int(sent)
            for nova, most in ((self.stock, len(cloud.LONG)),
                               (self.ours, way.MAX_LINES)):
                self.use(nova)
                shown = ask()
                expected = cloud.LONG[-min(wanted, most):]
                self.assertEqual(
                    (0, '', expected), shown[:1] + (
                        _without_notice(shown.error), shown.lines), name)
                self.assertEqual([{'os-getConsoleOutput': action}],
                                 shown.bodies, name)
                self.assertEqual(['200'], shown.answers, name)

    def test_a_log_without_an_end(self):
        # One line of 3 MB, of which the newest 1 MiB arrives.
        self.log = ['x' * 3_000_000 + 'newest']
        self.use(self.ours)
        for ask in (self.novaclient, self.openstackclient, self.sdk_cloud,
                    lambda: self.horizon('None')):
            shown = ask()
            self.assertEqual((0, 1), (shown.code, len(shown.lines)),
                             shown.error)
            self.assertEqual(
                1024 * 1024 - len('{"output": ""}'), len(shown.lines[0]))
            self.assertTrue(shown.lines[0].endswith('xnewest'))


class TestRefused(ClientsCloud):
    """The second request within an hour, and what is said of it."""

    MESSAGE = ('The console log of this server is asked for too often. '
               'Retry after SECONDS seconds.')
    #: How each ends what it prints, and its exit code is 1.
    LAST_WORDS = {
        'novaclient': 'ERROR (RateLimit): %s (HTTP 429) (Request-ID: ID)',
        'openstackclient': 'HttpException: 429: Client Error for url: URL, %s',
        'openstacksdk, cloud': 'openstack.exceptions.HttpException: '
                               'HttpException: 429: Client Error for url: '
                               'URL, %s',
        'openstacksdk, proxy': 'openstack.exceptions.HttpException: '
                               'HttpException: 429: Client Error for url: '
                               'URL, %s',
        'Horizon, View Full Log': 'novaclient.exceptions.RateLimit: %s '
                                  '(HTTP 429) (Request-ID: ID)',
    }

    def test_refusals(self):
        clients = dict(self.every_client())
        for name, words in self.LAST_WORDS.items():
            self.use(self.limited(rate='1/h'))
            self.assertEqual(0, clients[name]().code, name)
            shown = clients[name]()
            self.assertEqual((1, []), (shown.code, shown.lines), name)
            self.assertEqual(['429'], shown.answers, name + ' tries again')
            said = re.sub('http://[^ ,]*/action', 'URL', shown.last_words)
            said = re.sub(r'after [0-9]+ s', 'after SECONDS s', said)
            said = re.sub(r'req-[0-9a-f-]+', 'ID', said)
            self.assertEqual(words % self.MESSAGE, said)

    def test_manual(self):
        """What the manual has of them."""
        shown = '\n'.join(
            self.LAST_WORDS[name] % self.MESSAGE
            for name in ('openstackclient', 'novaclient'))
        for word, example in (('URL', '...'), ('SECONDS', '12'),
                              ('ID)', 'req-...)')):
            shown = shown.replace(word, example)
        self.assertEqual(
            quotations.read('console_limit')['too-often'], shown)


def _without_notice(error):
    """What a client says beside that it is deprecated."""
    return '\n'.join(line for line in error.splitlines()
                     if 'deprecated' not in line)
