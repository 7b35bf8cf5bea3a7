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

"""Each mistake in a proxy's configuration is found, and none in the sample."""

import os

import pytest

from ops_ext_status import importable
from ops_ext_status import node
from ops_ext_status import swift_files
from ops_ext_status import text_file
from tests.unit.ops_ext_status import planted_proxy
from tests.unit.ops_ext_status import planting


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Without a process for each; see test_bounded_child, and tests/e2e."""
    monkeypatch.setattr(importable, 'broken', lambda roles: {})


def found(text, tmp_path, capsys, *arguments):
    path = tmp_path / 'proxy-server.conf'
    path.write_text(text)
    return planting.run(['--proxy-conf', str(path), *arguments], capsys)


def sample():
    return (planting.ETC / planted_proxy.SAMPLE).read_text()


def test_nothing_in_the_sample(capsys):
    code, checks = planting.run(
        ['--config-file', str(planting.ETC / planted_proxy.SAMPLE)], capsys)
    assert code == 0
    assert [one for one in checks if one['details']] == []
    assert len(checks) == 4


@pytest.mark.parametrize('planted', planted_proxy.PLANTED,
                         ids=lambda planted: planted.title)
def test_planted(planted, tmp_path, capsys):
    found = planting.check(planted, tmp_path, capsys)
    assert all(str(tmp_path) in one['where'] for one in found)


@pytest.mark.parametrize('right', planted_proxy.RIGHT,
                         ids=lambda right: right.title)
def test_right(right, tmp_path, capsys):
    code, checks = planting.run(planting.plant(right, tmp_path), capsys)
    assert code == 0, checks


def test_what_the_pipeline_does_not_name_does_not_keep_it_from_starting(
        tmp_path, capsys):
    code, checks = found(sample() + '[filter:more]\n'
                         'use = egg:openstack-ops-ext#ip_whitlist\n',
                         tmp_path, capsys)
    assert code == 2
    assert 'factory' in [one.get('code') for one in checks]
    assert 'does not start' not in str(checks)


def test_an_editor_s_copy_is_no_mistake(tmp_path, capsys):
    directory = tmp_path / 'proxy-server.conf.d'
    directory.mkdir()
    for name in '10.conf', '10.conf~', '.10.conf.swp', '10.conf.dpkg-old':
        (directory / name).write_text(sample())
    code, checks = planting.run(['--proxy-conf', str(directory)], capsys)
    assert code == 0, checks


def test_all_that_swift_init_starts(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(swift_files, 'SWIFT_DIR', str(tmp_path))
    monkeypatch.setenv('HOME', str(tmp_path))
    (tmp_path / 'proxy-server.conf').write_text(
        sample().replace('    ip_whitelist\n', '').replace(
            '[filter:ip_whitelist]', '[filter:other]').replace(
                'openstack-ops-ext#ip_whitelist', 'swift#crossdomain'))
    (tmp_path / 'proxy-server.conf.bak').write_text('x')
    (tmp_path / 'proxy-server').mkdir()
    assert planting.run([], capsys)[0] == 2
    one = tmp_path / 'proxy-server' / '1.conf'
    one.write_text(sample())
    code, checks = planting.run([], capsys)
    # The first is open, and was there before.
    (finding,) = [one for one in checks if one['result']]
    assert code == 1
    assert finding['code'] == 'not-in-pipeline'
    assert finding['where'] == str(tmp_path / 'proxy-server.conf')
    (tmp_path / 'proxy-server.conf').unlink()
    assert planting.run([], capsys)[0] == 0
    one.write_text(sample().replace('# mode = enforce', 'mode = log'))
    assert planting.run([], capsys)[0] == 1


def test_a_file_that_does_not_end(tmp_path, capsys):
    pipe = tmp_path / 'proxy-server.conf'
    os.mkfifo(pipe)
    with open(tmp_path / 'nova.conf', 'w', encoding='utf-8') as large:
        large.truncate(text_file.LARGEST + 1)
    for arguments in (['--config-file', str(pipe)],
                      ['--proxy-conf', str(pipe)],
                      ['--nova-conf', str(pipe)],
                      ['--nova-conf', str(tmp_path / 'nova.conf')]):
        code, checks = planting.run(arguments, capsys)
        assert code == 2
        assert checks[0]['code'] == 'unreadable'


def test_a_directory_counts_as_one_file(tmp_path, capsys):
    directory = tmp_path / 'proxy-server.conf.d'
    directory.mkdir()
    head, section, tail = sample().partition('[filter:ip_whitelist]\n')
    rest = tail.partition('[app:proxy-server]')
    (directory / '10_base.conf').write_text(
        head + ''.join(rest[1:]))
    (directory / '20_ours.conf').write_text(section + rest[0])
    code, checks = planting.run(['--config-file', str(directory)], capsys)
    assert code == 0, checks
    # The later file has the last word.
    (directory / '30_log.conf').write_text(
        '[filter:ip_whitelist]\nmode = log\n')
    code, checks = planting.run(['--config-dir', str(directory)], capsys)
    assert code == 1
    assert 'log-mode' in [one.get('code') for one in checks]


def test_a_file_of_a_directory_that_cannot_be_read(tmp_path, capsys):
    directory = tmp_path / 'proxy-server.conf.d'
    directory.mkdir()
    (directory / '10.conf').write_text(sample())
    (directory / '20.conf').symlink_to(tmp_path / 'nowhere')
    code, checks = planting.run(['--proxy-conf', str(directory)], capsys)
    assert code == 2
    assert '20.conf' in checks[0]['details']


@pytest.mark.skipif(os.geteuid() == 0, reason='root may read all')
def test_no_permission(tmp_path, capsys):
    path = tmp_path / 'proxy-server.conf'
    path.write_text(sample())
    path.chmod(0)
    assert planting.run(['--proxy-conf', str(path)], capsys)[0] == 2


def test_set_overrides_the_default(tmp_path, capsys):
    text = sample().replace('[DEFAULT]\n', '[DEFAULT]\nmode = log\n')
    assert found(text, tmp_path, capsys)[0] == 1
    code, checks = found(text.replace(
        '#ip_whitelist\n', '#ip_whitelist\nset mode = enforce\n'),
        tmp_path, capsys)
    assert code == 0, checks


def test_a_section_of_another_file(tmp_path, capsys):
    other = tmp_path / 'other.conf'
    other.write_text('[filter:theirs]\n'
                     'use = egg:openstack_ops_ext#ip_whitelist\nmode = log\n')
    text = sample().replace('use = egg:openstack-ops-ext#ip_whitelist',
                            'use = config:other.conf#theirs')
    code, checks = found(text, tmp_path, capsys)
    assert code == 1
    assert [one['code'] for one in checks if one['result']] == ['log-mode']
    other.unlink()
    assert found(text, tmp_path, capsys)[0] == 2


def test_sections_in_a_circle(tmp_path, capsys):
    text = sample().replace('use = egg:openstack-ops-ext#ip_whitelist',
                            'use = ip_whitelist')
    code, checks = found(text, tmp_path, capsys)
    assert code == 2
    assert any('circle' in str(one['details']) for one in checks)


def test_swift_puts_in_what_is_left_out(tmp_path, capsys):
    """It starts so, and is not to be told of."""
    text = sample()
    for word in ('listing_formats ', ' copy', ' dlo', ' versioned_writes'):
        text = text.replace(word, ' ', 1)
    code, checks = found(text, tmp_path, capsys)
    assert code == 0, checks


def test_keystone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(node, 'finds', lambda module: True)
    text = sample().replace('s3api tempauth', 's3api s3token authtoken '
                            'keystoneauth') + '''
[filter:s3token]
use = egg:swift#s3token
auth_uri = http://127.0.0.1/
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
[filter:keystoneauth]
use = egg:swift#keystoneauth
'''
    code, checks = found(text, tmp_path, capsys)
    assert code == 0, checks


def test_ignored(tmp_path, capsys):
    text = sample().replace('# mode = enforce', 'mode = log')
    code, checks = found(text, tmp_path, capsys, '--ignore', 'log-mode')
    assert code == 0
    assert [one['result'] for one in checks
            if one.get('code') == 'log-mode'] == [0]
