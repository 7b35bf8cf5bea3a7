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

"""What is found."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Level(enum.Enum):
    """How bad it is."""

    #: Someone is locked out, or a rule does not mean what it says.
    ERROR = 'error'
    #: Probably not what was meant.
    WARNING = 'warning'
    #: Right, if it was meant.
    NOTE = 'note'


class Finding(NamedTuple):
    """Something about the rules of a container or an account.

    :ivar level: how bad it is
    :ivar code: what it is, for programs
    :ivar rule: name of the item of metadata; empty if it is about all
    :ivar text: what it is, for people
    """

    level: Level
    code: str
    rule: str
    text: str


def error(code: str, rule: str, text: str) -> Finding:
    """Make an error."""
    return Finding(Level.ERROR, code, rule, text)


def warning(code: str, rule: str, text: str) -> Finding:
    """Make a warning."""
    return Finding(Level.WARNING, code, rule, text)


def note(code: str, rule: str, text: str) -> Finding:
    """Make a note."""
    return Finding(Level.NOTE, code, rule, text)
