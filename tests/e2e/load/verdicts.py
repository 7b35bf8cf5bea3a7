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

"""What a soak may not show."""

from __future__ import annotations

from tests.e2e.load import figures
from tests.e2e.load import tally


def wrong(found: figures.Figures) -> list[str]:
    """Which claims do not hold; none, if all is well."""
    said = ['let in: ' + remark for remark in found.remarks(
        tally.Ending.LET_IN)]
    said += ['let in, by the access log: ' + line
             for line in found.let_in_by_log]
    said += ['turned away: ' + remark for remark in found.remarks(
        tally.Ending.TURNED_AWAY)]
    # With memcached there, a change of rules holds when it is answered.
    said += ['late: ' + remark for remark in found.remarks(
        tally.Ending.LATE)]
    said += ['harm: ' + what for what in found.harm]
    said += ['our error: ' + fault for fault in found.faults]
    said += ['memory: %s grew from %d MiB to %d MiB' % (
        name, course.settled >> 20, course.last >> 20)
        for name, course in found.memory.items() if course.grows]
    said += ['nothing was done by: ' + kind for kind in found.idle()]
    return said
