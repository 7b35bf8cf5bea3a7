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

"""The command line itself."""

import subprocess
import sys

import pytest

from swift_ops_ext.cmd import main


def code(*arguments):
    try:
        return main.main(arguments)
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize('arguments', [
    (), ('nothing',), ('check',), ('check', 'A/c'), ('list',),
    ('check', 'A/c', '--from'), ('pipeline',), ('list', 'A', 'B'),
    ('pipeline', 'x', '--proxy-conf', 'y'),
])
def test_wrong(arguments, capsys):
    assert code(*arguments) == 2
    assert 'usage: swift-ops-ip-whitelist' in capsys.readouterr().err


@pytest.mark.parametrize(('arguments', 'message'), [
    (('check', 'A/c', '--from', 'home'), "'home' is not an IP address"),
    (('check', '/c', '--from', '192.0.2.1'), 'not a path of Swift'),
    (('check', 'A/c', '--from', '192.0.2.1', '--proxy-conf', '/none'),
     'there is no proxy configuration /none'),
    (('list', 'A', '--proxy-conf', '/none'), 'no proxy configuration /none'),
    (('lint', 'A', '--proxy-conf', '/none'), 'no proxy configuration /none'),
    (('lint',), 'lint wants accounts, or --devices'),
    (('lint', 'A', '--devices', '/'), 'lint wants accounts, or --devices'),
    (('lint', '--devices', '/none/such'), 'there is no directory /none/such'),
    (('pipeline', '/none'), 'there is no /none'),
])
def test_cannot_tell(arguments, message, capsys):
    assert code(*arguments) == 2
    out, error = capsys.readouterr()
    assert out == '' and message in error
    assert error.count('\n') == 1


def test_help_names_the_exit_codes(capsys):
    assert code('--help') == 0
    assert 'exit codes:' in capsys.readouterr().out


def test_help_needs_no_swift():
    done = subprocess.run(
        [sys.executable, '-X', 'importtime', '-m', 'swift_ops_ext.cmd.main',
         '--help'], capture_output=True, text=True, check=True)
    assert 'swift_ops_ext' in done.stderr
    assert 'swift.common' not in done.stderr
