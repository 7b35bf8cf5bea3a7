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

"""How a demo ends: its exit code and its record, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
import pathlib
import signal
from types import FrameType

from demo import narration
from demo import versions

#: Seconds in which an interrupted demo has to be gone.
PATIENCE = 20
#: Where the records are, for the report.
RECORDS = pathlib.Path(__file__).resolve().parents[1] / '.work' / 'demo'


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


def run(service: str, tell: Callable[[narration.Narrator], None],
        story: str = '') -> int:
    """Tell a story and give the exit code.

    :param tell: tells it, and ends what it has started however it ends
    :param story: under which name to keep its record; without one, it is not
        kept
    :returns: 0, 1 if the story failed, 128 and the signal that ended it
    """
    interruptions = Interruptions()
    narrator = narration.Narrator(service, story=story)
    error: BaseException | None = None
    try:
        # Before anything can change them.
        narrator.record.versions = versions.of(service)
        tell(narrator)
    except (Exception, KeyboardInterrupt) as raised:
        error = raised
    # What is interrupted may well raise something else.
    if interruptions.signal:
        narrator.interrupted()
        code = 128 + interruptions.signal
    elif error:
        narrator.failed(error)
        code = 1
    else:
        narrator.succeeded()
        code = 0
    if story:
        _keep(narrator, story)
    return code


def _keep(narrator: narration.Narrator, story: str) -> None:
    """Write the record; the story is told even if that cannot be done.

    The report says which records it misses.
    """
    path = RECORDS / (story + '.json')
    try:
        RECORDS.mkdir(parents=True, exist_ok=True)
        path.write_text(narrator.record.to_json())
    except OSError as error:
        print('cannot keep the record: %s' % error)
