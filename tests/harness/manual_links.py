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

"""The links of the manuals, and whether there is what they point to.

``python -m tests.harness.manual_links`` prints how many there are of each
kind.  Nothing is asked outside of this tree.
"""

from collections.abc import Iterator
import dataclasses
import functools
import os
import pathlib
import re

from docutils import nodes

from tests.harness import manual_blocks

ROOT = manual_blocks.ROOT
SOURCE = ROOT / 'doc' / 'source'

FILE, ANCHOR, EXTERNAL = 'file', 'anchor', 'external'
PAGE, LABEL = ':doc:', ':ref:'
TOCTREE, INCLUDED = 'toctree', 'included'
KINDS = {FILE: 'relative links to a file',
         ANCHOR: 'links within a page',
         PAGE: 'links to a page by its name',
         LABEL: 'links to a label',
         TOCTREE: 'entries of a toctree',
         INCLUDED: 'files that a page takes in',
         EXTERNAL: 'links to somewhere else'}

_TITLED = re.compile(r'(?s).*<([^<>]+)>$')
_SCHEME = re.compile(r'[a-z][a-z0-9+.-]*:')


@dataclasses.dataclass(frozen=True)
class Link:
    """One of them.

    :ivar page: path below the root of the tree
    """

    page: str
    kind: str
    target: str

    def __str__(self) -> str:
        return '%s: %s %s' % (self.page, self.kind, self.target)


@functools.cache
def document(page: pathlib.Path) -> nodes.document:
    """Give a page as docutils has it."""
    return manual_blocks.document(
        page.read_text(), str(page.relative_to(ROOT)), page)


def everywhere() -> list[Link]:
    """Give the links of all pages."""
    return [link for page in manual_blocks.pages()
            for link in of_page(document(page),
                                str(page.relative_to(ROOT)))]


def of_page(made: nodes.document, name: str) -> Iterator[Link]:
    """Give the links of a page."""
    for node in made.findall(nodes.reference):
        if _is_contents(node):
            continue
        uri = node.get('refuri', '')
        if uri:
            yield Link(name, EXTERNAL if _SCHEME.match(uri) else FILE, uri)
        else:
            # docutils has complained if there is no such target.
            yield Link(name, ANCHOR, node.get('refid', ''))
    for node in made.findall(nodes.inline):
        if node.get('role') in ('doc', 'ref'):
            titled = _TITLED.fullmatch(node.astext())
            yield Link(name, PAGE if node['role'] == 'doc' else LABEL,
                       titled[1] if titled else node.astext())
    for node in made.findall(nodes.container):
        for entry in node.get('toctree', ()):
            titled = _TITLED.fullmatch(entry)
            yield Link(name, TOCTREE, titled[1] if titled else entry)
    for path in made.settings.record_dependencies.list:
        yield Link(name, INCLUDED, os.path.relpath(
            path, (ROOT / name).parent))
    for node in made.findall(nodes.image):
        yield Link(name, INCLUDED, node['uri'])


def _is_contents(node: nodes.Node) -> bool:
    while node is not None:
        if isinstance(node, nodes.topic):
            return 'contents' in node['classes']
        node = node.parent
    return False


def problem(link: Link) -> str:
    """Tell what is wrong with a link; empty if nothing is."""
    here = (ROOT / link.page).parent
    if link.kind in (PAGE, TOCTREE):
        base = SOURCE if link.target.startswith('/') else here
        there = base / (link.target.lstrip('/') + '.rst')
        return '' if _is_ours(there) and there.is_file() else 'no such page'
    if link.kind == LABEL:
        return '' if link.target.lower() in labels() else 'no such label'
    if link.kind in (FILE, INCLUDED):
        return _problem_of_file(here, link.target)
    return ''


def _problem_of_file(here: pathlib.Path, target: str) -> str:
    name, _sign, anchor = target.partition('#')
    there = (here / name).resolve()
    if not name or not _is_ours(there) or not there.exists():
        return 'no such file'
    if anchor and (there.suffix != '.rst'
                   or anchor not in document(there).ids):
        return 'no such anchor'
    return ''


def _is_ours(path: pathlib.Path) -> bool:
    """Tell whether a path is in the tree, and not of what is made there."""
    path = path.resolve()
    return path.is_relative_to(ROOT) and not any(
        part in ('.work', 'build', '.git') for part in
        path.relative_to(ROOT).parts)


@functools.cache
def labels() -> frozenset[str]:
    """Give the explicit targets of the pages that Sphinx reads."""
    return frozenset(
        name for page in SOURCE.rglob('*.rst')
        for name, explicit in document(page).nametypes.items() if explicit)


def reachable(links: list[Link]) -> set[str]:
    """Give the pages that the toctrees lead to, from index.rst on."""
    found, ahead = set(), ['doc/source/index.rst']
    while ahead:
        page = ahead.pop()
        if page not in found:
            found.add(page)
            ahead += ['doc/source/%s.rst' % link.target for link in links
                      if link.page == page and link.kind == TOCTREE]
    return found


def main() -> None:
    links = everywhere()
    for kind, words in KINDS.items():
        of_kind = [link for link in links if link.kind == kind]
        print('%4d %-9s %s, to %d targets' % (
            len(of_kind), kind, words, len({link.target
                                            for link in of_kind})))
    print('%d links of %d pages' % (len(links), len(manual_blocks.pages())))


if __name__ == '__main__':
    main()
