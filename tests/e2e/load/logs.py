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

"""What the logs of the services say against us.

Every feature may be in the way of a request, so our code is found in many a
traceback.  It is ours when it ends in our code: there the error was raised.
"""

from __future__ import annotations

from collections.abc import Iterator
import pathlib
import re
from typing import NamedTuple

#: Directories of the product, as they are in a path of a traceback.
_OURS = re.compile(
    r'/(?:swift_ops_ext|nova_ops_ext|ops_ext_net|nova/virt/ops_ext)/')
#: As Python prints it, and as Swift logs it, with #012 for the ends of lines.
_BEGIN = 'Traceback (most recent call last):'
_FRAME = re.compile(r'File "([^"]+)", line \d+')
_SWIFT_NEWLINE = '#012'
#: What oslo.log puts before each line.
_PREFIX = re.compile(r'^\d{4}-\d\d-\d\d [\d:.]+ \d+ [A-Z]+ \S+ ')
#: Longer ones are cut; only the innermost frame matters.
_LINES = 400


class Fault(NamedTuple):
    """An error that our code raised, or that nobody caught.

    :ivar log: whose log
    :ivar text: the end of the traceback
    """

    log: str
    text: str


def faults(name: str, log: pathlib.Path, start: int = 0) -> list[Fault]:
    """Give the tracebacks of ours in a log.

    :param name: of the service
    :param start: where to begin to read, in bytes
    """
    if not log.exists():
        return []
    with log.open(errors='replace') as lines:
        lines.seek(start)
        return [Fault(name, '\n'.join(traceback[-8:]))
                for traceback in tracebacks(lines)
                if _is_ours(traceback)]


def size(log: pathlib.Path) -> int:
    """Bytes of a log, which may not be there yet."""
    return log.stat().st_size if log.exists() else 0


def tracebacks(lines: Iterator[str]) -> Iterator[list[str]]:
    """Give each traceback, as its lines."""
    current: list[str] | None = None
    for line in lines:
        for part in line.rstrip('\n').split(_SWIFT_NEWLINE):
            if _BEGIN in part:
                if current:
                    yield current
                current = [part]
            elif current is not None:
                current.append(part)
                if _ends(part) or len(current) > _LINES:
                    yield current
                    current = None
    if current:
        yield current


def _is_ours(traceback: list[str]) -> bool:
    frames = _FRAME.findall('\n'.join(traceback))
    return bool(frames) and bool(_OURS.search(frames[-1]))


def _ends(line: str) -> bool:
    """Whether a line is the error itself, which follows the frames."""
    text = _PREFIX.sub('', line)
    return bool(text) and not text[0].isspace()
