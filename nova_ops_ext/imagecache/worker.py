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

"""The child process that touches the disk, so that nova-compute does not.

It may hang or be killed at any time.  It reads requests, a line of JSON each,
``{"ask": name, "arguments": {...}}``, and answers ``{"answer": ...}`` or
``{"error": text, "kind": name}``.  While it is at one, it writes ``{"at":
path, "count": number}`` five times a second: if the number does not move any
more, the path hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import contextlib
import json
import os
import signal
import sys
import threading
from typing import Any

from nova_ops_ext.imagecache import progress as progress_

#: What the process is called in a list of processes.
NAME = 'ops-image-cache'
_EVERY = 0.2

#: Called with a Progress and the arguments; tells what JSON can carry.
Ask = Callable[..., Any]


def serve(asks: Mapping[str, Ask]) -> None:
    """Answer requests until there are no more, or the parent is gone."""
    with contextlib.suppress(OSError), open('/proc/self/comm', 'w') as comm:
        comm.write(NAME)
    # Without a parent there is nothing to do; and what leases signal is
    # learnt otherwise.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    # Nobody else may write between the answers.
    mouth = _Mouth(os.dup(1))
    os.dup2(2, 1)
    progress = progress_.Progress()
    mouth.say(_line(at='', count=0))
    busy = threading.Event()
    threading.Thread(target=_tell, args=(mouth, progress, busy, os.getppid()),
                     daemon=True).start()
    for line in sys.stdin.buffer:
        # Moves also between requests.
        progress.at('')
        busy.set()
        answer = _answer(asks, line, progress)
        busy.clear()
        mouth.say(answer)


def _answer(asks: Mapping[str, Ask], line: bytes,
            progress: progress_.Progress) -> bytes:
    try:
        asked = json.loads(line)
        if asked['ask'] not in asks:
            raise ValueError('it cannot be asked %r' % asked['ask'])
        # What JSON cannot carry is an error as well.
        return _line(answer=asks[asked['ask']](
            progress, **asked['arguments']))
    except Exception as error:
        return _line(error=_text(error), kind=type(error).__name__)


def _line(**words: Any) -> bytes:
    return json.dumps(words).encode() + b'\n'


def _text(error: Exception) -> str:
    if isinstance(error, (OSError, ValueError)):
        return str(error)
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    return '%s (%s)' % (error, 'nowhere' if where is None else '%s:%d' % (
        os.path.basename(where.tb_frame.f_code.co_filename),
        where.tb_lineno))


class _Mouth:
    """Writes one line at a time, whoever says it."""

    def __init__(self, opened: int) -> None:
        self._opened = opened
        self._lock = threading.Lock()

    def say(self, line: bytes) -> None:
        left = memoryview(line)
        with self._lock:
            while left:
                left = left[os.write(self._opened, left):]


def _tell(mouth: _Mouth, progress: progress_.Progress, busy: threading.Event,
          parent: int) -> None:
    """Tell where the other thread is, as long as it is somewhere."""
    pause = threading.Event()
    while True:
        busy.wait()
        if os.getppid() != parent:
            os._exit(0)
        mouth.say(_line(at=progress.path, count=progress.count))
        pause.wait(_EVERY)
