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

"""Two nova-apis in one process: as shipped, and with the filter.

Both get the same WSGI request and share everything beneath: database, compute
and the log.  What Nova reads of a request and what it asks the compute node
for is noted on the way.
"""

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import dataclasses
import io
import pathlib
from typing import Any
from unittest import mock

# Before any Nova.
from tests.harness import nova_threads  # noqa: F401,H306

from nova.api.openstack import wsgi
from nova.api import wsgi as api_wsgi
from nova.compute import rpcapi

from tests.functional.nova.console_ways import way

App = Callable[..., Any]
_APP = 'osapi_compute_app_v21'
_FILTER = """

[filter:console_limit]
use = egg:openstack-ops-ext#console_limit
"""


def with_filter(paste: str, **options: object) -> str:
    """The text of an api-paste.ini with the filter in both lines."""
    return _in_both_lines(
        paste, _APP, 'console_limit ' + _APP) + _FILTER + ''.join(
            '%s = %s\n' % option for option in options.items())


def without_sizelimit(paste: str) -> str:
    """The text of an api-paste.ini that lets requests of any size pass."""
    return _in_both_lines(paste, ' sizelimit ', ' ')


def _in_both_lines(paste: str, old: str, new: str) -> str:
    lines = paste.split('\n')
    places = [place for place, line in enumerate(lines)
              if line.startswith('keystone = ') and line.endswith(_APP)
              and old in line]
    if len(places) != 2:
        raise AssertionError('not the api-paste.ini that this knows')
    for place in places:
        lines[place] = lines[place].replace(old, new)
    return '\n'.join(lines)


@dataclasses.dataclass
class Exchange:
    """What was asked and answered.

    :param asked: the length of each RPC to a compute node
    :param answered: the number of lines of each answer of a compute node
    :param seen: what Nova's resource read of the request
    """

    status: str = ''
    headers: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    body: bytes = b''
    raised: str = ''
    asked: list[Any] = dataclasses.field(default_factory=list)
    answered: list[int] = dataclasses.field(default_factory=list)
    seen: list[Any] = dataclasses.field(default_factory=list)

    @property
    def outcome(self) -> way.Outcome:
        if self.raised:
            return way.RAISES
        if self.status.startswith('200') and self.answered:
            return (way.UNBOUNDED if max(self.answered) > way.MAX_LINES
                    else way.BOUNDED)
        return int(self.status.split()[0])

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers
                if key.lower() == name.lower()]


class Asker:
    """Sends ways to apps, for one project and server."""

    def __init__(self, server: str, project: str) -> None:
        self._places = {'server': server, 'project': project}
        self._now = Exchange()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Note what Nova reads, and what the compute node is asked."""
        get_body = wsgi.Resource.get_body
        get_output = rpcapi.ComputeAPI.get_console_output

        def read(resource: Any, request: Any) -> Any:
            try:
                content_type, body = get_body(resource, request)
            except BaseException as error:
                self._now.seen.append(type(error).__name__)
                raise
            self._now.seen.append((
                request.method, request.script_name, request.path_info,
                request.query_string, request.content_length,
                content_type, body))
            return content_type, body

        def ask(api: Any, context: Any, instance: Any,
                tail_length: Any) -> Any:
            self._now.asked.append(tail_length)
            output = get_output(api, context, instance, tail_length)
            self._now.answered.append(len(output.split('\n')))
            return output

        with mock.patch.object(wsgi.Resource, 'get_body', read), \
                mock.patch.object(
                    rpcapi.ComputeAPI, 'get_console_output', ask):
            yield

    def send(self, app: App, how: way.Way) -> Exchange:
        """One request; see ``watching``."""
        self._now = exchange = Exchange()

        def start_response(status: str, headers: list[tuple[str, str]],
                           exc_info: Any = None) -> None:
            exchange.status = status
            exchange.headers = list(headers)

        try:
            parts = app(self._environ(how), start_response)
            exchange.body = b''.join(parts)
            if hasattr(parts, 'close'):
                parts.close()
        except Exception as error:
            exchange.raised = type(error).__name__
        return exchange

    def _environ(self, how: way.Way) -> dict[str, Any]:
        path = how.path
        for place, value in self._places.items():
            path = path.replace('{%s}' % place, value)
        environ = {
            'REQUEST_METHOD': how.method,
            'SCRIPT_NAME': '',
            'PATH_INFO': path,
            'QUERY_STRING': how.query,
            'CONTENT_TYPE': way.JSON,
            'CONTENT_LENGTH': str(len(how.body)),
            'SERVER_NAME': 'localhost',
            'SERVER_PORT': '8774',
            'SERVER_PROTOCOL': 'HTTP/1.1',
            'REMOTE_ADDR': '127.0.0.1',
            'HTTP_HOST': 'localhost:8774',
            'HTTP_X_USER_ID': 'fake',
            'HTTP_X_PROJECT_ID': self._places['project'],
            'HTTP_X_ROLES': 'reader,member',
            'wsgi.version': (1, 0),
            'wsgi.url_scheme': 'http',
            'wsgi.input': how.stream(how.body),
            'wsgi.errors': io.StringIO(),
            'wsgi.multithread': True,
            'wsgi.multiprocess': False,
            'wsgi.run_once': False,
        }
        environ.update(how.environ)
        return {key: value for key, value in environ.items()
                if value is not way.ABSENT}


def load(paste: pathlib.Path) -> App:
    """The compute API of an api-paste.ini."""
    return api_wsgi.Loader(str(paste)).load_app('osapi_compute')
