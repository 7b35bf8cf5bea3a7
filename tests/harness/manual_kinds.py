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

"""What each block of the manuals is, and which test tries it.

``python -m tests.harness.manual_kinds`` prints how many there are of each
kind.  A block that is of none fails ``tests/unit/doc/test_every_block.py``:
so does a command whose program is not known here.
"""

import collections
import json
import re

from tests.harness import manual_blocks
from tests.harness import shell_text

LOADED, EXECUTED, PARSED = 'loaded', 'executed', 'parsed'
COMPARED, EXCUSED = 'compared', 'excused'

_UNIT = 'tests/unit/doc/'
_FUNCTIONAL = 'tests/functional/'

#: How the blocks of each kind are tried, and where.
KINDS = {
    'nova.conf': (LOADED, _UNIT + 'nova/test_configuration.py'),
    'api-paste.ini': (LOADED, _UNIT + 'nova/test_configuration.py'),
    'environment': (LOADED, _UNIT + 'nova/test_configuration.py'),
    'alerts': (LOADED, _UNIT + 'nova/test_configuration.py'),
    'clouds.yaml': (LOADED, _UNIT + 'nova/test_configuration.py'),
    'proxy-server.conf': (LOADED, _UNIT + 'swift/test_configuration.py'),
    'haproxy': (LOADED, _UNIT + 'swift/test_configuration.py'),
    'nginx': (LOADED, _UNIT + 'swift/test_configuration.py'),
    'nrpe': (PARSED, _UNIT + 'nova/test_commands.py'),
    'sudoers': (PARSED, _UNIT + 'nova/test_commands.py'),
    'settings': (PARSED, _UNIT + 'swift/test_commands.py'),
    'local.conf': (PARSED, _UNIT + 'swift/test_commands.py'),
    'json': (PARSED, _UNIT + 'swift/test_configuration.py'),
    'on a node of Nova': (EXECUTED, _UNIT + 'nova/test_commands.py'),
    'on a proxy': (EXECUTED, _UNIT + 'swift/test_commands.py'),
    'in the tree': (EXECUTED, 'tests/e2e/test_contributing.py'),
    'ops-ext-status': (PARSED, _UNIT + 'nova/test_commands.py'),
    'of Nova\'s own': (PARSED, _UNIT + 'nova/test_commands.py'),
    'of Nova\'s tests': (PARSED, _UNIT + 'nova/test_commands.py'),
    'make': (PARSED, _UNIT + 'swift/test_commands.py'),
    'with a Nova': (EXECUTED, _FUNCTIONAL + 'nova/test_manual_commands.py'),
    'with a Swift': (EXECUTED, _FUNCTIONAL + 'swift/test_manual_commands.py'),
    'quick start': (EXECUTED, 'tools/quick_start.py'),
    'quotation': (COMPARED, _UNIT + 'test_every_block.py'),
    'excused': (EXCUSED, _UNIT + 'test_every_block.py'),
}

#: The page that is typed into a fresh machine, block by block.
QUICK_START = 'doc/source/quick_start.rst'

#: Blocks that nothing can try, by page and first line, each with its reason.
NOT_TRIED = {
    ('doc/source/devstack.rst', '#ops_ext [DEFAULT]'):
        'a record that only the plugin writes and reads',
    ('doc/source/e2e.rst', '.work/e2e/bin/python -m tests.e2e.cloud up &'):
        'make e2e does it, for an hour',
    ('SECURITY.rst', 'make dist TAG=<version>'):
        'of a released version; make dist-check does the same',
    **{('doc/source/tempest.rst', line):
       'of Tempest, which is not installed beside Nova'
       for line in ('$ pip install tempest', '[ops_ext_feature_enabled]',
                    "$ tempest run --regex '^ops_ext_tempest\\.' "
                    '--concurrency 2')},
    **{('doc/source/releasing.rst', line):
       'of who releases or packages: it needs a key, or tools of packagers'
       for line in (
           '$ make test',
           '$ cyclonedx-py requirements constraints/nova-34.txt '
           '> nova-34.cdx.json',
           '[nova-base-plugin-openstack-ops-ext]',
           "$ kolla-build --config-file kolla-build.conf '^nova-'",
           '$ cp openstack_ops_ext-1.0.0.tar.gz '
           'openstack-ops-ext_1.0.0.orig.tar.gz')}}
