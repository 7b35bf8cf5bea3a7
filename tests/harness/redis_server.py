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

"""A Redis on loopback."""

import pathlib

from tests.harness import processes

HOST = '127.0.0.1'


class Redis(processes.Server):
    """A Redis of its own, which keeps nothing."""

    def __init__(self, port: int, log: pathlib.Path) -> None:
        super().__init__('redis', [
            processes.find('redis-server', 'redis-server'), '--bind', HOST,
            '--port', str(port), '--save', '', '--appendonly', 'no',
            '--dir', str(log.parent)], log,
            host=HOST, port=port, probe=b'PING\r\n')
