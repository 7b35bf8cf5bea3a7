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

"""A complete Swift on loopback: back ends, memcached and its proxies.

Two proxies are always there, on the same back ends. The one called filtered
loads the sample configuration of this project as it stands. The one called
plain is the same without the whitelist: tests prepare their data through it
and look through it at what really happened, so that a whitelist that is
broken cannot hide its own faults.
"""

import base64
from collections.abc import Mapping
import os
import pathlib
import sys
from types import TracebackType

from tests.harness import memcached_server
from tests.harness import ports
from tests.harness import processes
from tests.harness import swift_conf

SAMPLE = (pathlib.Path(__file__).resolve().parents[2] /
          'etc' / 'swift' / 'proxy-server.conf-sample')
LAUNCHER = pathlib.Path(__file__).with_name('swift_server.py')
WHITELIST = 'ip_whitelist'
CACHE = 'cache'

# Any answer will do, and every pipeline gives one to this.
HTTP_PROBE = b'GET /healthcheck HTTP/1.0\r\n\r\n'


class Proxy(processes.Server):
    """A Swift proxy server."""

    @property
    def url(self) -> str:
        host = '[%s]' % self.host if ':' in self.host else self.host
        return 'http://%s:%d' % (host, self.port)


class SwiftCluster:
    """One Swift in one directory, from start() to stop().

    :param workdir: where everything is kept; its file system has to know
        user extended attributes
    :param memcached: whether there is one; without it the proxies have no
        cache filter either
    :param python: the interpreter that has Swift installed
    :param proxy_conf: a proxy-server.conf to use instead of the sample
    :param overlay: options for every proxy, by section, on top of the sample
    :param common: options on top of swift.conf, such as constraints or a
        second storage policy
    :param patience: seconds that a server may take to start
    """

    filtered: Proxy
    plain: Proxy

    def __init__(self, workdir: pathlib.Path, *, memcached: bool = True,
                 python: str = sys.executable,
                 proxy_conf: pathlib.Path | None = None,
                 overlay: swift_conf.Options | None = None,
                 common: swift_conf.Options | None = None,
                 patience: float = 20) -> None:
        # The servers change their working directory.
        self.workdir = workdir.resolve()
        self._etc = self.workdir / 'etc'
        self.servers: dict[str, processes.Server] = {}
        self.proxies: dict[str, Proxy] = {}
        self.memcached: memcached_server.Memcached | None = None
        self._with_memcached = memcached
        self._patience = patience
        self._python = python
        self._sample = proxy_conf or SAMPLE
        self._overlay = overlay or {}
        self._common = swift_conf.merge(swift_conf.SWIFT_CONF, common or {})
        self._fernet_key = base64.urlsafe_b64encode(os.urandom(32)).decode()
        self._ports: list[ports.ReservedPort] = []

    def __enter__(self) -> 'SwiftCluster':
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything at the same time and wait until all is ready."""
        for name in ('etc', 'log', 'cache', 'srv/' + swift_conf.DEVICE):
            (self.workdir / name).mkdir(parents=True, exist_ok=True)
        try:
            if self._with_memcached:
                self.memcached = memcached_server.Memcached(
                    self._port(), self._log('memcached'))
            swift_conf.write(self._etc / 'swift.conf', self._common)
            for kind in swift_conf.BACKENDS:
                self.servers[kind] = self._make_backend(kind)
            self.filtered = self._make_proxy('filtered')
            self.plain = self._make_proxy('plain', filtered=False)
            for server in self._everything():
                server.start(wait=False)
            for server in self._everything():
                server.wait_until_accepting(self._patience)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Kill everything; harmless if it has happened before."""
        for server in self._everything():
            server.kill()
        while self._ports:
            self._ports.pop().release()

    def add_proxy(self, name: str, *,
                  overlay: swift_conf.Options | None = None,
                  filtered: bool = True, bind_ip: str = '127.0.0.1',
                  environ: Mapping[str, str] | None = None) -> Proxy:
        """Start one more proxy on the same back ends.

        One that is bound to '::' serves both families: its IPv4 clients
        appear to it as ::ffff:127.0.0.2.
        """
        proxy = self._make_proxy(name, overlay=overlay, filtered=filtered,
                                 bind_ip=bind_ip, environ=environ)
        proxy.start(wait=False)
        proxy.wait_until_accepting(self._patience)
        return proxy

    def start_proxy_expecting_failure(
            self, overlay: swift_conf.Options) -> tuple[int, str]:
        """Exit code and output of a proxy that must refuse to start."""
        proxy = self._make_proxy('refusing-%d' % len(self.proxies),
                                 overlay=overlay)
        proxy.start(wait=False)
        try:
            proxy.wait_until_accepting()
        except processes.ProcessError:
            return proxy.wait(timeout=0), proxy.output()
        proxy.kill()
        raise proxy.failure('was expected to refuse to start, but serves')

    def flush_memcached(self) -> None:
        """Forget all that is cached; tokens are not kept there."""
        if self.memcached is None:
            raise processes.ProcessError('this cluster has no memcached')
        self.memcached.flush()

    def _everything(self) -> list[processes.Server]:
        first = [self.memcached] if self.memcached else []
        return [*first, *self.servers.values(), *self.proxies.values()]

    def _port(self) -> int:
        self._ports.append(ports.reserve())
        return self._ports[-1].number

    def _log(self, name: str) -> pathlib.Path:
        return self.workdir / 'log' / (name + '.log')

    def _launch(self, kind: str, conf: pathlib.Path) -> list[str]:
        return [self._python, str(LAUNCHER), kind, str(self._etc), str(conf)]

    def _make_backend(self, kind: str) -> processes.Server:
        port = self._port()
        for ring in swift_conf.rings(kind, self._common):
            swift_conf.write_ring(self._etc / (ring + '.ring.gz'), port)
        conf = self._etc / (kind + '-server.conf')
        swift_conf.write(conf, swift_conf.backend(kind, self.workdir, port))
        return processes.Server(
            kind, self._launch(kind, conf), self._log(kind),
            host='127.0.0.1', port=port, probe=HTTP_PROBE)

    def _make_proxy(self, name: str, *,
                    overlay: swift_conf.Options | None = None,
                    filtered: bool = True, bind_ip: str = '127.0.0.1',
                    environ: Mapping[str, str] | None = None) -> Proxy:
        if name in self.proxies:
            raise ValueError('there is a proxy %r already' % name)
        port = self._port()
        laboratory = swift_conf.proxy(
            self._etc, port, bind_ip,
            self.memcached.port if self.memcached else None, self._fernet_key)
        without = set() if filtered else {WHITELIST}
        if self.memcached is None:
            without.add(CACHE)
        conf = self._etc / (name + '.conf.d')
        swift_conf.write_proxy(
            conf, self._sample,
            swift_conf.merge(laboratory, self._overlay, overlay or {}),
            without=frozenset(without))
        host = '127.0.0.1' if bind_ip in ('0.0.0.0', '::') else bind_ip
        self.proxies[name] = Proxy(
            name, self._launch('proxy', conf), self._log(name),
            host=host, port=port, probe=HTTP_PROBE, environ=environ)
        return self.proxies[name]
