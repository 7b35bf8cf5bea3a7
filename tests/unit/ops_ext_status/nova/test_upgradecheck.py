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

"""What is printed is what oslo.upgradecheck prints."""

import json

from oslo_config import cfg
from oslo_upgradecheck import upgradecheck

from ops_ext_status.finding import Finding
from ops_ext_status.finding import Level
from ops_ext_status import report
from ops_ext_status import table

_DETAILS = ('a text that is too long for one line of the table, and so is '
            'wrapped, but for paths and codes, which are not broken by us')


class _Theirs(upgradecheck.UpgradeCommands):

    def _good(self):
        return upgradecheck.Result(upgradecheck.Code.SUCCESS)

    def _bad(self):
        return upgradecheck.Result(
            upgradecheck.Code.FAILURE,
            report.details(_ours()[1].findings[0]))

    _upgrade_checks = (('one', _good), ('two', _bad))


def _ours():
    return [report.Check('one', ()), report.Check('two', [Finding(
        Level.FAILURE, 'code', 'file', 'value', _DETAILS, 'mend it')])]


def test_levels_and_codes():
    assert {one.name: int(one) for one in upgradecheck.Code} == {
        one.name: int(one) for one in Level}
    assert {int(code): str(text) for code, text in
            upgradecheck.UPGRADE_CHECK_MSG_MAP.items()} == {
                int(level): text for level, text in report.RESULTS.items()}
    assert str(_Theirs.display_title) == report.TITLE


def test_table(capsys):
    code = _Theirs().check()
    assert capsys.readouterr().out.splitlines() == list(table.lines(_ours()))
    assert code == report.worst(_ours()) == 2


def test_json(capsys, monkeypatch):
    conf = cfg.ConfigOpts()
    theirs = _Theirs()
    upgradecheck.register_cli_options(conf, theirs)
    conf(['upgrade', 'check', '--json'], project='nova',
         default_config_files=[])
    monkeypatch.setattr(upgradecheck, 'CONF', conf)
    assert upgradecheck.run(conf) == 2
    theirs_said = json.loads(capsys.readouterr().out)
    ours = json.loads(json.dumps(report.document(_ours())))
    for one in ours['checks']:
        for key in 'code', 'where', 'value', 'problem', 'remedy':
            one.pop(key, None)
    assert ours == theirs_said
