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

"""Which account, container and object a request in Swift's own form names."""

from __future__ import annotations

from typing import Any
from typing import NamedTuple

from swift.common import constraints
from swift.common import swob

Environ = dict[str, Any]


class Path(NamedTuple):
    """The path of a request.

    :ivar whole: as WSGI has it
    :ivar account: name in UTF-8
    :ivar container: name in UTF-8; empty if the account itself is named
    :ivar is_object: whether an object is named
    """

    whole: str
    account: str
    container: str
    is_object: bool


def read(env: Environ) -> Path | None:
    """Read the path of a request; None if it names no account."""
    whole = env['PATH_INFO']
    if env.get('SCRIPT_NAME'):
        whole = env['SCRIPT_NAME'] + whole
    parts = whole.split('/', 4)
    if len(parts) < 3 or not parts[2] or not is_swift(parts[1]):
        return None
    account, container, rest = (
        parts[2], parts[3] if len(parts) > 3 else '', parts[4:])
    if not whole.isascii():
        account, container = map(swob.wsgi_to_str, (account, container))
    return Path(whole, account, container,
                bool(container and rest and rest[0]))


def is_swift(version: str) -> bool:
    """Tell whether this is how a path in Swift's own form begins.

    S3 names no version, so a bucket comes first.
    """
    return version == 'v1' or bool(constraints.valid_api_version(version))


def can_exist(env: Environ) -> bool:
    """Tell whether Swift would look for this path at all."""
    req = swob.Request(env)
    try:
        return bool(constraints.check_utf8(
            swob.wsgi_to_str(req.path_info),
            internal=req.allow_reserved_names))
    except UnicodeError:
        return False
