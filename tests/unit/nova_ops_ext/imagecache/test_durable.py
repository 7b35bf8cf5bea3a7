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

"""Files that are whole whatever happens."""

import os
import stat

import pytest

from nova_ops_ext.imagecache import durable
from tests.unit.nova_ops_ext.imagecache import crashes


def test_written_and_replaced(tmp_path):
    path = tmp_path / 'state.json'
    for text in ('one', 'two \u20ac \udcff', ''):
        durable.replace(str(path), text)
        assert path.read_bytes() == text.encode('utf-8', 'surrogateescape')
        assert os.listdir(tmp_path) == ['state.json']
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    durable.replace(str(path), 'x', 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_large_and_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    durable.replace('a', 'x' * 3000000)
    assert (tmp_path / 'a').stat().st_size == 3000000


def test_nothing_but_a_file_is_replaced(tmp_path):
    os.mkfifo(tmp_path / 'fifo')
    (tmp_path / 'link').symlink_to('elsewhere')
    (tmp_path / 'directory').mkdir()
    before = sorted(os.listdir(tmp_path))
    for name in before:
        with pytest.raises(OSError, match='not a regular file'):
            durable.replace(str(tmp_path / name), 'x')
    with pytest.raises(FileNotFoundError):
        durable.replace(str(tmp_path / 'none' / 'x'), 'x')
    assert sorted(os.listdir(tmp_path)) == before


def test_a_failure_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / 'state'
    durable.replace(str(path), 'old')

    def full(_opened, _text):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'write', full)
    with pytest.raises(OSError, match='No space'):
        durable.replace(str(path), 'new')
    assert path.read_text() == 'old' and os.listdir(tmp_path) == ['state']


def test_killed_at_every_step(tmp_path):
    path = tmp_path / 'state'
    texts = []

    def check(call):
        texts.append(path.read_text())
        assert texts[-1] in ('old' * 1000, 'new' * 1000)
        if call is None:
            # Also what all the others left is gone.
            assert os.listdir(tmp_path) == ['state']

    made = crashes.crashes(
        lambda: durable.replace(str(path), 'new' * 1000),
        lambda: path.write_text('old' * 1000), check)
    # On the disk before it gets its name, and then the name as well.
    assert made.index('fsync') < made.index('rename')
    assert 'fsync' in made[made.index('rename'):]
    assert len(set(texts)) == 2


def test_what_is_being_written_is_not_swept(tmp_path, monkeypatch):
    """Two at a time each write the whole file."""
    path = str(tmp_path / 'state')
    rename = os.rename

    def slow(source, aim):
        monkeypatch.setattr(os, 'rename', rename)
        durable.replace(path, 'second')
        rename(source, aim)

    monkeypatch.setattr(os, 'rename', slow)
    durable.replace(path, 'first')
    assert (tmp_path / 'state').read_text() == 'first'
    assert os.listdir(tmp_path) == ['state']


def test_directories(tmp_path):
    path = tmp_path / 'a' / 'b'
    mask = os.umask(0o077)
    try:
        durable.make_directory(str(path), 0o750)
    finally:
        os.umask(mask)
    for one in (path, path.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o750
    path.chmod(0o700)
    (path / 'kept').touch()
    durable.make_directory(str(path) + '/', 0o755)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert os.listdir(path) == ['kept']
    assert os.listdir(tmp_path) == ['a'] and os.listdir(tmp_path / 'a') == [
        'b']


def test_no_directory_there(tmp_path):
    (tmp_path / 'file').touch()
    (tmp_path / 'nowhere').symlink_to('gone')
    for name in ('file', 'file/x', 'nowhere'):
        with pytest.raises(OSError):
            durable.make_directory(str(tmp_path / name), 0o700)
    assert sorted(os.listdir(tmp_path)) == ['file', 'nowhere']


def test_a_directory_that_somebody_else_makes_first(tmp_path, monkeypatch):
    path = tmp_path / 'a'
    rename = os.rename

    def slow(source, aim):
        path.mkdir()
        (path / 'theirs').touch()
        rename(source, aim)

    monkeypatch.setattr(os, 'rename', slow)
    durable.make_directory(str(path), 0o700)
    assert os.listdir(tmp_path) == ['a'] and os.listdir(path) == ['theirs']


@pytest.mark.skipif(os.geteuid() != 0, reason='needs root')
def test_what_root_makes_belongs_to_the_owner_of_the_directory(tmp_path):
    os.chown(tmp_path, 4321, 4322)
    made = tmp_path / 'a' / 'b'

    def owners():
        return {(seen.st_uid, seen.st_gid)
                for one in (made, made.parent, made / 'state')
                if one.exists() and (seen := one.stat())}

    def check(_call):
        assert owners() <= {(4321, 4322)}
        for one in (made / 'state', made, made.parent):
            if one.is_dir():
                for left in one.glob('.*'):
                    left.rmdir() if left.is_dir() else left.unlink()
                one.rmdir()
            elif one.exists():
                one.unlink()

    def act():
        durable.make_directory(str(made), 0o700)
        durable.replace(str(made / 'state'), 'x')

    crashes.crashes(act, lambda: None, check)
    act()
    assert owners() == {(4321, 4322)} and (made / 'state').exists()
