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


"""An answer that is not as the story has it ends the story."""

import http.client
import io
import types

import pytest

from demo import narration
from demo import page
from demo import swift_exchange
from tests.harness import swift_client

REASON = 'No Allow rule.'
LINE = 'ip_whitelist: refused GET, No Allow rule. (txn: tx1)'


class StubClient:
    source = '127.1.0.5'
    account_path = '/v1/AUTH_test'

    def __init__(self, body, **headers):
        message = http.client.HTTPMessage()
        for name, value in {'X-Trans-Id': 'tx1', **headers}.items():
            message[name.replace('_', '-')] = value
        self._answer = swift_client.Answer(403, 'Forbidden', message, body)
        self.asked = []
        self.proxy = types.SimpleNamespace(wait_for_line=lambda text: LINE)

    def request(self, method, path, headers=None, body=b'', query='',
                raw_path=False, token=True):
        self.asked.append((path, raw_path, token))
        return self._answer

    def s3(self, method, path):
        return self._answer


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def exchange(out):
    return swift_exchange.Exchange(
        narration.Narrator('swift', page.Page(out)))


@pytest.fixture
def refusing():
    return StubClient(REASON.encode() + b'\n',
                      X_IP_Whitelist_Reason=REASON)


def test_as_expected(exchange, out, refusing):
    exchange.ask(refusing, 'GET', '/c/o', '403 Forbidden', {'X-A': 'b'},
                 reason=REASON, header='X-Trans-Id')
    assert [line.split(None, 3) for line in out.getvalue().splitlines()] == [
        ['127.1.0.5', 'GET', '/v1/AUTH_test/c/o', '403 Forbidden'],
        ['>', 'X-A:', 'b'], ['<', 'X-Trans-Id:', 'tx1'],
        ['<', 'No', 'Allow', 'rule.']]


@pytest.mark.parametrize('wrong', [
    {'expected': '200 OK'}, {'reads': b'other'}, {'reason': 'Another.'},
    {'header': 'Retry-After'}])
def test_not_as_expected(exchange, refusing, wrong):
    with pytest.raises(narration.Unexpected):
        exchange.ask(refusing, 'GET', '/c/o',
                     **{'expected': '403 Forbidden', **wrong})


def test_reason_has_to_be_in_body_and_header(exchange):
    for client in (StubClient(REASON.encode()),
                   StubClient(b'', X_IP_Whitelist_Reason=REASON)):
        with pytest.raises(narration.Unexpected):
            exchange.ask(client, 'GET', '/c/o', '403 Forbidden',
                         reason=REASON)


def test_signed_url_goes_without_token_and_is_shortened(exchange, out,
                                                        refusing):
    exchange.ask(refusing, 'GET', '/v1/a/c/o?temp_url_sig=%s&x=1' % ('f' * 64),
                 '403 Forbidden')
    assert refusing.asked[0][1:] == (True, False)
    assert '> ?temp_url_sig=ffffffffffff...&x=1\n' in out.getvalue()


def test_s3(exchange, out):
    client = StubClient(
        b'<Code>AccessDenied</Code><Message>Access Denied.</Message>',
        X_IP_Whitelist_Reason=REASON)
    exchange.s3(client, 'GET', '/b/o', '403 Forbidden', reason=REASON)
    assert '< AccessDenied: Access Denied.\n' in out.getvalue()
    for wrong in {'reads': b'x'}, {'reason': 'Another.'}:
        with pytest.raises(narration.Unexpected):
            exchange.s3(client, 'GET', '/b/o', '403 Forbidden', **wrong)


def test_log(exchange, out, refusing):
    answer = refusing.request('GET', '/c/o')
    exchange.log(refusing, answer, 'refused', REASON)
    assert '| %s\n' % LINE in out.getvalue()
    with pytest.raises(narration.Unexpected):
        exchange.log(refusing, answer, 'refused', 'Another.')
    answer.headers.replace_header('X-Trans-Id', 'tx2')
    with pytest.raises(narration.Unexpected):
        exchange.log(refusing, answer, 'refused')
