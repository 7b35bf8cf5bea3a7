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

"""A memcached on loopback."""

import os
import pathlib
import socket

from tests.harness import processes

HOST = '127.0.0.1'
PROBE = b'version\r\n'


class Memcached(processes.Server):
    """A memcached of its own, empty at each start."""

    def __init__(self, port: int, log: pathlib.Path) -> None:
        argv = [processes.find('memcached', 'memcached'), '-l', HOST,
                '-p', str(port), '-U', '0']
        if os.geteuid() == 0:
            # It refuses to run as root unless told to, and a change of user
            # would undo what ties it to this process.
            argv += ['-u', 'root']
        super().__init__('memcached', argv, log, host=HOST, port=port,
                         probe=PROBE)

    def flush(self) -> None:
        with socket.create_connection((self.host, self.port),
                                      timeout=5) as connection:
            connection.sendall(b'flush_all\r\n')
            answer = connection.recv(64)
        if answer != b'OK\r\n':
            raise self.failure('answered %r to a flush' % answer)
