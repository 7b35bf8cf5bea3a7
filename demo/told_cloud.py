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

"""A Nova that a story is told in: it starts, tells, and ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo import narration


class Told:
    """The first base of a NovaCloud, whose one test is the story.

    :param story: what to run in it
    """

    def __init__(self, narrator: narration.Narrator,
                 story: Callable[[Any], None]) -> None:
        super().__init__('tell')
        self._narrator = narrator
        self._story = story

    def start_service(self, name: str, *args: Any, **kwargs: Any) -> Any:
        self._narrator.progress(kwargs.get('host') or name)
        return super().start_service(
            name, *args, **kwargs)

    def tell(self) -> None:
        """Run the story; the services are up."""
        self._narrator.progress('ready', end=True)
        with self._narrator.watching(self._readable_log):
            self._story(self)

    def _readable_log(self) -> str:
        # Of a traceback the first line; requests without end.
        return '\n'.join(
            line.partition('\n')[0]
            for line in self.scheduler_log('')
            if not line.startswith('DEBUG') and 'requestlog]' not in line)
