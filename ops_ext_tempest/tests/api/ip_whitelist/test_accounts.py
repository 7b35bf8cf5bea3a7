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

"""Rules of an account hold for all its containers."""

from __future__ import annotations

from collections.abc import Mapping

from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base


class TestAccounts(base.WhitelistTest):
    """An account that Tempest may write and not read.

    The class has an account of its own.
    """

    def _set_rules(self, rules: Mapping[str, str]) -> None:
        self.addCleanup(self._clear, tuple(rules))
        self.send(204, 'POST', '', headers=base.confirmed(
            'Account', rules))

    def _clear(self, names: tuple[str, ...]) -> None:
        self.send(204, 'POST', '', headers=base.confirmed(
            'Account', dict.fromkeys(names, '')))

    @decorators.attr(type='negative')
    @decorators.idempotent_id('54d7599d-656b-40a9-befb-82f11080db7e')
    def test_account_and_containers_without_rules_are_closed(self) -> None:
        path = self.container({})
        self._set_rules(base.UNREADABLE)
        for where in ('', '?format=json', path, path + '/o'):
            self.refused('GET', where)
        self.refused('HEAD', '')
        # A container that is not there looks like one that is.
        self.refused('GET', '/no-such-container')
        self.send(201, 'PUT', path + '/p', body=b'')

    @decorators.idempotent_id('9a64bc8d-21a0-4445-88c6-ed200755a367')
    def test_container_may_narrow_what_the_account_allows(self) -> None:
        path = self.container(base.OPEN)
        self._set_rules(base.UNREADABLE)
        if self.info['ip_whitelist']['container_rules'] == 'replace':
            self.send(200, 'GET', path + '/o')
        else:
            self.refused('GET', path + '/o')
        self.refused('GET', '')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('de8b233f-4707-42b5-981f-8bfa63546b3b')
    def test_container_alone_can_close(self) -> None:
        path = self.container(base.UNREADABLE)
        self._set_rules(base.OPEN)
        self.refused('GET', path + '/o')
        self.send(200, 'GET', '')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('8ab92813-406a-4835-8cd1-2446e9fdd75a')
    def test_nobody_shuts_himself_out_by_accident(self) -> None:
        answer = self.send(409, 'POST', '', headers=base.rule_headers(
            'Account', {'Allow-Office': base.OFFICE}))
        self.assertIn(base.REASON, answer.headers)
        self.send(400, 'POST', '', headers=base.rule_headers(
            'Account', {'Allow-Office': 'nowhere'}))
        headers = self.send(204, 'HEAD', '').headers
        self.assertNotIn('x-account-meta-allow-office', headers)
