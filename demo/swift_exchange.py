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

REASON_HEADER = 'X-IP-Whitelist-Reason'
SIGNATURE_SHOWN = 12


class Exchange:
    """Asks a proxy what a story wants to know."""

    def __init__(self, narrator: narration.Narrator) -> None:
        self._narrator = narrator

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
        :param reason: what the filter has to give as its reason, in the body
            and in the header
        :param header: a header to show, which the answer has to have
        """
        signed = '?' in path
        answer = client.request(method, path, headers, body, query,
                                raw_path=signed, token=not signed)
        target, _, signature = path.partition('?')
        sent = ['?' + shortened(part) for part in (query, signature) if part]
        sent += ['%s: %s' % item for item in (headers or {}).items()]
        sent += [body.decode()] if show_body else []
        got = [said(answer, header)] if header else []
        text = answer.body.decode().strip()
        if text and not text.startswith('<html>'):
            got.append(text)    # the others only repeat the status
        if not signed:
            target = urllib.parse.quote(client.account_path + path)
        self._tell(client, method, target, expected, answer, sent, got)
        if reads is not None:
            self._narrator.check('body', reads, answer.body)
        if reason:
            self._narrator.check('body', reason, text)
            self._narrator.check(REASON_HEADER, reason,
                                 answer.headers[REASON_HEADER])
        if header:
            self._narrator.check('%s: is there' % header, True,
                                 answer.headers[header] is not None)
        return answer

    def s3(self, client: swift_client.Client, method: str, path: str,
           expected: str, *, reads: bytes | None = None,
           reason: str = '') -> None:
        """Make a request as S3; like :meth:`ask`."""
        answer = client.s3(method, path)
        text = answer.body.decode()
        error = re.search('<Code>(.*)</Code><Message>(.*)</Message>', text)
        self._tell(client, method, path, expected, answer,
                   ['Authorization: AWS4-HMAC-SHA256 ...'],
                   [': '.join(error.groups()) if error else text]
                   + ([said(answer, REASON_HEADER)] if reason else []))
        if reads is not None:
            self._narrator.check('body', reads, answer.body)
        if reason:
            self._narrator.check(REASON_HEADER, reason,
                                 answer.headers[REASON_HEADER])

    def log(self, client: swift_client.Client, answer: swift_client.Answer,
            *expected: str) -> None:
        """Show the line that the filter logged for an answer.

        :param expected: what has to stand in it, beginning with its first
            words
        """
        line = client.proxy.wait_for_line('ip_whitelist: ' + expected[0])
        for text in answer.headers['X-Trans-Id'], *expected:
            self._narrator.contains('log', text, line)
        self._narrator.log(line)

    def _tell(self, client: swift_client.Client, method: str, target: str,
              expected: str, answer: swift_client.Answer, sent: list[str],
              got: list[str]) -> None:
        self._narrator.exchange(
            client.source, method, target, expected=expected,
            came='%d %s' % (answer.status, answer.reason), sent=sent, got=got)


def said(answer: swift_client.Answer, header: str) -> str:
    """Write a header of an answer as one line."""
    return '%s: %s' % (header, answer.headers[header])


def shortened(query: str) -> str:
    """Leave out most of a signature, which is long and says nothing."""
    return re.sub('(temp_url_sig=.{%d})[^&]*' % SIGNATURE_SHOWN, r'\1...',
                  query)
