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

"""Stages of ``make test`` that run beside the others.

The functional tests of Swift and those of the wheel take as long as all the
rest, and one of two processors.
"""

from __future__ import annotations

from collections.abc import Sequence
import re
import subprocess
import sys

from tools import counts
from tools import environments

_TOTAL = re.compile(
    r'^total: (\d+) passed, (\d+) failed, (\d+) skipped$', re.MULTILINE)


class Alongside:
    """Some stages, from now until their result is asked for.

    It ends when we do; see :func:`tools.commands.die_with_parent`.

    :param names: of the stages
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._log = environments.WORK / ('alongside-%s.log' % re.sub(
            r'\W+', '-', names[0]))
        with self._log.open('w') as log:
            self._process = subprocess.Popen(
                [sys.executable, '-m', 'tools', 'test', *names],
                stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)

    def result(self) -> counts.Count:
        """Wait for their end, show what they printed, and count."""
        code = self._process.wait()
        text = self._log.read_text()
        print(text, end='')
        return counted(text, code)


def counted(text: str, code: int) -> counts.Count:
    """Read the count from what a run of ``tools test`` has printed."""
    found = _TOTAL.search(text)
    if not found:
        return counts.Count(failed=1)
    count = counts.Count(*map(int, found.groups()))
    # An exit code without a failed test is still a failure.
    return count._replace(failed=max(count.failed, 1 if code else 0))
