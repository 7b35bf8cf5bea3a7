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

"""A container is closed on every way that leads into it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib import parse

from tempest import config
from tempest.lib import decorators

from ops_ext_tempest.tests.api.ip_whitelist import base

CONF = config.CONF
_KEY = 'ops-ext-tempest'


class TestWays(base.WhitelistTest):
    """Requests that make Swift itself read what the client may not."""

    def setUp(self) -> None:
        super().setUp()
        # It is closed in each test, once what it needs is there.
        self.closed = self.container(base.OPEN)
        self.open = self.container(base.OPEN)

    def _close(self) -> None:
        self.set_rules(self.closed, base.UNREADABLE | {
            'Allow-Everybody': ''})

    def _through(self, path: str, refused: int = 403) -> None:
        """Read a thing that leads into the container, open and closed."""
        self.assertEqual(base.SECRET, self.send(200, 'GET', path).body)
        self._close()
        answer = self.send(refused, 'GET', path)
        self.assertNotIn(base.SECRET, answer.body)
        self.assertIn(base.REASON, answer.headers)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('e67432e0-bcde-45c2-921a-9de8e2319b54')
    def test_copies(self) -> None:
        source, target = self.closed + '/o', self.open + '/copy'
        self.send(201, 'COPY', source, headers={'Destination': target})
        self.send(204, 'DELETE', target)
        self._close()
        self.refused('COPY', source, headers={'Destination': target})
        self.refused('PUT', target, body=b'', headers={'X-Copy-From': source})
        self.send(404, 'HEAD', target)
        # It may be written, also from elsewhere.
        self.send(201, 'COPY', self.open + '/o',
                  headers={'Destination': self.closed + '/copy'})

    @decorators.attr(type='negative')
    @decorators.idempotent_id('9b80e5d2-89ed-4d2d-a0ae-a3eee987f60b')
    def test_static_large_objects(self) -> None:
        self.skip_without('slo')
        manifest = json.dumps([{'path': self.closed + '/o'}]).encode()
        self.send(201, 'PUT', self.open + '/slo?multipart-manifest=put',
                  body=manifest)
        self._through(self.open + '/slo', refused=409)
        answer = self.send(400, 'PUT',
                           self.open + '/slo2?multipart-manifest=put',
                           body=manifest)
        self.assertIn(b'403', answer.body)

    @decorators.attr(type='negative')
    @decorators.idempotent_id('03b23a1f-d714-44bc-a7f7-cef72918e496')
    def test_dynamic_large_objects(self) -> None:
        self.send(201, 'PUT', self.open + '/dlo', body=b'', headers={
            'X-Object-Manifest': self.closed[1:] + '/o'})
        # /info does not say whether there are any.
        if not self.send(200, 'GET', self.open + '/dlo').body:
            raise self.skipException('this Swift has no dlo')
        self._through(self.open + '/dlo')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('71067247-15eb-4e1b-aeb0-5360ee41019b')
    def test_symlinks(self) -> None:
        self.skip_without('symlink')
        self.send(201, 'PUT', self.open + '/link', body=b'', headers={
            'X-Symlink-Target': self.closed[1:] + '/o'})
        self._through(self.open + '/link')

    @decorators.attr(type='negative')
    @decorators.idempotent_id('45229634-144e-4aea-bf96-5ddd151d098f')
    def test_temporary_urls(self) -> None:
        self.skip_without('tempurl')
        self.send(204, 'POST', '',
                  headers={'X-Account-Meta-Temp-URL-Key': _KEY})
        for method in ('GET', 'HEAD'):
            url = self._tempurl(method, self.closed + '/o')
            self.assertEqual(200, self.swift.ask(
                method, url, anonymous=True).status)
        self._close()
        for method in ('GET', 'HEAD'):
            url = self._tempurl(method, self.closed + '/o')
            answer = self.swift.ask(method, url, anonymous=True)
            self.assertEqual(403, answer.status)
            self.assertIn(base.REASON, answer.headers)
            self.assertNotIn(base.SECRET, answer.body)
        answer = self.swift.ask(
            'PUT', self._tempurl('PUT', self.closed + '/p'), b'',
            anonymous=True)
        self.assertEqual(201, answer.status)

    def _tempurl(self, method: str, path: str) -> str:
        url = self.swift.base_url + path
        expires = int(time.time()) + 600
        signed = '%s\n%d\n%s' % (method, expires, parse.urlsplit(url).path)
        signature = hmac.new(
            _KEY.encode(), signed.encode(), getattr(
                hashlib, CONF.object_storage_feature_enabled.
                tempurl_digest_hashlib)).hexdigest()
        return '%s?temp_url_sig=%s&temp_url_expires=%d' % (
            url, signature, expires)
