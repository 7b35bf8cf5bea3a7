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

"""The guide's first story: a container for some addresses only.

Run as ``python -m demo.swift_story``, with Swift installed.
"""

from __future__ import annotations

import contextlib
from importlib import metadata
import json
import os
import pathlib
import sys
import tempfile

from demo import ending
from demo import narration
from demo import swift_exchange
from tests.harness import swift_client
from tests.harness import swift_cluster

OFFICE, ELSEWHERE = '127.0.0.2', '127.0.0.3'
CONTAINER, OBJECT = '/private', '/private/report.csv'
OPEN, LARGE = '/open', '/open/year.csv'
CONTENT = b'quarter,sum'
TEMPURL_KEY = 'secret'

REFUSED = 'No Allow rule of this container names your address.'
UNKNOWN = 'The address rules of this container cannot be read at the moment.'


class Story:
    """The story, told within a running Swift."""

    def __init__(self, narrator: narration.Narrator,
                 cluster: swift_cluster.SwiftCluster) -> None:
        self._narrator = narrator
        self._cluster = cluster
        self._exchange = swift_exchange.Exchange(narrator, cluster.filtered)
        self._ask, self._log = self._exchange.ask, self._exchange.log
        self._office = swift_client.Client(cluster.filtered, OFFICE)
        self._elsewhere = swift_client.Client(cluster.filtered, ELSEWHERE)

    def tell(self) -> None:
        self._rule()
        self._uploads()
        self._spoofed()
        self._tempurl()
        self._large_object()
        self._outage()
        self._server_back()
        self._rule_removed()

    def _rule(self) -> None:
        self._narrator.step('A container gets its rule: metadata that allows '
                            'the office.')
        self._ask(self._office, 'PUT', CONTAINER, '201 Created')
        self._ask(self._office, 'POST', CONTAINER, '204 No Content', {
            'X-Container-Meta-Allow-Office': OFFICE,
            'X-Container-Meta-Temp-URL-Key': TEMPURL_KEY})

    def _uploads(self) -> None:
        self._narrator.step('The office uploads.  The same from elsewhere is '
                            'refused, and logged.')
        self._ask(self._office, 'PUT', OBJECT, '201 Created', body=CONTENT)
        answer = self._ask(self._elsewhere, 'PUT', OBJECT, '403 Forbidden',
                           body=CONTENT, reason=REFUSED)
        self._log(answer, REFUSED)

    def _spoofed(self) -> None:
        self._narrator.step('Reading is refused too, whatever address a '
                            'header claims.')
        self._ask(self._elsewhere, 'GET', OBJECT, '403 Forbidden',
                  {'X-Forwarded-For': OFFICE}, reason=REFUSED)

    def _tempurl(self) -> None:
        self._narrator.step('A temporary URL is good at the office, and only '
                            'there.')
        url = self._office.tempurl('GET', OBJECT, TEMPURL_KEY)
        self._ask(self._office, 'GET', url, '200 OK',
                  reads=CONTENT)
        self._ask(self._elsewhere, 'GET', url, '403 Forbidden',
                  reason=REFUSED)

    def _large_object(self) -> None:
        self._narrator.step('A large object (SLO) in an open container does '
                            'not lead around it.')
        manifest = json.dumps([{'path': OBJECT}])
        self._ask(self._office, 'PUT', OPEN, '201 Created')
        self._ask(self._office, 'PUT', LARGE, '201 Created',
                  query='multipart-manifest=put', body=manifest.encode(),
                  show_body=True)
        self._ask(self._office, 'GET', LARGE, '200 OK',
                  reads=CONTENT)
        # The status is Swift's own for a large object with a segment that
        # cannot be read.
        answer = self._ask(self._elsewhere, 'GET', LARGE, '409 Conflict')
        self._narrator.check('the refused content is in the answer', False,
                             CONTENT in answer.body)
        self._log(answer, REFUSED)

    def _outage(self) -> None:
        self._narrator.step('Rules that cannot be read admit no one: 503, '
                            'not open.')
        server = self._cluster.servers['container']
        server.kill()
        self._narrator.check('container server', False, server.alive)
        self._narrator.act('operator', 'kill container-server',
                           'process %d gone' % server.pid)
        # It raises if memcached says anything but OK.
        self._cluster.flush_memcached()
        self._narrator.act('operator', 'flush_all to memcached', 'OK')
        for client in (self._office, self._elsewhere):
            self._ask(client, 'GET', OBJECT, '503 Service Unavailable',
                      reason=UNKNOWN, header='Retry-After')

    def _server_back(self) -> None:
        self._narrator.step('The container server is back, and so is the '
                            'rule.')
        self._cluster.servers['container'].start()
        self._ask(self._office, 'GET', OBJECT, '200 OK',
                  reads=CONTENT)
        self._ask(self._elsewhere, 'GET', OBJECT, '403 Forbidden',
                  reason=REFUSED)

    def _rule_removed(self) -> None:
        self._narrator.step('The rule is removed: only Swift\'s own ACLs are '
                            'left.')
        self._ask(self._office, 'POST', CONTAINER, '204 No Content',
                  {'X-Remove-Container-Meta-Allow-Office': 'x'})
        self._ask(self._elsewhere, 'GET', OBJECT, '200 OK',
                  reads=CONTENT)


def place() -> str:
    """Find a directory whose file system can hold Swift's objects."""
    for directory in (tempfile.gettempdir(), '/var/tmp'):
        with tempfile.NamedTemporaryFile(dir=directory) as file:
            with contextlib.suppress(OSError):
                os.setxattr(file.name, 'user.swift', b'x')
                return directory
    raise OSError('no user extended attributes in %s and /var/tmp; name '
                  'another directory in TMPDIR' % tempfile.gettempdir())


def tell(narrator: narration.Narrator) -> None:
    """Start a Swift, tell the story in it, and end it."""
    narrator.opening(
        'Swift: a container that only the office may open',
        'The office is %s, elsewhere is %s; both have the same, valid'
        % (OFFICE, ELSEWHERE),
        'credentials.  The configuration is '
        'etc/swift/proxy-server.conf-sample.')
    narrator.progress('Starting Swift %s: account, container, object, proxy, '
                      'memcached ...' % metadata.version('swift'))
    with (tempfile.TemporaryDirectory(dir=place()) as workdir,
          swift_cluster.SwiftCluster(pathlib.Path(workdir)) as cluster):
        narrator.progress('ready', end=True)
        with narrator.watching(cluster.filtered.output):
            Story(narrator, cluster).tell()


if __name__ == '__main__':
    sys.exit(ending.run('swift', tell))
