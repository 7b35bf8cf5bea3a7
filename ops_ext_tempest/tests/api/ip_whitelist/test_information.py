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

"""What /info tells users about address rules."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base


class TestInformation(base.WhitelistTest):
    """The entry of ip_whitelist."""

    @decorators.idempotent_id('4f29ba5b-334d-4507-bb7f-3ce63f3ae329')
    def test_info_tells_how_rules_are_judged(self) -> None:
        self.assertIn('ip_whitelist', self.info)
        told = self.info['ip_whitelist']
        self.assertIn(told['default'], ('open', 'closed'))
        self.assertEqual('enforce', told['mode'])
        self.assertIn(told['container_rules'], ('narrow', 'replace'))
        self.assertIn(told['rule_changes'], ('writers', 'owners'))
        self.assertIsInstance(told['lists'], list)

    @decorators.idempotent_id('0b52f674-c542-4a0a-a3ec-7e1963e0e897')
    def test_limits_are_those_of_swift(self) -> None:
        told, swift = self.info['ip_whitelist'], self.info['swift']
        self.assertEqual(swift['max_meta_value_length'],
                         told['max_rule_length'])
        self.assertEqual(swift['max_meta_count'], told['max_rules'])
        self.assertEqual(swift['max_meta_overall_size'],
                         told['max_rules_length'])
