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

"""How each story went, by its record and its exit code.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from demo import record
from demo import stories


class Result(NamedTuple):
    """A story of the run.

    :ivar code: the exit code of who told it; None if nobody was started
    :ivar found: its record; None if there is none
    :ivar missing: why there is none
    """

    story: stories.Story
    code: int | None
    found: record.Record | None
    missing: str = ''

    @property
    def passed(self) -> bool:
        """Whether it was told to its end, and all in it was as expected.

        What cannot be known to have passed has not.
        """
        return bool(self.code == 0 and self.found
                    and self.found.outcome == record.PASSED
                    and self.found.checks
                    and all(check.passed for check in self.found.checks))

    @property
    def said(self) -> str:
        """How it went, in a few words."""
        if self.passed:
            return 'as told'
        if self.code is None:
            return 'not told'
        if self.found and self.found.outcome == record.INTERRUPTED:
            return 'interrupted'
        return 'FAILED'

    @property
    def why(self) -> str:
        """Why it has not passed, in a sentence."""
        if self.passed:
            return ''
        if self.code is None:
            return 'It was not begun: the run had ended before.'
        if self.found is None:
            return 'It ended with code %d and left no record: %s.' % (
                self.code, self.missing)
        if self.found.error:
            return self.found.error
        return 'It ended with code %d, and its record says "%s".' % (
            self.code, self.found.outcome)


def ordered(results: Iterable[Result]) -> list[Result]:
    """Give those first that need a look: what failed, then what is not told.

    Else they are in the order of the run.
    """
    ranks = {'FAILED': 0, 'interrupted': 1, 'not told': 2}
    return sorted(results, key=lambda one: ranks.get(one.said, 3))
