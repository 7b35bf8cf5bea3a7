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

"""Runs Tempest in a workspace of its own, and counts."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
from typing import NamedTuple

_TOTALS = re.compile(r'^ - (Passed|Skipped|Failed): (\d+)$', re.MULTILINE)
OURS = r'^ops_ext_tempest\.'


class Count(NamedTuple):
    """How tests ended.  A class that is skipped counts as one."""

    passed: int
    skipped: int
    failed: int


class Workspace:
    """Where Tempest finds its configuration and leaves its results.

    :param directory: is made anew
    :param python: of the environment that has Tempest and our wheel
    """

    def __init__(self, directory: pathlib.Path, python: pathlib.Path) -> None:
        self.directory = directory.resolve()
        self._program = python.with_name('tempest')
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        self._call('init', str(self.directory / 'workspace'))

    def run(self, name: str, conf: str, regex: str, *, concurrency: int = 2
            ) -> Count:
        """Run tests, and show how each ends.

        :param name: of the run, for its files
        :param conf: tempest.conf
        """
        workspace = self.directory / 'workspace'
        (workspace / 'etc' / 'tempest.conf').write_text(conf)
        output = self._call(
            'run', '--regex', regex, '--concurrency', str(concurrency),
            at=workspace, fails=True)
        (self.directory / (name + '.out')).write_text(output)
        return count(output)

    def _call(self, *arguments: str, at: pathlib.Path | None = None,
              fails: bool = False) -> str:
        # Tempest keeps a list of workspaces there.
        environ = {**os.environ, 'HOME': str(self.directory)}
        for name in list(environ):
            if name.startswith('OS_'):
                del environ[name]
        lines = []
        with subprocess.Popen(
                [str(self._program), *arguments], cwd=at or self.directory,
                env=environ, text=True, errors='replace',
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if fails and line.startswith('{'):
                    print(line, end='', flush=True)
        output = ''.join(lines)
        if process.returncode and not fails:
            raise RuntimeError('tempest %s: %s' % (arguments[0], output))
        return output


def count(output: str) -> Count:
    """Read the totals that Tempest prints at the end.

    :raises ValueError: if there are none
    """
    found = {word.lower(): int(number)
             for word, number in _TOTALS.findall(output)}
    if not found:
        raise ValueError('Tempest came to no end: %s' % output[-2000:])
    return Count(**found)
