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

"""What a client gets instead of what was asked for."""

from __future__ import annotations

from typing import Any

from swift.common import swob

from swift_ops_ext import verdict

_RETRY_AFTER_SECONDS = '10'


def refused(env: dict[str, Any], judged: verdict.Verdict) -> Any:
    """Answer for a container that the verdict keeps the client out of."""
    req = swob.Request(env)
    # A HEAD that Swift makes for itself would miss the announced body.
    body = '' if req.method == 'HEAD' else judged.reason + '\n'
    if judged.kind is verdict.Kind.UNKNOWN:
        return swob.HTTPServiceUnavailable(
            request=req, body=body, content_type='text/plain',
            headers={'Retry-After': _RETRY_AFTER_SECONDS})
    return swob.HTTPForbidden(request=req, body=body,
                              content_type='text/plain')


def missing(env: dict[str, Any]) -> Any:
    """Answer for an object in a container that does not exist.

    Swift serves an object whose container's database was lost.  Its rules
    went with it, so nobody can say whom they admitted; to anyone who is
    authorized the object is as missing as its container.
    """
    req = swob.Request(env)
    if 'swift.authorize' in env:
        req.acl = None
        denial = env['swift.authorize'](req)
        if denial:
            return denial
    return swob.HTTPNotFound(request=req)
