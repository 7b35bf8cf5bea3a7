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

"""A real Nova in the test's process: REST in, placement decision out.

NovaCloud starts the API with the pipeline of the api-paste.ini that Nova
ships, the conductor, the scheduler, fake computes, and the real placement
service, each on an SQLite database of its own; only keystone, glance, neutron
and cinder are stubs.  It is Nova's own functional test base with three things
added: the scheduler is configured by one of the project's sample files, the
API is also served over HTTP so that a client has an address, and boots and
moves are one call.  ``api`` and ``admin_api`` (without HTTP) are there too.

A subclass names the sample and the hosts::

    class TestClientNetwork(nova_cloud.NovaCloud):
        SAMPLE = ETC / 'nova' / 'client-network.conf'
        REPLACEMENTS = {'10.1.0.0/16': '127.1.0.0/16'}
        HOSTS = ('doc-1', 'ops-1')

        def test_boot(self):
            self.aggregate('doc', ['doc-1'],
                           {'ops_client_networks': 'doc'})
            server = self.boot(self.client('127.1.0.5'), name='a')
            self.assertEqual('doc-1', server['OS-EXT-SRV-ATTR:host'])

It does not need a test runner.  A script defines a subclass as above, with
what it has to say in one method, and runs that::

    case = Demo('test_boot')
    result = unittest.TextTestRunner(stream=io.StringIO()).run(
        unittest.TestSuite([case]))
    sys.exit(not result.wasSuccessful())

What the method prints goes to the terminal.  OS_STDOUT_CAPTURE must not be
set.  Set OS_NOVA_DISABLE_EVENTLET_PATCHING=True for native threads (Nova 33
and later), before Nova is imported.  pytest does not run these: Nova's
base class deletes its attributes in clean-up, which pytest takes for an error.
"""

from collections import abc
import functools
import logging
import pathlib
import sys
from typing import Any
from unittest import mock

# Before any Nova.
from tests.harness import nova_threads  # noqa: F401,H306

import fixtures
from nova.api import auth
from nova import config
from nova.tests.functional import integrated_helpers
from oslo_config import cfg

from tests.harness import log_lines
from tests.harness import nova_http
from tests.harness import nova_moves
from tests.harness import oslo_sample

#: m1.tiny and m1.small of Nova's fixtures: 512 MB, 2048 MB
FLAVOR, LARGER_FLAVOR = '1', '2'
#: two images of Nova's fixtures, alike except for their ids
IMAGE = '155d900f-4e14-4e4c-a73d-069cbf4541e6'
OTHER_IMAGE = 'a2459075-d96c-40d5-893e-577ff92e721c'
#: seconds after the registration, or what a test writes as a heartbeat
DOWN_TIME = 7200
PROJECT = '6f70656e737461636b20342065766572'