NOT_TRIED.update({
    ('doc/source/architecture.rst', line): 'a drawing'
    for line in (
        'ops-ext-status',
        'swift-proxy',
        'nova-scheduler                              nova-ops-scheduler',
        'nova-api, by the order in api-paste.ini',
        'nova-api                     nova-compute            '
        'nova-ops-console-audit',
        'nova-compute                               nova-ops-image-cache')})

#: Programs, and where a session with them is tried.  What is further down
#: needs more than what is above it.
_PROGRAMS = {
    # What the shell and every machine have; they run with the others.
    'on a node of Nova': (
        'cat', 'cd', 'cp', 'cut', 'diff', 'echo', 'eval', 'export', 'for',
        'grep', 'head', 'install', 'jq', 'journalctl', 'kill', 'ls', 'mkdir',
        'mv', 'openssl', 'rm', 'sed', 'sleep', 'sort', 'systemctl', 'tail',
        'tee', 'test', 'touch', 'uniq', 'wc', 'xargs', 'zgrep',
        'nova-ops-console-audit', 'nova-ops-image-cache',
        'nova-ops-scheduler'),
    # Its own tests run it, on nodes of many kinds.
    'ops-ext-status': ('ops-ext-status',),
    'on a proxy': ('swift-ops-ip-whitelist', 'swift-init'),
    'in the tree': ('.work/only-nova/bin/oslo-config-generator',
                    '.work/swift/bin/python', '.work/tools/bin/reno', 'pip',
                    '.work/tempest/bin/oslo-config-generator',
                    'python3'),
    'of Nova\'s own': ('nova-manage', 'nova-status'),
    'of Nova\'s tests': ('.work/nova/bin/python',),
    'make': ('make',),
    'with a Nova': ('openstack', 'nova'),
    'with a Swift': ('swift', 'curl'),
}
_RANK = list(_PROGRAMS)
#: Subcommands of ours that ask a cloud, unless they are given a file.
_OF_CLOUD = ('check', 'dump', 'shard', 'simulate')

SESSIONS = ('', 'bash', 'console', 'sh', 'shell', 'shell-session')
_DRAWN = ('none', 'text')
#: Nothing but comments, and assignments such as DevStack's.
_SETTINGS = re.compile(
    r'(?:[ ]*(?:#.*|[A-Z_0-9]+=.*|if .*; then|else|fi)?\n)*')


def of(kind: str) -> list[manual_blocks.Block]:
    """Give all blocks of a kind.

    :raises ValueError: there is a block of none
    """
    if kind not in KINDS:
        raise ValueError('no kind %r' % kind)
    return [block for block in manual_blocks.everywhere()
            if classify(block) == kind]


def classify(block: manual_blocks.Block) -> str:
    """Name the kind of a block.

    :raises ValueError: it is of none
    """
    if (block.page, block.text.partition('\n')[0]) in NOT_TRIED:
        return 'excused'
    if block.page == QUICK_START and block.language in ('bash', 'none'):
        return 'quick start'
    if block.quoted:
        return 'quotation'
    if block.language == 'bash' and _SETTINGS.fullmatch(
            block.text.rstrip('\n') + '\n'):
        return 'settings'
    if block.language in SESSIONS:
        return _of_session(block)
    if block.language == 'ini':
        return _of_ini(block)
    if block.language == 'yaml':
        return _of_yaml(block)
    if block.language == 'json':
        json.loads(block.text)
        return 'json'
    if block.language == 'nginx':
        return 'nginx'
    if block.language in _DRAWN:
        return _of_text(block)
    raise ValueError('%s: nothing tries the language %r' % (
        block, block.language))


