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

"""All tests of what the manuals have one type, and of their links.

``make test`` tries that each block is of a kind, and the links.
"""

from __future__ import annotations

from tools import commands
from tools import environments
from tools import progress

_PYTEST = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-W', 'ignore']
_ROOT_PAGES = ('README.rst', 'CONTRIBUTING.rst', 'SECURITY.rst')
_SWIFT_PAGES = ['tests/functional/swift/test_%s.py' % page for page in (
    'commands', 'manual', 'manual_commands', 'migration_page',
    'security_page', 'walkthrough')]


def test() -> int:
    """Run every command and every file of the manuals; count them."""
    swift, nova = (environments.ensure(name, product=True)
                   for name in ('swift', 'nova'))
    environ = {
        'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True', 'OPS_EXT_MANUAL': 'all',
        'OPS_EXT_TOOLS': environments.ensure('tools', product=False),
        'OPS_EXT_ONLY_NOVA': environments.ensure('only-nova', product=True),
        'OPS_EXT_TEMPEST_PYTHON': environments.ensure('tempest',
                                                      product=True)}
    codes = []
    for python, arguments in (
            (swift, [*_PYTEST, 'tests/unit/doc/test_every_block.py',
                     'tests/unit/doc/test_links.py',
                     'tests/unit/doc/swift',
                     'tests/e2e/test_contributing.py']),
            (nova, [*_PYTEST, 'tests/unit/doc/nova']),
            (swift, [*_PYTEST, *_SWIFT_PAGES]),
            (nova, ['-m', 'stestr', 'run', '--serial',
                    'functional.nova.test_manual_commands'])):
        progress.step(' '.join(arguments[-2:]))
        codes.append(commands.run([python, *arguments], environ=environ)[0])
    commands.run([swift, '-m', 'tests.harness.manual_kinds'])
    return int(any(codes))


def check_links() -> int:
    """See that what the manuals point to is there, here and elsewhere."""
    swift, tools = (environments.ensure(name, product=False)
                    for name in ('swift', 'tools'))
    progress.step('in this tree')
    codes = [commands.run([swift, *_PYTEST,
                           'tests/unit/doc/test_links.py'])[0]]
    for module in ('manual_links', 'manual_paths'):
        codes.append(commands.run([swift, '-m', 'tests.harness.' + module])[0])
    progress.step('elsewhere')
    source, out = environments.ROOT / 'doc' / 'source', environments.WORK
    for arguments in (
            [str(source), str(out / 'linkcheck')],
            # The pages of the root, which are not among the manuals.
            ['-c', str(source), '-D', 'root_doc=README',
             '-D', 'include_patterns=' + ','.join(_ROOT_PAGES),
             '-D', 'exclude_patterns=.git,.work',
             '-D', 'suppress_warnings=toc.not_included',
             str(environments.ROOT), str(out / 'linkcheck-root')]):
        codes.append(commands.run([tools, '-m', 'sphinx', '-q', '-b',
                                   'linkcheck', *arguments])[0])
    return int(any(codes))
