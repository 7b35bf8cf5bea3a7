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

"""What the pages are written with: reStructuredText, 79 columns.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
import re
import textwrap

_COLUMNS = 79
_SPECIAL = re.compile(r'[\\*`|]|_(?![^\W_])')
#: Dashes would become one longer dash.
_OPTION = re.compile(r'(?<![\w-])--?[a-z][a-z-]*')
_NOTE = '.. Made by "make reference"; do not edit.'


def page(title: str, introduction: str, sections: Iterable[str]) -> str:
    """Put a page together."""
    line = '=' * len(title)
    return '\n\n'.join([
        _NOTE, '\n'.join([line, title, line]), introduction.strip(),
        '.. contents::\n   :local:\n   :depth: 1', *sections]) + '\n'


def section(title: str, *parts: str, sign: str = '=', label: str = ''
            ) -> str:
    """Give a section; parts that are empty are left out.

    :param label: under which other pages find it
    """
    head = '%s\n%s' % (title, sign * len(title))
    if label:
        head = '.. _%s:\n\n%s' % (label, head)
    return '\n\n'.join([head, *filter(None, parts)])


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Give a list of fields; those without a value are left out."""
    return '\n'.join(wrapped(value, ':%s: ' % name, '  ')
                     for name, value in pairs if value)


def definitions(pairs: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Give terms, each with paragraphs; what is empty is left out."""
    return '\n\n'.join('%s\n%s' % (term, textwrap.indent(
        '\n\n'.join(filter(None, paragraphs)), '    '))
        for term, paragraphs in pairs)


def bullets(items: Iterable[str]) -> str:
    """Give a list."""
    return '\n'.join(wrapped(item, '* ', '  ') for item in items)


def wrapped(text: str, first: str = '', others: str = '') -> str:
    """Wrap a text, but not within what is literal.

    :param first: what stands before its first line
    :param others: and before each other
    """
    # A literal is one word as long as lines are made.
    kept = re.sub(r'``.+?``', lambda match: match[0].replace(' ', '\0'),
                  text)
    return textwrap.fill(
        kept, _COLUMNS - 4, initial_indent=first, subsequent_indent=others,
        break_long_words=False, break_on_hyphens=False).replace('\0', ' ')


def filled(text: str) -> str:
    """Wrap paragraphs and lists that stand with blank lines between them."""
    blocks = []
    for block in re.split(r'\n\s*\n', text.strip()):
        if block.startswith('* '):
            blocks.append(bullets(map(joined, block[2:].split('\n* '))))
        else:
            blocks.append(wrapped(joined(block)))
    return '\n\n'.join(blocks)


def joined(text: str) -> str:
    """Make one line of a paragraph."""
    sentences = re.sub(r'(?<=\.)\s*\n\s*', '  ', text.strip())
    return re.sub(r'\s*\n\s*', ' ', sentences)


def literal(value: object) -> str:
    """Give a value as it is written in a file."""
    text = str(value)
    if text != text.strip() or not text or '``' in text:
        raise ValueError('%r cannot be a literal' % text)
    return '``%s``' % text


def literals(values: Iterable[object]) -> str:
    """Give several of them."""
    return ', '.join(map(literal, values))


def plain(text: str) -> str:
    """Give a text that knows nothing of markup, with options literal."""
    parts, end = [], 0
    for match in _OPTION.finditer(text):
        parts += [_escaped(text[end:match.start()]), literal(match[0])]
        end = match.end()
    return ''.join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r'\\\g<0>', text)


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return text[:1].upper() + text[1:] + ('' if text.endswith('.') else '.')
