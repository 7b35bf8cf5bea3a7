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

"""A cloud with one server that has a long log, and nova-apis to ask."""

import pathlib
from typing import Any

import fixtures
from nova.virt import fake

from tests.functional.nova.console_ways import apis
from tests.functional.nova.console_ways import way
from tests.harness import nova_cloud

LONG = ['line %d' % number for number in range(1, 3001)]


class TalkativeCloud(nova_cloud.NovaCloud):
    """``stock`` and ``ours`` share everything but the filter.

    The lines of the server's log are in ``log``.
    """

    HOSTS = ('rack1',)

    def setUp(self) -> None:
        super().setUp()
        self.log = LONG
        self.useFixture(fixtures.MockPatchObject(
            fake.FakeDriver, 'get_console_output',
            lambda driver, context, instance: '\n'.join(self.log)))
        self.stock = self.api_fixture.app()
        self.ours = self.limited(max_lines=way.MAX_LINES)
        self.server = self.boot(self.client(), name='talkative')

    def limited(self, **options: Any) -> apis.App:
        """A nova-api with the filter in both of its lines."""
        return self.nova(apis.with_filter(self.shipped, **options))

    @property
    def shipped(self) -> str:
        """The api-paste.ini that Nova ships."""
        return self.API_PASTE.read_text()

    def nova(self, paste: str) -> apis.App:
        """A nova-api with this api-paste.ini."""
        path = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path, 'api-paste.ini')
        path.write_text(paste)
        return apis.load(path)
