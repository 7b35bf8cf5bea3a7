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

"""Runs a command so that nothing of it outlives us."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import types

_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1
_PATIENCE_SECONDS = 30


def die_with_parent() -> None:
    """Get SIGTERM when the process that started us ends, and pass it on."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # SIGINT, too: a shell lets what it puts in the background ignore it.
    for number in _INTERRUPTS:
        signal.signal(number, _interrupt)


def run(argv: Sequence[str], *, environ: Mapping[str, str] | None = None,
        quiet: bool = False) -> tuple[int, str]:
    """Run a command to its end; if we are interrupted, so is it.

    :param environ: what differs from our environment
    :param quiet: whether its output is kept back
    :returns: its exit code, and with ``quiet`` what it printed
    """
    process = None
    try:
        # It runs before Popen returns: who interrupts us then must not leave
        # it behind.
        with _held_back():
            # A session of its own, so that whatever it starts can be found.
            process = subprocess.Popen(
                argv, env=dict(os.environ, **environ or {}),
                start_new_session=True, stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE if quiet else None,
                stderr=subprocess.STDOUT if quiet else None)
        output, _none = process.communicate()
        return process.returncode, output or ''
    except BaseException:
        if process is not None:
            _end(process)
        raise


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Handle the interrupts that come meanwhile at the end."""
    came = []
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in _INTERRUPTS:
            handler = signal.getsignal(number)
            if callable(handler):
                before[number] = handler
                signal.signal(number, lambda *got: came.append(got))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number, frame in came:
        before[signal.Signals(number)](number, frame)


def _interrupt(_number: int, _frame: types.FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(process: subprocess.Popen[str]) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        if number == signal.SIGINT:
            # The leader is gone; those that it led may not be.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return
