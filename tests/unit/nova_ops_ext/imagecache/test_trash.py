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

"""Out of the cache, and back, without ever losing the file."""

import errno
import os
import shutil
import stat
import string

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.imagecache import trash
from nova_ops_ext.imagecache import trash_names
from tests.unit.nova_ops_ext.imagecache import crashes

NAME = '7b4783508212f5d242cbf9ff56fb8d33b4ce6166_10'
TOKEN = '0123af'
NOW = 1355900000.7
ENTRY = NAME + '.1355900000.' + TOKEN
TEXT = 'a base image'

names = strategies.text(
    strategies.characters(exclude_characters='/\0',
                          exclude_categories=()), min_size=1).filter(
    lambda name: name not in ('.', '..', trash_names.DIRECTORY))
tokens = strategies.text('0123456789abcdef', min_size=6, max_size=6)


@pytest.fixture
def cache(tmp_path):
    made = tmp_path / '_base'
    made.mkdir()
    (made / NAME).write_text(TEXT)
    return made


def held(cache):
    """Find the file, wherever it is."""
    return sorted(str(one.relative_to(cache)) for one in cache.rglob('*')
                  if one.is_file() and one.read_text() == TEXT)


IN_TRASH = ['ops_ext_trash/' + ENTRY]


def test_there_and_back(cache):
    inode = (cache / NAME).stat().st_ino
    os.utime(cache / NAME, (5, 6))
    assert trash.put(str(cache), NAME, NOW, TOKEN) == ENTRY
    assert held(cache) == IN_TRASH
    assert stat.S_IMODE(
        (cache / trash_names.DIRECTORY).stat().st_mode) == 0o700
    assert trash_names.parse(ENTRY) == (NAME, 1355900000)
    assert trash.restore(str(cache), ENTRY) == NAME
    assert held(cache) == [NAME]
    seen = (cache / NAME).stat()
    assert (seen.st_ino, seen.st_mtime, seen.st_nlink) == (inode, 6, 1)


def test_purge(cache):
    trash.put(str(cache), NAME, NOW, TOKEN)
    used = (cache / trash_names.DIRECTORY / ENTRY).stat().st_blocks * 512
    assert trash.purge(str(cache), ENTRY) == used > 0
    assert held(cache) == []
    with pytest.raises(FileNotFoundError):
        trash.purge(str(cache), ENTRY)
    with pytest.raises(FileNotFoundError):
        trash.restore(str(cache), ENTRY)


def test_what_has_another_name_frees_nothing(cache):
    trash.put(str(cache), NAME, NOW, TOKEN)
    os.link(cache / trash_names.DIRECTORY / ENTRY, cache / NAME)
    assert trash.purge(str(cache), ENTRY) == 0
    assert held(cache) == [NAME]


def test_never_over_another_file(cache):
    trash.put(str(cache), NAME, NOW, TOKEN)
    (cache / NAME).write_text('fetched again')
    with pytest.raises(FileExistsError):
        trash.restore(str(cache), ENTRY)
    with pytest.raises(FileExistsError):
        trash.put(str(cache), NAME, NOW, TOKEN)
    assert held(cache) == IN_TRASH
    assert (cache / NAME).read_text() == 'fetched again'
    for make in (lambda: (cache / NAME).symlink_to('nowhere'),
                 lambda: (cache / NAME).mkdir()):
        (cache / NAME).unlink()
        make()
        with pytest.raises(FileExistsError):
            trash.restore(str(cache), ENTRY)
    assert held(cache) == IN_TRASH


@pytest.mark.parametrize('number', [errno.EPERM, errno.EMLINK,
                                    errno.EOPNOTSUPP])
def test_where_nobody_may_link(cache, monkeypatch, number):
    """The kernel lets nova link no file of libvirt."""
    def refused(*_names, **_how):
        raise OSError(number, os.strerror(number))

    trash.put(str(cache), NAME, NOW, TOKEN)
    monkeypatch.setattr(os, 'link', refused)
    (cache / NAME).write_text('fetched again')
    with pytest.raises(FileExistsError):
        trash.restore(str(cache), ENTRY)
    assert held(cache) == IN_TRASH
    (cache / NAME).unlink()
    assert trash.restore(str(cache), ENTRY) == NAME
    assert held(cache) == [NAME]


def test_other_errors_of_linking_are_told(cache, monkeypatch):
    def refused(*_names, **_how):
        raise OSError(errno.EIO, 'Input/output error')

    trash.put(str(cache), NAME, NOW, TOKEN)
    monkeypatch.setattr(os, 'link', refused)
    with pytest.raises(OSError, match='Input/output'):
        trash.restore(str(cache), ENTRY)
    assert held(cache) == IN_TRASH


