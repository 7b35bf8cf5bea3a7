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

"""Has a child process do what may hang, and never waits for long.

It is used by nova-compute, under threads and under eventlet, so it waits in
nothing but a selector and a sleep.  A child that hangs is killed and not
waited for: one that a dead share holds does not even die of that.
"""

from __future__ import annotations

from collections.abc import Callable
import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from typing import Any

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
# Appended, so that nothing beside us takes the place of a standard module.
_BOOT = ('import importlib, sys; sys.path.append(sys.argv[1]); '
         'importlib.import_module(sys.argv[2]).main()')
# To become a Python that answers; no path is to blame for a busy machine.
_START = 30
# To die of being killed, before it counts as one that cannot.
_GRACE = 0.2
_PAUSE = 0.01
# So many who cannot die may be left; more would only become more.
_MOST_LEFT = 3
# Of one answer, in bytes: far above 100,000 files.
_MOST = 256 << 20
_CHUNK = 1 << 18
_LONG = 1 << 16
_COMPLAINT = 2000


class WorkerError(Exception):
    """What was asked was not done, or nobody knows how far."""


class Hung(WorkerError):
    """A path did not answer.

    :ivar path: that hangs
    :ivar seconds: for how long already
    """

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__('%s has not answered for %.3g seconds' % (
            path, seconds))
        self.path = path
        self.seconds = seconds


class Late(WorkerError):
    """It took longer than all of it may take, and was not done."""


class Died(WorkerError):
    """The child ended, or said what cannot be understood."""


class Failed(WorkerError):
    """The child says that it could not; it can be asked again.

    :ivar kind: the name of the exception
    """

    def __init__(self, text: str, kind: str = '') -> None:
        super().__init__(text)
        self.kind = kind


class _Left:
    """A child that was killed and has not died yet."""

    def __init__(self, child: subprocess.Popen[bytes], path: str) -> None:
        self.child = child
        self.path = path
        self.since = time.monotonic()


_LEFT: list[_Left] = []


