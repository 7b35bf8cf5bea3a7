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

"""Containers with rules, that a test can get rid of again.

Whoever is shut out altogether cannot even take the rule away.  So what is
closed to Tempest is closed for reading alone, unless it has a second address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import ClassVar

from tempest import config
from tempest.lib.common.utils import data_utils

from ops_ext_tempest import any_answer
from ops_ext_tempest.tests import base

CONF = config.CONF
ANYBODY = '0.0.0.0/0, ::/0'
#: Addresses for documentation; nobody connects from them.
OFFICE = '192.0.2.0/24'
IN_OFFICE = '192.0.2.7'
OPEN = {'Allow-Everybody': ANYBODY}
#: Writing is allowed, so that the test can open it again.
UNREADABLE = {'Allow-Read-Office': OFFICE, 'Allow-Write-Everybody': ANYBODY}
REASON = 'x-ip-whitelist-reason'
SECRET = b'what is written in the container'


def rule_headers(kind: str, rules: Mapping[str, str]) -> dict[str, str]:
    """Give rules as headers.

    :param kind: ``Container`` or ``Account``
    """
    return {'X-%s-Meta-%s' % (kind, name): value
            for name, value in rules.items()}


def confirmed(kind: str, rules: Mapping[str, str]) -> dict[str, str]:
    """Give rules as headers which may shut out who sends them."""
    return dict(rule_headers(kind, rules),
                **{'X-IP-Whitelist-Confirm-Lockout': 'true'})


class ContainersTest(base.FeatureTest):
    """Makes containers."""

    credentials: ClassVar[list[list[str]]] = [
        ['operator', CONF.object_storage.operator_role],
        ['stranger', CONF.object_storage.operator_role]]
    service: ClassVar[str] = 'swift'

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.swift = any_answer.AnyAnswer(cls.os_operator, 'object-storage')
        cls.stranger = any_answer.AnyAnswer(cls.os_stranger,
                                            'object-storage')

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        # Roles may be younger than the tokens.
        for client in (cls.swift, cls.stranger):
            client.auth_provider.clear_auth()
        cls.info = cls.os_operator.capabilities_client.list_capabilities()

    def container(self, rules: Mapping[str, str] = OPEN,
                  headers: Mapping[str, str] | None = None) -> str:
        """Make a container with one object, until the test ends.

        :returns: its path; that of the object ends in ``/o``
        """
        path = '/%s' % data_utils.rand_name(
            'ops-ext', prefix=CONF.resource_name_prefix)
        self.addCleanup(self._remove, path)
        self.send(201, 'PUT', path, headers=confirmed(
            'Container', rules) | dict(headers or {}))
        self.send(201, 'PUT', path + '/o', body=SECRET)
        return path

    def set_rules(self, path: str, rules: Mapping[str, str]) -> None:
        """Replace the value of rules of a container; empty removes one."""
        self.send(204, 'POST', path, headers=confirmed('Container', rules))

    def send(self, expected: int, method: str, path: str, *,
             headers: Mapping[str, str] | None = None,
             body: bytes | None = None, by: Any = None) -> any_answer.Answer:
        """Ask, and look at the status."""
        asked: any_answer.AnyAnswer = by or self.swift
        answer = asked.ask(method, path, body, headers)
        self.assertEqual(expected, answer.status,
                         (method, path, answer.headers, answer.body[:500]))
        return answer

    def skip_without(self, middleware: str) -> None:
        """Skip a test of what this Swift has not."""
        if middleware not in self.info:
            raise self.skipException('/info names no %s' % middleware)

    def _remove(self, path: str, by: Any = None) -> None:
        swift = by or self.swift
        swift.ask('POST', path, None, confirmed('Container', OPEN))
        listed = swift.ask('GET', path)
        for name in listed.body.decode().split('\n'):
            if name:
                swift.ask('DELETE', '%s/%s' % (path, name))
        answer = swift.ask('DELETE', path)
        self.assertIn(answer.status, (204, 404), (path, answer.body))


class WhitelistTest(ContainersTest):
    """A test of what rules do."""

    features = ('ip_whitelist',)

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        if cls.info.get('ip_whitelist', {}).get('mode') == 'log':
            raise cls.skipException('mode = log: nothing is refused')

    def refused(self, method: str, path: str, *, by: Any = None,
                headers: Mapping[str, str] | None = None,
                body: bytes | None = None) -> any_answer.Answer:
        """Ask for what the rules must refuse, and say why."""
        answer = self.send(403, method, path, by=by, body=body,
                           headers=headers)
        self.assertIn(REASON, answer.headers)
        self.assertNotIn(SECRET, answer.body)
        # No reason tells an address that a rule holds.
        self.assertNotIn(OFFICE, answer.headers[REASON])
        return answer
