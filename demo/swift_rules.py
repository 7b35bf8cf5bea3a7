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

"""Second chapter: what rules can say, and which are not taken."""

from __future__ import annotations

from demo import narration
from demo import swift_cast

SHARED, PAPER = '/shared', '/shared/paper.txt'
WIKI, PAGE = '/wiki', '/wiki/page.txt'
DRAFT, TEXT = b'draft', b'text'
CONTAINER, ACCOUNT = 'X-Container-Meta-', 'X-Account-Meta-'
MASK = '127.1.1.0/255.255.255.0'
SLIP = '127.11.1.0/24'


class Rules:
    """Tells of rules of every kind, and of wrong ones."""

    def __init__(self, narrator: narration.Narrator,
                 cast: swift_cast.Cast) -> None:
        self._narrator = narrator
        self._cast = cast
        self._ask = cast.exchange.ask

    def tell(self) -> None:
        self._read_and_write()
        self._deny()
        self._misspelt()
        self._lock_out()
        self._account()

    def _read_and_write(self) -> None:
        self._narrator.step('The campus may read, as the operator defines '
                            'it; only the office writes.')
        office, campus, _kiosk, elsewhere = self._cast[1:]
        self._narrator.act('proxy', 'list_campus = %s'
                           % swift_cast.OPTIONS['list_campus'])
        self._ask(office, 'PUT', SHARED, '201 Created', {
            CONTAINER + 'Allow-Read-Campus': 'campus',
            CONTAINER + 'Allow-Write-Office': swift_cast.OFFICE_NETWORK})
        self._ask(office, 'PUT', PAPER, '201 Created', body=DRAFT)
        self._ask(campus, 'GET', PAPER, '200 OK', reads=DRAFT)
        self._ask(campus, 'PUT', PAPER, '403 Forbidden', body=b'graffiti',
                  reason='No Allow rule of this container lets your address '
                  'in to write. Asked: Allow-Write-Office.')
        self._ask(elsewhere, 'GET', PAPER, '403 Forbidden',
                  reason='No Allow rule of this container lets your address '
                  'in to read. Asked: Allow-Read-Campus.')

    def _deny(self) -> None:
        self._narrator.step('A Deny rule wins over them.')
        self._ask(self._cast.kiosk, 'GET', PAPER, '200 OK', reads=DRAFT)
        self._ask(self._cast.office, 'POST', SHARED, '204 No Content',
                  {CONTAINER + 'Deny-Kiosk': swift_cast.KIOSK})
        self._ask(self._cast.kiosk, 'GET', PAPER, '403 Forbidden',
                  reason='Deny-Kiosk of this container names your address.')
        self._ask(self._cast.campus, 'GET', PAPER, '200 OK', reads=DRAFT)

    def _misspelt(self) -> None:
        self._narrator.step('A misspelt rule: 400, with what would be '
                            'right.')
        self._ask(self._cast.office, 'POST', swift_cast.CONTAINER,
                  '400 Bad Request', {swift_cast.RULE: MASK},
                  reason='%s = %r: entry 1: %r is not an IPv4 or IPv6 address '
                  'or CIDR network such as 192.0.2.1, 192.0.2.0/24 or '
                  '2001:db8::/32, nor one of the lists campus' % (
                      swift_cast.RULE, MASK, MASK))

    def _lock_out(self) -> None:
        self._narrator.step('A slip that would shut out its own sender: 409. '
                            'Nothing is changed.')
        office = self._cast.office
        self._ask(office, 'POST', swift_cast.CONTAINER, '409 Conflict',
                  {swift_cast.RULE: SLIP},
                  reason='This change would shut you out: %s Nothing was '
                  'changed. To make it nevertheless, send '
                  'X-IP-Whitelist-Confirm-Lockout: true with it.'
                  % swift_cast.REFUSED.replace('read', 'write'))
        answer = self._ask(office, 'HEAD', swift_cast.CONTAINER,
                           '204 No Content', header=swift_cast.RULE)
        self._narrator.check(swift_cast.RULE, swift_cast.OFFICE_NETWORK,
                             answer.headers[swift_cast.RULE])
        self._ask(office, 'GET', swift_cast.OBJECT, '200 OK',
                  reads=swift_cast.CONTENT)

    def _account(self) -> None:
        self._narrator.step('A rule of the account is for all its containers, '
                            'as long as it is there.')
        office, campus, _kiosk, elsewhere = self._cast[1:]
        self._ask(office, 'PUT', WIKI, '201 Created')
        self._ask(office, 'PUT', PAGE, '201 Created', body=TEXT)
        self._ask(elsewhere, 'GET', PAGE, '200 OK', reads=TEXT)
        self._ask(office, 'POST', '', '204 No Content',
                  {ACCOUNT + 'Allow-Campus': 'campus'})
        self._ask(campus, 'GET', PAGE, '200 OK', reads=TEXT)
        self._ask(elsewhere, 'GET', PAGE, '403 Forbidden',
                  reason='No Allow rule of this account lets your address in '
                  'to read. Asked: Allow-Campus.')
        self._ask(office, 'POST', '', '204 No Content',
                  {'X-Remove-Account-Meta-Allow-Campus': 'x'})
        self._ask(elsewhere, 'GET', PAGE, '200 OK', reads=TEXT)
