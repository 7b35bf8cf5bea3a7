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

"""A Swift whose account server, container server and memcached can fail.

All that the proxies and the object server hear from them passes a relay; see
faulty_backend.py and faulty_memcached.py.
"""

import gzip
import json
import pathlib
import struct

from tests.harness import faulty_backend
from tests.harness import faulty_memcached
from tests.harness import ports
from tests.harness import processes
from tests.harness import swift_cluster
from tests.harness import swift_conf

FAULTY = ('account', 'container')


class FaultyCluster(swift_cluster.SwiftCluster):
    """One Swift in one directory, from start() to stop().

    :param workdir: where everything is kept
    :param overlay: options for every proxy, by section
    """

    def __init__(self, workdir: pathlib.Path,
                 overlay: swift_conf.Options) -> None:
        self._relay_ports = [ports.reserve()]
        self.relays: dict[str, faulty_backend.FaultyBackend] = {}
        super().__init__(workdir, overlay=swift_conf.merge(overlay, {
            'filter:cache': {'memcache_servers': '127.0.0.1:%d' %
                             self._relay_ports[0].number}}))

    def start(self) -> None:
        super().start()
        assert self.memcached
        self.relayed_memcached = faulty_memcached.FaultyMemcached(
            self._relay_ports[0].number, self.memcached.port)
        self.relayed_memcached.start()

    def stop(self) -> None:
        for relay in self.relays.values():
            relay.stop()
        if hasattr(self, 'relayed_memcached'):
            self.relayed_memcached.stop()
        super().stop()
        for port in self._relay_ports:
            port.release()

    def _make_backend(self, kind: str) -> processes.Server:
        server = super()._make_backend(kind)
        if kind in FAULTY:
            port = ports.reserve()
            self._relay_ports.append(port)
            swift_conf.write_ring(self._etc / (kind + '.ring.gz'),
                                  port.number)
            self.relays[kind] = faulty_backend.FaultyBackend(
                port.number, server.port)
            self.relays[kind].start()
        return server


def write_ring_without_device(path: pathlib.Path) -> None:
    """A ring whose only device was taken out, but not its partitions."""
    swift_conf.write_ring(path, 0)
    with gzip.open(path) as ring:
        content = ring.read()
    _magic, _version, length = struct.unpack('!4sHI', content[:10])
    header = json.loads(content[10:10 + length])
    header['devs'] = [None]
    written = json.dumps(header).encode()
    with gzip.open(path, 'wb') as ring:
        ring.write(struct.pack('!4sHI', b'R1NG', 1, len(written)))
        ring.write(written + content[10 + length:])
