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

"""Has a child process touch the file system, and never waits for long.

A path on a share that hangs holds whoever touches it, often beyond SIGKILL.
So a :class:`Prober` watches the clock: it kills the child, does not wait for
its end, and lets another child go on with the other paths.
"""

from __future__ import annotations

from collections.abc import Sequence
import contextlib
import enum
import json
import os
import select
import subprocess
import sys
import time
from typing import Any
from typing import NamedTuple

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
# Appended, so that nothing beside us takes the place of a standard module.
_BOOT = ('import sys; sys.path.append(sys.argv[1]); '
         'from nova_ops_ext.console_audit import probe; probe.main()')
_GRACE = 0.05
# Who has been silent for less when time is up is slow, and does not hang.
_SLOW = 0.25
_CHUNK = 1 << 18


class Ask(NamedTuple):
    """A request; see :mod:`nova_ops_ext.console_audit.probe`."""

    kind: str
    path: str
    more: tuple[Any, ...] = ()


class State(enum.Enum):
    """What became of a request."""

    DONE = 'done'
    FAILED = 'failed'
    HUNG = 'hung'
    SKIPPED = 'skipped'


class Answer(NamedTuple):
    """What the child answered, or why it did not.

    :ivar name: of the error, such as ``EACCES``
    :ivar path: that hangs, or that was asked for
    """

    state: State
    path: str
    result: Any = None
    name: str = ''
    reason: str = ''

    @property
    def done(self) -> bool:
        return self.state is State.DONE


