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


"""What the commands print, whatever their output is."""

from __future__ import annotations

from collections.abc import Iterable
import os
import sys


def write(lines: Iterable[str]) -> bool:
    """Write the report, if anybody takes it."""
    if sys.stdout is None:
        return False
    # A terminal that knows only ASCII is no reason to stop.
    encoding = sys.stdout.encoding or 'utf-8'
    try:
        for line in lines:
            print(line.encode(encoding, 'backslashreplace').decode(encoding))
        sys.stdout.flush()
    except OSError:
        # Nobody reads, or a disk is full; Python would complain of the rest
        # when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True
