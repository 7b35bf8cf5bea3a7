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

"""What is told of a disk is what qemu-img finds."""

import subprocess

import pytest

from demo import guest_disk

NAME = 'd525a8f37fd23cc6a9a9d1736f8859df23d3c668'


@pytest.fixture
def base(tmp_path):
    base = tmp_path / NAME
    base.write_bytes(b'what the user has'.ljust(1 << 20, b'\0'))
    return base


@pytest.fixture
def disk(base):
    disk = base.with_name('disk')
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw',
                    '-b', str(base), str(disk)], check=True)
    return str(disk)


def test_whole(disk):
    assert guest_disk.chain(disk) == 'disk -> d525a8f3...'
    assert guest_disk.content(disk) == b'what the user has'


def test_without_its_base(disk, base):
    base.unlink()
    said = guest_disk.chain(disk)
    assert str(base) in said
    assert 'No such file' in said
    assert guest_disk.content(disk) == b''


def test_of_another_base(disk, base):
    base.write_bytes(bytes(1 << 20))
    assert guest_disk.content(disk) == b''


@pytest.mark.parametrize(('name', 'short'), [
    (NAME, 'd525a8f3...'), (NAME + '_10', 'd525a8f3...'), ('disk', 'disk')])
def test_shortened(name, short):
    assert guest_disk.shortened(name) == short
