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


"""Times as people write them.  Pure."""

from __future__ import annotations

import math
import time

_UNITS = ((86400, 'd'), (3600, 'h'), (60, 'min'))
# What strftime can write everywhere.
_LAST = 253402300799


def show_seconds(seconds: float) -> str:
    """Write how long something is: in the largest unit, of two or more."""
    if not math.isfinite(seconds):
        return 'unknown'
    for size, unit in _UNITS:
        if abs(seconds) >= 2 * size:
            return '%d %s' % (seconds / size, unit)
    return '%d s' % seconds


def show_time(moment: float, now: float) -> str:
    """Write when something was, and how long ago that is."""
    if not 0 < moment <= _LAST:
        return 'at an unknown time'
    written = time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime(moment))
    if moment > now:
        return '%s, in %s' % (written, show_seconds(moment - now))
    return '%s, %s ago' % (written, show_seconds(now - moment))
