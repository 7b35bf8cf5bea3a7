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

from swift.common.middleware.s3api import s3response
from swift.common import swob

from swift_ops_ext import operation
from swift_ops_ext import verdict

#: Says why on every answer to a request of which a part was refused.
REASON_HEADER = 'X-IP-Whitelist-Reason'

BAD_REQUEST = swob.HTTPBadRequest
CONFLICT = swob.HTTPConflict
FORBIDDEN = swob.HTTPForbidden

NOT_AN_OWNER = ('Only owners of the account may change address rules, or '
                'delete a container that has some.')
SHUTS_OUT = ('This change would shut you out: %s Nothing was changed. To make '
             'it nevertheless, send %s: true with it.')

_RETRY_AFTER_SECONDS = '10'

_HEADER_LENGTH = 500
# Everything that can be printed in one line.
_READABLE = ''.join(map(chr, range(0x20, 0x7f)))

Environ = dict[str, Any]


def refused(env: Environ, kind: verdict.Kind, reason: str) -> Any:
    """Answer for a container that the verdict keeps the client out of."""
    if kind is verdict.Kind.UNKNOWN:
        return explained(swob.HTTPServiceUnavailable, env, reason,
                         {'Retry-After': _RETRY_AFTER_SECONDS})
    return explained(FORBIDDEN, env, reason)


def refused_in_s3(kind: verdict.Kind, reason: str) -> Any:
    """Answer in S3's own form."""
    if kind is verdict.Kind.UNKNOWN:
        return s3response.ServiceUnavailable(
            printable(reason), headers={'Retry-After': _RETRY_AFTER_SECONDS})
    return s3response.AccessDenied(printable(reason))


def denied_by_swift(env: Environ, wanted: operation.Operation,
                    info: Any = None) -> Any:
    """Ask Swift's own authorization.

    Who is not authorized gets the same answer for a container that has rules
    as for one that is not there.

    :param info: of the container whose ACL counts: for its listing and its
        objects; None for the rest, which is for owners
    :returns: what Swift answers; None if the client is authorized
    """
    if 'swift.authorize' not in env:
        return None
    req = swob.Request(env)
    req.acl = None
    if info is not None:
        req.acl = info.get('read_acl' if wanted is operation.Operation.READ
                           else 'write_acl')
    return env['swift.authorize'](req)


def missing(env: Environ) -> Any:
    """Answer for a container that does not exist, or an object in it.

    Swift serves an object whose container's database was lost, or is not
    found by one server and found by the next.  Nobody can say whom its rules
    admitted; to anyone who is authorized all of it is missing.
    """
    return (denied_by_swift(env, operation.Operation.WRITE)
            or swob.HTTPNotFound(request=swob.Request(env)))


def owns(env: Environ) -> bool:
    """Tell whether Swift takes the client for an owner of the account."""
    # Signed URLs and S3 with ACLs say "owner" of everyone whom they let in.
    if env.get('swift.authorize_override') or 'swift.authorize' not in env:
        return False
    asking = dict(env)
    asking.pop('swift_owner', None)
    return (denied_by_swift(asking, operation.Operation.WRITE) is None
            and bool(asking.get('swift_owner')))


def in_header(reason: str) -> str:
    """Write a reason, which may quote a client, as a header's value.

    The whole of a long one is in the body only: not every proxy in front
    passes on a header of any length.
    """
    if len(reason) > _HEADER_LENGTH:
        reason = reason[:_HEADER_LENGTH - 3] + '...'
    return str(swob.wsgi_quote(swob.str_to_wsgi(printable(reason)),
                               safe=_READABLE))


def printable(reason: str) -> str:
    """Write out what cannot be encoded: names need not be UTF-8."""
    return reason.encode('utf-8', 'backslashreplace').decode()


def explained(status: Any, env: Environ, reason: str,
              headers: dict[str, str] | None = None) -> Any:
    """Answer with a reason.

    :param status: Swift's class for it
    """
    req = swob.Request(env)
    # A HEAD that Swift makes for itself would miss the announced body.
    body = '' if req.method == 'HEAD' else printable(reason) + '\n'
    return status(request=req, body=body, content_type='text/plain',
                  headers=dict(headers or {}, **{
                      REASON_HEADER: in_header(reason)}))
