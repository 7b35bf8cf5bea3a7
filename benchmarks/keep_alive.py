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

"""Clients that keep their connections, and what a process spends on them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
import contextlib
import ctypes
import http.client
import threading
import time
import urllib.parse

_TIMEOUT = 60


def cpu_seconds(pid: int) -> float:
    """Give the CPU time that a process has spent in all its threads.

    What ``/proc/<pid>/stat`` has in ticks of 10 ms, this has in nanoseconds.
    """
    clock = ctypes.c_int()
    error = ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock))
    if error:
        raise ProcessLookupError(error, 'no clock of process %d' % pid)
    return time.clock_gettime(clock.value)


class KeepAliveClients:
    """Some clients of one server, each with a connection of its own.

    :param url: of the server
    :param headers: of each request
    :param clients: how many there are
    """

    def __init__(self, url: str, headers: dict[str, str],
                 clients: int) -> None:
        parts = urllib.parse.urlsplit(url)
        self._address = parts.hostname or '', parts.port
        self._headers = headers
        self._own = threading.local()
        self._all: list[http.client.HTTPConnection] = []
        self._clients = clients
        self._threads = futures.ThreadPoolExecutor(clients)

    def get(self, target: str, size: int, times: int) -> float:
        """Get an object, all clients at the same time.

        :param size: of the object, to see that all of it comes
        :param times: how often each client gets it
        :returns: the seconds until the last one had it
        """
        start = time.perf_counter()
        for done in [self._threads.submit(self._get, target, size, times)
                     for _client in range(self._clients)]:
            done.result()
        return time.perf_counter() - start

    def close(self) -> None:
        """Close all connections."""
        self._threads.shutdown()
        for connection in self._all:
            connection.close()

    def _get(self, target: str, size: int, times: int) -> None:
        connection = getattr(self._own, 'connection', None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection(
                *self._address, timeout=_TIMEOUT)
            self._all.append(connection)
        for _time in range(times):
            connection.request('GET', target, headers=self._headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or len(body) != size:
                raise AssertionError('%s: %d, %d bytes' % (
                    target, answer.status, len(body)))
            if answer.will_close:
                raise AssertionError('the server does not keep connections')


@contextlib.contextmanager
def connected(*all_of_them: KeepAliveClients) -> Iterator[None]:
    """Close the connections of clients in the end."""
    try:
        yield
    finally:
        for clients in all_of_them:
            clients.close()
