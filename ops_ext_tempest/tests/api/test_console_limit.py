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

"""A console log is bounded, in whatever way it is asked for."""

from __future__ import annotations

import json
import time
from typing import Any
from typing import ClassVar

from tempest import config
from tempest.lib.common.utils import test_utils
from tempest.lib import decorators

from ops_ext_tempest import any_answer
from ops_ext_tempest import console_rate
from ops_ext_tempest.tests import base
from ops_ext_tempest.tests import servers

CONF = config.CONF
_TRUNCATED = 'x-console-log-truncated'
#: To wait for a request that the rate may refuse several times.
_PATIENCE = 10


class _Console(base.ComputeTest):
    """Has a server, and asks for its console log by both endpoints."""

    credentials = ['primary']
    features = ('console_limit',)
    endpoints: ClassVar[dict[str, any_answer.AnyAnswer]]

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.endpoints = {
            version: any_answer.AnyAnswer(cls.os_primary, 'compute',
                                          version=version)
            for version in ('v2.1', 'v2')}

    @classmethod
    def make_server(cls, **wanted: Any) -> str:
        server, = servers.create(cls, cls.os_primary, **wanted)
        return str(server['id'])

    @classmethod
    def ask(cls, server_id: str, length: str = '', *, version: str = 'v2.1',
            path: str = '/servers/%s/action') -> any_answer.Answer:
        """Ask once.

        :param length: as JSON, that of no particular length if empty
        """
        body = '{"os-getConsoleOutput": {%s}}' % (
            '"length": ' + length if length else '')
        nova = cls.endpoints[version]
        return nova.ask('POST', path % server_id, body,
                        {'Content-Type': 'application/json'})

    @classmethod
    def ask_patiently(cls, *args: str, **kwargs: str) -> any_answer.Answer:
        """Ask, and wait as long as the rate wants it."""
        for _ in range(_PATIENCE):
            answer = cls.ask(*args, **kwargs)
            if answer.status != 429:
                break
            time.sleep(int(answer.headers['retry-after']))
        return answer


class TestConsoleBounds(_Console):
    """Lines and bytes, of a log that is longer than the limit."""

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        wanted = {}
        if CONF.ops_ext.console_image_ref:
            wanted['imageRef'] = CONF.ops_ext.console_image_ref
        if CONF.ops_ext.console_availability_zone:
            wanted['availability_zone'] = (
                CONF.ops_ext.console_availability_zone)
        cls.server = cls.make_server(**wanted)
        cls.long = test_utils.call_until_true(
            cls._is_long, CONF.compute.build_timeout, 3)

    @classmethod
    def _is_long(cls) -> bool:
        answer = cls.ask_patiently(cls.server, 'null')
        return bool(_TRUNCATED in answer.headers or (
            answer.status == 200
            and _lines(answer) > CONF.ops_ext.console_max_lines))

    def setUp(self) -> None:
        super().setUp()
        if not self.long:
            raise self.skipException(
                'the console log of the server has fewer lines and bytes '
                'than the limit; set [ops_ext] console_image_ref')

    def _check(self, version: str) -> None:
        most = CONF.ops_ext.console_max_lines
        for length in ('', 'null', '-1', '"-1"', str(most + 1), '1000000',
                       '"1000000"', '1e300', '%d.0' % (most + 1),
                       '18446744073709551616', str(most)):
            answer = self.ask_patiently(self.server, length, version=version)
            self.assertEqual(200, answer.status, (length, answer.body[:200]))
            self.assertLessEqual(_lines(answer), most, length)
            self.assertLessEqual(len(answer.body),
                                 CONF.ops_ext.console_max_bytes, length)
            self.assertNotEqual('', answer.json()['output'], length)

    @decorators.idempotent_id('4a419a54-b8b1-49a3-b12c-92c95f624b0f')
    def test_every_length_is_bounded(self) -> None:
        self._check('v2.1')

    @decorators.idempotent_id('a5ad207e-e89b-43c3-8da8-50114348b53c')
    def test_every_length_is_bounded_in_the_old_api(self) -> None:
        self._check('v2')

    @decorators.idempotent_id('12fbdfdd-8379-4b15-a1b3-1758145ebe15')
    def test_arguments_that_nova_ignores_change_nothing(self) -> None:
        for body in ('{"os-getConsoleOutput": {"x": 1}}',
                     '{"os-getConsoleOutput": {"length": 1, "length": null}}',
                     '{"\\u006fs-getConsoleOutput": {}}'):
            answer = self.endpoints['v2.1'].ask(
                'POST', '/servers/%s/action' % self.server, body,
                {'Content-Type': 'text/plain'})
            if answer.status != 200:
                self.assertIn(answer.status, (400, 415, 429), body)
                continue
            self.assertLessEqual(_lines(answer),
                                 CONF.ops_ext.console_max_lines, body)

    @decorators.idempotent_id('29e00e0e-44b9-442d-946c-acd9a34ed874')
    def test_what_is_less_is_served_as_it_is_asked_for(self) -> None:
        if CONF.ops_ext.console_max_lines < 2:
            raise self.skipException('console_max_lines is 1')
        for length in ('1', '"1"', '1.0'):
            answer = self.ask_patiently(self.server, length)
            self.assertEqual(200, answer.status)
            self.assertEqual(1, _lines(answer), length)
        answer = self.ask_patiently(self.server, '0')
        self.assertEqual({'output': ''}, answer.json())


