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

"""Can what a service loads of ours be imported here?  Runs in a child."""

from __future__ import annotations

from collections.abc import Sequence
import importlib

_LONGEST = 300


def look(modules: Sequence[str]) -> dict[str, str]:
    """Import modules, and give what went wrong, by module."""
    broken = {}
    for module in modules:
        try:
            importlib.import_module(module)
        except (Exception, SystemExit) as error:
            broken[module] = ('%s: %s' % (
                type(error).__name__, error))[:_LONGEST]
    return broken
