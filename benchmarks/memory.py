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

"""How much memory a process has had."""

from __future__ import annotations

import pathlib
import re


def peak(pid: int | None) -> float:
    """Give the most that it had so far, in megabytes."""
    status = pathlib.Path('/proc/%s/status' % pid).read_text()
    found = re.search(r'^VmHWM:\s+(\d+) kB$', status, re.MULTILINE)
    # A process that is ending has none any more.
    return int(found[1]) / 1024 if found else float('inf')
