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

"""What is found, and what it does to the exit code.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
import enum
from typing import NamedTuple


class Level(enum.IntEnum):
    """How bad it is; the numbers are the exit codes of Nagios plugins."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


# What could not be seen may hide something critical, so it is more than a
# warning; what is known to be critical stays so.
_WORSE = (Level.OK, Level.WARNING, Level.UNKNOWN, Level.CRITICAL)

#: All codes, for ``--ignore``; the manual tells what to do about each.
CODES = (
    'size', 'growth', 'full', 'not-rotated', 'over-max-size', 'stdio-handler',
    'deleted-open', 'no-domain', 'not-a-file', 'hung', 'not-looked-at',
    'unreadable', 'rotation-unknown', 'limits-unknown', 'owners-unknown',
    'state',
)


class Finding(NamedTuple):
    """Something that an operator ought to know.

    :ivar code: one of :data:`CODES`
    :ivar path: of what it is about; empty if it is about the node
    :ivar text: what it is, for people
    :ivar weight: what comes first among equals
    """

    level: Level
    code: str
    path: str
    text: str
    weight: float = 0


def worst(findings: Iterable[Finding]) -> Level:
    """Give the state that findings make together."""
    return max((one.level for one in findings), key=_WORSE.index,
               default=Level.OK)


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Put the worst first."""
    return sorted(findings, key=lambda one: (
        -_WORSE.index(one.level), -one.weight, one.code, one.path))


def without(findings: Iterable[Finding], ignored: Collection[str]
            ) -> list[Finding]:
    """Take the effect from findings that the operator does not mind."""
    return [one._replace(level=Level.OK, text=one.text + ' (ignored)')
            if one.code in ignored and one.level is not Level.OK else one
            for one in findings]
