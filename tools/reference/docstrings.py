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

"""What docstrings and comments say of options, read without an import."""

from __future__ import annotations

import ast
import inspect
import pathlib
import re
import textwrap

from tools.reference import markup

ROOT = pathlib.Path(__file__).resolve().parents[2]
_TERM = re.compile(r'(?m)^``(\S+)``\n')
_BORDER = re.compile(r'=+(?: +=+)+')
_COMMENT = re.compile(r'#: ?(.*)')


def of_module(name: str) -> str:
    """Give the docstring of a module of this tree."""
    return _docstring(ast.parse(_source(name)), name)


def of_class(module: str, name: str) -> str:
    """Give the docstring of a class."""
    for node in ast.parse(_source(module)).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return _docstring(node, name)
    raise LookupError('%s has no class %s' % (module, name))


def summary(docstring: str) -> str:
    """Give its first paragraph."""
    return docstring.partition('\n\n')[0]


def definitions(docstring: str, title: str) -> dict[str, str]:
    """Give the terms of the list below a title, and what is said of each.

    :raises LookupError: there is none
    """
    body = _below(docstring, title)
    parts = _TERM.split(body)[1:]
    found = {}
    for term, text in zip(parts[::2], parts[1::2], strict=True):
        # What is not indented any more does not belong to it.
        text = re.split(r'(?m)^(?=\S)', text)[0]
        found[term] = markup.joined(textwrap.dedent(text))
    if not found:
        raise LookupError('no terms below %s' % title)
    return found


def table(docstring: str, title: str = '') -> list[list[str]]:
    """Give the rows of the simple table below a title, its head first.

    :param title: if empty, it is the first of all

    :raises LookupError: there is none
    """
    text = _below(docstring, title) if title else docstring
    lines = text.split('\n')
    borders = [at for at, line in enumerate(lines)
               if _BORDER.fullmatch(line)]
    if len(borders) < 2:
        raise LookupError('no table below %s' % title)
    # With a border below its head, or another line there.
    begin, end = borders[0], borders[:3][-1]
    starts = [match.start() for match in re.finditer('=+', lines[begin])]
    rows: list[list[str]] = []
    for line in lines[begin + 1:end]:
        if set(line) <= {'-', '=', ' '}:
            continue
        cells = [line[left:right].strip() for left, right
                 in zip(starts, [*starts[1:], None], strict=True)]
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = ['\n'.join(filter(None, both))
                        for both in zip(rows[-1], cells, strict=True)]
    return [[markup.joined(cell) for cell in row] for row in rows]


def comment(module: str, value: str) -> str:
    """Give the ``#:`` lines before the constant that has a value.

    :raises LookupError: there are none
    """
    lines = _source(module).split('\n')
    for at, line in enumerate(lines):
        if re.fullmatch(r'[A-Z_]+ = %s' % re.escape(repr(value)), line):
            said: list[str] = []
            while match := _COMMENT.fullmatch(lines[at - 1 - len(said)]):
                said.insert(0, match[1])
            if said:
                return ' '.join(said)
    raise LookupError('%s does not say what %r is, in a comment "#:"' % (
        module, value))


def _below(docstring: str, title: str) -> str:
    """Give the text from a title to the next one."""
    lines = docstring.split('\n')
    titles = [at for at, (line, under) in enumerate(
        zip(lines, lines[1:], strict=False)) if _is_title(line, under)]
    for at, after in zip(titles, [*titles[1:], len(lines)], strict=True):
        if lines[at] == title:
            return '\n'.join(lines[at + 2:after])
    raise LookupError('no title %s' % title)


def _is_title(line: str, under: str) -> bool:
    return (len(set(under)) == 1 and under[0] in '=-'
            and line[:1] not in ('', ' ', '=', '-')
            and len(under) == len(line))


def _source(module: str) -> str:
    path = ROOT.joinpath(*module.split('.'))
    if path.is_dir():
        return (path / '__init__.py').read_text()
    return path.with_suffix('.py').read_text()


def _docstring(node: ast.Module | ast.ClassDef, name: str) -> str:
    text = ast.get_docstring(node, clean=False)
    if text is None:
        raise LookupError('%s has no docstring' % name)
    return inspect.cleandoc(text)
