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

"""A server gets only hosts that the network of its client may use."""

from __future__ import annotations

from typing import Any

from tempest import config
from tempest.lib.common.utils import data_utils
from tempest.lib import decorators

from ops_ext_tempest import any_answer
from ops_ext_tempest.tests import base
from ops_ext_tempest.tests.scenario import base as scenario
from ops_ext_tempest.tests import servers
from ops_ext_tempest.tests import stamps

CONF = config.CONF
_KEY = 'ops_client_networks'
#: Of no network; the filter does not ask whether there is one.
_FOREIGN = 'ops-ext-tempest-nobody'


@decorators.serial
class TestClientNetwork(scenario.SchedulerTest):
    """ClientNetworkFilter and its weigher, with the labels of aggregates."""

    features = ('client_network', 'client_stamp')

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        cls.skip_unless_nova_has(stamps.SHOWN_SINCE)

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.nova = any_answer.AnyAnswer(cls.os_primary, 'compute')

    def setUp(self) -> None:
        super().setUp()
        self.candidates_are(*self.hosts)
        server, = self.boot()
        self.label = stamps.label(self.nova, server['id']) or ''
        if not self.label:
            raise self.skipException(
                'the network of Tempest has no label, and there is no '
                'default_label')

    @decorators.idempotent_id('c192abe7-f83d-4281-8e31-66e5667c1915')
    def test_client_gets_the_hosts_of_its_network(self) -> None:
        # Both ways: a server gets one of two hosts by chance, too.
        for own in (0, 1):
            first = self.rule([self.hosts[own]], **{_KEY: self.label})
            second = self.rule([self.hosts[1 - own]], **{_KEY: _FOREIGN})
            self.boot_on(self.hosts[own], count=2)
            self.boot_on(self.hosts[own])
            for aggregate in (first, second):
                self.change_rule(aggregate, **{_KEY: None})

    @decorators.idempotent_id('2cc123e2-52ed-4794-8af0-610052b3d8b0')
    def test_hosts_of_other_networks_are_refused(self) -> None:
        rule = self.rule(self.hosts, **{_KEY: _FOREIGN})
        self.boot_refused()
        # One label of several is enough.
        self.change_rule(rule, **{_KEY: '%s, %s' % (_FOREIGN, self.label)})
        self.boot_on(*self.hosts)

    @decorators.idempotent_id('75d99319-385d-4de5-a595-65eccc431243')
    def test_forged_stamp_opens_nothing(self) -> None:
        self.rule(self.hosts, **{_KEY: _FOREIGN})
        self.boot_refused(hints={stamps.HINT: _FOREIGN})

    @decorators.idempotent_id('5ac4c2e9-dd19-41b8-9b01-c1d4d59a02c6')
    def test_labels_that_cannot_be_read_refuse(self) -> None:
        rule = self.rule(self.hosts, **{_KEY: self.label + ';'})
        self.boot_refused()
        self.change_rule(rule, **{_KEY: ''})
        self.boot_refused()
        self.change_rule(rule, **{_KEY: None})
        self.boot_on(*self.hosts)

    @decorators.idempotent_id('3f092a20-08d3-42ca-a648-b6ec8b5e8be3')
    def test_host_of_the_network_is_preferred(self) -> None:
        # Without a rule a host may be used, and is used last.
        for own in (0, 1):
            rule = self.rule(
                [self.hosts[own]], **{_KEY: self.label},
                ops_client_network_weight_multiplier='100000000')
            self.boot_on(self.hosts[own])
            self.change_rule(rule, **{_KEY: None})

    @decorators.idempotent_id('775ff821-7016-485f-840f-077df4c1038b')
    def test_each_client_gets_its_own(self) -> None:
        source = CONF.ops_ext.other_source_address
        base.skip_unless(source, 'other_source_address',
                         'there is no second client')
        there = any_answer.AnyAnswer(self.os_primary, 'compute',
                                     source=source)
        other = stamps.label(self.nova, self._boot_by(there)['id']) or ''
        self.assertNotEqual(self.label, other)
        for mine in (0, 1):
            rules = [self.rule([self.hosts[mine]], **{_KEY: self.label}),
                     self.rule([self.hosts[1 - mine]], **{_KEY: other})]
            self.boot_on(self.hosts[mine])
            self.assertEqual(self.hosts[1 - mine],
                             self.host_of(self._boot_by(there)))
            for rule in rules:
                self.change_rule(rule, **{_KEY: None})

    def _boot_by(self, nova: any_answer.AnyAnswer) -> dict[str, Any]:
        """Ask for a server as a client that connects from elsewhere."""
        answer = nova.post_json('/servers', {'server': {
            'name': data_utils.rand_name(
                'ops-ext', prefix=CONF.resource_name_prefix),
            'imageRef': CONF.compute.image_ref, 'flavorRef': self.flavor,
            'networks': 'none'}}, self.versioned())
        self.assertEqual(202, answer.status, answer.body)
        made = answer.json()['server']['id']
        client = self.os_primary.servers_client
        servers.delete_later(self, client, made)
        return servers.settled(client, made)

    @decorators.idempotent_id('6c6f8518-76e1-45e6-b814-3e117cde7eee')
    def test_move_is_judged_by_the_owner_of_the_server(self) -> None:
        base.skip_unless(CONF.ops_ext.stamp_trusted, 'stamp_trusted',
                         'moves are not judged')
        base.skip_unless_feature('cold_migration')
        self.rule(self.hosts[:1], **{_KEY: self.label})
        self.rule(self.hosts[1:], **{_KEY: _FOREIGN})
        server, = self.boot()
        self.assertEqual(self.hosts[0], self.host_of(server))
        self.migration_refused(server)
