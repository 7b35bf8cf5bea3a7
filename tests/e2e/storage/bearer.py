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

"""A user of keystone who talks to Swift from an address of his choice."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import dataclasses
import time

from tests.harness import swift_client
from tests.harness import swift_cluster
from tests.harness import swift_signatures

#: Whoever is admitted, by what the access log of a proxy calls him.
AGENT_ADMITTED = 'e2e-admitted'
#: The same for whoever is not.
AGENT_REFUSED = 'e2e-refused'

_TEMPURL_SECONDS = 6 * 3600


@dataclasses.dataclass(frozen=True)
class Bearer:
    """What someone can show, whatever address he shows it from.

    :ivar name: for tables
    :ivar account: of Swift, such as AUTH_<id of a project>
    :ivar token: gives one, renewed when it ends; None: he has none
    :ivar service_token: the same, of a service that asks on his behalf
    :ivar s3: access key and secret key
    :ivar tempurl_key: of the account; he signs URLs with it
    """

    name: str
    account: str
    token: Callable[[], str] | None = None
    service_token: Callable[[], str] | None = None
    s3: tuple[str, str] = ('', '')
    tempurl_key: str = ''

    @property
    def only_s3(self) -> bool:
        return self.token is None and self.s3[0] != ''


class Client(swift_client.Client):
    """Someone at an address.

    :param lines: headers that he adds to whatever he asks
    :param agent: what he calls himself, to be found in access logs
    """

    def __init__(self, proxy: swift_cluster.Proxy, source: str,
                 bearer: Bearer, *, agent: str = '',
                 lines: Iterable[tuple[str, str]] = (),
                 timeout: float = 30) -> None:
        super().__init__(proxy, source, *bearer.s3, timeout=timeout)
        self.bearer = bearer
        self._lines = [*lines, ('User-Agent', agent or 'e2e')]

    @property
    def token(self) -> str:
        if self.bearer.token is None:
            raise PermissionError('%s has no token' % self.bearer.name)
        return self.bearer.token()

    @property
    def account_path(self) -> str:
        return '/v1/' + self.bearer.account

    def request(self, method: str, path: str,
                headers: swift_client.Headers | None = None,
                body: bytes = b'', query: str = '', raw_path: bool = False,
                token: bool = True) -> swift_client.Answer:
        """As without keystone, by what the bearer has to show."""
        bearer = self.bearer
        pairs = list(dict(headers or ()).items())
        if bearer.only_s3:
            return self.s3(method, path, pairs, body, query)
        if bearer.service_token is not None:
            pairs.append(('X-Service-Token', bearer.service_token()))
        if bearer.tempurl_key and not raw_path:
            path, raw_path = self._signed(method, path), True
        return super().request(
            method, path, pairs, body, query, raw_path,
            token=token and bearer.token is not None)

    def _signed(self, method: str, path: str) -> str:
        return swift_signatures.tempurl(
            method, self.account_path + path, self.bearer.tempurl_key,
            int(time.time()) + _TEMPURL_SECONDS)

    def _send(self, method: str, target: str,
              headers: Iterable[tuple[str, str]], body: bytes,
              ) -> swift_client.Answer:
        return super()._send(method, target, [*headers, *self._lines], body)
