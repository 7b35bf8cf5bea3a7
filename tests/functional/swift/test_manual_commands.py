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

"""The manuals' commands against a real Swift, by Swift's own client."""

import os

import pytest

from tests.harness import manual_kinds
from tests.harness import shell_text
from tests.harness import terminal

pytestmark = pytest.mark.skipif(
    not os.environ.get('OPS_EXT_MANUAL'), reason='for make docs-test')


@pytest.fixture
def here(cluster, plain, tmp_path):
    """A terminal whose user is known to Swift."""
    made = terminal.Terminal(tmp_path)
    made.environ.update({
        'ST_AUTH': cluster.filtered.url + '/auth/v1.0',
        'ST_USER': 'test:tester', 'ST_KEY': 'testing', 'no_proxy': '*'})
    return made


@pytest.mark.parametrize('block', manual_kinds.of('with a Swift'), ids=str)
def test_session(here, cluster, plain, block):
    # Who gives the rule is one of those whom it lets in, or he is warned.
    changes = {'http://swift.example.com': cluster.filtered.url,
               '192.0.2.0/24': '127.0.0.0/8',
               # Other tests of the cluster have one of that name.
               ' private ': ' manual-private '}
    for typed in shell_text.session(block.text):
        command = typed.text
        for word, instead in changes.items():
            command = command.replace(word, instead)
        done = here.run(command)
        assert done.returncode == 0, command + '\n' + done.stderr
        for argv in shell_text.programs(command):
            if argv[:2] == ['swift', 'post']:
                name, _colon, value = argv[argv.index('-H') + 1].partition(':')
                assert plain.head('/' + argv[2]).headers[name] == (
                    value.strip())
                plain.delete('/' + argv[2])


def test_what_does_not_work(here):
    assert here.run('swift psot private').returncode != 0
    assert here.run('swift post private', ST_KEY='wrong').returncode != 0
