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

"""A request to Swift and its answer, made, told and checked."""

from __future__ import annotations

import re
import urllib.parse

from demo import narration
from tests.harness import swift_client
from tests.harness import swift_cluster

SIGNATURE_SHOWN = 12


class Exchange:
    """Asks the proxy what a story wants to know.

    :param proxy: the one that the clients of the story talk to
    """

    def __init__(self, narrator: narration.Narrator,
                 proxy: swift_cluster.Proxy) -> None:
        self._narrator = narrator
        self._proxy = proxy

    def ask(self, client: swift_client.Client, method: str, path: str,
            expected: str, headers: dict[str, str] | None = None, *,
            body: bytes = b'', query: str = '', show_body: bool = False,
            reads: bytes | None = None, reason: str = '',
            header: str = '') -> swift_client.Answer:
        """Make a request, tell it, and go on only if all is as expected.

        :param path: below the account, or the whole target of a temporary
            URL, which is sent without the user's token
        :param expected: the answer's status line
        :param show_body: whether to show what is sent
        :param reads: the content that the answer has to have
        :param reason: the text that the answer has to have
        :param header: a header to show, which the answer has to have
        """
        signed = '?' in path
        answer = client.request(method, path, headers, body, query,
                                raw_path=signed, token=not signed)
        target, _, signature = path.partition('?')
        sent = ['?' + shortened(part) for part in (query, signature) if part]
        sent += ['%s: %s' % item for item in (headers or {}).items()]
        sent += [body.decode()] if show_body else []
        got = ['%s: %s' % (header, answer.headers[header])] if header else []
        text = answer.body.decode().strip()
        if text and not text.startswith('<html>'):
            got.append(text)    # the others only repeat the status
        self._narrator.exchange(
            client.source, method,
            target if signed else urllib.parse.quote(
                client.account_path + path),
            expected=expected, came='%d %s' % (answer.status, answer.reason),
            sent=sent, got=got)
        what = '%s %s: body' % (method, target)
        if reads is not None:
            self._narrator.check(what, reads, answer.body)
        if reason:
            self._narrator.check(what, reason, text)
        if header:
            self._narrator.check(
                '%s %s: %s' % (method, target, header), True,
                answer.headers[header] is not None)
        return answer

    def log(self, answer: swift_client.Answer, expected: str) -> None:
        """Show the line that the filter logged for an answer."""
        transaction = answer.headers['X-Trans-Id']
        line = self._proxy.wait_for_line('ip_whitelist: refused')
        self._narrator.contains('log', transaction, line)
        self._narrator.contains('log', expected, line)
        self._narrator.log(line)


def shortened(query: str) -> str:
    """Leave out most of a signature, which is long and says nothing."""
    return re.sub('(temp_url_sig=.{%d})[^&]*' % SIGNATURE_SHOWN, r'\1...',
                  query)
