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

"""The literal blocks of the manuals, as docutils finds them.

``.. include::`` and ``.. literalinclude::`` are followed, so what they bring
is a block as well.
"""

from collections.abc import Iterator
import dataclasses
import functools
import io
import pathlib

from docutils import core
from docutils import nodes
from docutils.parsers import rst
from docutils.parsers.rst import directives
from docutils.parsers.rst import roles

ROOT = pathlib.Path(__file__).resolve().parents[2]

_QUOTED = 'quoted: '
#: Sphinx has these, and no block of ours is in them.
_WITHOUT_BLOCKS = ('autoclass', 'autofunction', 'automodule', 'currentmodule',
                   'highlight', 'show-options')
#: Sphinx has these, and what is in them may have blocks.
_WITH_CONTENT = ('deprecated', 'only', 'seealso', 'versionadded',
                 'versionchanged')
_ROLES = ('command', 'doc', 'download', 'envvar', 'file', 'option', 'program',
          'ref')


@dataclasses.dataclass(frozen=True)
class Block:
    """One of them.

    :ivar page: path below the root of the tree
    :ivar number: of the block in its page, from 1
    :ivar language: as the directive has it; empty without one
    :ivar quoted: the name in the comment ``.. quoted:`` before it, or empty
    """

    page: str
    number: int
    language: str
    text: str
    quoted: str = ''

    def __str__(self) -> str:
        return '%s, block %d, %s' % (self.page, self.number,
                                     self.text.partition('\n')[0][:60])


def pages() -> list[pathlib.Path]:
    """List every page with something that a reader may type."""
    return [*sorted((ROOT / 'doc' / 'source').rglob('*.rst')),
            *sorted(ROOT.glob('*.rst')), *sorted(ROOT.glob('*/README.rst'))]


def everywhere() -> list[Block]:
    """Give all blocks of all pages."""
    return [block for page in pages() for block in read(page)]


@functools.cache
def read(page: pathlib.Path) -> list[Block]:
    """Give the blocks of a page, in order.

    :raises ValueError: something in the page is not understood, so that
        blocks may be missing
    """
    return parse(page.read_text(), str(page.relative_to(ROOT)), page)


def parse(text: str, name: str,
          path: pathlib.Path | None = None) -> list[Block]:
    """Give the blocks of a text; ``path`` is what it includes others from."""
    return [Block(name, number, _language(node), node.astext(),
                  _quoted(node))
            for number, node in enumerate(
                _literal(document(text, name, path)), 1)]


def document(text: str, name: str,
             path: pathlib.Path | None = None) -> nodes.document:
    """Give a text as docutils has it.

    Its settings record which files were included.

    :raises ValueError: something in it is not understood
    """
    _teach()
    complaints = io.StringIO()
    made = core.publish_doctree(
        text, source_path=str(path or name), settings_overrides={
            'report_level': 2, 'halt_level': 5, 'input_encoding': 'utf-8',
            'warning_stream': complaints, 'file_insertion_enabled': True,
            'syntax_highlight': 'none'})
    if complaints.getvalue():
        raise ValueError('%s: %s' % (name, complaints.getvalue().strip()))
    return made


def _literal(page: nodes.document) -> Iterator[nodes.literal_block]:
    # A parsed-literal has markup in it, and is a block all the same.
    for node in page.findall(nodes.literal_block):
        if not isinstance(node.parent, nodes.system_message):
            yield node
    yield from page.findall(nodes.doctest_block)


def _language(node: nodes.Element) -> str:
    return next((name for name in node.get('classes', ())
                 if name != 'code'), '')


def _quoted(node: nodes.Element) -> str:
    before = node.previous_sibling()
    if isinstance(before, nodes.comment) and before.astext().startswith(
            _QUOTED):
        return before.astext().removeprefix(_QUOTED).strip()
    return ''


class _Nothing(rst.Directive):
    """A directive that brings no block."""

    has_content = True
    optional_arguments = 9
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        return []


class _TocTree(_Nothing):
    """Sphinx's ``toctree``: a node that has its entries."""

    option_spec = dict.fromkeys((
        'caption', 'glob', 'hidden', 'maxdepth', 'name', 'titlesonly'),
        directives.unchanged)

    def run(self) -> list[nodes.Node]:
        return [nodes.container(toctree=[
            line.strip() for line in self.content if line.strip()])]


class _Content(rst.Directive):
    """A directive whose content is text."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        made = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, made)
        return [made]


class _Code(rst.Directive):
    """Sphinx's ``code-block``, which has more options than docutils'."""

    has_content = True
    optional_arguments = 1
    option_spec = dict.fromkeys((
        'caption', 'class', 'dedent', 'emphasize-lines', 'force', 'language',
        'linenos', 'lines', 'name', 'start-after', 'end-before'),
        directives.unchanged)

    def run(self) -> list[nodes.Node]:
        return [self._made('\n'.join(self.content),
                           self.arguments[0] if self.arguments else '')]

    def _made(self, text: str, language: str) -> nodes.literal_block:
        return nodes.literal_block(
            text, text, classes=['code', language] if language else [])


class _Included(_Code):
    """Sphinx's ``literalinclude`` of a file, or what is between marks."""

    required_arguments = 1
    optional_arguments = 0

    def run(self) -> list[nodes.Node]:
        if 'lines' in self.options:
            raise self.error('lines of a file are not understood here')
        here = pathlib.Path(self.state.document['source']).parent
        path = here / self.arguments[0]
        if not path.is_file():
            raise self.error('there is no %s' % path)
        self.state.document.settings.record_dependencies.add(str(path))
        text = path.read_text()
        for option, part in (('start-after', 2), ('end-before', 0)):
            mark = self.options.get(option)
            if mark and mark not in text:
                raise self.error('%s has no %r' % (path, mark))
            if mark:
                # What is left of the line with the mark is left out.
                text = text.partition(mark)[part]
                text = (text.partition('\n')[2] if part
                        else text.rpartition('\n')[0])
        return [self._made(text, self.options.get('language', 'none'))]


def _teach() -> None:
    """Tell docutils what Sphinx knows."""
    for name in _WITHOUT_BLOCKS:
        # What is unknown is taken for an option, and there may be any.
        directives.register_directive(name, type(
            name, (_Nothing,), {'option_spec': _AnyOption()}))
    for name in _WITH_CONTENT:
        directives.register_directive(name, _Content)
    for name in ('code-block', 'sourcecode', 'code'):
        directives.register_directive(name, _Code)
    directives.register_directive('literalinclude', _Included)
    directives.register_directive('toctree', _TocTree)
    for name in _ROLES:
        roles.register_canonical_role(name, _text_role)


def _text_role(role: str, rawtext: str, text: str, _line: int,
               _inliner: object, options: object = None,
               content: object = None) -> tuple[list[nodes.Node],
                                                list[nodes.Node]]:
    return [nodes.inline(rawtext, text, role=role)], []


class _AnyOption(dict):
    """An ``option_spec`` to which every name is known."""

    def __missing__(self, _name: str) -> object:
        return directives.unchanged

    def __bool__(self) -> bool:
        return True
