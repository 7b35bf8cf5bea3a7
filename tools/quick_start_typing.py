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

"""Types the quick start into a fresh Debian: ``python -m ... ROOT``.

:mod:`tools.quick_start` starts it, in namespaces of its own.
"""

from __future__ import annotations

import datetime
import pathlib
import sys
import time

from tests.harness import manual_blocks
from tools import clean_root
from tools import environments
from tools import host_settings
from tools import progress
from tools import quick_start_page

PAGE = environments.ROOT / 'doc/source/quick_start.rst'
#: Where the page says that the repository is.
ADDRESS = 'https://git.example.com/openstack-ops-ext'
_HEADING = '%s, %s, Debian 12: %d of %d commands typed, %d passed, %.0f s'


def main(root: pathlib.Path, report: pathlib.Path) -> int:
    """Type it all, up to the first step that is not as the page has it."""
    steps = quick_start_page.steps(manual_blocks.read(PAGE))
    settings = host_settings.read()
    progress.step('making a fresh Debian 12')
    clean_root.make(root, settings)
    clean_root.give_repository(root, environments.ROOT, ADDRESS)
    shell = clean_root.Shell(root, settings.environ)
    began = time.monotonic()
    done: list[tuple[quick_start_page.Step,
                     list[quick_start_page.Came]]] = []
    problem = ''
    for step in steps:
        came: list[quick_start_page.Came] = []
        for command in step.commands:
            progress.step('# ' + command.partition('\n')[0])
            came.append(quick_start_page.Came(command, *shell.run(command)))
            if came[-1].code:
                break
        done.append((step, came))
        problem = quick_start_page.problem(step, came)
        if problem:
            break
    typed = sum(len(came) for _step, came in done)
    heading = _HEADING % (
        PAGE.name, datetime.date.today(), typed,
        sum(len(step.commands) for step in steps), typed - bool(problem),
        time.monotonic() - began)
    for name, everything in (('transcript.txt', True), ('shown.txt', False)):
        (report / name).write_text(quick_start_page.transcript(
            heading, done, everything=everything))
    if problem:
        print(''.join(one.output for one in done[-1][1]))
        print('%s: %s' % (PAGE.name, problem))
    print(heading)
    return 1 if problem else 0


if __name__ == '__main__':
    place = pathlib.Path(sys.argv[1])
    sys.exit(main(place, place.parent))
