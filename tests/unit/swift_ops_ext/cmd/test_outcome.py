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

"""What is written to the operator."""

import json

from swift_ops_ext.cmd import outcome


def test_text(capsys):
    outcome.show({}, ['one', 'ä \x1b[31m\n\u2028\udc80'], as_json=False)
    assert capsys.readouterr().out == (
        'one\nä \\x1b[31m\\n\\u2028\\udc80\n')


def test_json(capsys):
    outcome.show({'a': '\x1bä\udc80'}, ['one'], as_json=True)
    text = capsys.readouterr().out
    assert text.isascii() and '\x1b' not in text
    assert json.loads(text) == {'a': '\x1bä\udc80'}


def test_complaint(capsys):
    outcome.complain('no \x1bä')
    assert capsys.readouterr() == (
        '', 'swift-ops-ip-whitelist: no \\x1b\\xe4\n')