class TestConsoleLengths(_Console):
    """What is asked wrongly is Nova's own to refuse."""

    @decorators.attr(type='negative')
    @decorators.idempotent_id('cf678e09-ee1e-45ad-a18e-8c0a770d0549')
    def test_what_nova_refuses_is_refused_in_its_words(self) -> None:
        server = self.make_server()
        for length in ('-2', '1.5', '"ten"', 'true', '""', '[1]', '{}'):
            answer = self.ask_patiently(server, length)
            self.assertEqual(400, answer.status, length)
            self.assertEqual(400, answer.json()['badRequest']['code'])
            self.assertNotIn('retry-after', answer.headers)


class TestConsoleRate(_Console):
    """How often a project may ask for the log of one server."""

    credentials = ['primary', 'alt']

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        if not CONF.ops_ext.console_rate:
            raise cls.skipException('[ops_ext] console_rate is empty')
        cls.rate = console_rate.Rate.parse(
            CONF.ops_ext.console_rate, CONF.ops_ext.console_burst,
            CONF.ops_ext.console_counters)

    def _exhaust(self, server: str, **spelling: str
                 ) -> tuple[any_answer.Answer, int]:
        """Ask until it is too often.

        :returns: the answer that says so, and how many passed before
        """
        begun = time.monotonic()
        passed = 0
        while passed <= self.rate.most(time.monotonic() - begun):
            answer = self.ask(server, '1', **spelling)
            if answer.status == 429:
                return answer, passed
            # Where Nova cannot read the log yet, it was counted all the same.
            self.assertTrue(answer.status == 200 or answer.status >= 500,
                            answer.body)
            passed += 1
        raise self.failureException(
            '%d requests in %.1f seconds have all passed' % (
                passed, time.monotonic() - begun))

    def _is_served(self, server: str) -> None:
        """The log comes, as soon as there is one that Nova can read."""
        for _ in range(self.rate.burst):
            answer = self.ask(server, '1')
            self.assertNotEqual(429, answer.status, answer.body)
            if answer.status == 200:
                return
            time.sleep(1)
        self.fail('%d: %r' % (answer.status, answer.body[:200]))

    @decorators.attr(type='negative')
    @decorators.idempotent_id('ab75361d-3d8b-475d-ac24-d9be23723f9d')
    def test_too_often_is_refused_with_a_time(self) -> None:
        server = self.make_server()
        refused, passed = self._exhaust(server)
        self.assertGreaterEqual(passed, self.rate.burst)
        wait = int(refused.headers['retry-after'])
        self.assertGreaterEqual(wait, 1)
        self.assertIn('application/json', refused.headers['content-type'])
        fault, = refused.json().values()
        self.assertEqual(429, fault['code'])
        self.assertIn(str(wait), fault['message'])
        self.assertIn('x-compute-request-id', refused.headers)

    @decorators.idempotent_id('9d2fa5e9-841e-4ded-a97e-4c5182cc0ec6')
    def test_who_waits_as_long_gets_it(self) -> None:
        server = self.make_server()
        refused, _ = self._exhaust(server)
        wait = int(refused.headers['retry-after'])
        if wait > CONF.compute.build_timeout:
            raise self.skipException('that would take %d seconds' % wait)
        for _ in range(self.rate.counters):
            time.sleep(wait)
            answer = self.ask(server, '1')
            if answer.status == 200:
                return
            # Another process of nova-api counts for itself.
            wait = int(answer.headers['retry-after'])
        self.fail('refused after %s seconds' % wait)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('031b9b1c-ae47-426b-b1ad-9e3d7bf6550f')
    def test_no_spelling_is_counted_apart(self) -> None:
        if self.rate.counters > 1:
            raise self.skipException(
                'several count, and which is asked is not known')
        server = self.make_server()
        project = self.os_primary.credentials.project_id
        begun = time.monotonic()
        total = 0
        # Were they counted apart, each would have a burst of its own.
        for version, path in (
                ('v2.1', '/servers/%s/action'),
                ('v2', '/servers/%s/action'),
                ('v2', '/' + project + '/servers/%s/action'),
                ('v2.1', '/' + project + '/servers/%s/action'),
                ('v2.1', '//servers/%s/action')):
            _, passed = self._exhaust(server, version=version, path=path)
            total += passed
        self.assertLessEqual(
            total, self.rate.most(time.monotonic() - begun))

    @decorators.idempotent_id('056833de-731c-499d-8484-4d348e35d526')
    def test_other_servers_and_actions_are_not_counted(self) -> None:
        server, other = self.make_server(), self.make_server()
        self._exhaust(server)
        self._is_served(other)
        nova = self.endpoints['v2.1']
        self.assertEqual(200, nova.ask('GET', '/servers/' + server).status)
        for action in ('lock', 'unlock'):
            answer = nova.post_json('/servers/%s/action' % server,
                                    {action: None})
            self.assertEqual(202, answer.status, answer.body)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('26a6592a-e285-4dca-aaf0-2449da0b400c')
    def test_others_cannot_use_up_what_the_owner_may_ask(self) -> None:
        server = self.make_server()
        stranger = any_answer.AnyAnswer(self.os_alt, 'compute')
        for _ in range(2 * self.rate.counters * self.rate.burst):
            answer = stranger.post_json('/servers/%s/action' % server,
                                        {'os-getConsoleOutput': {}})
            self.assertIn(answer.status, (404, 429))
        self._is_served(server)


def _lines(answer: any_answer.Answer) -> int:
    """Count lines as Nova does when it is asked for a number of them."""
    return len(json.loads(answer.body)['output'].split('\n'))