class Worker:
    """One child, that can be asked one thing after the other.

    :param patience: seconds for one path
    :param deadline: seconds for all of it, from entering it
    :param on_progress: called with path and count, again and again
    :param main: the module whose main() the child runs
    """

    def __init__(self, patience: float, deadline: float,
                 on_progress: Callable[[str, int], None] | None = None, *,
                 main: str = 'nova_ops_ext.imagecache.child') -> None:
        self._patience = patience
        self._seconds = deadline
        self._on_progress = on_progress
        self._main = main
        self._child: subprocess.Popen[bytes] | None = None
        self._pipes: dict[str, int] = {}
        self._at = sys.executable
        self._count = -1
        self._complaint = b''
        self._silent = False
        self._parts: list[bytes] = []
        self._until = self._heard = 0.0

    def __enter__(self) -> Worker:
        """Start the child.

        :raises Hung: if too many of earlier ones still cannot die
        :raises Died: if there is none to be had
        """
        _bury()
        if len(_LEFT) >= _MOST_LEFT:
            raise Hung(_LEFT[0].path, time.monotonic() - _LEFT[0].since)
        self._until = time.monotonic() + self._seconds
        try:
            self._start()
        except (OSError, ValueError) as error:
            self._drop()
            raise Died('it could not be started: %s' % error) from error
        except BaseException:
            self._drop()
            raise
        self._heard = time.monotonic()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._drop()

    @property
    def pid(self) -> int | None:
        """The child, if there is one."""
        return self._child.pid if self._child else None

    def ask(self, name: str, /, **arguments: Any) -> Any:
        """Have something done, and tell what the child answers."""
        request = json.dumps({'ask': name, 'arguments': arguments}).encode()
        if self._child is None:
            raise Died('it has ended already')
        try:
            said = self._talk(memoryview(request + b'\n'))
        except BaseException:
            self._drop()
            raise
        if 'error' in said:
            raise Failed(str(said['error']), str(said.get('kind', '')))
        return said['answer']

    def _start(self) -> None:
        theirs: list[int] = []
        try:
            for name in ('stdin', 'stdout', 'stderr'):
                read, write = os.pipe()
                ours, other = (write, read) if name == 'stdin' else (
                    read, write)
                self._pipes[name] = ours
                theirs.append(other)
                os.set_blocking(ours, False)
            # Its own session, and nothing of ours open: a child that cannot
            # die must not hold the pipe of who waits for our output.  No
            # argument is from outside, which is what S603 asks about.
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, '-I', '-S', '-c', _BOOT, _ROOT, self._main],
                stdin=theirs[0], stdout=theirs[1], stderr=theirs[2],
                start_new_session=True, cwd='/')
        finally:
            for end in theirs:
                os.close(end)

    def _talk(self, request: memoryview) -> dict[str, Any]:
        self._heard = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipes['stdout'], selectors.EVENT_READ,
                              'stdout')
            if not self._silent:
                selector.register(self._pipes['stderr'],
                                  selectors.EVENT_READ, 'stderr')
            selector.register(self._pipes['stdin'], selectors.EVENT_WRITE,
                              'stdin')
            while True:
                for key, _events in selector.select(self._left()):
                    if key.data == 'stdin':
                        request = self._write(request)
                        if not request:
                            selector.unregister(key.fd)
                    elif key.data == 'stderr':
                        if not self._hear_complaint():
                            selector.unregister(key.fd)
                    elif (said := self._hear()) is not None:
                        if request:
                            raise Died('it answered before it was asked')
                        return said

    def _left(self) -> float:
        """Tell how long to wait at most.

        :raises Hung:
        :raises Late:
        """
        now = time.monotonic()
        patience = self._patience if self._count >= 0 else max(
            self._patience, _START)
        if now >= self._until:
            raise Late('not done in %.3g seconds; it was at %s' % (
                self._seconds, self._at))
        if now >= self._heard + patience:
            raise Hung(self._at, now - self._heard)
        return min(self._until, self._heard + patience) - now

    def _write(self, request: memoryview) -> memoryview:
        try:
            written = os.write(self._pipes['stdin'], request[:_CHUNK])
        except BlockingIOError:
            return request
        except OSError:
            raise Died(self._how_it_ended()) from None
        self._heard = time.monotonic()
        return request[written:]

    def _hear(self) -> dict[str, Any] | None:
        """Read what there is, and tell the answer if it is complete."""
        try:
            read = os.read(self._pipes['stdout'], _CHUNK)
        except BlockingIOError:
            return None
        if not read:
            raise Died(self._how_it_ended())
        *whole, rest = read.split(b'\n')
        answers = []
        for line in whole:
            said = _understood(b''.join([*self._parts, line]))
            self._parts.clear()
            if 'at' in said:
                self._moved(str(said['at']), said['count'])
            else:
                answers.append(said)
        self._parts.append(rest)
        size = sum(map(len, self._parts))
        if size > _MOST or len(answers) > 1:
            raise Died('it said more than it was asked')
        # No path is that long, so it is an answer that goes on.
        if size > _LONG:
            self._heard = time.monotonic()
        return answers[0] if answers else None

    def _moved(self, path: str, count: Any) -> None:
        if count != self._count:
            self._heard = time.monotonic()
        self._count = count
        self._at = path or 'its beginning'
        if self._on_progress is not None:
            self._on_progress(path, count)

    def _hear_complaint(self) -> bool:
        """Read what it wrote to stderr; False: there will be no more."""
        try:
            read = os.read(self._pipes['stderr'], _CHUNK)
        except BlockingIOError:
            return True
        self._silent = not read
        self._complaint = (self._complaint + read)[-_COMPLAINT:]
        return bool(read)

    def _how_it_ended(self) -> str:
        child = self._child
        if child is None:
            return 'it has ended already'
        _wait(child)
        self._hear_complaint()
        code = child.returncode
        how = ('it closed its pipes' if code is None else
               'it was killed by signal %d' % -code if code < 0 else
               'it ended with status %d' % code)
        said = self._complaint.decode('utf-8', 'replace').strip()
        return '%s, at %s%s' % (how, self._at, said and ': ' + said)

    def _drop(self) -> None:
        """End the child, and do not wait for that for long."""
        child, self._child = self._child, None
        for name in list(self._pipes):
            os.close(self._pipes.pop(name))
        if child is not None:
            with contextlib.suppress(OSError):
                child.kill()
            if not _wait(child):
                _LEFT.append(_Left(child, self._at))


def _understood(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not (
            'answer' in said or 'error' in said
            or ('at' in said and isinstance(said.get('count'), int))):
        raise Died('it said what cannot be understood: %.200r' % line)
    return said


def _wait(child: subprocess.Popen[bytes]) -> bool:
    """Wait a little for its end; tell whether it came."""
    until = time.monotonic() + _GRACE
    while child.poll() is None:
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
    return True


def _bury() -> None:
    """Forget those who were killed earlier and have died since."""
    _LEFT[:] = [one for one in _LEFT if one.child.poll() is None]
