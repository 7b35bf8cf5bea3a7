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

"""Each mistake in Nova's configuration is found, and none in the samples."""

import pytest

from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planting


@pytest.mark.parametrize('sample', planted_nova.SAMPLES)
def test_nothing_in_the_samples(sample, capsys):
    code, checks = planting.run(
        ['--config-file', str(planting.ETC / sample)], capsys)
    assert code == 0, checks


def test_nothing_in_all_of_them_together(capsys):
    code, checks = planting.run([
        word for sample in (planted_nova.SCHEDULER, planted_nova.CLIENTS,
                            planted_nova.CONSOLE, planted_nova.CACHE)
        for word in ('--config-file', str(planting.ETC / sample))], capsys)
    assert code == 0, checks
    assert {one['check'].partition(':')[0] for one in checks} == {
        'nova-scheduler', 'nova-api', 'nova-compute', 'nova.conf', 'Nova'}


@pytest.mark.parametrize('planted', planted_nova.PLANTED,
                         ids=lambda planted: planted.title)
def test_planted(planted, tmp_path, capsys):
    planting.check(planted, tmp_path, capsys)


def test_which_directory_is_not_there(tmp_path, capsys):
    code, (found,) = planting.run(
        ['--config-dir', str(tmp_path / 'nowhere.d')], capsys)
    assert code == 2
    assert found['problem'] == 'there is no such directory'


@pytest.mark.parametrize('path', [
    '$state_path/x', '/srv/${libvirt.virt_type}', '/srv/$my_block_storage_ip',
    '/srv/${ops_image_cache.removal}'])
def test_what_a_value_may_refer_to(path, tmp_path, capsys):
    text = (planting.ETC / planted_nova.CACHE).read_text().replace(
        '[DEFAULT]\n', '[DEFAULT]\ninstances_path = %s\n' % path)
    (tmp_path / 'nova.conf').write_text(text)
    code, checks = planting.run(
        ['--nova-conf', str(tmp_path / 'nova.conf')], capsys)
    assert code == 0, checks
