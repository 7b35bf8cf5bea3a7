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

"""The network of its client is written into each server, and cannot be chosen.

What users send in its place has many spellings; the manual of client_stamp
lists what becomes of each.
"""

from __future__ import annotations

import json
from typing import Any
from typing import ClassVar

from tempest import config
from tempest.lib.common.utils import data_utils
from tempest.lib import decorators

from ops_ext_tempest import any_answer
from ops_ext_tempest.tests import base
from ops_ext_tempest.tests import servers
from ops_ext_tempest.tests import stamps

CONF = config.CONF
_KEYS = ('os:scheduler_hints', 'OS-SCH-HNT:scheduler_hints')
#: Not one that any network has.
_FORGED = 'ops-ext-tempest-forged'
_JSON = 'application/json'


class _Stamped(base.ComputeTest):
    """Creates servers with bodies of its own, and looks at their stamps."""

    credentials = ['primary']
    features: ClassVar[tuple[str, ...]] = ('client_stamp',)

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        cls.skip_unless_nova_has(stamps.SHOWN_SINCE)

    @classmethod
    def setup_clients(cls) -> None:
        super().setup_clients()
        cls.nova = any_answer.AnyAnswer(cls.os_primary, 'compute')
        cls.legacy = any_answer.AnyAnswer(cls.os_primary, 'compute',
                                          version='v2')

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        server, = servers.create(cls, cls.os_primary)
        cls.own = stamps.label(cls.nova, server['id'])

    def document(self, hints: Any = None, key: str = _KEYS[0], *,
                 networks: str | None = 'none') -> dict[str, Any]:
        """Give the body of a request for a server, with hints."""
        body: dict[str, Any] = {'server': {
            'name': data_utils.rand_name(
                'ops-ext', prefix=CONF.resource_name_prefix),
            'imageRef': CONF.compute.image_ref,
            'flavorRef': CONF.compute.flavor_ref}}
        if networks:
            body['server']['networks'] = networks
        if hints is not None:
            body[key] = hints
        return body

    def stamped(self, body: Any, *, nova: Any = None, path: str = '/servers',
                headers: dict[str, str] | None = None
                ) -> tuple[str | None, dict[str, Any]]:
        """Create a server.

        :returns: its stamp, and its other hints
        """
        text = body if isinstance(body, str) else json.dumps(body)
        answer = (nova or self.nova).ask('POST', path, text, {
            'Content-Type': _JSON, **self.versioned(), **(headers or {})})
        self.assertEqual(202, answer.status, (text, answer.body))
        made = answer.json()['server']['id']
        servers.delete_later(self, self.os_primary.servers_client, made)
        others = stamps.hints(self.nova, made)
        label = stamps.label(self.nova, made)
        others.pop(stamps.HINT, None)
        return label, others


