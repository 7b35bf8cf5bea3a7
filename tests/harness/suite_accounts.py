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

"""The accounts of a test suite, and a rule on them that stays.

Swift's tests take account metadata for theirs: they remove what they find.
Loaded with ``-p tests.harness.suite_accounts``, this is a pytest plugin that
puts the rule back before each test, through a proxy that has no filter.  Those
that fill the metadata up to Swift's limits run without it: for one item more
there is no room, whoever looks at it.
"""

import functools
import http.client
import os
import urllib.parse

import pytest

from tests.harness import suites_conf

#: Where the tests come from; the rule admits nobody else.
ADDRESS = '127.0.0.1'
#: The environment variable with the URL of the proxy without the filter.
PROXY = 'OPS_EXT_PLAIN_PROXY'

_HEADER = 'X-Account-Meta-Allow-Tester'
_RESELLER_ADMIN = {'X-Storage-User': 'admin:admin', 'X-Storage-Pass': 'admin'}


class Accounts:
    """Every account that the tests use.

    :param url: the proxy without the filter
    """

    def __init__(self, url: str) -> None:
        self._netloc = urllib.parse.urlsplit(url).netloc
        self._token = self._request(
            'GET', '/auth/v1.0', _RESELLER_ADMIN)['X-Auth-Token']

    def create(self) -> None:
        """Let them exist; one test wants to find its account."""
        for account in suites_conf.ACCOUNTS:
            self._ask('POST', account)

    def set_rule(self, value: str = ADDRESS) -> None:
        """Set the rule wherever it is not; with an empty one, remove it."""
        for account in suites_conf.ACCOUNTS:
            if self._ask('HEAD', account).get(_HEADER, '') != value:
                self._ask('POST', account, {_HEADER: value})

    def _ask(self, method: str, account: str,
             headers: dict[str, str] | None = None) -> http.client.HTTPMessage:
        return self._request(method, '/v1/' + account, {
            'X-Auth-Token': self._token, **(headers or {})})

    def _request(self, method: str, path: str, headers: dict[str, str],
                 ) -> http.client.HTTPMessage:
        connection = http.client.HTTPConnection(self._netloc, timeout=60)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        if response.status // 100 != 2:
            raise ConnectionError('%s %s: %d %s' % (
                method, path, response.status, response.reason))
        return response.headers


@functools.cache
def _of_this_run() -> Accounts:
    return Accounts(os.environ[PROXY])


# After the fixture of its class, which may clear the account, and before the
# test and its own preparation.
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    _of_this_run().set_rule(
        '' if item.nodeid in suites_conf.FILL_ACCOUNT else ADDRESS)
