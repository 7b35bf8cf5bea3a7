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

"""How a demo ends: its exit code, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
import signal
from types import FrameType

from demo import narration

#: Seconds in which an interrupted demo has to be gone.
PATIENCE = 20


class Interruptions:
    """Turns SIGINT and SIGTERM into one KeyboardInterrupt."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.signal = 0
        # SIGINT too: a shell starts what it runs in the background without.
        for number in self.SIGNALS:
            signal.signal(number, self._interrupt)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        # A second one would interrupt the cleaning up.
        for each in self.SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        # What was started is tied to this process, and would end with it.
        signal.alarm(PATIENCE)
        raise KeyboardInterrupt


def run(service: str, tell: Callable[[narration.Narrator], None]) -> int:
    """Tell a story and give the exit code.

    :param tell: tells it, and ends what it has started however it ends
    :returns: 0, 1 if the story failed, 128 and the signal that ended it
    """
    interruptions = Interruptions()
    narrator = narration.Narrator(service)
    error: BaseException | None = None
    try:
        tell(narrator)
    except (Exception, KeyboardInterrupt) as raised:
        error = raised
    # What is interrupted may well raise something else.
    if interruptions.signal:
        narrator.interrupted()
        return 128 + interruptions.signal
    if error:
        narrator.failed(error)
        return 1
    narrator.succeeded()
    return 0
