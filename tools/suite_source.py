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

"""Swift's own tests, which only its source distribution has."""

from __future__ import annotations

import pathlib
import re
import shutil
import sys
import tarfile

from tools import commands
from tools import environments
from tools import progress

#: Where the source is, and the runs are.
PLACE = environments.WORK / 'suites'

_CONSTRAINTS = environments.ROOT / 'constraints' / 'swift-suites.txt'


def fetch() -> pathlib.Path:
    """Give a directory with Swift's ``test`` in it, and nothing else of it.

    The tests are those of the Swift that they run against, and that has to be
    the installed one: with more of the source beside them they would import
    the source.
    """
    version = version_in(_CONSTRAINTS.read_text())
    directory = PLACE / ('source-' + version)
    if directory.exists():
        return directory
    progress.step('fetching the source distribution of Swift ' + version)
    download = PLACE / 'download'
    shutil.rmtree(download, ignore_errors=True)
    code, output = commands.run(
        [sys.executable, '-m', 'pip', 'download', '--quiet',
         '--disable-pip-version-check', '--no-deps', '--no-binary', ':all:',
         '--dest', str(download), 'swift==' + version], quiet=True)
    if code:
        print(output)
        progress.fail('could not fetch the source distribution of Swift')
    archive, = download.glob('*.tar.gz')
    unpack(archive, download)
    # Last, and at once: a directory that is there is complete.
    (download / archive.name.removesuffix('.tar.gz')).rename(directory)
    shutil.rmtree(download)
    return directory


def version_in(constraints: str) -> str:
    """Find the version of Swift that is pinned."""
    found = re.search(r'^swift==(\S+)$', constraints, re.MULTILINE)
    if not found:
        progress.fail('%s pins no swift' % _CONSTRAINTS)
    return found[1]


def unpack(archive: pathlib.Path, into: pathlib.Path) -> None:
    """Unpack the tests of a source distribution."""
    with tarfile.open(archive) as opened:
        opened.extractall(into, members=[
            member for member in opened
            if member.name.partition('/')[2].startswith('test/')])
