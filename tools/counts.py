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

"""How many tests of a run passed, by what the test runners leave behind."""

from __future__ import annotations

import pathlib
import re
from typing import NamedTuple
from xml.etree import ElementTree

_STESTR = re.compile(r'^ - (\w+): (\d+)$', re.MULTILINE)


class Count(NamedTuple):
    """How tests ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*map(sum, zip(self, other, strict=True)))


def of_pytest(report: pathlib.Path, code: int) -> Count:
    """Count by the file that ``pytest --junitxml`` writes.

    :param code: how pytest exited; a run without a test that passed counts as
        one that failed, and so does an exit code without a failed test
    """
    if not report.exists():
        return Count(failed=1)
    suite = next(ElementTree.parse(report).iter('testsuite'))
    number = {key: int(suite.get(key, 0))
              for key in ('tests', 'failures', 'errors', 'skipped')}
    failed = number['failures'] + number['errors']
    passed = number['tests'] - failed - number['skipped']
    return Count(passed, max(failed, 1 if code or not passed else 0),
                 number['skipped'])


def of_stestr(output: str, code: int) -> Count:
    """Count by the totals that ``stestr run`` prints; see above."""
    found = {word: int(number) for word, number in _STESTR.findall(output)}
    count = Count(found.get('Passed', 0), found.get('Failed', 0),
                  found.get('Skipped', 0))
    if code or not count.passed:
        count = count._replace(failed=max(count.failed, 1))
    return count
