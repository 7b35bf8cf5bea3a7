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

"""Child processes that the tests start, watch, disturb and end.

A Process runs one program in a session of its own, with everything it prints
in a log file. A Server is a Process that is ready once it answers on its
port. None of them outlives the test run: see tied_exec.py.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import concurrent.futures
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

TIED_EXEC = pathlib.Path(__file__).with_name('tied_exec.py')
POLL_SECONDS = 0.02

# "The parent is gone" means to the kernel that the *thread* which started the
# child has ended. This one lasts as long as the interpreter does.
_STARTER = concurrent.futures.ThreadPoolExecutor(
    max_workers=1, thread_name_prefix='process-starter')


class ProcessError(Exception):
    """A process did not do what was expected of it."""


def find(program: str, package: str, *places: str) -> str:
    """Give the path of a program; also where PATH does not lead.

    :param package: of Debian, which has it
    :param places: to look at before PATH
    :raises ProcessError: if it is not there
    """
    for path in (*places, None, '/usr/bin', '/usr/sbin'):
        found = shutil.which(program, path=path)
        if found:
            return found
    raise ProcessError(
        'there is no %s on this machine: install it (apt-get install %s)' % (
            program, package))


class Process:
    """One program, which can be started again after it has ended."""

    def __init__(self, name: str, argv: Sequence[str], log: pathlib.Path, *,
                 environ: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.argv = tuple(argv)
        self.log = log
        self._environ = dict(os.environ, **(environ or {}))
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._popen is None:
            raise ProcessError('%s has never been started' % self.name)
        return self._popen.pid

    @property
    def alive(self) -> bool:
        if self._popen is None or self._popen.returncode is not None:
            return False
        # Look without reaping: as long as the zombie is there, its process
        # group cannot become anybody else's.
        return os.waitid(
            os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def start(self) -> None:
        if self.alive:
            raise ProcessError('%s is already running' % self.name)
        self._reap()
        spawning = _STARTER.submit(self._spawn)
        try:
            spawning.result()
        finally:
            # Also when interrupted: what runs has to be known, to be ended.
            concurrent.futures.wait([spawning])

    def _spawn(self) -> None:
        tied = [sys.executable, '-I', '-S', str(TIED_EXEC), str(os.getpid())]
        with self.log.open('ab') as log:
            self._popen = subprocess.Popen(
                tied + list(self.argv), env=self._environ,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)

    def kill(self) -> None:
        """End the process and its children at once, running or stopped."""
        self._reap()

    def terminate(self, timeout: float = 10) -> int:
        """Ask the process to end; its exit code (negative: a signal)."""
        if self.alive:
            os.killpg(self.pid, signal.SIGTERM)
            os.killpg(self.pid, signal.SIGCONT)
        return self.wait(timeout)

    def hang(self) -> None:
        """Stop the process where it is; its sockets stay open."""
        os.killpg(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid,
                  os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if not self.alive:
            raise self.failure('ended instead of hanging')

    def resume(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def restart(self) -> None:
        self.kill()
        self.start()

    def wait(self, timeout: float = 10) -> int:
        """Wait for the process to end by itself; its exit code."""
        self._wait_for(lambda: not self.alive, timeout, 'did not end')
        return self._reap()

    def _reap(self) -> int:
        if self._popen is None:
            return 0
        if self._popen.returncode is None:
            # The leader may be dead already; what it left behind is not.
            os.killpg(self.pid, signal.SIGKILL)
        return self._popen.wait()

    def output(self) -> str:
        """All that the process has written, over all its lives."""
        return self.log.read_text(errors='replace')

    def wait_for_line(self, text: str, timeout: float = 5) -> str:
        """Wait until a line with this text was written; the last such."""
        found: list[str] = []

        def look() -> bool:
            found[:] = [line for line in self.output().splitlines()
                        if text in line]
            return bool(found)

        self._wait_for(look, timeout, 'did not log %r' % text)
        return found[-1]

    def failure(self, what: str, lines: int = 30) -> ProcessError:
        """An error to raise, with the end of the log in its text."""
        end = self.output().splitlines()[-lines:] if self.log.exists() else []
        return ProcessError('%s %s; its last lines:\n%s' % (
            self.name, what, '\n'.join(end) or '(none)'))

    def _wait_for(self, condition: Callable[[], bool], timeout: float,
                  complaint: str) -> None:
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise self.failure('%s within %g s' % (complaint, timeout))
            time.sleep(POLL_SECONDS)


class Server(Process):
    """A process that answers on a port of this machine.

    A listening socket proves little, for it may be opened long before the
    server is configured. The server is ready when it has sent the first byte
    of an answer to its probe.
    """

    def __init__(self, name: str, argv: Sequence[str], log: pathlib.Path, *,
                 host: str, port: int, probe: bytes,
                 environ: Mapping[str, str] | None = None) -> None:
        super().__init__(name, argv, log, environ=environ)
        self.host = host
        self.port = port
        self._probe = probe

    def start(self, wait: bool = True) -> None:
        super().start()
        if wait:
            self.wait_until_accepting()

    def wait_until_accepting(self, timeout: float = 20) -> None:
        def ready_or_dead() -> bool:
            return self.answers() or not self.alive

        self._wait_for(ready_or_dead, timeout, 'did not answer')
        if not self.alive:
            raise self.failure('ended with code %d' % self._reap())

    def answers(self, patience: float = 1) -> bool:
        """Whether the probe is answered now, given this many seconds."""
        try:
            with socket.create_connection(
                    (self.host, self.port), timeout=patience) as connection:
                connection.sendall(self._probe)
                return connection.recv(1) != b''
        except OSError:
            return False