class NovaCloud(nova_moves.Moves,
                integrated_helpers.ProviderUsageBaseTestCase):
    """A running cloud; see the module."""

    compute_driver = 'fake.FakeDriver'

    #: the scheduler's configuration, a file of etc/
    SAMPLE: pathlib.Path | None = None
    #: what to write in place of the sample's addresses
    REPLACEMENTS: abc.Mapping[str, str] = {}
    #: the hosts to start a nova-compute for
    HOSTS: tuple[str, ...] = ()
    #: the API's pipelines; another file may name our paste filters
    API_PASTE = pathlib.Path(sys.prefix, 'etc', 'nova', 'api-paste.ini')

    def setUp(self) -> None:
        text = (oslo_sample.render(self.SAMPLE, self.REPLACEMENTS)
                if self.SAMPLE else '')
        self._conf = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path, 'nova.conf')
        self._conf.write_text(text)
        self._log = log_lines.Lines()
        # Nova's fixture replaces this; it counts before that and after, when
        # services end and would write to the terminal.  So would warnings.
        self.useFixture(fixtures.LogHandler(self._log))
        logging.captureWarnings(True)
        self.addCleanup(logging.captureWarnings, False)
        self.flags(api_paste_config=str(self.API_PASTE), group='wsgi')
        self._spare()
        # Nova's fixture parses no file at all at this place.  With ours the
        # configuration is one that a service could have read.
        parse_args = functools.partial(self._parse_args, config.parse_args)
        with mock.patch.object(config, 'parse_args', parse_args):
            super().setUp()
        self.useFixture(fixtures.MonkeyPatch(
            'nova.api.auth.NovaKeystoneContext._create_context',
            functools.partial(nova_http.create_context,
                              auth.NovaKeystoneContext._create_context)))
        self._http = self.useFixture(nova_http.Server(self.api_fixture.app()))
        self.admin = self.client(user='admin', admin=True)
        for host in self.HOSTS:
            self._start_compute(host)

    def _spare(self) -> None:
        """Leave out what costs time and no test asks for."""
        # A host is up until a test says that it is not: where many tests
        # share a machine, heartbeats come late, and hosts went down by that.
        self.flags(service_down_time=DOWN_TIME)
        self.useFixture(fixtures.MonkeyPatch(
            'nova.servicegroup.drivers.db.DbDriver.join',
            lambda driver, member, group, service=None: None))
        # until() listens to the other kind.
        self.flags(notification_format='versioned', group='notifications')
        # Nova's answers are Nova's affair.
        self.flags(response_validation='ignore', group='api')

    def _parse_args(self, parse_args: abc.Callable[..., None],
                    argv: list[str], **kwargs: Any) -> None:
        kwargs['default_config_files'] = [str(self._conf)]
        parse_args(argv, **kwargs)

    def start_service(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name == 'scheduler':
            # Nova's logging fixture is in place by now, and would have
            # removed this; filters are made when the scheduler starts.
            root = logging.getLogger()
            root.addHandler(self._log)
            self.addCleanup(root.removeHandler, self._log)
        return super().start_service(name, *args, **kwargs)

    def client(self, source: str = '127.0.0.1', *, project: str = PROJECT,
               user: str = 'fake', admin: bool = False,
               headers: abc.Mapping[str, str] | None = None
               ) -> nova_http.Client:
        """A REST client whose requests come from the source address.

        :param admin: with the role that Nova's policy takes for its own
        :param headers: sent with every request, e.g. X-Forwarded-For
        """
        roles = ['reader', 'member'] + (['admin'] if admin else [])
        return nova_http.Client(
            f'{self._http.url}/v2.1', source, project=project,
            user=user, roles=roles, headers=headers)

    def boot(self, client: nova_http.Client, *, name: str,
             expect: str = 'ACTIVE',
             hints: abc.Mapping[str, Any] | None = None,
             **fields: Any) -> nova_moves.Server:
        """Create a server and wait until it is ACTIVE, or ERROR with a fault.

        :param fields: of the server in the request, as the API names them
        :returns: the server as the admin sees it, with its host
        """
        server = {'name': name, 'imageRef': IMAGE, 'flavorRef': FLAVOR,
                  'networks': 'none', **fields}
        created = client.post_server(
            {'server': server, 'os:scheduler_hints': dict(hints or {})})

        def settled() -> nova_moves.Server | None:
            now = self.show(created)
            done = now['status'] == 'ACTIVE' or 'fault' in now
            return now if done else None

        server = self.until(settled, f'{name} to be built')
        self.assertEqual(expect, server['status'], server.get('fault'))
        return server

    def scheduler_log(self, needle: str) -> list[str]:
        """What was logged since the scheduler's start and holds the needle.

        The services share the process and so the log.  A line reads
        ``LEVEL [logger] message``; all levels from DEBUG are there.
        """
        return [line for line in self._log.lines if needle in line]

    def set_option(self, group: str,
                   **values: str | abc.Iterable[str]) -> None:
        """Change options in the file and have it read again, as by SIGHUP.

        Values are as the file would have them; an iterable is an option given
        several times.  Only what is declared mutable changes in a
        service; a value that does not take effect fails the test.
        """
        text = self._conf.read_text()
        for name, value in values.items():
            text = oslo_sample.assign(text, group, name, value)
        self._conf.write_text(text)
        changed = cfg.CONF.mutate_config_files()
        for name in values:
            self.assertIn((group, name), changed, 'not mutable, or no change')
