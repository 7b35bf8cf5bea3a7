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

"""Reads what a person writes for a container."""

from __future__ import annotations

import re
from typing import NamedTuple
import urllib.parse

_URL = re.compile(r'https?://', re.IGNORECASE)
_PATH = re.compile(r'/v1(?:\.0)?/')
_FORMS = ('write AUTH_test/private, /v1/AUTH_test/private or '
          'http://host/v1/AUTH_test/private, each also with an object')


class Target(NamedTuple):
    """What a request would be about.

    :ivar account: its name
    :ivar container: its name; empty for the account itself
    """

    account: str
    container: str

    @property
    def name(self) -> str:
        """Give the name as people write it."""
        return '/'.join(part for part in self if part)


def read(text: str) -> Target:
    """Read an account, a container or an object in it.

    A URL and a path of Swift's are percent-encoded; a plain name is not.

    :raises ValueError: if it is none of these, naming what would be right
    """
    if _URL.match(text):
        path = urllib.parse.urlsplit(text).path
        if not _PATH.match(path):
            raise ValueError('%r is not a URL in Swift\'s own form: %s' % (
                text, _FORMS))
        return _read(text, _decoded(text, path).split('/', 4)[2:])
    if text.startswith('/'):
        if not _PATH.match(text):
            raise ValueError('%r is not a path of Swift\'s: %s' % (
                text, _FORMS))
        path = text.partition('?')[0]
        return _read(text, _decoded(text, path).split('/', 4)[2:])
    return _read(text, text.split('/', 2))


def _read(text: str, parts: list[str]) -> Target:
    account, container = (*parts, '')[:2]
    if not account or account in ('v1', 'v1.0'):
        raise ValueError('%r names no account: %s' % (text, _FORMS))
    if not container and len(parts) > 2:
        raise ValueError('%r names no container: %s' % (text, _FORMS))
    return Target(account, container)


def _decoded(text: str, path: str) -> str:
    try:
        return urllib.parse.unquote(path, errors='strict')
    except UnicodeDecodeError:
        raise ValueError('%r is not UTF-8' % text) from None
