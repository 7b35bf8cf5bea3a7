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

"""The lines that tell an operator afterwards what was decided, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swift.common import swob

from ops_ext_net import client_address
from swift_ops_ext import rules
from swift_ops_ext import verdict

_REMEMBERED_MALFORMED = 10000


class Explanations:
    """Writes them into the proxy's log.

    :param logger: Swift's logger
    """

    def __init__(self, logger: Any) -> None:
        self._logger = logger
        self._malformed_seen: set[tuple[str, str, rules.Malformed]] = set()

    def refusal(self, env: dict[str, Any], client: client_address.Client,
                judged: verdict.Verdict) -> None:
        """Tell of a request that is not passed on."""
        self._logger.info(
            'ip_whitelist: %(kind)s %(method)s %(path)s for %(client)s: '
            '%(reason)s (source: %(source)s, txn: %(txn)s)', {
                'kind': judged.kind.value,
                'method': env['REQUEST_METHOD'],
                'path': swob.wsgi_quote(env['PATH_INFO']),
                'client': client,
                'reason': judged.reason,
                'source': env.get('swift.source', 'client'),
                'txn': env.get('swift.trans_id', '-')})

    def malformed(self, account: str, container: str,
                  malformed: Iterable[rules.Malformed]) -> None:
        """Tell once of each rule that cannot be understood."""
        for rule in malformed:
            key = (account, container, rule)
            if key in self._malformed_seen:
                continue
            if len(self._malformed_seen) >= _REMEMBERED_MALFORMED:
                self._malformed_seen.clear()
            self._malformed_seen.add(key)
            self._logger.warning(
                'ip_whitelist: rule %(header)s of container %(container)s '
                'admits no one: %(reason)s', {
                    'header': _printable(rule.header),
                    'container': _printable('%s/%s' % (account, container)),
                    'reason': rule.reason})

    def blind(self) -> None:
        """Tell that the place in the pipeline could not be checked."""
        self._logger.error(
            'ip_whitelist: not loaded by the pipeline that Swift checks, so '
            'it may not see every request; nothing is let through')

    def unreadable_queue(self, error: ValueError) -> None:
        """Tell of deletions that Swift queues in an unknown form."""
        self._logger.error('ip_whitelist: %s', error)


def _printable(text: str) -> str:
    return str(swob.wsgi_quote(swob.str_to_wsgi(text)))
