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

"""What processes occupy of the memory."""

from __future__ import annotations

import pathlib


def resident(pid: int) -> int:
    """Bytes of a process and of all that descend from it.

    What several of them share is counted once.
    """
    total = 0
    for one in _family(pid):
        try:
            text = pathlib.Path('/proc/%d/smaps_rollup' % one).read_text()
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith('Pss:'):
                total += int(line.split()[1]) * 1024
    return total


def _family(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            # The name may have blanks; what follows it has not.
            fields = path.read_text().rpartition(')')[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    family = [pid]
    for one in family:
        family += children.get(one, [])
    return family
