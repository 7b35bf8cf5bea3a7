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

"""What argparse knows of a command.  Pure."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from collections.abc import Iterator
import re

from tools.reference import markup
from tools.reference import refused

_CODE = re.compile(r'  (\d+) +(\S.*)')
_SKIPPED = (argparse.SUPPRESS,)
_CODES = 'codes for --ignore'


def section(parser: argparse.ArgumentParser, page: str) -> str:
    """Give the section of a command.

    :param page: its manual
    """
    return '\n\n'.join([markup.section(
        parser.prog, markup.wrapped(markup.plain(parser.description or '')),
        'Its manual is :doc:`%s`.' % page, _arguments(parser, ()),
        _exit_codes(parser.epilog or ''), label='command.' + parser.prog),
        *_subcommands(parser)])


def _subcommands(parser: argparse.ArgumentParser) -> Iterator[str]:
    shared = {option for action in parser._actions
              for option in action.option_strings}
    for subparsers in parser._actions:
        if isinstance(subparsers, argparse._SubParsersAction):
            words = {one.dest: one.help or ''
                     for one in subparsers._choices_actions}
            for name, one in subparsers.choices.items():
                yield markup.section(
                    '%s %s' % (parser.prog, name),
                    markup.sentence(markup.plain(words[name])),
                    _arguments(one, shared), sign='-',
                    label='command.%s.%s' % (parser.prog, name))


def _arguments(parser: argparse.ArgumentParser, shared: Collection[str]
               ) -> str:
    """List the arguments, but for options that are listed above."""
    return markup.definitions(
        _argument(parser, action) for action in parser._actions
        if not isinstance(action, (argparse._HelpAction,
                                   argparse._SubParsersAction))
        and not set(action.option_strings) & set(shared))


def _argument(parser: argparse.ArgumentParser, action: argparse.Action
              ) -> tuple[str, list[str]]:
    value = action.metavar or action.dest.upper()
    if not isinstance(value, str):
        raise TypeError('%s has several values' % action.dest)
    if action.choices:
        value = value if action.metavar else 'VALUE'
    forms = [name if action.nargs == 0 else '%s %s' % (name, value)
             for name in action.option_strings] or [value]
    choices = [str(one) for one in action.choices or ()]
    text = (action.help or '') % {**vars(action), 'prog': parser.prog}
    # Where they are listed already, since argparse does not.
    text = text.removesuffix(': ' + ', '.join(choices)) if choices else text
    return markup.literals(forms), [
        markup.wrapped(markup.plain(text)),
        markup.fields([
            ('Value', _right(action)),
            ('Valid values', markup.literals(choices)),
            ('Default', _default(action, text)),
            ('Required', 'yes' if _is_required(action) else ''),
            ('Number', {'*': 'any', '?': 'one or none', '+': 'one or more'
                        }.get(str(action.nargs), ''))])]


def _right(action: argparse.Action) -> str:
    """Say what its value may be, where the command looks at it."""
    if action.type is None:
        return ''
    if action.type is int:
        return 'a whole number'
    try:
        # Typeshed lets it be the name of one, too, which nobody registers.
        action.type(refused.NONSENSE)  # type: ignore[operator]
    except argparse.ArgumentTypeError as error:
        return markup.plain(refused.of_message(str(error)))
    raise LookupError('%s: what cannot be right is not refused' % action.dest)


def _is_required(action: argparse.Action) -> bool:
    # What argparse says of an argument depends on Python's version.
    return (action.required if action.option_strings
            else action.nargs not in ('*', '?'))


def _default(action: argparse.Action, text: str) -> str:
    # What is no plain value is told at the end of the text, in parentheses.
    default = action.default
    if text.endswith(')') or isinstance(default, bool) or not isinstance(
            default, (int, float, str)) or default in _SKIPPED:
        return ''
    return markup.literal('%g' % default if isinstance(default, float)
                          else default)


def _exit_codes(epilog: str) -> str:
    """Give what follows the options: exit codes, each with what it means."""
    codes: list[list[str]] = []
    title = ''
    for line in epilog.split('\n'):
        found = _CODE.fullmatch(line)
        if found:
            codes.append([found[1], found[2]])
        elif line.startswith('exit codes'):
            title = line
        elif codes and line.startswith('  '):
            codes[-1][1] += ' ' + line.strip()
    if not codes:
        raise LookupError('there are no exit codes')
    return '%s\n\n%s' % (markup.sentence(title.rstrip(':')),
                         markup.definitions(
        (markup.literal(code), [markup.wrapped(markup.plain(
            re.sub(r'(?<=\S) {2,}', ': ', text)))])
        for code, text in codes))
