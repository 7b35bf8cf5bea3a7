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

"""What Swift knows of a container or an account, for the decision table.

Swift answers with three kinds of information that must not be mistaken for
each other: the metadata, that there is no such container, and that nobody
could say.  The last two come with empty metadata, which is not the same as
"no rules".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from swift.common import swob
from swift.common import wsgi
from swift.proxy.controllers import base

from swift_ops_ext import information
from swift_ops_ext import rules
from swift_ops_ext import verdict

#: How Swift's log names the requests that we make.
SOURCE = 'IPW'

_WITHOUT_RULES = verdict.Holder(verdict.State.THERE)
_MISSING = verdict.Holder(verdict.State.MISSING)
_UNKNOWN = verdict.Holder(verdict.State.UNKNOWN)
#: Swift remembers nothing of what it could not find out.
_NOBODY_COULD_SAY: Mapping[str, Any] = {'status': 0, 'meta': {}}

Environ = dict[str, Any]
Info = Mapping[str, Any]


class Holders:
    """Looks them up.

    :param app: the application right of the place that asks
    :param book: compiles their rules
    """

    def __init__(self, app: Any, book: rules.Book) -> None:
        self._app = app
        self._book = book

    def account(self, env: Environ, account: str) -> verdict.Holder:
        """Ask Swift for an account.

        :param env: WSGI environment of the request; its ``swift.infocache``
            has to be there, so that Swift itself need not ask again
        :param account: name in UTF-8
        """
        info = self.account_info(env, account)
        # Swift says 410 of an account that was deleted.
        return _MISSING if info['status'] == 410 else self._holder(info)

    def container(self, env: Environ, account: str,
                  container: str) -> verdict.Holder:
        """Ask Swift for a container; as :meth:`account`."""
        info = self.container_info(env, account, container)
        if info is _NOBODY_COULD_SAY and self.account_info(
                env, account)['status'] in (404, 410):
            return _MISSING  # the account is asked first
        return self._holder(info)

    def account_info(self, env: Environ, account: str) -> Info:
        """Give Swift's account information; it is only to be read."""
        key = 'account/' + account
        if not _cached(env, key):
            base.get_account_info(_asking(env, '/v1/' + account), self._app,
                                  swift_source=SOURCE)
        return _cached(env, key) or _NOBODY_COULD_SAY

    def container_info(self, env: Environ, account: str,
                       container: str) -> Info:
        """Give Swift's container information; it is only to be read."""
        # get_container_info makes a deep copy of the information, which
        # costs more than the whole rest of this filter, and fills in what
        # was not sent.  What it copies lies in the infocache.
        key = f'container/{account}/{container}'
        if not _cached(env, key):
            base.get_container_info(
                _asking(env, '/v1/%s/%s' % (account, container)), self._app,
                swift_source=SOURCE)
        return _cached(env, key) or _NOBODY_COULD_SAY

    def rules_at_hand(self, env: Environ, account: str, container: str
                      ) -> tuple[rules.Rules | None, rules.Rules | None]:
        """Give the rules of an account and of a container in it.

        :raises LookupError: unless Swift's information on both is at hand
            and says that they are there
        """
        cache = env['swift.infocache']
        of_account = cache['account/' + account]
        of_container = cache[f'container/{account}/{container}']
        # As information.is_whole() has it, without two calls.
        if (of_account['status'] // 100 != 2
                or of_container['status'] // 100 != 2
                or of_account['container_count'] is None
                or of_container['object_count'] is None
                or of_container['put_timestamp'] is None):
            raise LookupError
        account_meta, meta = of_account['meta'], of_container['meta']
        return (self._book.rules(account_meta) if account_meta else None,
                self._book.rules(meta) if meta else None)

    def forget(self, env: Environ, account: str, container: str) -> None:
        """Let Swift answer a request as if there were no such container.

        A CORS pre-flight is answered to anybody, so it must not tell anybody
        what a container allows, nor that it is there.
        """
        key = base.get_cache_key(account, container or None)
        env['swift.infocache'][key] = base.headers_to_container_info({}, 404)

    def make_account(self, env: Environ, account: str) -> int:
        """Make an account as Swift does for the first container in it.

        :returns: the status of Swift's answer
        """
        answer = wsgi.make_pre_authed_request(
            env, 'POST', swob.str_to_wsgi('/v1/' + account),
            headers={'Content-Length': '0'}, swift_source=SOURCE,
        ).get_response(self._app)
        base.clear_info_cache(env, account)
        return int(answer.status_int)

    def _holder(self, info: Info) -> verdict.Holder:
        if information.is_whole(info):
            compiled = self._book.rules(info['meta'])
            return _WITHOUT_RULES if compiled is None else verdict.Holder(
                verdict.State.THERE, compiled)
        return _MISSING if info['status'] == 404 else _UNKNOWN


def _cached(env: Environ, key: str) -> Info | None:
    # The keys are spelt out as base.get_cache_key makes them, which takes as
    # long as all else that is done for a container without rules; a test
    # compares them.
    found: Info | None = env['swift.infocache'].get(key)
    return found


def _asking(env: Environ, path: str) -> Environ:
    return dict(env, PATH_INFO=swob.str_to_wsgi(path), SCRIPT_NAME='')
