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

"""The servers of a group are spread over failure domains."""

from __future__ import annotations

import collections

from tempest.lib import decorators

from ops_ext_tempest.tests.scenario import base as scenario

_DOMAIN, _SKEW = 'ops_failure_domain', 'ops_failure_domain_max_skew'
#: Nova's own: hosts with many servers first, more than anything else counts.
_FULLEST_FIRST = {'num_instances_weight_multiplier': '100000000'}


@decorators.serial
class TestFailureDomain(scenario.SchedulerTest):
    """FailureDomainFilter on three hosts of one domain and one of another."""

    features = ('failure_domain',)
    hosts_needed = 4

    def setUp(self) -> None:
        super().setUp()
        self.rack, self.other = self.hosts[:3], self.hosts[3]

    def _domains(self) -> None:
        """Have two, the larger of which Nova alone would prefer."""
        self.candidates_are(*self.rack)
        self.boot_on(*self.rack)
        self.rule(self.rack, **{_DOMAIN: 'a'}, **_FULLEST_FIRST)
        self.rule([self.other], **{_DOMAIN: 'b'})
        self.candidates_are(*self.hosts)

    @decorators.idempotent_id('0bffdb02-93ad-4256-89f0-bc62cc5a001b')
    def test_two_members_are_in_two_domains(self) -> None:
        self._domains()
        for _ in range(2):
            group = self.group()
            got = [self.boot_on(*self.hosts, group=group)[0]
                   for _ in range(2)]
            self.assertIn(self.other, got)

    @decorators.idempotent_id('c6f5226c-2245-403f-a4d0-874568995901')
    def test_batch_is_spread(self) -> None:
        self._domains()
        got = self.boot_on(*self.hosts, group=self.group(), count=2)
        self.assertIn(self.other, got)

    @decorators.idempotent_id('4ca06c6b-6415-43b9-9dea-a9cb56063b3b')
    def test_domain_without_room_holds_nobody_up(self) -> None:
        self._domains()
        got = collections.Counter(self.boot_on(
            *self.hosts, group=self.group(), count=4))
        self.assertEqual(collections.Counter(self.hosts), got)

    @decorators.idempotent_id('5275fcc4-7872-4103-be56-8eea3a7385e8')
    def test_groups_alone_are_spread(self) -> None:
        self._domains()
        got = {self.boot_on(*self.hosts)[0] for _ in range(2)}
        self.assertNotIn(self.other, got)

    @decorators.idempotent_id('4a5182a8-cf7a-4453-a895-e93c808ae0cb')
    def test_skew_that_is_allowed_is_used(self) -> None:
        self.candidates_are(*self.rack)
        self.boot_on(*self.rack)
        self.rule(self.rack, **{_DOMAIN: 'a', _SKEW: '3'}, **_FULLEST_FIRST,
                  ops_failure_domain_weight_multiplier='0')
        self.rule([self.other], **{_DOMAIN: 'b'},
                  ops_failure_domain_weight_multiplier='0')
        self.candidates_are(*self.hosts)
        group = self.group()
        got = [self.boot_on(*self.hosts, group=group)[0] for _ in range(2)]
        self.assertLessEqual(set(got), set(self.rack))

    @decorators.idempotent_id('5b46e57b-418d-41a0-92c7-5dedaf49114e')
    def test_skew_that_cannot_be_read_refuses(self) -> None:
        domain = self.rule([self.other], **{_DOMAIN: 'b', _SKEW: 'little'})
        self.candidates_are(self.other)
        self.boot_refused(group=self.group())
        # Only groups are judged.
        self.boot_on(self.other)
        self.change_rule(domain, **{_SKEW: '1'})
        self.boot_on(self.other, group=self.group())
