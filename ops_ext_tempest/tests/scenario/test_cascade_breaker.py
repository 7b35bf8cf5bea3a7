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

"""What takes one host after another gets no more of them."""

from __future__ import annotations

from tempest import config
from tempest.lib.common.utils import test_utils
from tempest.lib import decorators
from tempest.lib import exceptions

from ops_ext_tempest.tests.scenario import base as scenario

CONF = config.CONF


@decorators.serial
class TestCascadeBreaker(scenario.SchedulerTest):
    """CascadeBreakerFilter, where hosts are only said to have died."""

    credentials = ['primary', 'alt', 'admin']
    features = ('cascade_breaker',)
    hosts_needed = 3

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        if not CONF.ops_ext.force_hosts_down:
            raise cls.skipException('[ops_ext] force_hosts_down is False')

    @decorators.attr(type='slow')
    @decorators.idempotent_id('c95f4e89-b590-40de-b6fa-d0a4b621a34b')
    def test_pair_of_project_and_image_is_stopped(self) -> None:
        first, second, third = self.hosts
        self.candidates_are(first)
        self.boot_on(first)
        self._force_down(first)
        self.candidates_are(second)
        # Every worker of nova-scheduler has to have seen that host down
        # before the next one is.
        for _ in range(2 * CONF.ops_ext.scheduler_workers):
            self.boot_on(second)
        self._force_down(second)
        self.candidates_are(third)
        for _ in range(CONF.ops_ext.scheduler_workers):
            self.boot_refused()
        # Of the pair, neither the image nor the project alone is stopped.
        self.boot_on(third, manager=self.os_alt)
        if CONF.compute.image_ref_alt != CONF.compute.image_ref:
            self.boot_on(third, imageRef=CONF.compute.image_ref_alt)
        # It is free again when a host is back.
        self._free(second)
        self.boot_until(third)

    @decorators.attr(type='slow')
    @decorators.idempotent_id('a735a964-356c-403b-9195-76681ce0c68a')
    def test_one_incident_stops_nothing(self) -> None:
        first, second, _third = self.hosts
        self.candidates_are(first)
        # A batch on one host is one incident, however large.
        self.boot_on(first, count=2, manager=self.os_alt)
        self._force_down(first)
        self.candidates_are(second)
        self.boot_on(second, manager=self.os_alt)

    def _service(self, host: str) -> dict[str, str]:
        found: dict[str, str] = (
            self.os_admin.services_client.list_services(
                host=host, binary='nova-compute')['services'][0])
        return found

    def _force_down(self, host: str) -> None:
        client = self.os_admin.services_client
        self.addCleanup(self._free, host)
        client.update_service(self._service(host)['id'], forced_down=True)

    def _free(self, host: str) -> None:
        client = self.os_admin.services_client
        client.update_service(self._service(host)['id'], forced_down=False)
        if not test_utils.call_until_true(
                lambda: self._service(host)['state'] == 'up',
                CONF.compute.build_timeout, 1):
            raise exceptions.TimeoutException(
                '%s was forced down, is free again, and is not up' % host)
