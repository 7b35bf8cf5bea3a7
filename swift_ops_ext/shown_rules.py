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

"""Takes rules out of an answer to someone who does not own the account."""

from __future__ import annotations

from typing import Any

from swift.common import wsgi

from swift_ops_ext import rules

#: Lists the names of all metadata for a browser.
_EXPOSED = 'access-control-expose-headers'
_PREFIXES = ('x-container-meta-', 'x-account-meta-')


class ToOwners:
    """Passes on a request for metadata, and shows rules only to owners.

    Swift says whom it takes for an owner when it authorizes the request.

    :param app: the next application in the pipeline
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, env: dict[str, Any], start_response: Any) -> Any:
        """Pass the request on."""
        context = wsgi.WSGIContext(self._app)
        body = context._app_call(env)
        headers = context._response_headers
        if not env.get('swift_owner') or env.get('swift.authorize_override'):
            headers = [(name, _exposed(value) if name.lower() == _EXPOSED
                        else value)
                       for name, value in headers
                       if not _is_rule(name.lower())]
        start_response(context._response_status, headers,
                       context._response_exc_info)
        return body


def _exposed(names: str) -> str:
    return ', '.join(name for name in names.split(', ')
                     if not _is_rule(name.lower()))


def _is_rule(header: str) -> bool:
    return any(header.startswith(prefix)
               and rules.is_about_rules(header[len(prefix):])
               for prefix in _PREFIXES)
