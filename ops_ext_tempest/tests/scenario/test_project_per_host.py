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

"""A project has at most so many servers on one host."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.scenario import base as scenario
from ops_ext_tempest.tests import servers

_KEY = 'ops_max_instances_per_project'


@decorators.serial
class TestProjectPerHost(scenario.SchedulerTest):
    """ProjectPerHostFilter with the rules of aggregates."""

    credentials = ['primary', 'alt', 'admin']
    features = ('project_per_host',)

    @decorators.idempotent_id('59d61114-b115-46f2-b8d6-14af430c8e69')
    def test_cap_holds_for_each_project(self) -> None:
        self.rule(self.hosts, **{_KEY: '1'})
        self.candidates_are(*self.hosts)
        first = self.boot()[0]
        second = self.boot()[0]
        self.assertNotEqual(self.host_of(first), self.host_of(second))
        self.boot_refused()
        # Another project is not crowded out.
        self.boot_on(*self.hosts, manager=self.os_alt)
        # A place that becomes free can be had again.
        servers.delete(self.os_primary.servers_client, first['id'])
        self.boot_until(*self.hosts)

    @decorators.idempotent_id('3e680655-5b72-458a-8952-937cf5edffc5')
    def test_those_before_it_in_a_batch_count(self) -> None:
        self.rule(self.hosts, **{_KEY: '1'})
        self.candidates_are(*self.hosts)
        got = self.boot_on(*self.hosts, count=2)
        self.assertCountEqual(self.hosts, got)

    @decorators.idempotent_id('918ffb8b-ac18-4f11-9122-285e38c570ce')
    def test_least_cap_of_a_host_counts(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: '5'})
        self.rule(self.hosts[:1], **{_KEY: '1'})
        self.candidates_are(self.hosts[0])
        self.boot_on(self.hosts[0])
        self.boot_refused()

    @decorators.idempotent_id('21744e69-6ed6-4a22-8b61-0706e760557c')
    def test_cap_that_cannot_be_read_refuses(self) -> None:
        bad = self.rule(self.hosts[:1], **{_KEY: 'one'})
        self.candidates_are(self.hosts[0])
        self.boot_refused()
        # The rule was the reason.
        self.change_rule(bad, **{_KEY: None})
        self.boot_on(self.hosts[0])

    @decorators.idempotent_id('3a90163b-cacb-4219-8fe8-397dc025d7c4')
    def test_host_that_is_named_is_judged(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: '1'})
        self.candidates_are(*self.hosts)
        # Naming a host is for admins, so they are admin's servers.
        self.boot_on(self.hosts[0], manager=self.os_admin,
                     host=self.hosts[0])
        self.boot_refused(manager=self.os_admin, host=self.hosts[0])
