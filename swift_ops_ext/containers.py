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

"""What Swift knows of a container, in the terms of the decision table.

Swift answers with three kinds of information that must not be mistaken for
each other: the container's metadata, that there is no such container, and
that nobody could say.  The last two come with empty metadata, which is not
the same as "no rules".
"""

from __future__ import annotations

from typing import Any

import eventlet
from swift.common.middleware.s3api import utils as s3_utils
from swift.common import request_helpers
from swift.common import swob
from swift.common import wsgi
from swift.proxy.controllers import base

from swift_ops_ext import rules
from swift_ops_ext import verdict

_WITHOUT_RULES = verdict.Container(verdict.State.THERE)
_MISSING = verdict.Container(verdict.State.MISSING)
_UNKNOWN = verdict.Container(verdict.State.UNKNOWN)
_RESERVED_VERSIONS = 'versions'
_SOURCE = 'IPW'
_LOOK_UP_SECONDS = 1


def owner_of(container: str) -> tuple[str, bool] | None:
    """Name the container for which Swift keeps this one.

    :param container: name in UTF-8
    :returns: the owner's name, and whether the container is only reachable
        through its owner; None for an ordinary container
    """
    if container.startswith('\x00'):
        parts = request_helpers.split_reserved_name(container)
        if len(parts) == 2 and parts[0] == _RESERVED_VERSIONS and parts[1]:
            return parts[1], True
    elif container.endswith(s3_utils.MULTIUPLOAD_SUFFIX):
        owner = container[:-len(s3_utils.MULTIUPLOAD_SUFFIX)]
        return (owner, False) if owner else None
    return None


def look_up(env: dict[str, Any], app: Any, account: str,
            container: str) -> verdict.Container:
    """Ask Swift for a container.

    :param env: WSGI environment of the request; its ``swift.infocache`` has
        to be there already, so that Swift itself need not ask again
    :param app: the next application in the pipeline
    :param account: name in UTF-8
    :param container: name in UTF-8
    """
    # get_container_info makes a deep copy of the information, which costs
    # more than the whole rest of this filter.  What it copies lies in the
    # infocache; it is only read here.
    info = env['swift.infocache'].get(base.get_cache_key(account, container))
    if not info:
        path = swob.str_to_wsgi('/v1/%s/%s' % (account, container))
        info = base.get_container_info(
            dict(env, PATH_INFO=path, SCRIPT_NAME=''), app,
            swift_source=_SOURCE)
    status = info['status']
    if 200 <= status < 300:
        compiled = rules.from_metadata(info['meta'])
        return _WITHOUT_RULES if compiled is None else verdict.Container(
            verdict.State.THERE, compiled)
    if status == 404 or (status == 0 and _account_missing(env, app, account)):
        return _MISSING
    return _UNKNOWN


class Changing:
    """Passes on a request that may change a container's rules.

    Swift forgets what it cached of a container before it writes a POST or a
    DELETE, so that a reader in between can bring the old rules back for a
    minute.  It is made to forget once more when the change is written, and
    again when look-ups that began before have ended.

    :param app: the next application in the pipeline
    :param account: name in UTF-8
    :param container: name in UTF-8
    """

    def __init__(self, app: Any, account: str, container: str) -> None:
        self._context = wsgi.WSGIContext(app)
        self._account = account
        self._container = container

    def __call__(self, env: dict[str, Any], start_response: Any) -> Any:
        context = self._context
        body = context._app_call(env)
        base.clear_info_cache(env, self._account, self._container)
        # A look-up that was under way may still bring the old rules back.
        eventlet.spawn_after(_LOOK_UP_SECONDS, base.clear_info_cache,
                             dict(env), self._account, self._container)
        start_response(context._response_status, context._response_headers,
                       context._response_exc_info)
        return body


def _account_missing(env: dict[str, Any], app: Any, account: str) -> bool:
    # Status 0 says that the account did not answer well, or is not there.
    path = swob.str_to_wsgi('/v1/%s' % account)
    info = base.get_account_info(dict(env, PATH_INFO=path, SCRIPT_NAME=''),
                                 app, swift_source=_SOURCE)
    return bool(info['status'] == 404)
