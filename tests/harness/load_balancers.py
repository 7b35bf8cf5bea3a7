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

"""HAProxy and nginx in front of a Swift proxy, on loopback.

They run on the samples of etc/swift/ as they stand: only the addresses that
an operator has to replace are replaced. Each is one process, which keeps the
user that started it and cannot outlive it.
"""

from collections.abc import Mapping
import pathlib
import shutil
from types import TracebackType

from tests.harness import ports
from tests.harness import processes
from tests.harness import swift_cluster

ETC = pathlib.Path(__file__).resolve().parents[2] / 'etc' / 'swift'

# What the samples name: where clients connect, and the Swift proxy.
FRONT = '198.51.100.80:80'
BACK = '192.0.2.21:8080'

HOST = '127.0.0.1'

NGINX_MAIN = """\
# One process instead of a master and workers, which would survive it.
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log stderr notice;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/swift.conf;
}}
"""


class LoadBalancer(swift_cluster.Proxy):
    """A load balancer; to clients it is a Swift proxy.

    :param directory: for its files; made if it is not there
    :param behind: what it connects to: a Swift proxy or another balancer
    :param changes: texts of the sample to replace, besides its addresses
    """

    PROGRAM = ''
    SAMPLE = ''
    #: The address in the sample that it connects from.
    SAMPLE_SOURCE = ''
    #: The address of 127.0.0.0/8 that stands for it.
    SOURCE = ''

    def __init__(self, directory: pathlib.Path, behind: swift_cluster.Proxy,
                 changes: Mapping[str, str] | None = None) -> None:
        self.directory = directory.resolve()
        self.directory.mkdir(parents=True, exist_ok=True)
        program = find(self.PROGRAM)
        self._claim = ports.reserve()
        conf = self._configure(replaced(
            (ETC / self.SAMPLE).read_text(), {
                FRONT: '%s:%d' % (HOST, self._claim.number),
                BACK: '%s:%d' % (behind.host, behind.port),
                self.SAMPLE_SOURCE: self.SOURCE, **(changes or {})}))
        super().__init__(
            self.directory.name, [program, *self._arguments(conf)],
            self.directory / 'log', host=HOST, port=self._claim.number,
            probe=swift_cluster.HTTP_PROBE)

    def __enter__(self) -> 'LoadBalancer':
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self.kill()
        self._claim.release()

    def _configure(self, text: str) -> pathlib.Path:
        conf = self.directory / 'swift.conf'
        conf.write_text(text)
        return conf

    def _arguments(self, conf: pathlib.Path) -> list[str]:
        raise NotImplementedError


class HAProxy(LoadBalancer):
    PROGRAM = 'haproxy'
    SAMPLE = 'haproxy.cfg-sample'
    SAMPLE_SOURCE = '192.0.2.10'
    SOURCE = '127.0.0.10'

    def _arguments(self, conf: pathlib.Path) -> list[str]:
        # One process that stays in the foreground.
        return ['-db', '-f', str(conf)]


class HAProxyOfConnections(HAProxy):
    """The one that speaks the PROXY protocol."""

    SAMPLE = 'haproxy-proxy-protocol.cfg-sample'


class Nginx(LoadBalancer):
    PROGRAM = 'nginx'
    SAMPLE = 'nginx.conf-sample'
    SAMPLE_SOURCE = '192.0.2.11'
    SOURCE = '127.0.0.11'

    def _arguments(self, conf: pathlib.Path) -> list[str]:
        main = self.directory / 'nginx.conf'
        main.write_text(NGINX_MAIN.format(directory=self.directory))
        return ['-p', str(self.directory), '-e', 'stderr', '-c', str(main)]


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """The text with everything replaced, each of which has to be there."""
    for old, new in changes.items():
        if old not in text:
            raise ValueError('the sample no longer says %r' % old)
        text = text.replace(old, new)
    return text


def find(program: str) -> str:
    binary = shutil.which(program) or shutil.which(
        # Not every PATH has it.
        program, path='/usr/sbin:/usr/bin')
    if binary is None:
        raise processes.ProcessError(
            'there is no %s on this machine: install it (apt-get install '
            '%s)' % (program, program))
    return binary
