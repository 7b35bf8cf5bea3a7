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

"""A chain as our reader has it, and as qemu-img does."""

import os
import subprocess

import pytest

from benchmarks import image_chains
from tests.harness import disk_farm


@pytest.fixture
def farm(tmp_path):
    return disk_farm.Farm(str(tmp_path / 'instances'), bases=2)


def test_links_in_order(farm):
    disk, direct = farm.servers(2)
    middle, base = (os.path.join(farm.cache, name) for name in (
        '%040x_0' % 0, '%040x' % 0))
    assert image_chains.ours(disk) == [
        (disk, middle, 'qcow2'), (middle, base, 'raw'), (base, None, None)]
    assert image_chains.ours(direct) == [
        (direct, farm.bases[1], 'raw'), (farm.bases[1], None, None)]


def test_qemu_agrees(farm):
    for disk in farm.servers(6):
        assert image_chains.of_qemu(disk) == image_chains.ours(disk)


def test_qemu_disagrees_about_what_was_changed(farm):
    disk = farm.servers(1)[0]
    before = image_chains.ours(disk)
    subprocess.run(['qemu-img', 'rebase', '-u', '-F', 'raw', '-b',
                    farm.bases[1], disk], check=True)
    assert image_chains.of_qemu(disk) != before
    assert image_chains.of_qemu(disk) == image_chains.ours(disk)


def test_what_qemu_cannot_open(farm):
    disk = farm.servers(2)[1]
    os.unlink(farm.bases[1])
    with pytest.raises(subprocess.CalledProcessError):
        image_chains.of_qemu(disk)
