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

"""What may be written as a rule, and who shuts himself out."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base


class TestRuleChanges(base.WhitelistTest):
    """POST and PUT of rules."""

    @decorators.attr(type='negative')
    @decorators.idempotent_id('9b70bfde-27d6-4c88-9932-188f2270574b')
    def test_rule_that_nobody_understands_is_not_stored(self) -> None:
        path = self.container()
        for name, value in (('Allow-Office', '192.0.2.0/33'),
                            ('Allow-Office', 'nobody.example.org'),
                            ('Allow-Office', '192.0.2.1-192.0.2.9'),
                            ('Deny-Office', '*'),
                            ('Allow-Read-Office', '10.0.0.0/255.0.0.0'),
                            ('Allow', base.ANYBODY),
                            ('Deny', base.OFFICE)):
            header = 'X-Container-Meta-' + name
            answer = self.send(400, 'POST', path, headers={header: value})
            self.assertIn(name.lower(),
                          answer.headers[base.REASON].lower())
            stored = self.send(204, 'HEAD', path).headers
            self.assertNotIn(header.lower(), stored)
        self.send(200, 'GET', path + '/o')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('3b27a0ef-46a6-4beb-9ea1-85268cb0f78e')
    def test_bad_rule_makes_no_container(self) -> None:
        path = '/ops-ext-tempest-bad'
        self.send(400, 'PUT', path,
                  headers={'X-Container-Meta-Allow-Office': '300.0.0.1'})
        self.send(404, 'HEAD', path)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('c613f2fe-9027-481d-af5b-c5755dcddab8')
    def test_nobody_shuts_himself_out_by_accident(self) -> None:
        path = self.container()
        for rules in ({'Deny-Office': base.ANYBODY},
                      {'Allow-Everybody': base.OFFICE},
                      {'Allow-Everybody': '',
                       'Allow-Read-Everybody': base.ANYBODY},
                      base.UNREADABLE | {'Allow-Everybody': ''}):
            answer = self.send(409, 'POST', path,
                               headers=base.rule_headers('Container', rules))
            self.assertIn('X-IP-Whitelist-Confirm-Lockout',
                          answer.headers[base.REASON])
            # Nothing was changed.
            self.send(200, 'GET', path + '/o')
            self.send(201, 'PUT', path + '/p', body=b'')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('c5b11558-4f6f-4eaa-97d7-9194589060a5')
    def test_nobody_makes_what_he_cannot_use_by_accident(self) -> None:
        path = '/ops-ext-tempest-lockout'
        self.send(409, 'PUT', path,
                  headers=base.rule_headers('Container', {
                      'Allow-Office': base.OFFICE}))
        self.send(404, 'HEAD', path)

    @decorators.idempotent_id('85124650-52f3-4424-ac44-61f04103b6db')
    def test_change_that_is_confirmed_is_made(self) -> None:
        path = self.container()
        closed = base.UNREADABLE | {'Allow-Everybody': ''}
        self.send(204, 'POST', path,
                  headers=base.confirmed('Container', closed))
        self.refused('GET', path + '/o')

    @decorators.idempotent_id('0605aea0-f1aa-4010-89cc-4cbd3e606f8b')
    def test_who_shuts_out_others_is_not_asked(self) -> None:
        path = self.container()
        self.send(204, 'POST', path,
                  headers=base.rule_headers('Container', {
                      'Deny-Office': base.OFFICE}))
        self.send(200, 'GET', path + '/o')

    @decorators.idempotent_id('6aca16f2-d9e7-4b5b-9e5e-905d8e0b792b')
    def test_owner_sees_the_rules(self) -> None:
        path = self.container()
        stored = self.send(204, 'HEAD', path).headers
        self.assertEqual(base.ANYBODY,
                         stored['x-container-meta-allow-everybody'])
