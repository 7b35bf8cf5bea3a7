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


"""The clients of the benchmarks, against a small server."""

import http.server
import os
import subprocess
import sys
import threading
import time

import pytest

from benchmarks import keep_alive

BODY = b'x' * 1000


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.peers = []
        self.status = 200
        self.url = 'http://127.0.0.1:%d' % self.server_port


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        self.server.peers.append((self.client_address,
                                  self.headers['X-Auth-Token']))
        self.send_response(self.server.status)
        self.send_header('Content-Length', str(len(BODY)))
        if self.path == '/closing':
            self.send_header('Connection', 'close')
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Server() as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.fixture
def clients(server):
    them = keep_alive.KeepAliveClients(server.url, {'X-Auth-Token': 't'}, 2)
    with keep_alive.connected(them):
        yield them


def test_connections_are_kept(server, clients):
    for _turn in range(3):
        assert clients.get('/o', len(BODY), 5) > 0
    assert len(server.peers) == 30
    assert 1 <= len({peer for peer, _token in server.peers}) <= 2
    assert {token for _peer, token in server.peers} == {'t'}


def test_wrong_answers_are_noticed(server, clients):
    with pytest.raises(AssertionError, match='1000 bytes'):
        clients.get('/o', len(BODY) + 1, 1)
    with pytest.raises(AssertionError, match='does not keep'):
        clients.get('/closing', len(BODY), 1)
    server.status = 403
    with pytest.raises(AssertionError, match='403'):
        clients.get('/o', len(BODY), 1)


def test_cpu_seconds():
    before = keep_alive.cpu_seconds(os.getpid()), time.process_time()
    sum(range(10 ** 6))
    after = keep_alive.cpu_seconds(os.getpid()), time.process_time()
    # It is the same clock, read a little earlier.
    assert before[0] <= before[1] <= after[0] <= after[1]


def test_cpu_seconds_of_another():
    with subprocess.Popen([sys.executable, '-c', 'input()'],
                          stdin=subprocess.PIPE) as process:
        assert keep_alive.cpu_seconds(process.pid) >= 0
    with pytest.raises(ProcessLookupError):
        keep_alive.cpu_seconds(process.pid)
