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

"""The words of a line of the compute API.

They are followed as PasteDeploy does, so it does not matter what the sections
are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import paste_section
from ops_ext_status.resolved import Resolved

PROXY = 'http_proxy_to_wsgi'
CONTEXT = 'keystonecontext'
AUTH = 'authtoken'
# What Nova's filters are known by, whatever their sections are called.
_KNOWN = {PROXY: ('http_proxy_to_wsgi', 'HTTPProxyToWSGI'),
          CONTEXT: ('NovaKeystoneContext',),
          AUTH: ('keystonemiddleware.auth_token',)}
_DEEPEST = 20


class Word(NamedTuple):
    """One filter of a line, or the application, which is the last.

    :ivar entry: of ours the entry point, of Nova's PROXY, CONTEXT or AUTH;
        else empty
    """

    word: str
    entry: str
    loaded: Resolved


def application(ini: ini_file.Ini, word: str) -> Resolved:
    """Follow what is an application, or leads to one."""
    return paste_section.resolve(ini, paste_section.APP, word.strip(),
                                 ini_file.read)


def words(ini: ini_file.Ini, written: list[str]) -> Iterator[Word]:
    """Follow those of a line, the last of which is the application.

    What "filter-with" puts around one is a word before it.
    """
    for word in written[:-1]:
        yield from filters(ini, word)
    for word in written[-1:]:
        loaded = application(ini, word)
        if loaded.around:
            yield from filters(ini, loaded.around)
        yield Word(word, '', loaded)


def filters(ini: ini_file.Ini, word: str, depth: int = 0) -> Iterator[Word]:
    """Follow a filter, and what is put around it."""
    loaded = paste_section.resolve(ini, paste_section.FILTER, word,
                                   ini_file.read)
    if loaded.around and depth < _DEEPEST:
        yield from filters(ini, loaded.around, depth + 1)
    yield Word(word, entry_points.of(loaded) or _known(word, loaded), loaded)


def _known(word: str, loaded: Resolved) -> str:
    if loaded.problem or not loaded.name:
        # Of a part of a file.
        return word if word in _KNOWN else ''
    return next((entry for entry, names in _KNOWN.items()
                 if any(name in '%s.%s' % (loaded.distribution, loaded.name)
                        for name in names)), '')
