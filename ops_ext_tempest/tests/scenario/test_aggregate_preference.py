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

"""Hosts of some aggregates are used first, of others last."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.scenario import base as scenario

_KEY = 'ops_preference'
#: More than failed builds count, of which a cloud may have had some.
_MUCH = {'ops_aggregate_preference_weight_multiplier': '100000000'}


@decorators.serial
class TestAggregatePreference(scenario.SchedulerTest):
    """AggregatePreferenceWeigher, on each of two hosts."""

    features = ('aggregate_preference',)

    def setUp(self) -> None:
        super().setUp()
        self.candidates_are(*self.hosts)
        self.aggregates = [self.rule([name], **_MUCH) for name in self.hosts]

    def _prefer(self, *preferences: str | None) -> None:
        for aggregate, value in zip(self.aggregates, preferences,
                                    strict=True):
            self.change_rule(aggregate, **{_KEY: value})

    @decorators.idempotent_id('daabc762-eb68-41f9-8a87-d2732527d2da')
    def test_preferred_host_is_used_first(self) -> None:
        # Both ways: by chance, or for its memory, a server gets one of them.
        for wanted, preferences in ((0, ('100', '0')), (1, ('0', '100'))):
            self._prefer(*preferences)
            self.boot_on(self.hosts[wanted])
            self.boot_on(self.hosts[wanted], count=2)

    @decorators.idempotent_id('89f6559b-1d21-496b-bd97-a682e46c7eca')
    def test_avoided_host_is_used_last_but_used(self) -> None:
        for wanted, preferences in ((0, ('0', '-100')), (1, ('-100', '0'))):
            self._prefer(*preferences)
            self.boot_on(self.hosts[wanted])
        self.candidates_are(self.hosts[0])
        self.boot_on(self.hosts[0])

    @decorators.idempotent_id('4edc2cd9-db04-4419-bd5c-f76bceef7e91')
    def test_lowest_preference_of_a_host_counts(self) -> None:
        for wanted in (0, 1):
            self._prefer('100', '100')
            other = self.rule([self.hosts[1 - wanted]], **{_KEY: '-50'})
            self.boot_on(self.hosts[wanted])
            self.change_rule(other, **{_KEY: None})

    @decorators.idempotent_id('0a057f67-3ab1-464c-bf36-86a064d26cd9')
    def test_preference_that_cannot_be_read_is_none(self) -> None:
        for wanted, preferences in ((0, ('1', 'best')), (1, ('best', '1'))):
            self._prefer(*preferences)
            self.boot_on(self.hosts[wanted])
