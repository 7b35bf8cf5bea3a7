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

"""The first place: sees who the client is, and what he is answered.

Middleware between the two places answers some requests by itself, from a
container's metadata and without ever asking for the container where the
second place would see it: staticweb's style sheet, S3's versioning, a quota.
Such an answer is judged on its way out.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from swift.common import swob
from swift.common import utils

from swift_ops_ext import answers
from swift_ops_ext import cases
from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import holders
from swift_ops_ext import operation
from swift_ops_ext import paths
from swift_ops_ext import refusals
from swift_ops_ext import rules
from swift_ops_ext import verdict
from swift_ops_ext import visit as visits

#: A refusal says nothing that has to be kept back.
_REFUSALS = ('401', '403', '503')
#: What is found wrong with a request before anybody asks who makes it or for
#: which container it is, and the beginning of an answer that takes long.
_TO_ANYBODY = ('202', '400', '405', '411', '412')
_TOO_LARGE = '413'
_QUOTAS = frozenset(('quota-bytes', 'quota-count'))
_CONTAINER_INFO = 'container/'

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]


class FirstPlace:
    """Begins a visit and watches its answer.

    :param app: the next application in the pipeline
    :param conf: the checked configuration
    :param book: compiles rules
    :param told: logs and counts
    """

    def __init__(self, app: Any, conf: configuration.Configuration,
                 book: rules.Book, told: explanations.Explanations) -> None:
        self._app = app
        self._conf = conf
        self._told = told
        self._found = holders.Holders(app, book)
        self._cases = cases.Cases(self._found, conf.suffixes, told)
        self._refusals = refusals.Refusals(conf, told)

    def __call__(self, env: Environ, visit: visits.Visit,
                 start_response: StartResponse) -> Any:
        """Pass the client's request on."""
        instead: Iterable[bytes] | None = None
        started = False

        def answer(status: str, headers: Headers, exc_info: Any = None) -> Any:
            nonlocal instead, started
            started = True
            if visit.reason is None and visit.admitted == env['PATH_INFO']:
                return start_response(status, headers, exc_info)
            if not status.startswith(_REFUSALS):
                judged = self._objection(env, visit, status)
                if judged is not None:
                    instead = self._refuse(env, visit, judged, start_response)
                    return _write_nothing
            if visit.reason is not None:
                headers = _with_reason(headers, visit.reason)
            return start_response(status, headers, exc_info)

        body = self._app(env, answer)
        if not started:
            # Some middleware answers only when it is first asked for a byte.
            body = utils.reiterate(body)
        if instead is not None:
            utils.close_if_possible(body)
            return instead
        return body

    def _objection(self, env: Environ, visit: visits.Visit, status: str,
                   ) -> verdict.Verdict | None:
        """Judge an answer of which the second place knows nothing."""
        path = paths.read(env)
        if path is not None:
            if (not path.container or not paths.can_exist(env)
                    or _is_bulk_delete(env)):
                return None
            named = [(path.account, path.container)]
        elif visit.admitted is None and visit.reason is None:
            # S3's own path does not name the account; what was looked up
            # for it does.
            named = [_names(key) for key in env['swift.infocache']
                     if key.startswith(_CONTAINER_INFO)]
        else:
            return None
        wanted = operation.of(visit.method)
        for account, container in named:
            judged = verdict.judge(
                visit.client, wanted,
                self._cases.container(env, account, container),
                self._conf.policy)
            for refusal in judged.logged:
                self._told.would_refuse(env, visit.client, refusal)
            if judged.kind not in (verdict.Kind.ADMITTED,
                                   verdict.Kind.MISSING):
                if path is not None and self._is_told_anybody(
                        env, status, wanted, account, container):
                    return None
                return judged
        return None

    def _is_told_anybody(self, env: Environ, status: str,
                         wanted: operation.Operation, account: str,
                         container: str) -> bool:
        """Tell whether the answer came before anybody asked who it is.

        It is then the same for a container that is not there, and a refusal
        instead would tell everybody that this one is.
        """
        if 'swift.authorize' not in env:
            # Left of the authorization, or there is none.
            return status.startswith('400') or _is_bulk(env)
        info = self._found.container_info(env, account, container)
        if not (status.startswith(_TO_ANYBODY) or _is_bulk(env)
                or (status.startswith(_TOO_LARGE)
                    and not _QUOTAS.intersection(info['meta']))):
            return False
        return answers.denied_by_swift(dict(env), wanted, info) is not None

    def _refuse(self, env: Environ, visit: visits.Visit,
                judged: verdict.Verdict, start_response: StartResponse,
                ) -> Iterable[bytes]:
        """Answer in the place of what was to be answered."""
        path = paths.read(env)
        answer = None
        if path is not None and judged.kind is verdict.Kind.REFUSED:
            answer = answers.denied_by_swift(
                dict(env), operation.of(visit.method),
                self._found.container_info(env, path.account, path.container))
        if answer is None:
            answer = self._refusals.answer(env, visit, judged, s3=path is None)
        body: Iterable[bytes] = answer(env, start_response)
        return body


def _with_reason(headers: Headers, reason: str) -> Headers:
    """Say why a part of the request was refused."""
    said = answers.REASON_HEADER.lower()
    if any(name.lower() == said for name, _value in headers):
        return headers
    return [*headers, (answers.REASON_HEADER, answers.in_header(reason))]


def _names(key: str) -> tuple[str, str]:
    _container, account, container = key.split('/', 2)
    return account, container


def _is_bulk_delete(env: Environ) -> bool:
    """Tell whether the path says nothing of what is asked for."""
    return (env['REQUEST_METHOD'] in ('POST', 'DELETE')
            and 'bulk-delete' in swob.Request(env).params)


def _is_bulk(env: Environ) -> bool:
    """Tell whether all that is asked for is asked by other requests."""
    asked = swob.Request(env).params
    if env['REQUEST_METHOD'] == 'PUT':
        return 'extract-archive' in asked
    # Swift ignores the word on any other request, whose answer is an answer.
    return bool(env['REQUEST_METHOD'] == 'DELETE'
                and asked.get('multipart-manifest') == 'delete')


def _write_nothing(_data: bytes) -> None:
    """Stand in for the write() that nobody uses any more."""
