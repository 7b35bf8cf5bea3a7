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


"""Runs something in a process that is killed: before its nth call, or soon."""

from __future__ import annotations

from collections.abc import Callable
import os
import signal
import time
from typing import Any

# All that changes something on a disk.
_CALLS = ('open', 'write', 'mkdir', 'rename', 'replace', 'link', 'unlink',
          'fsync', 'utime', 'fchmod', 'fchown', 'rmdir')

Act = Callable[[], object]


def before_call(act: Act, number: int) -> str:
    """Run it, and kill it before it calls the system for the nth time.

    :returns: which call that would have been; '' if it came to its end
    :raises ChildProcessError: if it ended otherwise
    """
    read, write = os.pipe()

    def tapped() -> None:
        left, tell = [number], os.write
        for name in _CALLS:
            setattr(os, name, _tapped(name, getattr(os, name), left, write,
                                      tell))
        act()

    child = _forked(tapped)
    os.close(write)
    with open(read) as file:
        call = file.read()
    _waited(child, killed=bool(call))
    return call


def after(act: Act, seconds: float) -> None:
    """Run it, and kill it after some time; it must not end by itself."""
    child = _forked(act)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _waited(child, killed=True)


def _tapped(name: str, real: Callable[..., object], left: list[int],
            tell: int, write: Callable[[int, bytes], object]
            ) -> Callable[..., object]:
    def call(*args: Any, **kwargs: Any) -> object:
        if name == 'open' and not args[1] & os.O_CREAT:
            return real(*args, **kwargs)
        if not left[0]:
            write(tell, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return real(*args, **kwargs)
    return call


def _forked(act: Act) -> int:
    child = os.fork()
    if not child:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return child


def _waited(child: int, *, killed: bool) -> None:
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != (-signal.SIGKILL if killed else 0):
        raise ChildProcessError('it ended with %d' % status)
