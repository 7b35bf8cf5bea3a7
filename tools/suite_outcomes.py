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

"""What became of each test in one run, compared with another run.

Outcomes are a mapping: the test's name to passed, skipped or failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ABSENT = 'absent'

Outcomes = Mapping[str, str]


class Difference(NamedTuple):
    """A test that proves nothing, or proves that something is wrong.

    :ivar before: how it ended without us
    :ivar after: how it ended with us
    """

    test: str
    before: str
    after: str

    def __str__(self) -> str:
        return '%s: %s without the filter, %s with it' % self


def differences(before: Outcomes, after: Outcomes) -> list[Difference]:
    """Find every test that did not end the same, or failed.

    One that fails in both runs is among them: what it would have shown about
    the second run is not known.
    """
    pairs = [Difference(test, before.get(test, ABSENT),
                        after.get(test, ABSENT))
             for test in sorted({*before, *after})]
    return [pair for pair in pairs
            if pair.before != pair.after or pair.before == 'failed']


def counts(outcomes: Outcomes) -> tuple[int, int, int]:
    """Count passed, skipped and failed."""
    ends = list(outcomes.values())
    return ends.count('passed'), ends.count('skipped'), ends.count('failed')
