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

"""What a page has one type, and whether what came is what it shows.

In such a page a block of the language ``bash`` is typed, and a block of the
language ``none`` beneath it is all that is to be seen then.  In what is
shown, ``...`` stands for anything within a line, and on a line of its own for
any number of lines.  Commands end with code 0, but for the last before a block
that ends with ``(exit code N)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
import re
from typing import NamedTuple

from tests.harness import manual_blocks
from tests.harness import shell_text

_ANYTHING = '...'
_CODE = re.compile(r'\(exit code (\d+)\)')
_TYPED, _MORE = '# ', '> '
_ENDED = re.compile(r'\(exit code (\d+), [0-9.]+ s\)')
_HIDDEN = '[lines that the page does not show: %d]'


class Step(NamedTuple):
    """A block that is typed.

    :ivar shown: what the page shows then; None if it shows nothing
    :ivar code: that of the last command
    """

    commands: tuple[str, ...]
    shown: str | None
    code: int


class Came(NamedTuple):
    """What a command came to."""

    command: str
    output: str
    code: int
    seconds: float


def steps(blocks: Iterable[manual_blocks.Block]) -> list[Step]:
    """Give what is typed, in order.

    :raises ValueError: a block shows what comes of none
    """
    found: list[Step] = []
    for block in blocks:
        if block.language == 'bash':
            found.append(Step(tuple(one.text for one in shell_text.session(
                block.text)), None, 0))
        elif block.language == 'none':
            if not found or found[-1].shown is not None:
                raise ValueError('%s: nothing is typed before it' % block)
            text, _newline, last = block.text.rstrip().rpartition('\n')
            code = _CODE.fullmatch(last)
            found[-1] = found[-1]._replace(
                shown=text if code else block.text,
                code=int(code[1]) if code else 0)
    return found


def problem(step: Step, came: Sequence[Came]) -> str:
    """Say in what a step differs from the page; empty if in nothing."""
    for one in came:
        wanted = step.code if one is came[-1] else 0
        if one.code != wanted:
            return 'exit code %d, expected %d: %s' % (one.code, wanted,
                                                      one.command)
    if len(came) < len(step.commands):
        return 'not typed: %s' % step.commands[len(came)]
    if step.shown is None:
        return ''
    return difference(step.shown, ''.join(one.output for one in came))


def difference(shown: str, output: str) -> str:
    """Name the first line of what is shown that did not come."""
    # The terminal begins a line for the next command, as for what is shown.
    lines = [line.rstrip() for line in output.rstrip('\n').split('\n')]
    output = '\n'.join(lines) + '\n'
    pattern, matched = '', ''
    for line in shown.strip('\n').split('\n'):
        if line.strip() == _ANYTHING:
            pattern += r'(?:.*\n)*?'
        else:
            pattern += '.*?'.join(
                map(re.escape, line.rstrip().split(_ANYTHING))) + r'\n'
        match = re.match(pattern, output)
        if not match:
            return 'did not come: %s' % line
        matched = match[0]
    if not re.fullmatch(pattern, output):
        return 'came besides: %s' % output.removeprefix(
            matched).partition('\n')[0]
    return ''


def transcript(heading: str, done: Iterable[tuple[Step, Sequence[Came]]], *,
               everything: bool) -> str:
    """Tell what was typed and what came.

    :param everything: whether also that which the page does not show, in
        which are paths and names of the machine
    """
    parts = [heading + '\n']
    for step, came in done:
        for one in came:
            text = _TYPED + one.command.replace('\n', '\n' + _MORE) + '\n'
            output = one.output.replace('\r', '')
            if output and not output.endswith('\n'):
                output += '\n'
            if output and step.shown is None and not everything:
                output = _HIDDEN % output.count('\n') + '\n'
            parts.append('%s%s(exit code %d, %.1f s)\n' % (
                text, output, one.code, one.seconds))
    return '\n'.join(parts)


def read(text: str) -> list[Came]:
    """Read a transcript."""
    found: list[Came] = []
    command, output, begun = '', '', False
    for line in text.split('\n'):
        ended = _ENDED.fullmatch(line)
        if ended and command:
            found.append(Came(command, output, int(ended[1]), 0))
            command, output, begun = '', '', False
        elif not command:
            if line.startswith(_TYPED):
                command = line.removeprefix(_TYPED)
        elif line.startswith(_MORE) and not begun:
            command += '\n' + line.removeprefix(_MORE)
        else:
            output += line + '\n'
            begun = True
    return found


def by_step(wanted: Sequence[Step], came: Sequence[Came]
            ) -> list[tuple[Step, Sequence[Came]]]:
    """Give to each step what came of its commands."""
    found: list[tuple[Step, Sequence[Came]]] = []
    left = list(came)
    for step in wanted:
        count = len(step.commands)
        found.append((step, left[:count]))
        left = left[count:]
    return found
