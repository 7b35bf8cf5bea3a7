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

"""What the person at the terminal sees while things run."""

from __future__ import annotations

import sys
import time

_began = time.monotonic()


def step(text: str) -> None:
    """Say what begins now, with the seconds since the start."""
    print('[%5.0f s] %s' % (time.monotonic() - _began, text), flush=True)


def fail(text: str) -> None:
    """Say in one line why nothing more will happen, and end."""
    print('make: %s' % text, file=sys.stderr, flush=True)
    raise SystemExit(1)
