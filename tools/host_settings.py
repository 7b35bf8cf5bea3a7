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

"""How this machine reaches Debian and PyPI, for a root that is made here.

A clean root knows no proxy, mirror, certificate or index of packages that the
machine may need.  It gets them from outside: as variables of its environment,
and as files in places of their own, below :data:`HERE`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from collections.abc import Mapping
import os
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

#: Where in the root the files of this machine are.
HERE = '/run/host'
RELEASE = 'bookworm'
_DEBIAN = 'http://deb.debian.org/debian'
_SOURCES = ''.join('deb %s %s main\n' % source for source in (
    (_DEBIAN, RELEASE), (_DEBIAN, RELEASE + '-updates'),
    (_DEBIAN + '-security', RELEASE + '-security')))

_VARIABLE = re.compile(
    r'PIP_\w+|SSL_CERT_(FILE|DIR)|(REQUESTS_CA|CURL_CA)_BUNDLE|'
    r'(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY')
_PIP = re.compile(r"(?:global|install)\.([\w-]+)=('.*'|\".*\")")
_APT = re.compile(r'Acquire::(https?|Check-|Retries|Force|Proxy)')
_PATH = re.compile(r'(file://)?(/[^\s\'";]+)')


class Settings(NamedTuple):
    """What a root gets.

    :ivar environ: variables
    :ivar apt: lines for a file of apt.conf.d
    :ivar sources: lines for sources.list
    :ivar paths: files and directories of this machine to be had below HERE
    """

    environ: dict[str, str]
    apt: str
    sources: str
    paths: list[str]

    @property
    def mirror(self) -> str:
        """Where debootstrap finds the release."""
        for line in self.sources.splitlines():
            _deb, address, release, *_components = line.split()
            if release == RELEASE:
                return address
        return _DEBIAN


def read() -> Settings:
    """Ask this machine."""
    return settings(
        os.environ, _output(sys.executable, '-m', 'pip', 'config', 'list'),
        _output('apt-config', 'dump'), _sources_here(), os.path.exists)


def settings(environ: Mapping[str, str], pip: str, apt: str, sources: str,
             exists: Callable[[str], bool]) -> Settings:
    """Make them of what was read.

    :param pip: what ``pip config list`` prints
    :param apt: what ``apt-config dump`` prints
    :param sources: files of apt's sources for the release, one after another
    """
    chosen = {'PIP_' + match[1].upper().replace('-', '_'):
              ast.literal_eval(match[2]) for match in map(
                  _PIP.fullmatch, pip.splitlines()) if match}
    chosen.update((name, value) for name, value in environ.items()
                  if _VARIABLE.fullmatch(name))
    lines = [line for line in apt.splitlines() if _APT.match(line)]
    paths: set[str] = set()

    def moved(text: str) -> str:
        """Put HERE before each path of this machine."""
        def place(match: re.Match[str]) -> str:
            scheme, path = match[1] or '', match[2]
            if not exists(path):
                return match[0]
            # An index has its files beside it.
            beside = scheme and os.path.dirname(path.rstrip('/')) != '/'
            paths.add(os.path.dirname(path.rstrip('/')) if beside else path)
            return scheme + HERE + path
        return _PATH.sub(place, text)

    return Settings({name: moved(value) for name, value in chosen.items()},
                    ''.join(moved(line) + '\n' for line in lines),
                    one_line_sources(sources) or _SOURCES,
                    # What is in one of them comes with it.
                    sorted(path for path in paths if not any(
                        path.startswith(other + '/') for other in paths)))


def one_line_sources(text: str) -> str:
    """Give the binary sources of the release in apt's one-line form."""
    found = []
    for stanza in re.split(r'\n\s*\n', text):
        fields = dict(re.findall(r'(?m)^(\w[\w-]*):[ ]*(.*)$', stanza))
        if 'deb' in fields.get('Types', '').split():
            found += ['deb %s %s %s' % (uri, suite, fields['Components'])
                      for uri in fields['URIs'].split()
                      for suite in fields['Suites'].split()]
        else:
            # The keys of Debian are those that the root has.
            found += re.findall(r'(?m)^deb .*$', re.sub(
                r'(?m)^deb \[.*?\]', 'deb', stanza))
    return ''.join(line + '\n' for line in found
                   if re.search(r' %s(-updates|-security)? ' % RELEASE, line))


def _sources_here() -> str:
    apt = pathlib.Path('/etc/apt')
    return '\n\n'.join(file.read_text() for pattern in (
        'sources.list', 'sources.list.d/*.list', 'sources.list.d/*.sources')
        for file in sorted(apt.glob(pattern)))


def _output(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True,
                          timeout=60).stdout
