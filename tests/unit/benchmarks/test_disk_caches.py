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

"""How the kernel is made to forget files."""

import ctypes
import mmap
import os

import pytest

from benchmarks import disk_caches


def test_by_the_switch(tmp_path):
    switch = tmp_path / 'drop_caches'
    switch.touch()
    assert disk_caches.drop(str(tmp_path), str(switch)) == 'drop_caches = 3'
    assert switch.read_text() == '3\n'


def test_without_it_each_file(tmp_path):
    path = tmp_path / 'a' / 'file'
    path.parent.mkdir()
    path.write_bytes(b'x' * (4 * mmap.PAGESIZE))
    os.sync()
    if disk_caches.file_system(str(tmp_path)) == 'tmpfs':
        pytest.skip('its files are nowhere but in memory')
    assert any(resident(path))
    how = disk_caches.drop(str(tmp_path), str(tmp_path / 'none' / 'switch'))
    assert how.startswith('posix_fadvise of each file')
    assert not any(resident(path))


def resident(path):
    """Tell of each page of the file whether it is in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    size = path.stat().st_size
    pages = (ctypes.c_ubyte * (size // mmap.PAGESIZE))()
    with open(path, 'r+b') as file, mmap.mmap(file.fileno(), size) as mapped:
        at = ctypes.c_char.from_buffer(mapped)
        assert not libc.mincore(ctypes.byref(at), ctypes.c_size_t(size),
                                pages), ctypes.get_errno()
        del at
    return [page & 1 for page in pages]


@pytest.mark.parametrize(('path', 'kind'), [
    ('/proc', 'proc'), ('/dev/shm', 'tmpfs')])
def test_file_system(path, kind):
    assert disk_caches.file_system(path) == kind
