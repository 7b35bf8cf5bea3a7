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

"""Paths of this tree that the manuals name, and addresses elsewhere.

A path is what stands in double backquotes and begins with a directory of the
root; or, where a page is about a part of the tree, the end of a path: what
ends in a slash or in ``.py``.  ``<anything>`` and ``*`` stand for any name.

An address is looked at, not asked for: ``make linkcheck`` asks for those that
are links.
"""

from collections.abc import Iterator
import dataclasses
import fnmatch
import functools
import os
import pathlib
import re
import urllib.parse

from docutils import nodes

from tests.harness import manual_blocks
from tests.harness import manual_links

ROOT = manual_blocks.ROOT

#: What looks like a path of the tree and is none, each with its reason.
NOT_OF_THE_TREE = {
    ('CONTRIBUTING.rst', 'doc/source/matrix/'):
        'the first cell of make matrix makes it',
    ('doc/source/image_cache.rst', 'instances_path/_base/ops_ext_trash/'):
        'of a compute node',
    ('doc/source/image_cache.rst', 'instances_path/ops_ext_hosts/'):
        'of a compute node',
    ('doc/source/image_cache.rst', 'hosts/'): 'of a compute node',
    ('doc/source/releasing.rst', 'nova/nova-scheduler.conf'):
        'of the configuration of Kolla-Ansible',
    ('doc/source/releasing.rst', 'nova/api-paste.ini'):
        'of the configuration of Kolla-Ansible',
}
#: What is not https, each with its reason.
NOT_HTTPS = {'http://www.apache.org/licenses/LICENSE-2.0':
             'the licence asks for these words'}

#: A page that is about what once was.
_HISTORY = ('CHANGELOG.rst', 'doc/source/changelog.rst')
_MADE = ('.git', '.work', '__pycache__', 'build', 'dist')
_PATH = re.compile(r'[\w.*<>-]+(?:/[\w.*<>-]+)*/?')
_ENDS = ('/', '.py')
_URL = re.compile(r'https?://[^\s`\'"<>|)\]}]+')
_HOST = re.compile(r'(?:[a-z0-9-]+\.)+[a-z]{2,}')
#: Of RFC 2606, RFC 5737 and RFC 3849, and machines that have a name only.
_EXAMPLE = re.compile(
    r'(?:.*\.)?(?:example(?:\.(?:com|net|org))?|invalid|test)|localhost|'
    r'127\..*|192\.0\.2\..*|198\.51\.100\..*|203\.0\.113\..*|2001:db8:.*|'
    r'[a-z_]+')


@dataclasses.dataclass(frozen=True)
class Named:
    """A path or an address, and where it is named."""

    place: str
    text: str

    def __str__(self) -> str:
        return '%s: %s' % (self.place, self.text)


def paths() -> list[Named]:
    """Give the paths of the tree that the pages name."""
    return [one for page in manual_blocks.pages()
            for name in [str(page.relative_to(ROOT))] if name not in _HISTORY
            for one in of_page(manual_links.document(page), name)]


def of_page(made: nodes.document, name: str) -> Iterator[Named]:
    """Give those of a page."""
    for node in made.findall(nodes.literal):
        text = node.astext()
        if looks_like_one(text) and (name, text) not in NOT_OF_THE_TREE:
            yield Named(name, text)


def looks_like_one(text: str) -> bool:
    """Tell whether a text is a path of the tree, if it is one at all."""
    top = text.split('/')[0]
    return bool(_PATH.fullmatch(text)) and top not in _MADE and (
        text.endswith(_ENDS) or '/' in text and top in _tops())


def is_there(text: str) -> bool:
    """Tell whether a path, or the end of one, is in the tree."""
    pattern = re.sub(r'<[^<>]*>', '*', text.rstrip('/'))
    if '/' in text.rstrip('/') and text.split('/')[0] in _tops():
        found = [path for path in _tree()
                 if fnmatch.fnmatchcase(path, pattern)]
    else:
        found = [path for path in _tree()
                 if fnmatch.fnmatchcase('/' + path, '*/' + pattern)]
    return any(not text.endswith('/') or (ROOT / path).is_dir()
               for path in found)


@functools.cache
def _tops() -> frozenset[str]:
    return frozenset(path for path in _tree()
                     if '/' not in path and (ROOT / path).is_dir())


@functools.cache
def _tree() -> tuple[str, ...]:
    """Give every file and directory that is not made."""
    found = []
    for place, directories, files in os.walk(ROOT):
        directories[:] = [name for name in directories if name not in _MADE]
        found += [os.path.relpath(os.path.join(place, name), ROOT)
                  for name in (*directories, *files)]
    return tuple(found)


def addresses() -> list[Named]:
    """Give the addresses elsewhere that are written for people to read."""
    files = [*manual_blocks.pages(), ROOT / 'setup.cfg',
             ROOT / 'pyproject.toml', *(
                 path for name in ('devstack', 'etc', 'packaging')
                 for path in sorted((ROOT / name).rglob('*'))
                 if path.is_file() and path.suffix != '.pyc')]
    return [Named(str(path.relative_to(ROOT)), url)
            for path in files for url in of_text(path)]


def of_text(path: pathlib.Path) -> list[str]:
    """Give the addresses in a file, but for examples."""
    return [url for url in (found.rstrip('.,;:') for found in _URL.findall(
        path.read_text())) if not is_example(url)]


def is_example(url: str) -> bool:
    """Tell whether nobody is to go there."""
    try:
        host = urllib.parse.urlsplit(url).hostname
    except ValueError:
        return False
    return host is not None and bool(_EXAMPLE.fullmatch(host))


def problem(url: str) -> str:
    """Tell what is wrong with an address; empty if nothing is."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme != 'https' and url not in NOT_HTTPS:
        return 'not https'
    if not _HOST.fullmatch(parts.hostname or '') or parts.username or port:
        return 'no plain name of a machine'
    return ''


def main() -> None:
    named, known = paths(), addresses()
    print('%4d paths in double backquotes, of %d files and directories' % (
        len(named), len({one.text for one in named})))
    print('%4d addresses elsewhere, of %d places:' % (
        len(known), len({one.text for one in known})))
    for url in sorted({one.text for one in known}):
        print('     ' + url)


if __name__ == '__main__':
    main()
