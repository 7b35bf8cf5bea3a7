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

"""Runs the management commands that prepare a service's database."""

from __future__ import annotations

import os
import subprocess

from tests.e2e.cloud import place
from tests.harness import processes

_PATIENCE_SECONDS = 300


def run(where: place.Place, program: str, *arguments: object) -> str:
    """Run it to its end, and give its output.

    :raises ProcessError: if it fails, with what it printed
    """
    argv = [where.program(program), *map(str, arguments)]
    done = subprocess.run(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=_PATIENCE_SECONDS,
        env={**os.environ, **place.environ()})
    with (where.log / (program + '.out')).open('a') as log:
        log.write('%s\n%s\n' % (' '.join(argv), done.stdout))
    if done.returncode:
        raise processes.ProcessError('%s ended with code %d:\n%s' % (
            ' '.join(argv), done.returncode, done.stdout[-3000:]))
    return done.stdout
