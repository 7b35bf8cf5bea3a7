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

"""Nova without the filters, weighers and paste filters of this package."""

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


@decorators.serial
class TestStockScheduler(scenario.SchedulerTest, base.StockTest):
    """Rules are metadata of aggregates like any other."""

    absent = ('client_network', 'project_per_host', 'shuffle_shard',
              'failure_domain', 'new_host')
    hosts_needed = 1

    @decorators.idempotent_id('6b094fad-e609-4590-a657-c0c241954e93')
    def test_rules_refuse_nobody(self) -> None:
        self.rule(self.hosts, ops_client_networks='',
                  ops_max_instances_per_project='0', ops_shard_size='0',
                  ops_failure_domain='', ops_failure_domain_max_skew='x',
                  ops_burn_in='876000')
        self.candidates_are(*self.hosts)
        self.boot_on(self.hosts[0], group=self.group())


class TestStockApi(base.ComputeTest, base.StockTest):
    """Nobody bounds, and nobody writes into servers."""

    credentials = ['primary']
    absent = ('console_limit', 'client_stamp')

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.nova = any_answer.AnyAnswer(cls.os_primary, 'compute')

    @decorators.idempotent_id('d24c75bd-28cf-4fb9-bfae-325fabbc818e')
    def test_console_logs_are_served_as_often_as_asked_for(self) -> None:
        server, = servers.create(self, self.os_primary)
        for _ in range(2 * CONF.ops_ext.console_burst + 1):
            answer = self.nova.post_json(
                '/servers/%s/action' % server['id'],
                {'os-getConsoleOutput': {}})
            self.assertEqual(200, answer.status)
            self.assertNotIn('x-console-log-truncated', answer.headers)

    @decorators.idempotent_id('db465049-f2e2-4879-9cc1-e72d94b18cb0')
    def test_hints_are_stored_as_they_are(self) -> None:
        self.skip_unless_nova_has(stamps.SHOWN_SINCE)
        hints: dict[str, Any]
        for hints in ({}, {stamps.HINT: 'mine'}):
            answer = self.nova.post_json('/servers', {
                'server': {
                    'name': data_utils.rand_name(
                        'ops-ext', prefix=CONF.resource_name_prefix),
                    'imageRef': CONF.compute.image_ref,
                    'flavorRef': CONF.compute.flavor_ref,
                    'networks': 'none'},
                'os:scheduler_hints': hints}, self.versioned())
            self.assertEqual(202, answer.status, answer.body)
            made = answer.json()['server']['id']
            servers.delete_later(self, self.os_primary.servers_client, made)
            self.assertEqual(hints.get(stamps.HINT),
                             stamps.label(self.nova, made))
