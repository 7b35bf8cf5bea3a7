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

"""A host of its own on this machine: mounts, name, and processes apart.

Its processes see each other and nobody else's, its mounts are its own, and
when its first process ends all of them end with it, guests too.
"""

from __future__ import annotations

from collections.abc import Mapping
import os
import pathlib
import signal
import sys
import time

from tests.e2e.cloud import place
from tests.harness import processes

_INIT = pathlib.Path(__file__).with_name('host_init.py')


class OnHost(processes.Process):
    """A process on such a host.

    nsenter waits for it outside; both are of one process group, so all that
    goes to the group reaches it as well.
    """

    @property
    def inside(self) -> int:
        """Its process id, as it is outside of the host."""
        path = pathlib.Path('/proc/%d/task/%d/children' % (
            self.pid, self.pid))
        return int(path.read_text().split()[0])

    def terminate(self, timeout: float = 10) -> int:
        if self.alive:
            # Not to nsenter: it would end first, and we would take that for
            # the end of what it waits for.
            os.kill(self.inside, signal.SIGTERM)
            os.killpg(self.pid, signal.SIGCONT)
        return self.wait(timeout)


class Host:
    """The namespaces, from start() to kill().

    :param name: what it calls itself
    :param mounts: directories and files of this machine that others take the
        place of, on this host
    """

    def __init__(self, where: place.Place, name: str,
                 mounts: Mapping[str, pathlib.Path]) -> None:
        self.name = name
        self._ready = where.run / (name + '.ready')
        self.first = processes.Process('host-' + name, [
            'unshare', '--mount', '--uts', '--pid', '--fork',
            '--kill-child=SIGKILL', '--mount-proc',
            sys.executable, '-I', '-S', str(_INIT), name, str(self._ready),
            *('%s=%s' % pair for pair in mounts.items())],
            where.log / ('host-%s.out' % name))

    def start(self) -> None:
        self._ready.unlink(missing_ok=True)
        self.first.start()
        deadline = time.monotonic() + 20
        while not self._ready.exists():
            if not self.first.alive or time.monotonic() > deadline:
                raise self.first.failure('has no namespaces')
            time.sleep(0.05)

    def enter(self) -> list[str]:
        """Give the command that runs another one there."""
        return ['nsenter', '--target', str(self.init), '--mount', '--uts',
                '--pid', '--']

    @property
    def init(self) -> int:
        """Process id of its first process, as it is outside."""
        path = pathlib.Path('/proc/%d/task/%d/children' % (
            self.first.pid, self.first.pid))
        return int(path.read_text().split()[0])

    def path(self, path: pathlib.Path | str) -> pathlib.Path:
        """Give a file of the host as it is seen from outside."""
        return pathlib.Path('/proc/%d/root%s' % (self.init, path))
