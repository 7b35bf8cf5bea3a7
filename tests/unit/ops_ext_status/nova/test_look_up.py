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

"""Where nobody names a file, each service's own are read, too."""

import pathlib

import pytest

from ops_ext_status import files
from ops_ext_status import node
from ops_ext_status import swift_files
from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planting

_OTHER = '[DEFAULT]\ncompute_driver = libvirt.LibvirtDriver\n'


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give a directory in which oslo.config looks before /etc/nova."""
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.setattr(swift_files, 'SWIFT_DIR', str(tmp_path / 'nowhere'))
    for name in 'NOVA_CONF', 'API_PASTE', 'QEMU_CONF':
        monkeypatch.setattr(files, name, str(tmp_path / 'nowhere' / name))
    directory = tmp_path / '.nova'
    directory.mkdir()
    return directory


def sample(name):
    return (planting.ETC / name).read_text()


def codes(checks):
    return {one['code'] for one in checks if one['result']}


def test_the_file_of_nova_compute_counts(home, capsys):
    (home / 'nova.conf').write_text(sample(planted_nova.CONSOLE))
    assert planting.run([], capsys)[0] == 0
    # As Ubuntu installs it.
    (home / 'nova-compute.conf').write_text(_OTHER)
    code, checks = planting.run([], capsys)
    assert code == 2
    (found,) = [one for one in checks if one['result']]
    assert found['code'] == 'driver-not-ours'
    assert found['where'].startswith(str(home / 'nova-compute.conf'))


def test_it_is_of_no_other_service(home, capsys):
    (home / 'nova.conf').write_text(sample(planted_nova.SCHEDULER))
    (home / 'nova-compute.conf').write_text(
        '[ops_shuffle_shard]\nmode = log\n')
    assert planting.run([], capsys)[0] == 0
    (home / 'nova-scheduler.conf').write_text(
        '[ops_shuffle_shard]\nmode = log\n')
    code, checks = planting.run([], capsys)
    assert (code, codes(checks)) == (1, {'log-mode'})


def test_its_directory_counts(home, capsys):
    (home / 'nova.conf').write_text(sample(planted_nova.CONSOLE))
    (home / 'nova-compute.conf.d').mkdir()
    (home / 'nova-compute.conf.d' / '10.conf').write_text(_OTHER)
    assert planting.run([], capsys)[0] == 2


def test_one_that_cannot_be_read(home, capsys):
    (home / 'nova.conf').write_text(sample(planted_nova.CONSOLE))
    (home / 'nova-compute.conf').write_text('x = 1\n')
    code, checks = planting.run([], capsys)
    assert (code, codes(checks)) == (2, {'unreadable'})
    assert 'nova-compute.conf' in checks[0]['details']


@pytest.mark.parametrize('own_server', [True, False])
def test_which_api_paste_ini_counts(own_server, home, monkeypatch, capsys):
    monkeypatch.setattr(node, 'paste_option', lambda: own_server)
    with_ours = home / 'ours.ini'
    with_ours.write_text(sample(planted_nova.LIMIT))
    without = home / 'api-paste.ini'
    without.write_text('[composite:osapi_compute]\n')
    (home / 'nova.conf').write_text(
        '[wsgi]\napi_paste_config = %s\n' % with_ours)
    code, checks = planting.run([], capsys)
    if own_server:
        assert code == 0, checks
    else:
        assert code == 2
        assert {'nothing', 'other-paste'} <= codes(checks)
        assert str(without) in str(checks)


def test_two_files_of_paste_are_both_looked_at(tmp_path, capsys):
    good = pathlib.Path(planting.ETC / planted_nova.LIMIT)
    bad = tmp_path / 'bad.ini'
    bad.write_text(good.read_text().replace('mode = enforce', 'mode = off'))
    for first, second in (good, bad), (bad, good):
        assert planting.run(['--api-paste', str(first), '--api-paste',
                             str(second)], capsys)[0] == 1


def test_a_paste_file_that_cannot_be_read(tmp_path, capsys):
    (tmp_path / 'nova.conf').write_text(
        sample(planted_nova.SCHEDULER).replace('#stamp', 'stamp'))
    (tmp_path / 'api-paste.ini').write_text('x = 1\n')
    code, checks = planting.run(
        ['--nova-conf', str(tmp_path / 'nova.conf')], capsys)
    assert (code, codes(checks)) == (2, {'unreadable'})
    assert planting.run(['--nova-conf', str(tmp_path / 'nova.conf'), '--role',
                         'scheduler'], capsys)[0] == 0


def test_stamps_behind_keystonecontext_by_another_name(tmp_path, capsys):
    (tmp_path / 'nova.conf').write_text(
        sample(planted_nova.SCHEDULER).replace('#stamp', 'stamp'))
    paste = sample(planted_nova.CLIENTS).replace('keystonecontext', 'users')
    section = ('[filter:users]\npaste.filter_factory = '
               'nova.api.auth:NovaKeystoneContext.factory\n')
    for text, code in ((paste, 0), (paste.replace(
            'legacy_v2_compatible client_stamp', 'legacy_v2_compatible'), 2)):
        (tmp_path / 'api-paste.ini').write_text(text + section)
        found, checks = planting.run([
            '--nova-conf', str(tmp_path / 'nova.conf')], capsys)
        assert found == code, checks
        assert ('stamp' in codes(checks)) is bool(code)
