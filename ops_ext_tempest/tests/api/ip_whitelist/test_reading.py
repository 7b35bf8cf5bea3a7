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

"""A container that Tempest may write and not read."""

from __future__ import annotations

from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base


class TestReading(base.WhitelistTest):
    """Allow-Read, on the container itself."""

    @decorators.attr(type='negative')
    @decorators.idempotent_id('88e4bb3c-905b-4a2b-abbd-ad5a915b5762')
    def test_nothing_of_it_can_be_read(self) -> None:
        path = self.container(base.UNREADABLE)
        for method, where, headers in (
                ('GET', path + '/o', {}),
                ('HEAD', path + '/o', {}),
                ('GET', path + '/o', {'Range': 'bytes=0-3'}),
                ('GET', path + '/o', {'If-None-Match': '*'}),
                ('GET', path + '/no-such-object', {}),
                ('GET', path, {}),
                ('GET', path + '?format=json&prefix=o', {}),
                ('HEAD', path, {})):
            self.refused(method, where, headers=headers)

    @decorators.idempotent_id('d0282a9c-dc6f-4069-9a00-824843efaeec')
    def test_it_can_be_written(self) -> None:
        path = self.container(base.UNREADABLE)
        self.send(201, 'PUT', path + '/p', body=b'more')
        self.send(202, 'POST', path + '/p', headers={'X-Object-Meta-A': 'b'})
        self.send(204, 'DELETE', path + '/p')
        self.send(204, 'POST', path, headers={'X-Container-Meta-A': 'b'})

    @decorators.idempotent_id('01091fdf-86a9-4297-a918-d1f1d5ffa461')
    def test_rule_that_names_the_client_admits_it(self) -> None:
        path = self.container(base.UNREADABLE)
        self.refused('GET', path + '/o')
        self.set_rules(path, {'Allow-Read-Me': base.ANYBODY})
        self.assertEqual(base.SECRET,
                         self.send(200, 'GET', path + '/o').body)
        self.send(200, 'GET', path)
        self.set_rules(path, {'Allow-Read-Me': ''})
        self.refused('GET', path + '/o')

    @decorators.idempotent_id('af13dbda-b0b6-4d2c-94e0-88c2b920b578')
    def test_rule_that_is_removed_refuses_nobody(self) -> None:
        path = self.container(base.UNREADABLE)
        self.refused('GET', path + '/o')
        self.send(204, 'POST', path, headers={
            'X-Remove-Container-Meta-Allow-Read-Office': 'x',
            'X-Container-Meta-Allow-Write-Everybody': '',
            'X-Container-Meta-Allow-Everybody': base.ANYBODY})
        self.send(200, 'GET', path + '/o')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('a23a55a7-0251-4bda-b49b-0beb9b893640')
    def test_nobody_can_choose_an_address(self) -> None:
        path = self.container(base.UNREADABLE)
        for headers in (
                {'X-Forwarded-For': base.IN_OFFICE},
                {'X-Forwarded-For': base.IN_OFFICE + ', unknown'},
                {'x_forwarded_for': base.IN_OFFICE},
                {'Forwarded': 'for=' + base.IN_OFFICE},
                {'X-Cluster-Client-Ip': base.IN_OFFICE},
                {'X-Real-IP': base.IN_OFFICE},
                {'Client-IP': base.IN_OFFICE},
                {'Remote-Addr': base.IN_OFFICE}):
            self.refused('GET', path + '/o', headers=headers)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('d9649932-bc8b-4bb6-abfb-3a5e7d788a8b')
    def test_public_container_is_judged(self) -> None:
        public = {'X-Container-Read': '.r:*,.rlistings'}
        path = self.container(base.UNREADABLE, public)
        url = self.swift.base_url + path
        answer = self.swift.ask('GET', url + '/o', anonymous=True)
        self.assertEqual(403, answer.status)
        self.assertIn(base.REASON, answer.headers)
        self.assertNotIn(base.SECRET, answer.body)
        # A listing has no reason for those who have it by an ACL alone.
        answer = self.swift.ask('GET', url, anonymous=True)
        self.assertIn(answer.status, (401, 403))
        self.refused('GET', path + '/o')
        self.set_rules(path, {'Allow-Read-Everybody': base.ANYBODY})
        self.assertIn(self.swift.ask('GET', url, anonymous=True).status,
                      (200, 204))
        answer = self.swift.ask('GET', url + '/o', anonymous=True)
        self.assertEqual((200, base.SECRET), (answer.status, answer.body))

    @decorators.attr(type='negative')
    @decorators.idempotent_id('ab14b2c5-b395-4d77-9e38-5178808314d8')
    def test_stranger_learns_nothing_of_rules(self) -> None:
        ruled = self.container(base.UNREADABLE)
        account = self.swift.base_url.rpartition('/')[2]
        mine = self.stranger.base_url.rpartition('/')[2]
        for path in (ruled, ruled + '/o', '/no-such-container'):
            url = self.stranger.base_url.replace(mine, account) + path
            answer = self.stranger.ask(
                'GET', url, None,
                {'X-Auth-Token': self.stranger.token}, anonymous=True)
            self.assertEqual(403, answer.status, path)
            self.assertNotIn(base.REASON, answer.headers)

    @decorators.idempotent_id('759534f3-8fae-48e5-b375-29f7485dde56')
    def test_mode_log_of_a_container_refuses_nobody(self) -> None:
        path = self.container(base.UNREADABLE)
        self.send(204, 'POST', path, headers={
            'X-Container-Meta-IP-Whitelist-Mode': 'log'})
        self.send(200, 'GET', path + '/o')
        self.set_rules(path, {'IP-Whitelist-Mode': 'enforce'})
        self.refused('GET', path + '/o')