class Prober:
    """Asks one child, or the next.

    :param deadline: until when it may ask, by time.monotonic()
    :param patience: seconds for each path
    :param most_hung: so many paths may hang; then it asks for no more
    :param with_site: whether the child needs more than the standard library
    """

    def __init__(self, deadline: float, patience: float, most_hung: int, *,
                 with_site: bool = False) -> None:
        self._deadline = deadline
        self._patience = patience
        self._left = most_hung
        self._flags = ['-I'] if with_site else ['-I', '-S']
        self._child: subprocess.Popen[bytes] | None = None
        self.hung: list[str] = []

    def __enter__(self) -> Prober:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._drop()

    def ask(self, kind: str, path: str, *more: Any) -> Answer:
        """Have one thing done."""
        return self.ask_all([Ask(kind, path, more)])[0]

    def ask_all(self, asks: Sequence[Ask]) -> list[Answer]:
        """Have many things done, in any case within the time."""
        answers: dict[int, Answer] = {}
        while len(answers) < len(asks):
            pending = [number for number in range(len(asks))
                       if number not in answers]
            if not self._left:
                self._skip(asks, pending, answers,
                           'not tried, because %s' % (
                               ', '.join(self.hung) + ' hung' if self.hung
                               else 'the probe could not run'))
            elif time.monotonic() >= self._deadline:
                self._skip(asks, pending, answers, 'out of time')
            else:
                self._round(asks, pending, answers)
        return [answers[number] for number in range(len(asks))]

    def _skip(self, asks: Sequence[Ask], pending: Sequence[int],
              answers: dict[int, Answer], reason: str) -> None:
        for number in pending:
            answers[number] = Answer(State.SKIPPED, asks[number].path,
                                     reason=reason)

    def _round(self, asks: Sequence[Ask], pending: list[int],
               answers: dict[int, Answer]) -> None:
        """Ask until all is answered or the child stays away."""
        beneath = tuple(path.rstrip('/') + '/' for path in self.hung)
        for number in list(pending):
            path = asks[number].path
            if beneath and (path + '/').startswith(beneath):
                answers[number] = Answer(State.SKIPPED, path,
                                         reason='beneath a path that hangs')
                pending.remove(number)
        if not pending:
            return
        talk = _Talk(self._running(), b''.join(
            json.dumps([number, asks[number].kind, asks[number].path,
                        *asks[number].more]).encode() + b'\n'
            for number in pending), len(pending))
        ended = talk.listen(asks, answers, self._deadline, self._patience)
        if ended is _Ended.WELL:
            return
        self._drop()
        if ended is _Ended.LATE and talk.silence < min(
                _SLOW, self._patience):
            # Slow, but it moved; what is left is skipped for lack of time.
            return
        self._left -= 1
        number, path = talk.at or (pending[0], asks[pending[0]].path)
        if number in answers:
            return
        if ended is _Ended.DEAD:
            answers[number] = Answer(State.FAILED, path, name='probe',
                                     reason='the probe ended unexpectedly')
        else:
            self.hung.append(path)
            answers[number] = Answer(
                State.HUNG, path, reason='no answer for %.3g seconds' %
                talk.silence)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            # Its own session, and nothing of ours open: a child that cannot
            # die must not hold the pipe of who waits for our output.  No
            # argument is from outside, which is what S603 asks about.
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, *self._flags, '-c', _BOOT, _ROOT],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, cwd='/', start_new_session=True,
                bufsize=0)
            for pipe in (self._child.stdin, self._child.stdout):
                # For mypy: both are PIPE above.
                assert pipe is not None  # noqa: S101
                os.set_blocking(pipe.fileno(), False)
        return self._child

    def _drop(self) -> None:
        """Kill the child, and leave it to its fate if it cannot die."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)
        # Popen would complain of a child that still runs.
        child.returncode = child.returncode or 0

    def extend(self, seconds: float) -> None:
        """Give more time, for a second look."""
        self._deadline += seconds


class _Ended(enum.Enum):
    WELL = 'well'
    STALLED = 'stalled'
    LATE = 'late'
    DEAD = 'dead'


class _Talk:
    """Exchanges requests and answers with one child."""

    def __init__(self, child: subprocess.Popen[bytes], text: bytes,
                 expected: int) -> None:
        # For mypy: Prober starts it with both as pipes.
        assert child.stdin is not None  # noqa: S101
        assert child.stdout is not None  # noqa: S101
        self._to = child.stdin.fileno()
        self._from = child.stdout.fileno()
        self._text = memoryview(text)
        self._expected = expected
        self._read = b''
        self._heard = time.monotonic()
        #: The request, and the path, that the child is at.
        self.at: tuple[int, str] | None = None

    @property
    def silence(self) -> float:
        return time.monotonic() - self._heard

    def listen(self, asks: Sequence[Ask], answers: dict[int, Answer],
               deadline: float, patience: float) -> _Ended:
        while self._expected:
            now = time.monotonic()
            # A child that is only just starting is not to be blamed on a
            # path, so it has all of the time.
            until = deadline if self.at is None else min(
                deadline, self._heard + patience)
            if now >= until:
                return _Ended.LATE if until == deadline else _Ended.STALLED
            readable, writable, _errors = select.select(
                [self._from], [self._to] if self._text else [], [],
                until - now)
            if writable:
                try:
                    self._text = self._text[os.write(
                        self._to, self._text[:_CHUNK]):]
                except BlockingIOError:
                    pass
                except OSError:
                    return _Ended.DEAD
            if readable:
                read = os.read(self._from, _CHUNK)
                if not read:
                    return _Ended.DEAD
                self._heard = time.monotonic()
                self._take(read, asks, answers)
        return _Ended.WELL

    def _take(self, read: bytes, asks: Sequence[Ask],
              answers: dict[int, Answer]) -> None:
        *lines, self._read = (self._read + read).split(b'\n')
        for line in lines:
            what, *words = json.loads(line)
            if what == 'at':
                self.at = (words[0], words[1])
                continue
            if what == 'ready':
                continue
            number = words[0]
            path = asks[number].path
            self._expected -= 1
            answers[number] = (
                Answer(State.DONE, path, words[1]) if what == 'did' else
                Answer(State.FAILED, path, name=words[1], reason=words[2]))
