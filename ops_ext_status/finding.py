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

"""What a check finds, and what to do about it.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
import enum
from typing import NamedTuple


class Level(enum.IntEnum):
    """How bad it is; names and numbers are those of oslo.upgradecheck."""

    SUCCESS = 0
    WARNING = 1
    FAILURE = 2


class Finding(NamedTuple):
    """One thing that an operator ought to know.

    :ivar code: one of :data:`ops_ext_status.codes.CODES`
    :ivar where: file, section and option
    :ivar value: as it stands there, and never a secret
    :ivar problem: what is wrong
    :ivar remedy: what to do
    """

    level: Level
    code: str
    where: str
    value: str
    problem: str
    remedy: str


def note(code: str, where: str, value: object, problem: str, remedy: str
         ) -> Finding:
    """Make a finding that does not count."""
    return Finding(Level.SUCCESS, code, where, shown(value), problem, remedy)


def warning(code: str, where: str, value: object, problem: str, remedy: str
            ) -> Finding:
    """Make a finding of what is weaker than it may seem."""
    return Finding(Level.WARNING, code, where, shown(value), problem, remedy)


def failure(code: str, where: str, value: object, problem: str, remedy: str
            ) -> Finding:
    """Make a finding of what does not start, or is not in force."""
    return Finding(Level.FAILURE, code, where, shown(value), problem, remedy)


def without(findings: Iterable[Finding], ignored: Collection[str]
            ) -> list[Finding]:
    """Take the effect from findings that the operator does not mind."""
    return [one._replace(level=Level.SUCCESS,
                         problem=one.problem + ' (ignored)')
            if one.code in ignored and one.level else one
            for one in dict.fromkeys(findings)]


def shown(value: object) -> str:
    """Write a value for people."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ', '.join(str(one) for one in value)
    return '' if value is None else str(value)
