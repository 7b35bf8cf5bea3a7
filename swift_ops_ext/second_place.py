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

"""The second place: judges every container that a request touches."""

from __future__ import annotations

import io
from typing import Any

from swift_ops_ext import answers
from swift_ops_ext import cases
from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import holders
from swift_ops_ext import operation
from swift_ops_ext import paths
from swift_ops_ext import policy
from swift_ops_ext import queued_deletions
from swift_ops_ext import refusals
from swift_ops_ext import rule_changes
from swift_ops_ext import rules
from swift_ops_ext import shown_rules
from swift_ops_ext import verdict
from swift_ops_ext import visit as visits

_METHODS = frozenset(('DELETE', 'GET', 'HEAD', 'POST', 'PUT'))
_SERVED = _METHODS | {'OPTIONS'}
#: Where Swift goes by a container's ACL although no object is asked for.
_LISTING_METHODS = frozenset(('GET', 'HEAD'))
_CHANGING_METHODS = frozenset(('DELETE', 'POST', 'PUT'))
#: Only Swift itself can set it; gatekeeper takes it from clients.
_PRIVATE_METHODS = 'HTTP_X_BACKEND_ALLOW_PRIVATE_METHODS'
#: What s3api asks an account in order to learn whether the client is
#: authorized; the proxy answers it with 405.
_AUTHORIZATION_PROBE = 'TEST'

Environ = dict[str, Any]


class SecondPlace:
    """Gives the application that is to answer a request.

    :param app: the next application in the pipeline
    :param conf: the checked configuration
    :param book: compiles rules
    :param told: logs and counts
    """

    def __init__(self, app: Any, conf: configuration.Configuration,
                 book: rules.Book, told: explanations.Explanations) -> None:
        self._app = app
        self._conf = conf
        self._policy = conf.policy
        self._open = verdict.plainly_admitted(
            None, operation.Operation.WRITE, None, None, conf.policy)
        self._told = told
        self._counts = told.count is not None
        self._found = holders.Holders(app, book)
        self._cases = cases.Cases(self._found, conf.suffixes, told)
        self._endings = self._cases.endings
        self._refusals = refusals.Refusals(conf, told)
        self._changes = rule_changes.RuleChanges(
            app, conf, book, self._cases, self._found, told)

    def application(self, env: Environ, visit: visits.Visit) -> Any:
        """Give the next application, or an answer of our own."""
        if self._is_plain(env, visit):
            return self._app
        path = paths.read(env)
        if path is None:
            return self._app  # /info, or nothing that Swift serves
        whole, account, container, is_object = path
        method = env['REQUEST_METHOD']
        visit.refresh(env)
        if env.get('swift.source') == 'S3':
            visit.s3 = True
        if not container:
            if method == _AUTHORIZATION_PROBE:
                return self._app
            case = self._cases.account(env, account)
        elif method == 'UPDATE' and env.get(_PRIVATE_METHODS):
            return self._queue(env, visit)
        else:
            case = self._cases.container(env, account, container)
        wanted = operation.of(method, env.get('swift.source'), visit.method,
                              container, visit.copied, s3=visit.s3)
        judged = self._judge(env, visit, wanted, case)
        if judged.kind is not verdict.Kind.ADMITTED:
            if not paths.can_exist(env):
                return self._app
            if judged.kind is not verdict.Kind.MISSING:
                if method == 'OPTIONS' and judged.kind is not (
                        verdict.Kind.UNKNOWN):
                    self._told.refusal(env, visit.client, judged)
                    self._found.forget(env, account, container)
                    visit.admitted = whole
                    return self._app
                return self._refuse(env, visit, judged, wanted, path)
            if (container and method in _METHODS
                    and (is_object or method != 'PUT')
                    and self._policy.mode is rules.Mode.ENFORCE):
                return answers.missing(env)
        visit.admitted = whole
        if is_object:
            return self._app
        if method in _CHANGING_METHODS:
            return self._changes.application(env, visit, case, account,
                                             container)
        if self._conf.shown_to is policy.Who.OWNERS:
            return shown_rules.ToOwners(self._app)
        return self._app

    def _is_plain(self, env: Environ, visit: visits.Visit) -> bool:
        """Find the usual request at a fraction of the cost.

        That is the client's own, for an object in a container that is there
        and kept for no other, by a client whom all rules admit.  Whatever is
        not sure here is decided by the decision table.
        """
        path: str = env['PATH_INFO']
        parts = path.split('/', 4)
        if len(parts) != 5:
            return False
        _, version, account, container, of_object = parts
        method = env['REQUEST_METHOD']
        if (version != 'v1' or not container or not of_object
                or not path.isascii() or container.endswith(self._endings)
                or container[0] == '\x00' or env.get('SCRIPT_NAME')
                or method == 'UPDATE' or 'swift.source' in env):
            return False
        try:
            of_account, of_container = self._found.rules_at_hand(
                env, account, container)
        except LookupError:
            return False
        if of_account is None and of_container is None:
            admitted = self._open
        elif (of_account is not None and of_account.malformed
                or of_container is not None and of_container.malformed):
            return False
        else:
            admitted = verdict.plainly_admitted(
                visit.client.address,
                operation.of(method), of_account, of_container, self._policy)
        if admitted:
            visit.admitted = path
            if self._counts:
                self._told.count(verdict.ADMITTED)
        return admitted

    def _judge(self, env: Environ, visit: visits.Visit,
               wanted: operation.Operation,
               case: verdict.Case) -> verdict.Verdict:
        judged = verdict.judge(visit.client, wanted, case, self._policy)
        for refusal in judged.logged:
            self._told.would_refuse(env, visit.client, refusal)
        if self._told.count is not None:
            self._told.count(judged)
        return judged

    def _refuse(self, env: Environ, visit: visits.Visit,
                judged: verdict.Verdict, wanted: operation.Operation,
                path: paths.Path) -> Any:
        if judged.kind is verdict.Kind.REFUSED:
            listed = (bool(path.container) and not path.is_object
                      and env['REQUEST_METHOD'] in _LISTING_METHODS)
            if listed:
                wanted = operation.Operation.READ
            info = self._found.container_info(
                env, path.account, path.container,
            ) if listed or path.is_object else None
            denial = answers.denied_by_swift(env, wanted, info)
            if denial is not None:
                # Swift says 405 of other methods before it asks who it is.
                served = env['REQUEST_METHOD'] in _SERVED
                return denial if served else self._app
        return self._refusals.answer(env, visit, judged)

    def _queue(self, env: Environ, visit: visits.Visit) -> Any:
        """Judge every container in which something is queued for deletion."""
        body = env['wsgi.input'].read()
        env['wsgi.input'] = io.BytesIO(body)
        try:
            named = queued_deletions.containers(body)
        except ValueError as error:
            self._told.unreadable_queue(error)
            if self._policy.mode is rules.Mode.LOG:
                self._told.would_refuse(env, visit.client,
                                        verdict.UNREADABLE_QUEUE)
                return self._app
            return self._refusals.answer(env, visit, verdict.UNREADABLE_QUEUE)
        for account, container in named:
            judged = self._judge(
                env, visit, operation.Operation.WRITE,
                self._cases.container(env, account, container))
            if judged.kind not in (verdict.Kind.ADMITTED,
                                   verdict.Kind.MISSING):
                return self._refusals.answer(env, visit, judged)
        return self._app
