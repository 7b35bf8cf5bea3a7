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

"""Where a cloud keeps its files, and which ports are its own."""

from __future__ import annotations

import os
import pathlib
import sys

from tests.harness import ports

HOST = '127.0.0.1'


class Place:
    """One directory.

    :param root: made if it is not there
    """

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root.resolve()
        self.etc, self.log, self.data, self.run = (
            self.root / name for name in ('etc', 'log', 'data', 'run'))
        for path in (self.etc, self.log, self.data, self.run):
            path.mkdir(parents=True, exist_ok=True)
        # Not resolved: the links are what makes it a virtual environment.
        self.environment = pathlib.Path(sys.prefix)
        self._ports: dict[str, ports.ReservedPort] = {}

    def port(self, name: str) -> int:
        """Give a port of this machine, the same whenever it is asked for."""
        if name not in self._ports:
            self._ports[name] = ports.reserve()
        return self._ports[name].number

    def url(self, name: str, path: str = '') -> str:
        return 'http://%s:%d%s' % (HOST, self.port(name), path)

    def program(self, name: str) -> str:
        """Give the path of a program of this Python environment."""
        return str(self.environment / 'bin' / name)

    def release(self) -> None:
        while self._ports:
            self._ports.popitem()[1].release()


def environ() -> dict[str, str]:
    """What of our environment the services must not see, emptied."""
    return dict.fromkeys((name for name in os.environ
                          if name.startswith('OS_')), '')
