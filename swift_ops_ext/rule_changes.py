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

"""Takes care of requests that may change rules.

A rule that nobody would understand is refused before Swift stores it, and so
is one by somebody who may not change rules, and one that shuts out its own
sender.  What is changed holds for every proxy before it is answered.
"""

from __future__ import annotations

from typing import Any

from swift.common import constraints
from swift.common import swob
from swift.common import wsgi

from swift_ops_ext import answers
from swift_ops_ext import cases
from swift_ops_ext import changes
from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import holders
from swift_ops_ext import operation
from swift_ops_ext import policy
from swift_ops_ext import refusals
from swift_ops_ext import rules
from swift_ops_ext import shared_cache
from swift_ops_ext import verdict
from swift_ops_ext import visit as visits

_CONFIRMATION = 'HTTP_' + changes.CONFIRMATION.upper().replace('-', '_')
_NOTHING = verdict.Holder(verdict.State.THERE)

Environ = dict[str, Any]


class RuleChanges:
    """Checks changes and passes them on.

    :param app: the next application in the pipeline
    :param conf: the checked configuration
    :param book: compiles rules
    :param found_cases: puts together what a request is judged by
    :param found: looks up containers and accounts
    :param told: logs
    """

    def __init__(self, app: Any, conf: configuration.Configuration,
                 book: rules.Book, found_cases: cases.Cases,
                 found: holders.Holders, told: explanations.Explanations
                 ) -> None:
        self._app = app
        self._conf = conf
        self._book = book
        self._cases = found_cases
        self._found = found
        self._told = told
        self._refusals = refusals.Refusals(conf, told)

    def application(self, env: Environ, visit: visits.Visit,
                    case: verdict.Case, account: str, container: str) -> Any:
        """Give the application for a PUT, POST or DELETE that is admitted.

        :param case: by which it was admitted
        :param container: empty for a request to the account itself
        """
        if (container and env['REQUEST_METHOD'] == 'PUT'
                and case.container is not None
                and case.container.state is verdict.State.MISSING):
            case, refusal = self._found_again(env, visit, case, account,
                                              container)
            if refusal is not None:
                return refusal
        return (self._objection(env, visit, case, account, container)
                or Announcing(self._app, account, container, self._told))

    def _found_again(self, env: Environ, visit: visits.Visit,
                     case: verdict.Case, account: str, container: str
                     ) -> tuple[verdict.Case, Any]:
        """Look for a container that only its lost account hides.

        Without the account's database Swift says that no container of it
        exists, but a PUT makes the account anew, and would then change the
        container that is there after all.
        """
        info = self._found.account_info(env, account)
        if (info.get('account_really_exists', True)
                or answers.denied_by_swift(
                    dict(env), operation.Operation.WRITE) is not None):
            return case, None
        status = self._found.make_account(env, account)
        shared_cache.announce(env, account)
        shared_cache.announce(env, account, container)
        if status == 404:
            return case, None  # Swift is not to make accounts by itself
        judged = verdict.UNKNOWN
        if 200 <= status < 300:
            case = self._cases.container(env, account, container)
            judged = verdict.judge(visit.client, operation.Operation.WRITE,
                                   case, self._conf.policy)
        if judged.kind in (verdict.Kind.ADMITTED, verdict.Kind.MISSING):
            return case, None
        return case, self._refusals.answer(env, visit, judged)

    def _objection(self, env: Environ, visit: visits.Visit,
                   case: verdict.Case, account: str, container: str) -> Any:
        """Give the answer to a change that is not to be made, if it is."""
        info = (self._found.container_info(env, account, container)
                if container else self._found.account_info(env, account))
        change = changes.read(
            'X-Container-Meta-' if container else 'X-Account-Meta-',
            _headers(env), info.get('meta') or {})
        if env['REQUEST_METHOD'] == 'DELETE':
            if not (change.before and self._owners_only()
                    and self._book.rules(change.before)):
                return None
            if self._denied(env) or answers.owns(env):
                return None
            return self._object(env, visit, 'not an owner',
                                answers.NOT_AN_OWNER, answers.FORBIDDEN)
        problems = list(change.problems(self._book, _limits()))
        if not (problems or change.changes_rules) or self._denied(env):
            return None  # or Swift itself answers
        if problems:
            return self._object(env, visit, problems[0], '; '.join(problems),
                                answers.BAD_REQUEST)
        if self._owners_only() and not answers.owns(env):
            return self._object(env, visit, 'not an owner',
                                answers.NOT_AN_OWNER, answers.FORBIDDEN)
        return self._lock_out(env, visit, case, change)

    def _lock_out(self, env: Environ, visit: visits.Visit,
                  case: verdict.Case, change: changes.Change) -> Any:
        holder = _NOTHING._replace(rules=self._book.rules(change.after))
        after = (case._replace(account=holder) if case.container is None
                 else case._replace(container=holder))
        then = changes.shuts_out(visit.client, case, after, self._conf.policy)
        if then is None:
            self._told.change(env, visit.client, 'change of rules passed on')
            return None
        if env.get(_CONFIRMATION, '').strip().lower() == 'true':
            self._told.change(env, visit.client,
                              'change of rules passed on, which shuts out '
                              'its sender, as confirmed')
            return None
        return self._object(
            env, visit, 'it would shut out its sender',
            answers.SHUTS_OUT % (self._refusals.reason(visit, then),
                                 changes.CONFIRMATION),
            # s3api would make "come again later" of a conflict.
            answers.BAD_REQUEST if env.get('swift.source') == 'S3'
            else answers.CONFLICT)

    def _object(self, env: Environ, visit: visits.Visit, why: str,
                reason: str, status: Any) -> Any:
        self._told.change(env, visit.client, 'change of rules refused, ' + why)
        visit.reason = reason
        return answers.explained(status, env, reason)

    def _owners_only(self) -> bool:
        return self._conf.changes is policy.Who.OWNERS

    @staticmethod
    def _denied(env: Environ) -> bool:
        # Who is not authorized must not learn what is stored.
        return answers.denied_by_swift(
            dict(env), operation.Operation.WRITE) is not None


class Announcing:
    """Passes on a change, and announces it before it is answered.

    :param app: the next application in the pipeline
    :param account: name in UTF-8
    :param container: name in UTF-8; empty for the account itself
    :param told: logs
    """

    def __init__(self, app: Any, account: str, container: str,
                 told: explanations.Explanations) -> None:
        self._context = wsgi.WSGIContext(app)
        self._account = account
        self._container = container
        self._told = told

    def __call__(self, env: Environ, start_response: Any) -> Any:
        """Pass the change on."""
        context = self._context
        try:
            body = context._app_call(env)
        finally:
            # Also if nobody knows how far it came.
            if not shared_cache.announce(env, self._account,
                                         self._container or None):
                self._told.not_announced(env)
        start_response(context._response_status, context._response_headers,
                       context._response_exc_info)
        return body


def _headers(env: Environ) -> dict[str, str]:
    # Decoded first: what is a letter, and so has a lower case, is a matter of
    # UTF-8 and not of the bytes.
    return {swob.wsgi_to_str(key[len('HTTP_'):]).replace('_', '-').lower():
            swob.wsgi_to_str(value)
            for key, value in env.items() if key.startswith('HTTP_')}


def _limits() -> changes.Limits:
    # Read when needed: Swift may reload them.
    return changes.Limits(
        constraints.MAX_META_VALUE_LENGTH, constraints.MAX_META_NAME_LENGTH,
        constraints.MAX_META_COUNT, constraints.MAX_META_OVERALL_SIZE)