class TestClientStamp(_Stamped):
    """client_stamp in nova-api."""

    @decorators.idempotent_id('132f8519-d070-49bc-9a05-b4d1f763526d')
    def test_each_server_has_a_stamp(self) -> None:
        self.assertIsNotNone(self.own)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('3980e451-3ab6-40ba-a1c3-0a0cf8594512')
    def test_values_that_are_sent_are_replaced(self) -> None:
        for value in (_FORGED, [_FORGED], [_FORGED, 'other'], None, 7,
                      {'a': 'b'}, [], '', [self.own, _FORGED]):
            label, _ = self.stamped(self.document({stamps.HINT: value}))
            self.assertEqual(self.own, label, value)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('65403111-e7af-48db-9b33-8bc03b4b90c4')
    def test_both_keys_are_looked_into(self) -> None:
        forged = {stamps.HINT: _FORGED}
        for first, second in ((None, forged), (forged, forged), ({}, forged),
                              (forged, {})):
            body = self.document()
            for key, hints in zip(_KEYS, (first, second), strict=True):
                if hints is not None:
                    body[key] = hints
            label, _ = self.stamped(body)
            self.assertEqual(self.own, label, body)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('5f41ae90-c534-48ff-9470-0c23b1286e90')
    def test_spellings_of_json_are_understood(self) -> None:
        body = json.dumps(self.document({stamps.HINT: _FORGED}))
        twice = '"%s": "%s", ' % (stamps.HINT, _FORGED)
        for spelling in (
                body.replace('"ops_client', '"\\u006fps_client'),
                body.replace('"os:sch', '"\\u006fs:sch'),
                body.replace('"%s": ' % stamps.HINT,
                             twice + '"%s": ' % stamps.HINT),
                body[:-1] + ', "os:scheduler_hints": {%s"x": "y"}}' % twice,
                ' \n' + body + '\n'):
            label, _ = self.stamped(spelling)
            self.assertEqual(self.own, label, spelling)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('ad5e6963-4173-44b2-8de3-41f1f4a06d22')
    def test_all_ways_of_the_api_are_guarded(self) -> None:
        project = self.os_primary.credentials.project_id
        for nova, path in ((self.nova, '/%s/servers' % project),
                           (self.nova, '//servers'),
                           (self.legacy, '/servers'),
                           (self.legacy, '/%s/servers' % project)):
            # The old API knows no microversion, so it knows no "none".
            body = self.document({stamps.HINT: _FORGED}, networks=(
                'none' if nova is self.nova else None))
            label, _ = self.stamped(body, nova=nova, path=path)
            self.assertEqual(self.own, label, (nova, path))
        for kind in ('application/vnd.openstack.compute+json', 'text/plain',
                     'application/json; charset=latin-1'):
            label, _ = self.stamped(self.document({stamps.HINT: _FORGED}),
                                    headers={'Content-Type': kind})
            self.assertEqual(self.own, label, kind)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('7032d447-3507-4b54-80d2-9dd39507ae47')
    def test_stamp_beside_the_hints_is_refused(self) -> None:
        inside = self.document()
        inside['server'][stamps.HINT] = _FORGED
        beside = dict(self.document(), **{stamps.HINT: _FORGED})
        for body in (inside, beside):
            answer = self.nova.post_json('/servers', body, self.versioned())
            self.assertEqual(400, answer.status, answer.body)

    @decorators.idempotent_id('e0a0abe6-0875-4069-9146-4d145268c31d')
    def test_hints_of_others_pass(self) -> None:
        sent = {'ops_ext_tempest': ['a', 'b'], 'OPS_CLIENT_NETWORK': 'x',
                stamps.HINT: _FORGED}
        for key in _KEYS:
            label, others = self.stamped(self.document(sent, key))
            self.assertEqual(self.own, label)
            self.assertEqual(['a', 'b'], others['ops_ext_tempest'])
            self.assertEqual(['x'], others['OPS_CLIENT_NETWORK'])


class TestClientAddress(_Stamped):
    """client_address in nova-api: nobody can choose an address."""

    features = ('client_stamp', 'client_address')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('03f4e16c-8bf2-449d-86fe-ee8fe3e116c5')
    def test_headers_of_a_client_are_not_believed(self) -> None:
        other = CONF.ops_ext.client_other_address
        base.skip_unless(other, 'client_other_address',
                         'no other network is known')
        for headers in (
                {'X-Forwarded-For': other},
                {'X-Forwarded-For': '%s, %s' % (other, other)},
                {'X-Forwarded-For': other + ', unknown'},
                {'x_forwarded_for': other},
                {'Forwarded': 'for=' + other},
                {'X-Real-IP': other, 'Client-IP': other},
                {'X-Forwarded-For': other, 'Forwarded': 'for=' + other,
                 'X-Forwarded-Proto': 'http'}):
            label, _ = self.stamped(self.document(), headers=headers)
            self.assertEqual(self.own, label, headers)

    @decorators.idempotent_id('83051f0e-3184-4a9c-be14-14d520002494')
    def test_clients_of_two_networks_have_two_labels(self) -> None:
        source = CONF.ops_ext.other_source_address
        base.skip_unless(source, 'other_source_address',
                         'there is no second client')
        there = any_answer.AnyAnswer(self.os_primary, 'compute',
                                     source=source)
        label, _ = self.stamped(self.document(), nova=there)
        self.assertNotEqual(self.own, label)
        # Nor can one be the other by what it writes.
        forged, _ = self.stamped(
            self.document({stamps.HINT: self.own}), nova=there)
        self.assertEqual(label, forged)
