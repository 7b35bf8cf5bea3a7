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

"""The manual of the command."""

import re

from nova_ops_ext.console_audit import finding
from tests.harness import quotations
from tests.unit.nova_ops_ext.console_audit import nodes


def _plain(text, node):
    """Replace what differs from node to node."""
    for pattern, instead in (
            (re.escape(str(node.instances)), '/var/lib/nova/instances'),
            (r'\(process [0-9]+\)', '(process 1234)'),
            (r'time=[0-9.]+s', 'time=0.1s'),
            (r'disk=[0-9]+B', 'disk=3149824B'),
            # What a file takes is up to the file system.
            (r'(GiB; only )[0-9.]+ Ki?B', r'\g<1>4.0 KiB'),
            (r'(?m)^( +[0-9.]+ [KMG]?i?B) +[0-9.]+ [KMG]?i?B ', r'\1 '),
            (r'[0-9.]+ [GT]iB free of [0-9.]+ [GT]iB',
             '40.0 GiB free of 80.0 GiB')):
        text = re.sub(pattern, instead, text)
    return text


def test_quoted_run(tmp_path):
    node = nodes.Node(tmp_path)
    verbose = node.log(1, 5905580032, runs=True, title='verbose')
    with verbose.open('ab') as log:
        log.write(b'login')
    web = node.log(2, 0, runs=True)
    web.write_bytes(b'x' * nodes.MIB)
    web.with_name('console.log.0').write_bytes(b'x' * 2 * nodes.MIB)
    node.log(3, 0, title='off').write_bytes(b'login')
    with nodes.writer('qemu-system-x86', verbose), nodes.writer(
            'virtlogd', web):
        done = node.run()
    shown = '# nova-ops-console-audit\n%s(exit code %d)' % (
        done.stdout.decode(), done.returncode)
    quoted = quotations.read('console_audit')['audit']
    assert _plain(shown, node) == _plain(quoted, node)


def test_every_finding_has_its_row():
    page = (quotations._PAGES / 'console_audit.rst').read_text()
    rows = re.findall(r'(?m)^``([a-z-]+)``  +(?:W|U|--)', page)
    assert sorted(rows) == sorted(finding.CODES)
