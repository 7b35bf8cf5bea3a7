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

"""What a section loads in the end.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
import re
from typing import NamedTuple


class Resolved(NamedTuple):
    """What is loaded in the end.

    :ivar distribution: of the entry point, normalised; empty if there is none
    :ivar name: of the entry point; or the factory, ``module:attribute``
    :ivar local: the options of the section
    :ivar everywhere: those of [DEFAULT], as this section sees them
    :ivar where: the section, or the word if it names an entry point itself
    :ivar problem: why nothing is loaded; empty if something is
    :ivar protocol: what kind of factory it is; empty if the kind of the
        section tells
    :ivar around: the word of the filter that is put around it by
        ``filter-with``; empty if there is none
    :ivar required: distributions that have to be there, by ``require``
    """

    distribution: str
    name: str
    local: Mapping[str, str]
    everywhere: Mapping[str, str]
    where: str
    problem: str = ''
    protocol: str = ''
    around: str = ''
    required: tuple[str, ...] = ()


def normalised(distribution: str) -> str:
    """Write the name of a distribution as Python compares it."""
    return re.sub(r'[-_.]+', '-', distribution).lower()