def _of_session(block: manual_blocks.Block) -> str:
    kinds = set()
    for typed in shell_text.session(block.text):
        argvs = shell_text.programs(typed.text)
        if not argvs:
            raise ValueError('%s: no program in: %s' % (block, typed.text))
        for argv in argvs:
            kinds.add(_of_program(block, argv))
    return max(kinds, key=_RANK.index)


def _of_program(block: manual_blocks.Block, argv: list[str]) -> str:
    name = argv[0].removeprefix('/usr/local/bin/')
    if name == 'nova-ops-scheduler' and set(argv) & set(
            _OF_CLOUD) and '--dump' not in argv:
        return 'with a Nova'
    for kind, names in _PROGRAMS.items():
        if name in names:
            return kind
    raise ValueError('%s: nothing tries the program %r' % (block, argv[0]))


def _of_ini(block: manual_blocks.Block) -> str:
    sections = re.findall(r'(?m)^\[(.+)\]$', block.text)
    if not sections:
        raise ValueError('%s: it has no section' % block)
    if any(one.startswith('[') for one in sections):
        return 'local.conf'
    if any(one.startswith('composite:') for one in sections) or (
            re.search(r'#(client_address|client_stamp|console_limit)\b',
                      block.text)):
        return 'api-paste.ini'
    if any(one.startswith(('pipeline:', 'filter:', 'app:'))
           for one in sections):
        return 'proxy-server.conf'
    return 'nova.conf'


def _of_yaml(block: manual_blocks.Block) -> str:
    for word, kind in (('clouds:', 'clouds.yaml'), ('groups:', 'alerts')):
        if block.text.startswith(word):
            return kind
    raise ValueError('%s: it is neither clouds.yaml nor alerts' % block)


def _of_text(block: manual_blocks.Block) -> str:
    for pattern, kind in ((r'(?m)^(frontend|listen) ', 'haproxy'),
                          (r'command\[\w+\]=', 'nrpe'),
                          (r'\S+ ALL=', 'sudoers'),
                          (r'OS_\w+=\S+$', 'environment')):
        if re.search(pattern, block.text):
            return kind
    raise ValueError(
        '%s: text that no test compares; put ".. quoted: name" before it and '
        'have a test read it' % block)


def typed(name: str = '') -> list[tuple[manual_blocks.Block,
                                        shell_text.Typed, list[str]]]:
    """Give each program that a session runs: block, command, arguments.

    :param name: of one program, in place of all
    """
    return [(block, command, argv) for block in manual_blocks.everywhere()
            if block.language in SESSIONS and classify(block) not in (
                'excused', 'settings')
            for command in shell_text.session(block.text)
            for argv in shell_text.programs(command.text)
            if name in ('', argv[0])]


def counts() -> dict[str, int]:
    """Count the blocks of each kind."""
    counted = collections.Counter(
        classify(block) for block in manual_blocks.everywhere())
    return {kind: counted[kind] for kind in KINDS}


def main() -> None:
    counted = counts()
    for kind, number in counted.items():
        if number:
            print('%4d %-9s %-18s %s' % (number, KINDS[kind][0], kind,
                                         KINDS[kind][1]))
    by_way = collections.Counter()
    for kind, number in counted.items():
        by_way[KINDS[kind][0]] += number
    print('%d blocks: %s' % (sum(counted.values()), ', '.join(
        '%d %s' % (by_way[way], way) for way in (
            EXECUTED, LOADED, PARSED, COMPARED, EXCUSED))))
    print('of the quotations, %d are sessions, which their tests run' % sum(
        block.language in SESSIONS for block in of('quotation')))


if __name__ == '__main__':
    main()
