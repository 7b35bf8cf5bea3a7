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


"""When each file was last seen in use, over passes and restarts.

Time alone proves nothing: a clock may jump.  So complete passes are counted
as well, in which all disks could be read and nobody needed the file.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
import json
from typing import Any
from typing import NamedTuple

_VERSION = 1
#: So far behind the last pass may a clock be, in seconds.
CLOCK_TOLERANCE = 300.0


class Entry(NamedTuple):
    """What is known of a file.

    :ivar ino: a new file under the name has another
    :ivar since: when it was last seen in use, or first seen at all
    :ivar passes: complete ones since then
    """

    ino: int
    since: float
    passes: int = 0


class Ledger(NamedTuple):
    """What is known of all of them.

    :ivar last: when the last pass was; 0 before the first
    :ivar passes: complete passes ever
    """

    files: dict[str, Entry] = {}
    trash: dict[str, Entry] = {}
    last: float = 0.0
    passes: int = 0


def clock_is_behind(ledger: Ledger, now: float) -> bool:
    """Tell whether the clock is well behind the last pass."""
    return now < ledger.last - CLOCK_TOLERANCE


def after_pass(ledger: Ledger, now: float, *, complete: bool,
               files: Mapping[str, int], trash: Mapping[str, int],
               in_use: Collection[str]) -> Ledger:
    """Add what a pass has seen.

    :param complete: whether all disks and servers are known
    :param files: of the cache, with their inodes
    :param trash: likewise
    :param in_use: names of both that somebody needs
    """
    return Ledger(
        _after(ledger.files, now, complete, files, in_use),
        _after(ledger.trash, now, complete, trash, in_use),
        max(now, ledger.last), ledger.passes + complete)


def _after(entries: Mapping[str, Entry], now: float, complete: bool,
           seen: Mapping[str, int], in_use: Collection[str]
           ) -> dict[str, Entry]:
    after = {}
    for name, ino in seen.items():
        entry = entries.get(name)
        if entry is None or entry.ino != ino:
            entry = Entry(ino, now)
        if name in in_use:
            entry = Entry(ino, max(now, entry.since))
        elif complete:
            entry = entry._replace(passes=entry.passes + 1)
        after[name] = entry
    return after


def anew(ledger: Ledger, now: float) -> Ledger:
    """Forget all ages, after the clock was corrected."""
    return Ledger(
        {name: Entry(entry.ino, now) for name, entry in
         ledger.files.items()},
        {name: Entry(entry.ino, now) for name, entry in
         ledger.trash.items()}, now, ledger.passes)


def encode(ledger: Ledger) -> str:
    """Write it as JSON."""
    return json.dumps({'version': _VERSION, **ledger._asdict()},
                      sort_keys=True)


def decode(text: str) -> Ledger:
    """Read it.

    :raises ValueError: if it is no ledger, and why
    """
    try:
        read = json.loads(text)
        if read['version'] != _VERSION:
            raise ValueError('version %r is unknown' % (read['version'],))
        return Ledger(_entries(read['files']), _entries(read['trash']),
                      _time(read['last']), _count(read['passes']))
    except ValueError:
        raise
    except (KeyError, TypeError, AttributeError, RecursionError,
            OverflowError) as error:
        raise ValueError('it has another form: %s: %s' % (
            type(error).__name__, error)) from None


def _entries(read: dict[str, Any]) -> dict[str, Entry]:
    return {name: Entry(_count(ino), _time(since), _count(passes))
            for name, (ino, since, passes) in read.items()}


def _time(read: Any) -> float:
    if isinstance(read, bool) or not isinstance(read, int | float) or not (
            0 <= read < 1e11):
        raise ValueError('%.40r is no time' % (read,))
    return float(read)


def _count(read: Any) -> int:
    if isinstance(read, bool) or not isinstance(read, int) or read < 0:
        raise ValueError('%.40r is no count' % (read,))
    return read
