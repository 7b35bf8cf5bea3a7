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

"""A Swift and S3 client that chooses the address it speaks from.

All of 127/8 belongs to this machine, so one test can be many clients. Every
request has a connection of its own and is sent as it was asked for: nothing
is retried, redirected or repaired on the way.
"""

from collections.abc import Iterable
from collections.abc import Mapping
import dataclasses
import http.client
import time
import urllib.parse

from tests.harness import swift_cluster
from tests.harness import swift_signatures

# A list of pairs sends a header more than once, and keeps the order.
Headers = Mapping[str, str] | Iterable[tuple[str, str]]

BODY_METHODS = frozenset(('PUT', 'POST'))


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came back; header names are found in any case."""

    status: int
    reason: str
    headers: http.client.HTTPMessage
    body: bytes


@dataclasses.dataclass(frozen=True)
class _Login:
    token: str
    account_path: str
    proxy_pid: int


class Client:
    """One user at one address, talking to one proxy.

    An IPv6 source reaches a proxy that is bound to '::' over IPv6.
    """

    def __init__(self, proxy: swift_cluster.Proxy, source: str = '127.0.0.2',
                 user: str = 'test:tester', key: str = 'testing',
                 timeout: float = 15) -> None:
        self.proxy = proxy
        self.source = source
        self.user = user
        self.key = key
        self.timeout = timeout
        self._login: _Login | None = None

    @property
    def token(self) -> str:
        return self._logged_in().token

    @property
    def account_path(self) -> str:
        """Such as /v1/AUTH_test."""
        return self._logged_in().account_path

    def request(self, method: str, path: str, headers: Headers | None = None,
                body: bytes = b'', query: str = '', raw_path: bool = False,
                token: bool = True) -> Answer:
        """Send one request.

        :param path: below the account, unquoted ('/c/o'; '' is the account
            itself), or with raw_path the request target as it is to be sent
        :param token: False sends none; other credentials go in the headers
        """
        pairs = _pairs(headers)
        if token:
            pairs.append(('X-Auth-Token', self.token))
        target = path if raw_path else swift_signatures.quote(
            self.account_path + path)
        if query:
            target += '?' + query
        return self._send(method, target, pairs, body)

    def put(self, path: str, body: bytes = b'',
            headers: Headers | None = None, query: str = '') -> Answer:
        return self.request('PUT', path, headers, body, query)

    def get(self, path: str, headers: Headers | None = None,
            query: str = '') -> Answer:
        return self.request('GET', path, headers, query=query)

    def head(self, path: str, headers: Headers | None = None,
             query: str = '') -> Answer:
        return self.request('HEAD', path, headers, query=query)

    def post(self, path: str, headers: Headers | None = None,
             body: bytes = b'', query: str = '') -> Answer:
        return self.request('POST', path, headers, body, query)

    def delete(self, path: str, headers: Headers | None = None,
               query: str = '') -> Answer:
        return self.request('DELETE', path, headers, query=query)

    def copy(self, path: str, destination: str,
             headers: Headers | None = None, query: str = '') -> Answer:
        """COPY /c/o to a destination such as '/c2/o2'."""
        pairs = _pairs(headers)
        pairs.append(('Destination', swift_signatures.quote(destination)))
        return self.request('COPY', path, pairs, query=query)

    def tempurl(self, method: str, path: str, key: str,
                seconds: int = 300) -> str:
        """A signed target, for request(..., raw_path=True, token=False).

        :param key: the account's or the container's Temp-URL key
        """
        return swift_signatures.tempurl(
            method, self.account_path + path, key, int(time.time()) + seconds)

    def s3(self, method: str, path: str, headers: Headers | None = None,
           body: bytes = b'', query: str = '', signer: str = 'v4') -> Answer:
        """Send one signed S3 request.

        :param path: '/bucket/key', or '/key' together with a Host header
        :param signer: 'v4' or 'v2', signed in the headers; 'v4-query' or
            'v2-query', a presigned URL
        """
        pairs = _pairs(headers)
        hosts = [value for name, value in pairs if name.lower() == 'host']
        host = hosts[0] if hosts else self._netloc
        url = 'http://%s%s' % (host, swift_signatures.quote(path))
        target, signed = swift_signatures.s3(
            signer, (self.user, self.key), method,
            url + (query and '?' + query), pairs, body)
        return self._send(method, target, signed, body)

    def _logged_in(self) -> _Login:
        # Old Swifts lose their tokens with the proxy that gave them.
        if not self._login or self._login.proxy_pid != self.proxy.pid:
            self._login = self._log_in()
        return self._login

    def _log_in(self) -> _Login:
        answer = self._send('GET', '/auth/v1.0', [
            ('X-Storage-User', self.user), ('X-Storage-Pass', self.key)], b'')
        if answer.status != 200:
            raise PermissionError('%s got no token from %s: %d %s' % (
                self.user, self.proxy.name, answer.status, answer.reason))
        return _Login(
            answer.headers['X-Auth-Token'],
            urllib.parse.urlsplit(answer.headers['X-Storage-Url']).path,
            self.proxy.pid)

    @property
    def _netloc(self) -> str:
        if ':' in self.source:
            return '[::1]:%d' % self.proxy.port
        return urllib.parse.urlsplit(self.proxy.url).netloc

    def _send(self, method: str, target: str,
              headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
        pairs = list(headers)
        names = {name.lower() for name, _ in pairs}
        if not names & {'content-length', 'transfer-encoding'} and (
                body or method in BODY_METHODS):
            pairs.append(('Content-Length', str(len(body))))
        connection = http.client.HTTPConnection(
            self._netloc, timeout=self.timeout,
            source_address=(self.source, 0))
        try:
            connection.putrequest(method, target, skip_host='host' in names,
                                  skip_accept_encoding=True)
            for name, value in pairs:
                connection.putheader(name, value.encode())
            connection.endheaders(body or None)
            response = connection.getresponse()
            return Answer(response.status, response.reason, response.msg,
                          response.read())
        finally:
            connection.close()


def _pairs(headers: Headers | None) -> list[tuple[str, str]]:
    if isinstance(headers, Mapping):
        return list(headers.items())
    return list(headers or ())
