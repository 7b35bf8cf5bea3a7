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

"""Tells the guide's stories on real services, and writes their page."""

from __future__ import annotations

import shutil

from demo import ending
from demo.report import written
from demo import stories
from tools import commands
from tools import environments
from tools import progress
from tools import system_packages

_THREADS = {'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'}
#: From here on the exit code of a story says which signal ended it.
_SIGNALLED = 128


def tell_all() -> int:
    """Tell all of them, also if one fails.

    :returns: 0 if the page says that all have passed
    """
    system_packages.ensure()
    pythons = {name: environments.ensure(name, product=True)
               for name in ('swift', 'nova')}
    # What an earlier run has left is not of this one.
    shutil.rmtree(ending.RECORDS, ignore_errors=True)
    ending.RECORDS.mkdir()
    codes: dict[str, int] = {}
    passed = False
    try:
        for story in stories.ALL:
            progress.step('telling the story of %s' % story.about)
            codes[story.name] = 1
            codes[story.name], _output = commands.run(
                [pythons[story.service], '-m', story.module],
                environ=_THREADS)
            if codes[story.name] > _SIGNALLED:
                break
    finally:
        # Also of a run that was interrupted.
        page, passed = written.write(ending.RECORDS, codes)
        for story in stories.ALL:
            if codes.get(story.name):
                print('demo: FAILED in the story of %s' % story.about)
        progress.step('the report of this run: %s' % page)
    if passed:
        progress.step('demo: all stories went as told')
        return 0
    return next((code for code in codes.values() if code > 0), 1)
