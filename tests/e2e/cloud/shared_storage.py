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

"""A network file system for the hosts: GlusterFS, one brick, by FUSE.

The brick's process is the file server: hung, it is a share that hangs.  Each
host mounts it once and sees a file system of its own kind and number.  The
two programs are given their graphs of translators, and no daemon of
GlusterFS's own runs.
"""

from __future__ import annotations

import pathlib
import subprocess
import time

from tests.e2e.cloud import namespaced_host
from tests.e2e.cloud import place
from tests.harness import processes

_PACKAGE = 'glusterfs-server'
_EXPORT = 'export'

#: Bottom to top: name of the translator, its type, its options.
_SERVER = (
    ('disk', 'storage/posix', ('directory {brick}',
                               'health-check-interval 0')),
    ('locked', 'features/locks', ()),
    (_EXPORT, 'performance/io-threads', ('thread-count 8',)),
    ('listener', 'protocol/server', (
        'transport-type tcp', 'transport.address-family inet',
        'transport.socket.bind-address ' + place.HOST,
        'transport.socket.listen-port {port}',
        'auth.addr.%s.allow %s' % (_EXPORT, place.HOST))),
)
_CLIENT = (
    ('mounted', 'protocol/client', (
        'transport-type tcp', 'transport.address-family inet',
        'remote-host ' + place.HOST, 'remote-port {port}',
        'remote-subvolume ' + _EXPORT)),
)


class Share:
    """The brick, and its mounts by name of the host."""

    def __init__(self, where: place.Place) -> None:
        self._where = where
        self.brick = where.data / 'brick'
        self.brick.mkdir(exist_ok=True)
        port = where.port('brick')
        for name, graph in (('server', _SERVER), ('client', _CLIENT)):
            (where.etc / ('gluster-%s.vol' % name)).write_text(
                _volfile(graph).format(brick=self.brick, port=port))
        self.server = processes.Server('brick', [
            processes.find('glusterfsd', _PACKAGE), '--no-daemon',
            '--volfile=%s' % (where.etc / 'gluster-server.vol'),
            '--log-file=%s' % (where.log / 'brick.log')],
            where.log / 'brick.out', host=place.HOST, port=port, probe=b'')

    def start(self) -> None:
        self.server.start(wait=False)
        deadline = time.monotonic() + 20
        # It says nothing until it is asked in its own language.
        while not _listens(self.server.port):
            if not self.server.alive or time.monotonic() > deadline:
                raise self.server.failure('does not listen')
            time.sleep(0.05)

    def mount(self, host: namespaced_host.Host, path: pathlib.Path
              ) -> processes.Process:
        """Give the process that mounts it there, to be started."""
        return namespaced_host.OnHost('glusterfs-' + host.name, [
            *host.enter(), processes.find('glusterfs', 'glusterfs-client'),
            '--no-daemon', '--attribute-timeout=0', '--entry-timeout=0',
            # Else a host goes on reading what it once read of a small file.
            '--fopen-keep-cache=off',
            '--volfile=%s' % (self._where.etc / 'gluster-client.vol'),
            '--log-file=%s' % (
                self._where.log / ('glusterfs-%s.log' % host.name)),
            str(path)], self._where.log / ('glusterfs-%s.out' % host.name))

    def wait_until_mounted(self, host: namespaced_host.Host,
                           path: pathlib.Path) -> None:
        mounts = host.path('/proc/1/mounts')
        deadline = time.monotonic() + 20
        while ' %s fuse.glusterfs ' % path not in mounts.read_text():
            if time.monotonic() > deadline:
                raise processes.ProcessError(
                    '%s: no GlusterFS at %s' % (host.name, path))
            time.sleep(0.05)


def _volfile(graph: tuple[tuple[str, str, tuple[str, ...]], ...]) -> str:
    lines = []
    below = ''
    for name, kind, options in graph:
        lines += ['volume ' + name, 'type ' + kind]
        lines += ['option ' + option for option in options]
        if below:
            lines.append('subvolumes ' + below)
        lines.append('end-volume')
        below = name
    return '\n'.join(lines) + '\n'


def _listens(port: int) -> bool:
    done = subprocess.run(['ss', '-Hltn', 'sport = :%d' % port],
                          capture_output=True, text=True, timeout=10)
    return bool(done.stdout.strip())
