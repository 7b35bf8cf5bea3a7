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


"""Reading ahead changes nothing but the time."""

import os
import threading
import time

import pytest

from nova_ops_ext.imagecache import read_ahead


@pytest.fixture
def entries(tmp_path):
    for number in range(200):
        directory = tmp_path / ('%03d' % number)
        directory.mkdir()
        (directory / 'disk').write_bytes(b'x' * 5000)
        (directory / 'console.log').write_bytes(b'x')
        os.mkfifo(directory / 'fifo')
        (directory / 'link').symlink_to('/dev/zero')
    (tmp_path / '199' / 'disk').chmod(0)
    (tmp_path / 'file').write_text('x')
    return sorted(os.scandir(tmp_path), key=lambda entry: entry.name)


@pytest.fixture
def opened(monkeypatch):
    """What the threads have opened."""
    paths = []

    def note(path, *arguments, _open=os.open, **more):
        if threading.current_thread() is not threading.main_thread():
            paths.append(path)
        return _open(path, *arguments, **more)

    monkeypatch.setattr(os, 'open', note)
    return paths


def ended(before):
    until = time.monotonic() + 30
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    return threading.active_count() <= before


def walk(entries, pause):
    for entry in read_ahead.ahead(entries, ('console.log',)):
        time.sleep(pause)
        yield entry


def test_from_memory_nothing_is_read_ahead(entries, opened, monkeypatch):
    monkeypatch.setattr(read_ahead, '_SLOW', 3600)
    assert list(walk(entries, 0)) == entries
    assert opened == []


def test_on_a_slow_disk_what_comes_next_is(entries, opened):
    before = threading.active_count()
    assert list(walk(entries, 0.001)) == entries
    assert ended(before)
    assert opened
    # Nothing that the walk passes by, and nothing that could block.
    assert {os.path.basename(path) for path in opened} == {'disk'}
    assert len(opened) == len(set(opened))
    assert min(opened) > entries[60].path


def test_who_stops_early_leaves_no_readers(entries, opened):
    before = threading.active_count()
    for number, _entry in enumerate(walk(entries, 0.001)):
        if number == 70:
            break
    assert ended(before)


def test_what_cannot_be_read_is_the_walk_s_affair(entries, monkeypatch):
    """A reader that fails goes on."""
    before = threading.active_count()
    failed = []

    def fail(path, *_arguments, **_more):
        failed.append(path)
        raise PermissionError(13, 'no', path)

    monkeypatch.setattr(os, 'open', fail)
    assert list(walk(entries, 0.001)) == entries
    assert ended(before)
    assert len(failed) > 1


def test_a_reader_that_hangs_keeps_nobody(entries, monkeypatch):
    go_on = threading.Event()

    def hang(path, *_arguments, **_more):
        go_on.wait(30)
        raise TimeoutError(110, 'no', path)

    before = threading.active_count()
    monkeypatch.setattr(os, 'open', hang)
    assert list(walk(entries, 0.001)) == entries
    assert threading.active_count() > before
    go_on.set()
    assert ended(before)
