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

"""The command line, the exit codes and the table."""

import json

import pytest

from ops_ext_status import codes
from ops_ext_status import importable
from ops_ext_status import main
from tests.unit.ops_ext_status import planted_proxy
from tests.unit.ops_ext_status import planting

SAMPLE = str(planting.ETC / planted_proxy.SAMPLE)


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setattr(importable, 'broken', lambda roles: {})


@pytest.mark.parametrize('words', [[], ['check'], ['upgrade', 'check']])
def test_words(words, capsys):
    assert main.main([*words, '--config-file', SAMPLE]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].strip('| ') == 'Upgrade Check Results'
    assert lines[3:6] == [
        '| Check: swift-proxy: place of ip_whitelist   |',
        '| Result: Success                             |',
        '| Details: None                               |']
    assert len(set(map(len, lines))) == 1


@pytest.mark.parametrize('arguments', [
    ['upgrade'], ['status'], ['check', 'check'], ['--ignore', 'no-such-code'],
    ['--role', 'conductor'], ['--config-file'], ['--config-file', ''],
    ['--nonsense']])
def test_a_wrong_command_line(arguments, capsys):
    assert main.main(arguments) == 255
    said = capsys.readouterr()
    assert said.out == ''
    assert 'ops-ext-status: ' in said.err


def test_an_error_of_its_own(monkeypatch, capsys):
    def broken(roles):
        raise RuntimeError('our fault')

    monkeypatch.setattr(importable, 'broken', broken)
    assert main.main(['--config-file', SAMPLE]) == 255
    assert 'our fault' in capsys.readouterr().out


def test_list(capsys):
    assert main.main(['--list']) == 0
    said = capsys.readouterr().out
    assert all(code in said for code in codes.CODES)
    assert main.main(['--list', '--json']) == 0
    assert json.loads(capsys.readouterr().out) == dict(codes.CODES)


def test_a_role_without_a_file(tmp_path, capsys):
    for role in 'api', 'scheduler', 'compute':
        code, checks = planting.run(
            ['--config-file', SAMPLE, '--role', role], capsys)
        assert code == 2
        assert 'nothing' in [one.get('code') for one in checks]


def test_what_a_file_says_cannot_control_the_terminal(tmp_path, capsys):
    text = (planting.ETC / planted_proxy.SAMPLE).read_text().replace(
        '# default = open', 'default = \x1b[31mred')
    path = tmp_path / 'proxy-server.conf'
    path.write_text(text)
    assert main.main(['--config-file', str(path)]) == 2
    assert '\x1b' not in capsys.readouterr().out
