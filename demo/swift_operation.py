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

"""Third chapter: to try it out, and what becomes of it when things break."""

from __future__ import annotations

from demo import narration
from demo import swift_cast
from tests.harness import swift_cluster
from tests.harness import swift_conf

UNKNOWN = 'The address rules of this container cannot be read at the moment.'
ONE_PLACE = ('ip_whitelist is listed 1 time(s) in the pipeline; it has to be '
             'listed exactly twice')


class Operation:
    """Tells of a proxy that only watches, of an outage and of a slip."""

    def __init__(self, narrator: narration.Narrator, cast: swift_cast.Cast,
                 cluster: swift_cluster.SwiftCluster) -> None:
        self._narrator = narrator
        self._cluster = cluster
        self._cast = cast
        self._ask, self._log = cast.exchange.ask, cast.exchange.log

    def tell(self) -> None:
        self._mode_log()
        self._outage()
        self._server_back()
        self._one_place()

    def _mode_log(self) -> None:
        self._narrator.step('A second proxy with mode = log lets pass, and '
                            'says whom it would refuse.')
        self._narrator.act('operator', 'start proxy-server with mode = log')
        watching = swift_cast.Cast.at(
            self._cast.exchange, self._cluster.add_proxy(
                'watching', overlay={swift_cast.SECTION: {'mode': 'log'}}))
        answer = self._ask(watching.elsewhere, 'GET', swift_cast.OBJECT,
                           '200 OK', reads=swift_cast.CONTENT)
        self._log(watching.elsewhere, answer,
                  'mode is log, would have refused', swift_cast.REFUSED)
        self._ask(self._cast.elsewhere, 'GET', swift_cast.OBJECT,
                  '403 Forbidden', reason=swift_cast.REFUSED)

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
        for client in (self._cast.office, self._cast.elsewhere):
            self._ask(client, 'GET', swift_cast.OBJECT,
                      '503 Service Unavailable', reason=UNKNOWN,
                      header='Retry-After')

    def _server_back(self) -> None:
        self._narrator.step('The container server is back, and so is the '
                            'rule, by itself.')
        server = self._cluster.servers['container']
        server.start()
        self._narrator.act('operator', 'start container-server',
                           'process %d' % server.pid)
        self._ask(self._cast.office, 'GET', swift_cast.OBJECT, '200 OK',
                  reads=swift_cast.CONTENT)
        self._ask(self._cast.elsewhere, 'GET', swift_cast.OBJECT,
                  '403 Forbidden', reason=swift_cast.REFUSED)

    def _one_place(self) -> None:
        self._narrator.step('A proxy with the filter in one place would '
                            'leave gaps: it does not start.')
        pipeline = swift_conf.pipeline_of(swift_cluster.SAMPLE)
        pipeline.remove(swift_cluster.WHITELIST)
        code, output = self._cluster.start_proxy_expecting_failure(
            {'pipeline:main': {'pipeline': ' '.join(pipeline)}})
        self._narrator.act('operator', 'start proxy-server with one place',
                           'exit code %d' % code)
        self._narrator.check('it started', False, code == 0)
        self._narrator.contains('output', ONE_PLACE, output)
        line = next(line for line in output.splitlines() if ONE_PLACE in line)
        self._narrator.log(line[line.index(ONE_PLACE):])
