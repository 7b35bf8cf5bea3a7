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

"""What a terminal shows, taken apart: commands, and the programs in them.

The shell itself judges the syntax (``bash -n``).  This finds only which
programs a command runs, and with what.
"""

import re
import shlex
from typing import NamedTuple

_PROMPT = re.compile(r'(?P<machine>[\w-]*)(?P<mark>[$#]) (?P<command>.*)')
_HERE = re.compile(r'<<-?\s*[\'"]?(\w+)[\'"]?')
#: What begins on one line, and the line that ends it.
_CLOSING = {'for': 'done', 'while': 'done', 'until': 'done', 'if': 'fi'}
_ASSIGNED = re.compile(r'[A-Za-z_]\w*=')
_BETWEEN = {'|', '||', '&&', ';', '&', '(', ')', '|&', ';;'}
#: Words that stand before a program and are none, or run the next word.
_BEFORE = {'!', '{', '}', 'do', 'done', 'else', 'elif', 'env', 'exec', 'fi',
           'if', 'sudo', 'then', 'time', 'until', 'while'}


class Typed(NamedTuple):
    """A command in a session.

    :ivar machine: what stands before the prompt, if anything
    :ivar as_root: whether the prompt is ``#``
    :ivar text: the command, of one line or more
    :ivar output: what the terminal shows next
    """

    machine: str
    as_root: bool
    text: str
    output: str


def session(text: str) -> list[Typed]:
    """Take a session apart; without any prompt, each line is a command.

    :raises ValueError: it has text before the first prompt, or it ends in
        the middle of a command
    """
    lines = text.split('\n')
    prompts = any(_PROMPT.fullmatch(line) for line in lines)
    found: list[Typed] = []
    while lines:
        line = lines.pop(0)
        match = _PROMPT.fullmatch(line)
        if match:
            found.append(Typed(match['machine'], match['mark'] == '#',
                               _complete(match['command'], lines), ''))
        elif not prompts:
            if line.strip():
                found.append(Typed('', False, _complete(line, lines), ''))
        elif found:
            last = found[-1]
            found[-1] = last._replace(output=last.output + line + '\n')
        elif line.strip():
            raise ValueError('no prompt before: %s' % line)
    return found


def programs(command: str) -> list[list[str]]:
    """Give the arguments of each program that a command runs.

    :raises ValueError: it cannot be taken apart
    """
    lexer = shlex.shlex(_without_here_documents(command).replace('\\\n', ' '),
                        posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    found: list[list[str]] = [[]]
    words = list(lexer)
    while words:
        word = words.pop(0)
        if set(word) <= set('<>&') and '&&' != word and word != '&':
            # Where to, or where from.
            if words:
                words.pop(0)
            if found[-1] and found[-1][-1].isdigit():
                found[-1].pop()
        elif word in _BETWEEN or set(word) <= set('();|&'):
            found.append([])
        else:
            found[-1].append(word)
    inner = [argv for words in found for word in words
             for argv in _substituted(word)]
    return [argv for argv in map(_program, found) if argv] + inner


def _complete(command: str, lines: list[str]) -> str:
    """Add the lines that the shell would still wait for."""
    closing = _CLOSING.get(command.partition(' ')[0])
    if closing and not re.search(r';\s*%s\b' % closing, command):
        while True:
            if not lines:
                raise ValueError('no line %s after: %s' % (closing, command))
            command += '\n' + lines.pop(0)
            if command.endswith('\n' + closing):
                return command
    while command.endswith('\\'):
        if not lines:
            raise ValueError('nothing follows: %s' % command)
        command += '\n' + lines.pop(0)
    here = _HERE.search(command)
    if here:
        while True:
            if not lines:
                raise ValueError('no line %s after: %s' % (here[1], command))
            line = lines.pop(0)
            command += '\n' + line
            if line.strip() == here[1]:
                break
    return command


def _without_here_documents(command: str) -> str:
    here = _HERE.search(command)
    if not here:
        return command
    head, _newline, _rest = command.partition('\n')
    return _HERE.sub('', head)


def _program(words: list[str]) -> list[str]:
    words = [word for word in words if word != '$']
    while words and (words[0] in _BEFORE or _ASSIGNED.match(words[0])):
        words = words[1:]
    return words


def _substituted(word: str) -> list[list[str]]:
    """Programs of ``$(...)`` that stands within quotation marks."""
    return [argv for inner in re.findall(r'\$\(([^()]*)\)', word)
            for argv in programs(inner)]
