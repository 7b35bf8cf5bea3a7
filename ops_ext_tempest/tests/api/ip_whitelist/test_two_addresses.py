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

"""What one address may, another may not: needs a second one of Tempest's."""

from __future__ import annotations

from tempest import config
from tempest.lib import decorators

from ops_ext_tempest import any_answer
from ops_ext_tempest.tests.api.ip_whitelist import base

CONF = config.CONF


class TestTwoAddresses(base.WhitelistTest):
    """Containers that are for the second address alone."""

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        if not CONF.ops_ext.other_source_address:
            raise cls.skipException(
                '[ops_ext] other_source_address is not set')

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.address = CONF.ops_ext.other_source_address
        cls.there = any_answer.AnyAnswer(
            cls.os_operator, 'object-storage', source=cls.address)

    def setUp(self) -> None:
        super().setUp()
        self.path = self.container(base.OPEN)
        # From there it can be opened and removed again.
        self.addCleanup(self.there.ask, 'POST', self.path, None,
                        base.rule_headers('Container', base.OPEN | {
                            'Deny-Some': ''}))

    def _only(self, **rules: str) -> None:
        headers = base.rule_headers('Container', {
            name.replace('_', '-'): value for name, value in rules.items()})
        self.send(204, 'POST', self.path, by=self.there, headers=headers)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('4040e7d6-d3b4-45b5-af01-4720ae983b95')
    def test_each_operation_is_refused(self) -> None:
        self._only(Allow_Everybody='', Allow_There=self.address)
        for method, path, headers in (
                ('GET', '/o', {}), ('HEAD', '/o', {}), ('GET', '', {}),
                ('HEAD', '', {}), ('PUT', '/o', {}), ('PUT', '/new', {}),
                ('POST', '/o', {'X-Object-Meta-A': 'b'}),
                ('POST', '', {'X-Container-Meta-A': 'b'}),
                ('POST', '', {'X-Container-Meta-Allow-Me': base.ANYBODY}),
                ('PUT', '', {'X-Container-Meta-Allow-Me': base.ANYBODY}),
                ('COPY', '/o', {'Destination': self.path + '/p'}),
                ('DELETE', '/o', {}), ('DELETE', '', {})):
            self.refused(method, self.path + path, headers=headers)
        answer = self.send(200, 'GET', self.path + '/o', by=self.there)
        self.assertEqual(base.SECRET, answer.body)
        self.send(404, 'GET', self.path + '/new', by=self.there)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('0fe72c41-f8e9-4dd6-91df-2e006b0b7f06')
    def test_who_may_read_may_not_write(self) -> None:
        self._only(Allow_Everybody='', Allow_There=self.address,
                   Allow_Read_Everybody=base.ANYBODY)
        self.send(200, 'GET', self.path + '/o')
        for method, path in (('PUT', '/new'), ('DELETE', '/o'),
                             ('POST', '')):
            self.refused(method, self.path + path)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('025ec8d0-8546-4445-8529-238f2a019d8a')
    def test_deny_rule_is_stronger(self) -> None:
        # Everybody but the second address.
        rules = base.rule_headers('Container', {'Deny-Some': self.address})
        self.send(409, 'POST', self.path, by=self.there, headers=rules)
        self.send(204, 'POST', self.path, headers=rules)
        self.addCleanup(self.swift.ask, 'POST', self.path, None,
                        {'X-Container-Meta-Deny-Some': ''})
        self.send(200, 'GET', self.path + '/o')
        self.refused('GET', self.path + '/o', by=self.there)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('4076a2f9-61fb-4978-971f-6681a8ffb25d')
    def test_bulk_requests(self) -> None:
        self.skip_without('bulk_delete')
        self._only(Allow_Everybody='', Allow_There=self.address)
        names = (self.path + '/o').encode()
        answer = self.send(200, 'POST', '?bulk-delete', body=names, headers={
            'Content-Type': 'text/plain', 'Accept': 'application/json'})
        self.assertEqual([[self.path + '/o', '403 Forbidden']],
                         answer.json()['Errors'])
        self.send(200, 'GET', self.path + '/o', by=self.there)
