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

"""First chapter: no way leads around the rule of a container."""

from __future__ import annotations

import json

from demo import narration
from demo import swift_cast
from demo import swift_exchange

#: A large object that anybody may open, of one that not anybody may.
OPEN, LARGE = '/open', '/open/year.csv'
TEMPURL_KEY = 'secret'
REFUSED_TO_WRITE = swift_cast.REFUSED.replace('read', 'write')


class Ways:
    """Tells how the office closes a container, and others try to get in."""

    def __init__(self, narrator: narration.Narrator,
                 cast: swift_cast.Cast) -> None:
        self._narrator = narrator
        self._cast = cast
        self._ask, self._log = cast.exchange.ask, cast.exchange.log

    def tell(self) -> None:
        self._rule()
        self._directly()
        self._spoofed()
        self._large_object()
        self._tempurl()
        self._s3()

    def _rule(self) -> None:
        self._narrator.step('A container gets its rule, which is metadata: '
                            'for the office only.')
        office = self._cast.office
        self._ask(office, 'PUT', swift_cast.CONTAINER, '201 Created', {
            swift_cast.RULE: swift_cast.OFFICE_NETWORK,
            'X-Container-Meta-Temp-URL-Key': TEMPURL_KEY})
        self._ask(office, 'PUT', swift_cast.OBJECT, '201 Created',
                  body=swift_cast.CONTENT)

    def _directly(self) -> None:
        self._narrator.step('Elsewhere the same, valid credentials do not '
                            'help.  The log has it.')
        elsewhere = self._cast.elsewhere
        answer = self._ask(
            elsewhere, 'GET', swift_cast.OBJECT, '403 Forbidden',
            reason=swift_cast.REFUSED, header=swift_exchange.REASON_HEADER)
        self._log(elsewhere, answer, 'refused', swift_cast.REFUSED)
        self._ask(elsewhere, 'PUT', swift_cast.OBJECT, '403 Forbidden',
                  body=b'overwritten', reason=REFUSED_TO_WRITE)

    def _spoofed(self) -> None:
        self._narrator.step('Nor does a header that claims another address.')
        self._ask(self._cast.elsewhere, 'GET', swift_cast.OBJECT,
                  '403 Forbidden', {'X-Forwarded-For': swift_cast.OFFICE},
                  reason=swift_cast.REFUSED)

    def _large_object(self) -> None:
        self._narrator.step('Nor does a large object (SLO) in an open '
                            'container.')
        office, elsewhere = self._cast.office, self._cast.elsewhere
        manifest = json.dumps([{'path': swift_cast.OBJECT}])
        self._ask(office, 'PUT', OPEN, '201 Created')
        self._ask(office, 'PUT', LARGE, '201 Created',
                  query='multipart-manifest=put', body=manifest.encode(),
                  show_body=True)
        self._ask(office, 'GET', LARGE, '200 OK', reads=swift_cast.CONTENT)
        # The status is Swift's own for a large object with a segment that
        # cannot be read.
        answer = self._ask(elsewhere, 'GET', LARGE, '409 Conflict',
                           header=swift_exchange.REASON_HEADER)
        self._narrator.check('the refused content is in the answer', False,
                             swift_cast.CONTENT in answer.body)
        self._narrator.check(
            swift_exchange.REASON_HEADER, swift_cast.REFUSED,
            answer.headers[swift_exchange.REASON_HEADER])

    def _tempurl(self) -> None:
        self._narrator.step('Nor does a signed URL, which is good at the '
                            'office.')
        url = self._cast.office.tempurl('GET', swift_cast.OBJECT, TEMPURL_KEY)
        self._ask(self._cast.office, 'GET', url, '200 OK',
                  reads=swift_cast.CONTENT)
        self._ask(self._cast.elsewhere, 'GET', url, '403 Forbidden',
                  reason=swift_cast.REFUSED)

    def _s3(self) -> None:
        self._narrator.step('Nor does S3.')
        for client, expected, reads, reason in (
                (self._cast.office, '200 OK', swift_cast.CONTENT, ''),
                (self._cast.elsewhere, '403 Forbidden', None,
                 swift_cast.REFUSED)):
            self._cast.exchange.s3(client, 'GET', swift_cast.OBJECT, expected,
                                   reads=reads, reason=reason)
