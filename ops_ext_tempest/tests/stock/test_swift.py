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

"""Swift without ip_whitelist."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base as whitelist
from ops_ext_tempest.tests import base


class TestStockSwift(whitelist.ContainersTest, base.StockTest):
    """Rules are metadata like any other."""

    absent = ('ip_whitelist',)

    @decorators.idempotent_id('163fea80-6a97-4473-a8d2-4e98ed7fe7fa')
    def test_rules_refuse_nobody(self) -> None:
        path = self.container({'Allow-Read-Office': whitelist.OFFICE,
                               'Deny-All': whitelist.ANYBODY})
        answer = self.send(200, 'GET', path + '/o')
        self.assertEqual(whitelist.SECRET, answer.body)
        self.send(200, 'GET', path)
        self.send(201, 'PUT', path + '/p', body=b'')

    @decorators.idempotent_id('70eaac7b-0cb0-463c-a2ca-168aaddec08e')
    def test_any_value_is_stored(self) -> None:
        path = self.container({'Allow-Office': 'nowhere', 'Deny': '*'})
        headers = self.send(204, 'HEAD', path).headers
        self.assertEqual('nowhere', headers['x-container-meta-allow-office'])

    @decorators.idempotent_id('1af600cc-c581-41ac-96a1-1cbf96607256')
    def test_info_does_not_name_it(self) -> None:
        self.assertNotIn('ip_whitelist', self.info)
