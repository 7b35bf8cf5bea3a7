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

"""``make dist``: the sdist and the wheel of a tag, and whether they are right.

They are built from a clone, so that what lies about in this tree does not get
into them; the wheel is built from the sdist, so that the sdist is complete.
``make dist-check`` builds twice, under circumstances that differ in whatever a
build should not depend on, and compares the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
import hashlib
import os
import pathlib
import shutil
import tarfile
import tempfile

from tools import commands
from tools import environments
from tools import plain_archive
from tools import progress

OUT = environments.WORK / 'released'
#: What a build should not depend on.
_HERE = {'TZ': 'UTC', 'LC_ALL': 'C.UTF-8', 'PYTHONHASHSEED': '0'}
_ELSEWHERE = {'TZ': 'Asia/Kathmandu', 'LC_ALL': 'C', 'PYTHONHASHSEED': '42',
              'COLUMNS': '40', 'HOME': '/nonexistent'}
#: Files of the repository that only make sense in it.
_NOT_IN_SDIST = frozenset(('.gitignore',))


def dist(tag: str) -> int:
    """Build what is released, and check it."""
    root = str(environments.ROOT)
    if commands.run(['git', '-C', root, 'rev-parse', '--quiet', '--verify',
                     tag + '^{commit}'], quiet=True)[0]:
        progress.fail('TAG=%s: there is no such tag or commit here' % tag)
    python = environments.ensure('release', product=False)
    shutil.rmtree(OUT, ignore_errors=True)
    files = _build(python, tag, OUT, _HERE)
    problems = [*_twine(python, files), *_missing(tag, files[0])]
    for file in files:
        print('%s  %s' % (_digest(file), file.relative_to(environments.ROOT)))
    return _told(problems)


def check(tag: str) -> int:
    """Build twice, and compare."""
    code = dist(tag)
    python = environments.ensure('release', product=False)
    with tempfile.TemporaryDirectory(prefix='another-place-') as place:
        before = os.umask(0o077)
        again = _build(python, tag, pathlib.Path(place) / 'out', _ELSEWHERE)
        os.umask(before)
        problems = []
        for file in again:
            first = OUT / file.name
            same = first.exists() and _digest(first) == _digest(file)
            progress.step('%s: %s' % (
                file.name, 'the same bytes twice' if same else 'DIFFERS'))
            if not same:
                problems.append('%s: the second build differs' % file.name)
    return code | _told(problems)


def _build(python: str, tag: str, out: pathlib.Path,
           environ: Mapping[str, str]
           ) -> tuple[pathlib.Path, pathlib.Path]:
    """Give the sdist and the wheel."""
    progress.step('building %s' % tag)
    with tempfile.TemporaryDirectory(prefix='release-') as scratch:
        source = pathlib.Path(scratch) / 'source'
        # setuptools gives files in a wheel the modes that this allows.
        before = os.umask(0o022)
        try:
            _must(['git', 'clone', '--quiet', str(environments.ROOT),
                   str(source)])
            _must(['git', '-C', str(source), 'checkout', '--quiet',
                   '--detach', tag])
            epoch = int(_must(['git', '-C', str(source), 'log', '-1',
                               '--format=%ct']))
            environ = dict(environ, SOURCE_DATE_EPOCH=str(epoch))
            _must([python, '-m', 'build', '--no-isolation', '--sdist',
                   '--outdir', str(out), str(source)], environ)
            (sdist,) = out.glob('*.tar.gz')
            sdist.write_bytes(plain_archive.plain(sdist.read_bytes(), epoch))
            with tarfile.open(sdist) as archive:
                archive.extractall(scratch, filter='data')
            unpacked = pathlib.Path(scratch) / sdist.name.removesuffix(
                '.tar.gz')
            _must([python, '-m', 'build', '--no-isolation', '--wheel',
                   '--outdir', str(out), str(unpacked)], environ)
        finally:
            os.umask(before)
    (wheel,) = out.glob('*.whl')
    return sdist, wheel


def _twine(python: str, files: tuple[pathlib.Path, ...]) -> list[str]:
    code, output = commands.run(
        [python, '-m', 'twine', 'check', '--strict', *map(str, files)],
        quiet=True)
    return ['twine check: ' + output] if code else []


def _missing(tag: str, sdist: pathlib.Path) -> list[str]:
    """Tell what the repository has and the sdist has not."""
    tracked = set(_must(['git', '-C', str(environments.ROOT), 'ls-tree',
                         '-r', '--name-only', tag]).split('\n')) - {''}
    with tarfile.open(sdist) as archive:
        there = {name.partition('/')[2] for name in archive.getnames()}
    return ['not in the sdist: ' + name
            for name in sorted(tracked - there - _NOT_IN_SDIST)]


def _told(problems: list[str]) -> int:
    for problem in problems:
        print('make dist: ' + problem)
    return 1 if problems else 0


def _digest(file: pathlib.Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _must(argv: list[str], environ: Mapping[str, str] | None = None) -> str:
    code, output = commands.run(argv, environ=environ, quiet=True)
    if code:
        print(output)
        progress.fail('failed with code %d: %s' % (code, ' '.join(argv)))
    return output
