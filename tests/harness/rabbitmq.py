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

"""A RabbitMQ on loopback, with nothing of its own outside one directory.

    with rabbitmq.Broker(workdir) as broker:
        ...  # broker.url is what oslo.messaging calls a transport_url

It runs under the user who starts it, root or not, beside any other RabbitMQ
of the machine, and ends with the process that started it.
"""

from collections.abc import Mapping
import os
import pathlib
import socket
from types import TracebackType

from tests.harness import amqp_frames
from tests.harness import ports
from tests.harness import processes

HOST = '127.0.0.1'
#: What a client says first; the server introduces itself in answer.
GREETING = b'AMQP\x00\x00\x09\x01'
#: Asks Erlang's port mapper for the nodes that it knows.
NAMES = b'\x00\x01n'

# The programs of that name on PATH are wrappers which change the user.
_PLACES = '/usr/lib/rabbitmq/bin', '/usr/lib/rabbitmq/sbin'

_CONFIG = {
    'log.console': 'true',
    'log.console.level': 'warning',
    # The defaults depend on what else the machine does.  Beyond either of
    # them a broker lets no publisher go on.
    'vm_memory_high_watermark.absolute': '2GB',
    'disk_free_limit.absolute': '50MB',
}


class Broker:
    """One broker, from start() to stop().

    :param workdir: where everything is kept
    :param options: lines of rabbitmq.conf, such as max_message_size
    """

    def __init__(self, workdir: pathlib.Path,
                 options: Mapping[str, str] | None = None) -> None:
        self._workdir = workdir / 'rabbitmq'
        self._ports = [ports.reserve() for _ in range(3)]
        self.port, self._epmd_port, self._dist_port = (
            port.number for port in self._ports)
        #: for oslo.messaging
        self.url = 'rabbit://guest:guest@%s:%d/' % (HOST, self.port)
        self._write(options or {})
        self._epmd = processes.Server(
            'epmd', [processes.find('epmd', 'erlang-base')],
            self._workdir / 'epmd.log',
            host=HOST, port=self._epmd_port, probe=NAMES,
            environ=self._environ())
        self.server = processes.Server(
            'rabbitmq', [processes.find(
                'rabbitmq-server', 'rabbitmq-server', *_PLACES)],
            self._workdir / 'rabbitmq.log', host=HOST, port=self.port,
            probe=GREETING, environ=self._environ())

    def start(self) -> None:
        # Left to itself the broker starts one that stays for ever.
        self._epmd.start()
        self.server.start(wait=False)
        self.server.wait_until_accepting(60)

    def stop(self) -> None:
        """End it at once; what it held is lost."""
        self.server.kill()
        self._epmd.kill()
        for port in self._ports:
            port.release()

    def __enter__(self) -> 'Broker':
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

    def version(self) -> str:
        """As the broker introduces itself to clients."""
        with socket.create_connection((HOST, self.port), timeout=5) as peer:
            peer.sendall(GREETING)
            with peer.makefile('rb') as stream:
                _kind, _channel, size = amqp_frames.FRAME_HEAD.unpack(
                    stream.read(amqp_frames.FRAME_HEAD.size))
                said = stream.read(size)
        # A long string: S, its length in four bytes, itself.
        _before, found, rest = said.partition(b'\x07versionS')
        if not found:
            raise self.server.failure('did not tell its version')
        length = int.from_bytes(rest[:4], 'big')
        return rest[4:4 + length].decode()

    def memory(self) -> int:
        """Bytes of memory that it occupies now."""
        return self._status('VmRSS')

    def peak_memory(self) -> int:
        """The most that it has occupied, since forget_peak() if called."""
        return self._status('VmHWM')

    def forget_peak(self) -> None:
        pathlib.Path('/proc/%d/clear_refs' % self.server.pid).write_text('5')

    def _status(self, field: str) -> int:
        path = pathlib.Path('/proc/%d/status' % self.server.pid)
        for line in path.read_text().splitlines():
            name, _colon, value = line.partition(':')
            if name == field:
                return int(value.split()[0]) * 1024
        raise self.server.failure('has no %s' % field)

    def _write(self, options: Mapping[str, str]) -> None:
        self._workdir.mkdir(parents=True)
        lines = {'listeners.tcp.local': '%s:%d' % (HOST, self.port),
                 **_CONFIG, **options}
        for name, text in (
                ('rabbitmq.conf', ''.join(
                    '%s = %s\n' % line for line in lines.items())),
                ('advanced.config', '[].\n'),
                ('enabled_plugins', '[].\n')):
            (self._workdir / name).write_text(text)

    def _environ(self) -> dict[str, str]:
        place = str(self._workdir)
        return {
            # The cookie by which nodes know one another is made there.
            'HOME': place,
            'RABBITMQ_HOME_DIR': place,
            'RABBITMQ_NODENAME': 'ops-ext-%d@localhost' % self.port,
            'RABBITMQ_MNESIA_BASE': place + '/mnesia',
            'RABBITMQ_LOG_BASE': place,
            'RABBITMQ_LOGS': '-',
            'RABBITMQ_CONFIG_FILE': place + '/rabbitmq',
            'RABBITMQ_ADVANCED_CONFIG_FILE': place + '/advanced.config',
            'RABBITMQ_ENABLED_PLUGINS_FILE': place + '/enabled_plugins',
            'RABBITMQ_CONF_ENV_FILE': os.devnull,
            'RABBITMQ_DIST_PORT': str(self._dist_port),
            'ERL_EPMD_PORT': str(self._epmd_port),
            'ERL_EPMD_ADDRESS': HOST,
            # The start script then becomes the broker instead of waiting for
            # one, so that the pid is the broker's and its end is tied to us.
            'RABBITMQ_ALLOW_INPUT': '1',
            'RABBITMQ_SERVER_START_ARGS':
                '-noinput -kernel inet_dist_use_interface {127,0,0,1}',
            'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS': '+S 2:2 +sbwt none',
        }
