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

"""Swift of the cloud: keystone says who a user is, HAProxy whence he comes.

    with storage.Storage(cloud, workdir) as swift:
        swift.front   # HAProxy before two proxies with our filter
        swift.ways_in[pipeline.Filter.STOCK]

The proxies have etc/swift/proxy-server.conf-sample, changed as in
:mod:`tests.e2e.storage.pipeline`; HAProxy has etc/swift/haproxy.cfg-sample as
it stands, with addresses laid over, and the line for the second proxy that it
asks for.  All proxies share memcached and the storage servers.  Its processes
join those of the cloud, as ``swift-account``, ``swift-proxy-1`` and so on.
"""

from __future__ import annotations

import contextlib
import pathlib
from types import TracebackType
from typing import NamedTuple

from tests.e2e.cloud import whole
from tests.e2e.storage import pipeline
from tests.harness import load_balancers
from tests.harness import processes
from tests.harness import swift_cluster

_USER = 'swift'
#: On a machine that does other things besides.
_SLOW_SECONDS = 300
_GUIDE, _SECOND, _TOLD = 'guide', 'second', 'told'


class WayIn(NamedTuple):
    """Where a client may connect.

    :ivar balanced: HAProxy, before one proxy or more
    :ivar direct: one of these proxies
    """

    balanced: swift_cluster.Proxy
    direct: swift_cluster.Proxy


class Storage:
    """One Swift, from start() to stop().

    :param cloud: which it joins
    :param workdir: for its files; has to know user extended attributes
    :param compared: whether there are proxies without our filter behind
        balancers of their own, and one that is told by PROXY lines
    """

    def __init__(self, cloud: whole.Cloud, workdir: pathlib.Path, *,
                 compared: bool = True) -> None:
        self._cloud = cloud
        self._workdir = workdir
        self._compared = compared
        self._started = contextlib.ExitStack()
        cloud.service_user(_USER)
        # Tokens that are known to be good are kept in Swift's own memcached.
        self._auth = {name: value for name, value
                      in cloud.auth_options(_USER).items()
                      if name != 'memcached_servers'}
        self.cluster = swift_cluster.SwiftCluster(
            workdir, overlay=self._overlay(pipeline.Filter.OURS),
            patience=_SLOW_SECONDS)
        self.ways_in: dict[pipeline.Filter, WayIn] = {}
        #: HAProxy that sends PROXY lines, before a proxy with our filter.
        self.told: WayIn | None = None

    @property
    def front(self) -> swift_cluster.Proxy:
        """Where users connect: HAProxy, before all that our filter is in."""
        return self.ways_in[pipeline.Filter.OURS].balanced

    @property
    def proxies(self) -> list[swift_cluster.Proxy]:
        """Those behind the front."""
        return [self.cluster.filtered, self.cluster.proxies[_SECOND]]

    def start(self) -> None:
        try:
            self._started.enter_context(self.cluster)
            self.cluster.add_proxy(_SECOND)
            first, second = self.proxies
            self._balance(pipeline.Filter.OURS, first, second)
            if self._compared:
                self._start_compared()
        except BaseException:
            self.stop()
            raise
        for name, process in self._named().items():
            process.name = name
            self._cloud.add(process)
        self._cloud.register(
            'object-store', _USER,
            self.front.url + '/v1/AUTH_%(project_id)s')

    def stop(self) -> None:
        self._started.close()

    def __enter__(self) -> Storage:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.stop()

    def _start_compared(self) -> None:
        self._balance(pipeline.Filter.STOCK, self.cluster.plain)
        self._balance(pipeline.Filter.GUIDE, self.cluster.add_proxy(
            _GUIDE, filtered=False, environ=pipeline.environ(),
            overlay=self._overlay(pipeline.Filter.GUIDE)))
        told = self.cluster.add_proxy(_TOLD, overlay={
            'DEFAULT': {'require_proxy_protocol': 'yes'},
            'filter:ip_whitelist': {'trusted_proxies': ''}})
        self.told = WayIn(self._started.enter_context(
            load_balancers.HAProxyOfConnections(
                self._workdir / 'haproxy-told', told)), told)

    def _overlay(self, which: pipeline.Filter,
                 ) -> dict[str, dict[str, str]]:
        return pipeline.overlay(which, self._auth)

    def _balance(self, which: pipeline.Filter, first: swift_cluster.Proxy,
                 *others: swift_cluster.Proxy) -> None:
        line = '    server proxy%d %s:%d check\n'
        place = line % (1, first.host, first.port)
        lines = ''.join(line % (number, proxy.host, proxy.port)
                        for number, proxy in enumerate((first, *others), 1))
        self.ways_in[which] = WayIn(self._started.enter_context(
            load_balancers.HAProxy(
                self._workdir / ('haproxy-' + which.value), first,
                {place: lines})), first)

    def _named(self) -> dict[str, processes.Process]:
        cluster = self.cluster
        first, second = self.proxies
        named = {'swift-proxy-1': first, 'swift-proxy-2': second,
                 'swift-proxy-stock': cluster.plain,
                 'swift-haproxy': self.front}
        if cluster.memcached is not None:
            named['swift-memcached'] = cluster.memcached
        for kind, server in cluster.servers.items():
            named['swift-' + kind] = server
        for which, way_in in self.ways_in.items():
            if which is not pipeline.Filter.OURS:
                named['swift-haproxy-' + which.value] = way_in.balanced
        for name in _GUIDE, _TOLD:
            if name in cluster.proxies:
                named['swift-proxy-' + name] = cluster.proxies[name]
        if self.told is not None:
            named['swift-haproxy-told'] = self.told.balanced
        return named
