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

"""A cloud whose nova-api has console_limit, from the sample of etc/."""

from collections import abc
import pathlib
from typing import Any

import fixtures
from nova.api import wsgi
from oslo_serialization import jsonutils
import requests

from tests.harness import api_paste
from tests.harness import nova_cloud
from tests.harness import nova_http

SAMPLE = (pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
          / 'api-paste-console-limit.ini')
WHOLE = {'os-getConsoleOutput': {}}
HEADER = 'X-Console-Log-Truncated'


class LimitedCloud(nova_cloud.NovaCloud):
    """A cloud with one host and one server.

    ``LOG`` is what the server's console printed; the driver is Nova's fake
    one, everything in front of it is real.
    """

    HOSTS = ('host-1',)
    OPTIONS: abc.Mapping[str, str] = {}
    LOG = ''.join('line %d\n' % number for number in range(3000))

    def setUp(self) -> None:
        self.place = pathlib.Path(self.useFixture(fixtures.TempDir()).path)
        self.API_PASTE = self.place / 'api-paste.ini'
        self.API_PASTE.write_text(
            api_paste.laid_over(SAMPLE, self.options()))
        super().setUp()
        self.useFixture(fixtures.MonkeyPatch(
            'nova.virt.fake.FakeDriver.get_console_output',
            lambda driver, context, instance: self.LOG))
        self.user = self.client()
        self.server = self.boot(self.user, name='a')

    def options(self) -> abc.Mapping[str, str]:
        """Options of the filter in place of those of the sample."""
        return self.OPTIONS

    def log_of(self, server: Any, body: Any = None, *,
               project: str = nova_cloud.PROJECT, version: str = 'v2.1',
               api: str | None = None) -> requests.Response:
        """Ask for a server's console log, as any HTTP client does.

        :param api: what another_api() gave; the cloud's own by default
        """
        return self.client(project=project).request(
            '%s/%s/servers/%s/action' % (
                api or self._http.url, version, server['id']), 'POST',
            jsonutils.dumps(WHOLE if body is None else body),
            {'X-User-Id': 'fake', 'X-Roles': 'reader,member'})

    def another_api(self) -> str:
        """Start another worker of nova-api; it shares no memory.

        :returns: its URL
        """
        # Filters of one file count together, and a worker has its own.
        another = self.place / 'another-api-paste.ini'
        another.write_bytes(self.API_PASTE.read_bytes())
        app = wsgi.Loader(str(another)).load_app('osapi_compute')
        return self.useFixture(nova_http.Server(app)).url
