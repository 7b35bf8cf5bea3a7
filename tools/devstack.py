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

"""The DevStack plugin, tried with the functions of a DevStack's checkout."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import sys
import tarfile

from tools import commands
from tools import environments
from tools import progress

_PLACE = environments.WORK / 'devstack'
_CONSTRAINTS = environments.ROOT / 'constraints' / 'swift-2.38.txt'
_MISSING = 2


def run(checkout: str | None) -> int:
    """Try it.

    :param checkout: directory of any DevStack; None is a mistake
    """
    if not checkout or not pathlib.Path(checkout, 'functions').is_file():
        print('devstack-test: DEVSTACK_DIR = %r: expected the directory of a '
              'DevStack, as in: DEVSTACK_DIR=/path/to/devstack make '
              'devstack-test' % (checkout or ''), file=sys.stderr)
        return _MISSING
    pythons = [environments.ensure(name, product=True)
               for name in ('nova', 'swift')]
    return commands.run(
        [sys.executable, '-m', 'tests.devstack',
         str(pathlib.Path(checkout).resolve()), str(_swift()), *pythons,
         str(_PLACE)])[0]


def _swift() -> pathlib.Path:
    """Fetch Swift's source, of which DevStack copies the samples."""
    version = re.search(r'^swift==(\S+)$', _CONSTRAINTS.read_text(),
                        re.MULTILINE)
    if not version:
        progress.fail('%s pins no swift' % _CONSTRAINTS)
    directory = _PLACE / ('swift-' + version[1])
    if not directory.exists():
        progress.step('fetching the source of Swift ' + version[1])
        download = _PLACE / 'download'
        shutil.rmtree(download, ignore_errors=True)
        code, output = commands.run(
            [sys.executable, '-m', 'pip', 'download', '--quiet', '--no-deps',
             '--disable-pip-version-check', '--no-binary', 'swift', '--dest',
             str(download), 'swift==' + version[1]], quiet=True)
        if code:
            print(output)
            progress.fail('could not fetch the source of Swift')
        archive, = download.glob('*.tar.gz')
        with tarfile.open(archive) as opened:
            opened.extractall(download, filter='data')
        (download / archive.name.removesuffix('.tar.gz')).rename(directory)
        shutil.rmtree(download)
    return directory


def main() -> int:
    return run(os.environ.get('DEVSTACK_DIR'))