def test_only_regular_files(cache):
    (cache / 'link').symlink_to(NAME)
    (cache / 'directory').mkdir()
    os.mkfifo(cache / 'fifo')
    for name in ('link', 'directory', 'fifo'):
        with pytest.raises(OSError, match='not a regular file'):
            trash.put(str(cache), name, NOW, TOKEN)
    with pytest.raises(FileNotFoundError):
        trash.put(str(cache), 'none', NOW, TOKEN)
    made = cache / trash_names.DIRECTORY
    made.mkdir()
    for number, name in enumerate(('link', 'directory', 'fifo')):
        entry = '%s.1.%06x' % (name, number)
        os.rename(cache / name, made / entry)
        for act in (trash.restore, trash.purge):
            with pytest.raises(OSError, match='not a regular file'):
                act(str(cache), entry)
    assert held(cache) == [NAME]


def test_a_trash_that_is_elsewhere(cache, tmp_path):
    elsewhere = tmp_path / 'elsewhere'
    elsewhere.mkdir()
    (cache / trash_names.DIRECTORY).symlink_to(elsewhere)
    with pytest.raises(NotADirectoryError):
        trash.put(str(cache), NAME, NOW, TOKEN)
    assert held(cache) == [NAME] and os.listdir(elsewhere) == []


@pytest.mark.parametrize('name', ['', '.', '..', 'a/b', '/a', 'a\0',
                                  'ops_ext_trash'])
def test_names_that_lead_elsewhere(cache, name):
    with pytest.raises(ValueError):
        trash.put(str(cache), name, NOW, TOKEN)
    entry = name + '.1.aaaaaa'
    assert trash_names.parse(entry) is None
    for act in (trash.restore, trash.purge):
        with pytest.raises(OSError, match='is not what the trash'):
            act(str(cache), entry)


@pytest.mark.parametrize('entry', [
    '', 'a', 'a.1', 'a.1.aaaaa', 'a.1.aaaaaaa', 'a.1.AAAAAA', 'a.1.gggggg',
    'a.01.aaaaaa', 'a.-1.aaaaaa', 'a.1.5.aaaaaa.', 'a..aaaaaa', '.1.aaaaaa',
    'a.\u0661.aaaaaa', 'a.\u00b2.aaaaaa', 'a. 1.aaaaaa', 'a.1_0.aaaaaa',
    'a.%s.aaaaaa' % ('1' * 5000)])
def test_what_is_no_entry(entry):
    assert trash_names.parse(entry) is None


@hypothesis.given(names, strategies.floats(0, 1e12), tokens)
def test_what_is_written_is_read(name, now, token):
    entry = trash_names.entry(name, now, token)
    assert trash_names.parse(entry) == (name, int(now))


@hypothesis.given(strategies.text(
    strategies.sampled_from(string.hexdigits + './\0-_ \u0661'), max_size=20)
    | strategies.text())
def test_what_is_read_would_be_written_so(entry):
    parsed = trash_names.parse(entry)
    if parsed is not None:
        assert trash_names.entry(*parsed, entry[-6:]) == entry


def fresh(cache, *, in_trash):
    shutil.rmtree(cache)
    cache.mkdir()
    (cache / NAME).write_text(TEXT)
    if in_trash:
        trash.put(str(cache), NAME, NOW, TOKEN)


def test_killed_while_it_is_put(cache):
    def check(call):
        assert held(cache) in ([NAME], IN_TRASH)
        if held(cache) == [NAME]:
            trash.put(str(cache), NAME, NOW, TOKEN)
        assert call is not None or held(cache) == IN_TRASH
        assert held(cache) == IN_TRASH

    made = crashes.crashes(
        lambda: trash.put(str(cache), NAME, NOW, TOKEN),
        lambda: fresh(cache, in_trash=False), check)
    # The new name is on the disk before the loss of the old one.
    assert made[len(made) - 1 - made[::-1].index('rename'):].count(
        'fsync') == 2


@pytest.mark.parametrize('links', [True, False])
def test_killed_while_it_is_restored(cache, monkeypatch, links):
    def refused(*_names, **_how):
        raise PermissionError(errno.EPERM, 'Operation not permitted')

    if not links:
        monkeypatch.setattr(os, 'link', refused)
    both = 0

    def check(_call):
        nonlocal both
        found = held(cache)
        assert found in (IN_TRASH, [NAME], [NAME, *IN_TRASH])
        both += len(found) == 2
        if found != [NAME]:
            assert trash.restore(str(cache), ENTRY) == NAME
        assert held(cache) == [NAME]
        assert (cache / NAME).stat().st_nlink == 1

    made = crashes.crashes(lambda: trash.restore(str(cache), ENTRY),
                           lambda: fresh(cache, in_trash=True), check)
    assert bool(both) == links
    if links:
        assert 'fsync' in made[made.index('link'):made.index('unlink')]


def test_killed_while_it_is_purged(cache):
    def check(call):
        found = held(cache)
        assert found in (IN_TRASH, [])
        if found:
            trash.purge(str(cache), ENTRY)
        assert held(cache) == []

    crashes.crashes(lambda: trash.purge(str(cache), ENTRY),
                    lambda: fresh(cache, in_trash=True), check)
