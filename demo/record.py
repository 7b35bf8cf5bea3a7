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

"""What a story leaves behind for machines: what was told, in order.  Pure.

The narrator fills it while the story is told, so that it has what the
terminal has and no story writes anything twice.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from typing import Any

#: Of the file.  What has another one is not read.
FORMAT = 1
#: How a story ended; UNFINISHED is what it is until then.
PASSED, FAILED, INTERRUPTED, UNFINISHED = (
    'passed', 'failed', 'interrupted', 'unfinished')
#: Whose a bar is: what came without us, with us, and what was only foretold.
STOCK, OURS, FORETOLD = 'stock', 'ours', 'foretold'
#: No story counts as far, in bytes or anything else.
_TOO_MUCH = 1e18


class Unreadable(ValueError):
    """A file is not the record of a story."""


@dataclasses.dataclass(frozen=True)
class Bar:
    """One number of a figure, as it was measured."""

    label: str
    value: float
    whose: str = OURS


@dataclasses.dataclass(frozen=True)
class Figure:
    """Numbers of one kind that belong side by side.

    :ivar unit: of each, in the plural
    :ivar most: what they could be at most; 0 if nothing bounds them
    :ivar logarithmic: whether they are too far apart for a linear scale
    :ivar note: what one has to know to read them
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    most: float = 0
    logarithmic: bool = False
    note: str = ''


@dataclasses.dataclass(frozen=True)
class Line:
    """A line below a step.

    :ivar kind: 'act', or of what is below an act: 'sent', 'got' or 'log'
    """

    kind: str
    what: str
    source: str = ''
    outcome: str = ''


@dataclasses.dataclass
class Step:
    """A step, and what happened in it."""

    title: str
    more: tuple[str, ...] = ()
    lines: list[Line] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Check:
    """What had to be so, and what came."""

    what: str
    expected: str
    came: str
    passed: bool


@dataclasses.dataclass
class Record:
    """One story.

    :ivar tale: what happened to others, or what the guide wants
    :ivar about: how it was set up
    :ivar began: the time in UTC, as ISO 8601
    :ivar versions: of what took part, by name
    :ivar stock: what came of it without us
    :ivar ours: what came of it with us
    """

    story: str
    service: str
    title: str = ''
    tale: str = ''
    about: tuple[str, ...] = ()
    began: str = ''
    seconds: float = 0.0
    outcome: str = UNFINISHED
    error: str = ''
    log: tuple[str, ...] = ()
    versions: dict[str, str] = dataclasses.field(default_factory=dict)
    requests: int = 0
    stock: str = ''
    ours: str = ''
    figures: list[Figure] = dataclasses.field(default_factory=list)
    steps: list[Step] = dataclasses.field(default_factory=list)
    checks: list[Check] = dataclasses.field(default_factory=list)

    def to_json(self) -> str:
        return json.dumps({'format': FORMAT, **dataclasses.asdict(self)},
                          indent=1) + '\n'


def from_json(text: str) -> Record:
    """Read what :meth:`Record.to_json` wrote.

    :raises Unreadable: if it is anything else
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable('no JSON: %s' % error) from error
    if not isinstance(found, dict) or found.pop('format', 0) != FORMAT:
        raise Unreadable('not a record of format %d' % FORMAT)
    read: Record = _read('record', Record, found)
    return read


def _read(name: str, kind: Any, value: Any) -> Any:
    """Make a value of a type of what JSON has for it."""
    inner = typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        if isinstance(value, dict) and value.keys() == hints.keys():
            return kind(**{field: _read(field, hints[field], value[field])
                           for field in hints})
    elif typing.get_origin(kind) is dict:
        if isinstance(value, dict):
            return {key: _read(name, inner[1], one)
                    for key, one in value.items()}
    elif inner:
        if isinstance(value, list):
            return typing.get_origin(kind)(
                _read(name, inner[0], one) for one in value)
    elif kind in (int, float):
        # Nothing that is counted or measured here is less than none.
        if type(value) in (int, kind) and 0 <= value < _TOO_MUCH:
            return value
    elif isinstance(value, kind):
        return value
    raise Unreadable('%s = %.80r' % (name, value))
