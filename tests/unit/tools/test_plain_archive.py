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

"""An sdist that every build gives the same."""

import gzip
import io
import random
import tarfile

from hypothesis import given
from hypothesis import strategies
import pytest

from tools import plain_archive

_NAMES = strategies.text('abcdefgh/_.', min_size=1, max_size=80).map(
    lambda name: 'p-1.0/x' + name.replace('/', '/y'))
_FILES = strategies.dictionaries(
    _NAMES, strategies.tuples(strategies.binary(max_size=200),
                              strategies.booleans()), max_size=8)


def _archive(files, seed):
    """Give one as some machine would have made it."""
    machine = random.Random(seed)
    names = list(files)
    machine.shuffle(names)
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode='w:gz',
                      format=machine.choice((tarfile.GNU_FORMAT,
                                             tarfile.PAX_FORMAT))) as tar:
        for name in names:
            content, executable = files[name]
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.mtime = machine.random() * 1e9
            member.uid = member.gid = machine.randrange(70000)
            member.uname = machine.choice(('', 'builder', 'root'))
            member.mode = machine.choice((0o600, 0o644, 0o664)) | (
                0o100 if executable else 0)
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


@given(files=_FILES, seeds=strategies.tuples(strategies.integers(),
                                             strategies.integers()))
def test_two_machines_give_the_same(files, seeds):
    one, other = (plain_archive.plain(_archive(files, seed), 1700000000)
                  for seed in seeds)
    assert one == other


@given(files=_FILES)
def test_nothing_is_lost(files):
    plain = plain_archive.plain(_archive(files, 1), 1700000000)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        assert {member.name: (tar.extractfile(member).read(),
                              bool(member.mode & 0o111))
                for member in tar} == files
        assert {member.mtime for member in tar.getmembers()} <= {1700000000}


def test_what_no_sdist_has():
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode='w:gz') as tar:
        link = tarfile.TarInfo('p-1.0/link')
        link.type = tarfile.SYMTYPE
        link.linkname = '/etc/passwd'
        tar.addfile(link)
    with pytest.raises(ValueError, match='p-1.0/link is neither'):
        plain_archive.plain(made.getvalue(), 0)


def test_what_is_no_archive():
    with pytest.raises(tarfile.TarError):
        plain_archive.plain(gzip.compress(b'x' * 2000), 0)
