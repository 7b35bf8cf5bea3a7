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

"""One way of asking for a console log, and what stock Nova makes of it."""

from collections.abc import Callable
from collections.abc import Mapping
import dataclasses
import io
from typing import Any

#: Stock Nova hands out more lines than the limit, ...
UNBOUNDED = 'unbounded'
#: ... or the log, and no more lines than the limit; ...
BOUNDED = 'bounded'
#: ... or lets an exception out, which the web server has to answer.
RAISES = 'raises'
#: Any other outcome is the status of an answer without a log.
Outcome = str | int

#: The limit that the ways are sorted by.
MAX_LINES = 1000

CURRENT = '/v2.1/servers/{server}/action'
LEGACY = '/v2/servers/{server}/action'
PLAIN = b'{"os-getConsoleOutput": {}}'
JSON = 'application/json'

#: Stands for a key that is not in the environ.
ABSENT = None


@dataclasses.dataclass(frozen=True)
class Way:
    """A WSGI request, down to what no client library would send.

    :param stock: what stock Nova makes of it
    :param path: PATH_INFO, with {server} and {project} to be filled in
    :param environ: laid over the ordinary environ; ABSENT takes a key out
    :param stream: makes wsgi.input of the body
    :param mended: with the filter it is served, within the limit, though
        stock answers an error
    """

    name: str
    stock: Outcome
    body: bytes = PLAIN
    path: str = CURRENT
    method: str = 'POST'
    query: str = ''
    environ: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    stream: Callable[[bytes], Any] = io.BytesIO
    mended: bool = False

    @property
    def served(self) -> bool:
        return self.stock in (UNBOUNDED, BOUNDED)


def action(value: bytes | str) -> bytes:
    """The action's body with this text as the value of its key."""
    if isinstance(value, str):
        value = value.encode()
    return b'{"os-getConsoleOutput": %s}' % value


def length(value: str) -> bytes:
    """The action's body with this text as the length."""
    return action('{"length": %s}' % value)


def on_both(name: str, body: bytes | str, stock: Outcome,
            legacy: Outcome | None = None, **fields: Any) -> list[Way]:
    """The way on v2.1, and on the legacy v2, which may answer otherwise."""
    if isinstance(body, str):
        body = body.encode()
    return [Way(name, stock, body, **fields),
            Way(name + ', v2', stock if legacy is None else legacy,
                body, path=LEGACY, **fields)]
