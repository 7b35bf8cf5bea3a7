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

"""Requests, answers and log lines in the form in which the manuals quote them.

The manuals speak of addresses and transactions that are nobody's.
"""

from collections.abc import Mapping
import re

from tests.harness import processes
from tests.harness import swift_client

#: The headers of an answer that a manual's reader has to see.
TOLD = ('Content-Type', 'Retry-After', 'X-IP-Whitelist-Reason')
TRANSACTION = re.compile(r'txn: tx[\w-]+')
#: Swift adds it to warnings; it is whatever the client claims to be.
CLAIMED = re.compile(r' \(client_ip: [^)]*\)$')
READER = '203.0.113.9'


def render(client: swift_client.Client, method: str, path: str,
           answer: swift_client.Answer,
           headers: Mapping[str, str] | None = None, query: str = '') -> str:
    """A request and its answer.

    :param path: below the account
    :param headers: what the request had that matters
    """
    target = client.account_path + path + (query and '?' + query)
    lines = ['%s %s' % (method, target)]
    lines.extend('%s: %s' % item for item in (headers or {}).items())
    lines += ['', 'HTTP/1.1 %d %s' % (answer.status, answer.reason)]
    if answer.body:
        lines.extend('%s: %s' % (name, answer.headers[name])
                     for name in TOLD if answer.headers[name])
        lines += ['', answer.body.decode()]
    return told('\n'.join(lines), client.source)


def logged(proxy: processes.Process, text: str, source: str) -> str:
    """The last line of the filter with this text."""
    line = proxy.wait_for_line(text)
    return told(CLAIMED.sub('', line[line.index('ip_whitelist: '):]), source)


def told(text: str, source: str) -> str:
    """Put what the manual's reader would see in the place of what we saw.

    :param source: the address that is to become the reader's
    """
    text = TRANSACTION.sub('txn: tx0000', text.replace(source, READER))
    return '\n'.join(line.rstrip() for line in text.strip('\n').splitlines())
