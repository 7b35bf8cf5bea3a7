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

"""HTTP over the loopback network, for a WSGI app of the process itself.

Nova's own fixtures hand a request straight to the WSGI app, which leaves the
client without an address.  Here the app is served on a real socket, each
connection in a thread of its own, and the client binds the source address
it is told to.  On Linux all of 127.0.0.0/8 is local, so 127.1.0.5 and
127.2.0.9 are two clients of different networks without any set-up, and
REMOTE_ADDR is what the kernel says.

Both work on native threads and on eventlet's.
"""

from collections import abc
import logging
import socket
import socketserver
import sys
import threading
from typing import Any
from wsgiref import simple_server

# Before any Nova.
from tests.harness import nova_threads  # noqa: F401,H306

import fixtures
from nova import context
from nova.tests.functional.api import client as api_client
import requests
from requests import adapters

LOG = logging.getLogger(__name__)

#: Seconds after which a request fails; far above what any takes.
TIMEOUT = 60


class _Handler(simple_server.WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        LOG.debug('%s %s', self.client_address[0], format % args)


class _Listener(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    # The join of the request threads in server_close needs both.
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks the name service who 127.0.0.1 is.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()

    def accept_until_shut(self) -> None:
        # Not serve_forever(): it polls through an object made before eventlet
        # replaced select, so in eventlet mode it would stop the process.
        while True:
            try:
                connection, peer = self.get_request()
            except OSError:
                return
            self.process_request(connection, peer)

    def handle_error(self, request: Any, client_address: Any) -> None:
        LOG.error('Request of %s failed', client_address,
                  exc_info=sys.exc_info())


class Server(fixtures.Fixture):
    """Serves the app while the fixture is in use."""

    #: http://127.0.0.1:PORT, without a slash at the end
    url: str

    def __init__(self, app: abc.Callable[..., Any]) -> None:
        super().__init__()
        self._app = app

    def _setUp(self) -> None:
        self._listener = _Listener(('127.0.0.1', 0), _Handler)
        self._listener.set_app(self._app)
        self._acceptor = threading.Thread(
            target=self._listener.accept_until_shut, name='nova-http')
        self._acceptor.start()
        self.addCleanup(self._stop)
        self.url = f'http://127.0.0.1:{self._listener.server_port}'

    def _stop(self) -> None:
        # Closing alone would leave the acceptor waiting; this wakes it.
        self._listener.socket.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.server_close()


class _SourceAddress(adapters.HTTPAdapter):
    def __init__(self, source: str) -> None:
        self._source = source
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(
            *args, source_address=(self._source, 0), **kwargs)


class Client(api_client.TestOpenStackClient):
    """Nova's functional test client, from a source address of its own.

    It sends the headers that keystonemiddleware adds to a valid request.

    :param url: the API's root with its version, http://127.0.0.1:PORT/v2.1
    :param headers: sent with every request, e.g. X-Forwarded-For
    """

    def __init__(self, url: str, source: str, *, user: str, project: str,
                 roles: abc.Sequence[str],
                 headers: abc.Mapping[str, str] | None = None) -> None:
        super().__init__(user, url, project_id=project, roles=list(roles))
        self.source = source
        self.headers = {'X-Project-Id': project, **(headers or {})}
        self.microversion = 'latest'

    def api_request(self, relative_uri: str, *args: Any,
                    **kwargs: Any) -> requests.Response:
        # The base class joins with a slash that most callers write too; a
        # real client sends one.
        return super().api_request(relative_uri.lstrip('/'), *args, **kwargs)

    def request(self, url: str, method: str = 'GET', body: str | None = None,
                headers: abc.Mapping[str, str] | None = None
                ) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False   # no proxy, no .netrc
            session.mount('http://', _SourceAddress(self.source))
            return session.request(
                method, url, data=body, timeout=TIMEOUT,
                headers={'Content-Type': 'application/json',
                         **self.headers, **(headers or {})})


def create_context(stub: abc.Callable[..., Any], environ: dict[str, Any],
                   **kwargs: Any) -> context.RequestContext:
    """Nova's context from keystone's headers, as in a service.

    The stub of Nova's fixture, which knows neither the request's id nor
    policy's idea of an administrator, remains for that fixture's clients.
    """
    if 'HTTP_X_PROJECT_ID' in environ:
        return context.RequestContext.from_environ(environ, **kwargs)
    return stub(environ, **kwargs)
