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

"""TCP ports that two test runs on one machine cannot both choose.

A server binds its port some time after the port was chosen, and gives it up
whenever a test kills it. A bind test alone therefore protects nothing: the
choice is held as well, by a socket in the abstract Unix name space. Such a
name has one owner on the machine and disappears with the process.
"""

import random
import socket

# Below the ephemeral range: otherwise any outgoing connection may be given
# the port while the server that should have it is down.
LOWEST = 12000
HIGHEST = 31999
ATTEMPTS = 200


class NoFreePort(Exception):
    """Every port that was tried is taken."""


class ReservedPort:
    """A port that belongs to this process until it is released."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._claim.bind('\0openstack-ops-ext/port/%d' % number)
            socket.create_server(('', number)).close()
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        self._claim.close()


def reserve() -> ReservedPort:
    for _ in range(ATTEMPTS):
        try:
            return ReservedPort(random.randint(LOWEST, HIGHEST))
        except OSError:
            continue
    raise NoFreePort('no free port between %d and %d' % (LOWEST, HIGHEST))
