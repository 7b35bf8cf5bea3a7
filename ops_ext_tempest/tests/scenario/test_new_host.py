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

"""A new host is for those alone who want to try it."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.scenario import base as scenario

_KEY = 'ops_burn_in'
#: A hundred years, so that any host is new.
_LONG = str(100 * 365 * 24)


@decorators.serial
class TestNewHost(scenario.SchedulerTest):
    """NewHostFilter with the burn-in of aggregates."""

    features = ('new_host',)

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        cls._brave = cls.make_flavor(dict(cls._candidates.extra_specs,
                                          **{'ops_ext:burn_in': 'true'}))
        cls._cautious = cls.make_flavor(dict(
            cls._candidates.extra_specs, **{'ops_ext:burn_in': 'false'}))

    @decorators.idempotent_id('f365cb56-8911-4691-b0db-8721f30d1577')
    def test_burn_in_is_for_flavors_that_want_it(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: _LONG})
        self.candidates_are(self.hosts[0])
        self.boot_refused()
        self.boot_refused(flavorRef=self._cautious)
        self.boot_on(self.hosts[0], flavorRef=self._brave)

    @decorators.idempotent_id('cb729571-97e6-44ef-9411-55a375290798')
    def test_others_get_hosts_that_are_not_new(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: _LONG})
        self.rule(self.hosts[1:], **{_KEY: '0'})
        self.candidates_are(*self.hosts)
        self.boot_on(self.hosts[1], count=2)
        self.boot_on(self.hosts[1])

    @decorators.idempotent_id('bc451802-0da5-4d8e-9510-d8dd2ce5d557')
    def test_who_names_the_host_gets_it(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: _LONG})
        self.candidates_are(self.hosts[0])
        self.boot_refused(manager=self.os_admin)
        self.boot_on(self.hosts[0], manager=self.os_admin,
                     host=self.hosts[0])

    @decorators.idempotent_id('77c3add0-5eeb-421d-a1a8-d54b06dd907f')
    def test_longest_burn_in_counts(self) -> None:
        self.rule(self.hosts[:1], **{_KEY: '0'})
        self.rule(self.hosts[:1], **{_KEY: _LONG})
        self.candidates_are(self.hosts[0])
        self.boot_refused()

    @decorators.idempotent_id('f903744d-51ca-4ea0-bf12-7ab167c9a2d3')
    def test_burn_in_that_cannot_be_read_refuses(self) -> None:
        rule = self.rule(self.hosts[:1], **{_KEY: 'a while'})
        self.candidates_are(self.hosts[0])
        self.boot_refused()
        self.change_rule(rule, **{_KEY: '0'})
        self.boot_on(self.hosts[0])
