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

"""What a sub-command gives: an exit code, and text or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import enum
import json
import sys
from typing import Any


class Exit(enum.IntEnum):
    """The same for all sub-commands."""

    #: Admitted; listed; nothing found; enforces.
    GOOD = 0
    #: Refused; something found; does not enforce.
    BAD = 1
    #: Nobody can say, for the reason on stderr; also a wrong command line.
    UNKNOWN = 2


class CannotTellError(Exception):
    """There is no answer, and why."""


def printable(text: str) -> str:
    """Keep what clients store from controlling the operator's terminal."""
    return ''.join(
        character if character.isprintable()
        else character.encode('unicode_escape').decode()
        for character in text)


def show(result: Mapping[str, Any], lines: Iterable[str], *,
         as_json: bool) -> None:
    """Write a result for a program or for a person.

    :param result: of which the lines are made
    """
    if as_json:
        print(json.dumps(result, indent=2))
        return
    for line in lines:
        # A terminal that knows only ASCII is no reason to stop.
        encoding = sys.stdout.encoding or 'utf-8'
        print(printable(line).encode(encoding, 'backslashreplace').decode(
            encoding))


def complain(text: str) -> None:
    """Write a line to stderr."""
    print('swift-ops-ip-whitelist: %s' % printable(text).encode(
        'ascii', 'backslashreplace').decode(), file=sys.stderr)
