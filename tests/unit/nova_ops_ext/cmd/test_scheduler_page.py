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

"""The manual of ``nova-ops-scheduler``."""

import re

import pytest

from nova_ops_ext.cmd import scheduler
from nova_ops_ext.scheduler_command import cloud_source
from nova_ops_ext.scheduler_command import finding
from tests.harness import quotations
from tests.unit.nova_ops_ext.scheduler_command import clouds
from tests.unit.nova_ops_ext.scheduler_command import log_lines as lines

PAGE = (quotations._PAGES / 'scheduler_command.rst').read_text()


@pytest.fixture
def shown(tmp_path, monkeypatch, capsys):
    """Give what a terminal shows, with the files of the example."""
    monkeypatch.chdir(tmp_path)
    files = clouds.Files(tmp_path)

    def run(*arguments, conf=clouds.CONF, made=None, log=()):
        files.write(conf, made or clouds.document())
        (tmp_path / 'scheduler.log').write_text(''.join(
            line + '\n' for line in log))
        hidden = ['--config-file', str(files.conf)]
        code = scheduler.main([*hidden, *arguments])
        return '# nova-ops-scheduler %s\n%s(exit code %d)' % (
            ' '.join(arguments), capsys.readouterr().out, code)
    return run


def check(name, text):
    assert text == quotations.read('scheduler_command')[name]


def test_check(shown):
    made = clouds.document()
    clouds.set_key(made, 'ops_shard_size', 'four')
    clouds.set_key(made, 'ops_shard_sise:p', '8')
    conf = clouds.CONF.replace('NewHostFilter,', '')
    check('check', shown('check', '--dump', 'dump.json', conf=conf,
                         made=made))


def test_no_mistake(shown):
    check('fine', shown('check', '--dump', 'dump.json'))


def test_shard(shown):
    made = clouds.document()
    made['services'][14]['state'] = 'down'
    check('shard', shown(
        'shard', '3f1a5c0e7b8d4f2a9c6e1d0b2a4c8e6f', '--other',
        'a4c8e6f03f1a5c0e7b8d4f2a9c6e1d0b', '--size', '6', '--dump',
        'dump.json', made=made))


def test_explain(shown):
    check('explain', shown(
        'explain', lines.SERVER, '--log-file', 'scheduler.log', log=[
            lines.refused('dev-1', 'doc-1', 'ops-1'), lines.returned(),
            lines.removed()]))


def test_simulate(shown):
    check('simulate', shown('simulate', '--dump', 'dump.json'))


def test_dump(shown, monkeypatch):
    monkeypatch.setattr(cloud_source, 'from_cloud',
                        lambda _name: (clouds.document(), []))
    check('dump', shown('dump', '--os-cloud', 'admin', '--output',
                        'dump.json'))


def test_each_code_has_its_row():
    rows = dict(re.findall(r'(?m)^``([a-z-]+)``  +(\S.*)$', PAGE))
    assert {code: text for code, text in rows.items()
            if code in finding.CODES} == finding.CODES


def test_each_subcommand_and_option_is_told():
    parser = scheduler._parser()
    commands = next(one for one in parser._actions
                    if hasattr(one, 'choices') and one.choices)
    for name, command in commands.choices.items():
        assert '\n%s\n' % name in PAGE or '``%s' % name in PAGE, name
        for action in command._actions:
            for option in action.option_strings:
                if option not in ('-h', '--help'):
                    assert option in PAGE, option
