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

"""The commands of doc/source/ip_whitelist_walkthrough.rst do what it says."""

import re
import shutil
import subprocess

import pytest

from tests.functional.swift import conftest
from tests.harness import exchanges
from tests.harness import quotations
from tests.harness import swift_client

PAGE = quotations.read('ip_whitelist_walkthrough')
LOG = 'refused-log'
COMMANDS = [name for name in PAGE if name != LOG]

#: The machines of the page, by the prompt: their addresses there and here.
MACHINES = {'first': ('192.0.2.10', conftest.ADMITTED),
            'second': ('198.51.100.12', conftest.REFUSED)}
HOST = 'swift.example.com'
PROMPT = re.compile(r'^(\w+)\$ ', re.MULTILINE)
#: What the page shows of the head of an answer to "curl -i".
SHOWN = ('HTTP/', 'X-IP-Whitelist-Reason:')
#: Swift writes the names of headers in a case of its own.
REASON = re.compile(SHOWN[1], re.IGNORECASE)


@pytest.fixture(scope='module', autouse=True)
def curl():
    assert shutil.which('curl'), 'install curl (apt-get install curl)'


@pytest.fixture(scope='module')
def steps(cluster):
    """Runs the steps in their order; each is asked for by its name."""
    login = swift_client.Client(cluster.filtered)
    exports = {
        'OS_STORAGE_URL': cluster.filtered.url + login.account_path,
        'OS_AUTH_TOKEN': login.token}

    def run(machine, command):
        for there, here in MACHINES.values():
            command = re.sub(r'\b%s\b' % re.escape(there), here, command)
        host = cluster.filtered.url.partition('//')[2]
        return subprocess.run(
            ['bash', '-c', 'curl() { command curl -s --noproxy "*" '
             '--interface %s "$@"; }\n%s' % (
                 MACHINES[machine][1], command.replace(HOST, host))],
            env=exports, capture_output=True, text=True, timeout=60,
            check=True).stdout
    seen = {}
    for name in COMMANDS:
        told = []
        parts = PROMPT.split(PAGE[name])[1:]
        for machine, text in zip(parts[::2], parts[1::2], strict=True):
            command = re.match(r'(.*\\\n)*.*', text).group()
            told.append('%s$ %s\n%s' % (machine, command,
                                        shown(run(machine, command))))
        seen[name] = '\n\n'.join(told)
    return seen


def shown(output):
    """What the page has of an output."""
    text = REASON.sub(SHOWN[1], output.replace('\r', ''))
    if text.startswith('HTTP/'):
        head, blank, body = text.partition('\n\n')
        text = '\n'.join(line for line in head.splitlines()
                         if line.startswith(SHOWN))
        text += blank + body if body else ''
    for there, here in MACHINES.values():
        text = text.replace(here, there)
    return text.strip('\n')


@pytest.mark.parametrize('name', COMMANDS)
def test_step(steps, name):
    assert steps[name] == PAGE[name]


def test_log(cluster, steps):
    text = exchanges.TRANSACTION.sub('txn: tx0000', cluster.filtered.output())
    text = text.replace(conftest.REFUSED, MACHINES['second'][0])
    assert PAGE[LOG] + '\n' in text
