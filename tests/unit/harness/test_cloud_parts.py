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

"""Parts of the cloud that need no service."""

import pathlib
import struct

import pytest

from tests.e2e.cloud import guest_image
from tests.e2e.cloud import network_stand_in
from tests.e2e.cloud import settings
from tests.e2e.tier import report


def test_guest_is_a_disk_that_boots():
    disk = guest_image.disk('hello', ticks=7, mebibytes=2)
    assert len(disk) == 2 << 20
    assert disk[510:512] == b'\x55\xaa'
    assert disk[0x100:].startswith(b'hello\r\n\0')
    first, sectors = struct.unpack_from('<II', disk, 446 + 8)
    assert (first + sectors) * 512 == len(disk)


def test_guests_differ():
    assert guest_image.disk('one') != guest_image.disk('two')


@pytest.mark.parametrize('text', ['', 'x' * 200])
def test_text_that_has_no_room(text):
    with pytest.raises(ValueError):
        guest_image.disk(text)


@pytest.mark.parametrize(('path', 'said'), [
    ('/v2.0/ports', {'ports': []}),
    ('/v2.0/security-groups', {'security_groups': []}),
])
def test_networks_are_none(path, said):
    assert network_stand_in.answer(path) == said


def test_quotas_are_unlimited():
    quota = network_stand_in.answer('/v2.0/quotas/some-project')['quota']
    assert quota['port'] == -1


def test_settings_of_several_layers(tmp_path: pathlib.Path):
    path = settings.write(tmp_path / 'a' / 'b.conf', {
        'one': {'x': '1', 'y': '2'}}, {'one': {'y': ('3', '4')}})
    assert path.read_text() == '[one]\nx = 1\ny = 3\ny = 4\n'


def test_setting_is_replaced_and_taken_out(tmp_path: pathlib.Path):
    path = settings.write(tmp_path / 'a.conf', {'one': {'x': '1'}})
    settings.assign(path, 'one', 'x', '2')
    assert 'x = 2' in path.read_text() and 'x = 1' not in path.read_text()
    settings.assign(path, 'one', 'x', None)
    assert 'x' not in path.read_text()


def test_table(tmp_path: pathlib.Path, monkeypatch):
    monkeypatch.setattr(report, 'DIRECTORY', tmp_path)
    table = report.Table('seen', ('what', 'how often'))
    table.add('a, b', 3)
    assert (tmp_path / 'seen.csv').read_text() == (
        'what,how often\n"a, b",3\n')
    assert '"how often": 3' in (tmp_path / 'seen.json').read_text()
    assert table.text().splitlines() == [
        'what  how often', '----  ---------', 'a, b  3']
    with pytest.raises(ValueError):
        table.add('too few')


@pytest.mark.parametrize(('number', 'text'), [
    (5, '5 B'), (1536, '1.5 KiB'), (5 << 20, '5.0 MiB'),
    (11 << 29, '5.50 GiB')])
def test_size(number, text):
    assert report.size(number) == text
