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

"""Tells the operator what was decided, and why: log lines and counters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swift.common import statsd_client
from swift.common import swob

from ops_ext_net import client_address
from swift_ops_ext import rules
from swift_ops_ext import verdict

_REMEMBERED_MALFORMED = 10000
_PREFIX = 'ip_whitelist'
_DONE = {verdict.Kind.REFUSED: 'refused', verdict.Kind.UNKNOWN: 'put off'}


class Explanations:
    """Writes them into the proxy's log and its statsd.

    :param logger: Swift's logger
    :param conf: the section's options over those of [DEFAULT]
    """

    def __init__(self, logger: Any, conf: dict[str, str]) -> None:
        self._logger = logger
        self._malformed_seen: set[tuple[str, str, str]] = set()
        #: Counts a verdict; None if nobody is listening.
        self.count: Any = None
        if conf.get('log_statsd_host'):
            client = statsd_client.get_statsd_client(conf, _PREFIX, logger)
            self.count = lambda judged: client.increment(
                '%s.%s' % (judged.kind.value, judged.code.value))

    def refusal(self, env: dict[str, Any], client: client_address.Client,
                judged: verdict.Verdict) -> None:
        """Tell of a request that is not passed on."""
        self._request(_DONE[judged.kind], env, client, judged)

    def would_refuse(self, env: dict[str, Any],
                     client: client_address.Client,
                     judged: verdict.Verdict) -> None:
        """Tell of a request that is passed on because of ``mode = log``."""
        self._request('mode is log, would have ' + _DONE[judged.kind], env,
                      client, judged)
        if self.count is not None:
            self.count(judged._replace(kind=verdict.Kind.ADMITTED))

    def _request(self, what: str, env: dict[str, Any],
                 client: client_address.Client,
                 judged: verdict.Verdict) -> None:
        self._logger.info(
            'ip_whitelist: %(what)s %(method)s %(path)s for %(client)s: '
            '%(reason)s (source: %(source)s, txn: %(txn)s)', {
                'what': what,
                'method': _printable(env['REQUEST_METHOD']),
                'path': swob.wsgi_quote(env['PATH_INFO']),
                'client': client,
                'reason': _printable(judged.reason),
                'source': env.get('swift.source', 'client'),
                'txn': env.get('swift.trans_id', '-')})

    def change(self, env: dict[str, Any], client: client_address.Client,
               what: str) -> None:
        """Tell of a change of rules: that it is made, or why it is not."""
        self._logger.info(
            'ip_whitelist: %(what)s: %(method)s %(path)s by %(client)s '
            '(txn: %(txn)s)', {
                'what': _printable(what),
                'method': _printable(env['REQUEST_METHOD']),
                'path': swob.wsgi_quote(env['PATH_INFO']),
                'client': client,
                'txn': env.get('swift.trans_id', '-')})

    def not_announced(self, env: dict[str, Any]) -> None:
        """Tell that other proxies may not hear of a change."""
        self._logger.warning(
            'ip_whitelist: memcached did not take the change of %(path)s; '
            'other proxies may keep the old rules until '
            'recheck_container_existence or recheck_account_existence has '
            'passed (txn: %(txn)s)', {
                'path': swob.wsgi_quote(env['PATH_INFO']),
                'txn': env.get('swift.trans_id', '-')})

    def malformed(self, holder: str,
                  problems: Iterable[tuple[str, str]]) -> None:
        """Tell once of each rule that cannot be understood."""
        for title, problem in problems:
            key = (holder, title, problem)
            if key in self._malformed_seen:
                continue
            if len(self._malformed_seen) >= _REMEMBERED_MALFORMED:
                self._malformed_seen.clear()
            self._malformed_seen.add(key)
            self._logger.warning(
                'ip_whitelist: %(title)s of %(holder)s cannot be '
                'understood and %(effect)s: %(problem)s', {
                    'title': _printable(title),
                    'holder': _printable(holder),
                    'effect': _effect(title),
                    'problem': _printable(problem)})

    def blind(self) -> None:
        """Tell that the place in the pipeline could not be checked."""
        self._logger.error(
            'ip_whitelist: not loaded by the pipeline that Swift checks, so '
            'it may not see every request; nothing is let through')

    def unreadable_queue(self, error: ValueError) -> None:
        """Tell of deletions that Swift queues in an unknown form."""
        self._logger.error('ip_whitelist: %s', error)


def _effect(title: str) -> str:
    if title == rules.MODE_TITLE:
        return 'does not keep the rules from being enforced'
    return 'denies everyone' if title.startswith('Deny') else 'admits no one'


def _printable(text: str) -> str:
    """Keep a client from writing lines of his own into the log."""
    return text.encode('ascii', 'backslashreplace').decode().translate(
        _ESCAPED)


_ESCAPED = {number: '\\x%02x' % number
            for number in (*range(0x20), 0x7f)}
