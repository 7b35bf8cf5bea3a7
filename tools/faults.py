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

"""Breaks the product on purpose, to see that a test turns red.

Each fault is planted into a copy of the tree, and the unit tests named with
it are run there.  If they still pass, they prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
import contextlib
import os
import pathlib
import shutil
import tempfile

from tools import commands
from tools import environments
from tools import fault
from tools import nova_audit_faults
from tools import nova_console_faults
from tools import nova_faults
from tools import nova_image_cache_faults
from tools import nova_scheduler_faults
from tools import progress
from tools import status_faults
from tools import swift_faults

FAULTS = (swift_faults.FAULTS + nova_faults.FAULTS
          + nova_console_faults.CONSOLE_FAULTS
          + nova_audit_faults.AUDIT_FAULTS
          + nova_image_cache_faults.IMAGE_CACHE_FAULTS
          + nova_scheduler_faults.SCHEDULER_FAULTS
          + status_faults.STATUS_FAULTS)


def plant_all() -> int:
    """Plant one fault after the other; fail if one goes unnoticed."""
    for environment in ('swift', 'nova'):
        # Tests that are red anyway would seem to notice everything.
        with _copied_tree() as tree:
            red, output = _run(tree, sorted({
                one.tests for one in FAULTS if one.environment == environment
            }), environment)
        if red:
            progress.fail('red without any fault:\n' + output)
    progress.step('without a fault, all of these tests pass')
    # Most of the time is spent on importing Nova and Swift.
    with futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        noticed = sum(workers.map(_is_noticed, FAULTS))
    print('faults: %d planted, %d noticed' % (len(FAULTS), noticed))
    return 0 if noticed == len(FAULTS) else 1


def _is_noticed(one: fault.Fault) -> bool:
    with _copied_tree() as tree:
        text = (tree / one.path).read_text()
        if text.count(one.right) != 1:
            progress.fail('%s: not found exactly once: %r' % (
                one.path, one.right))
        (tree / one.path).write_text(text.replace(one.right, one.wrong))
        red, _output = _run(tree, [one.tests], one.environment)
    progress.step('%-7s %s' % ('noticed' if red else 'MISSED', one.what))
    return red


@contextlib.contextmanager
def _copied_tree() -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix='fault-',
                                     dir=environments.WORK) as place:
        for name in ('doc', 'etc', 'nova', 'nova_ops_ext', 'ops_ext_net',
                     'ops_ext_status', 'ops_ext_tempest', 'swift_ops_ext',
                     'tests'):
            shutil.copytree(environments.ROOT / name,
                            pathlib.Path(place, name),
                            ignore=shutil.ignore_patterns('__pycache__',
                                                          'build'))
        yield pathlib.Path(place)


def _run(tree: pathlib.Path, tests: list[str],
         environment: str) -> tuple[bool, str]:
    """Run tests until one is red, and tell whether one is."""
    python = environments.ensure(environment, product=True)
    # Run there, Python finds that tree before the installed wheel.
    code, output = commands.run(
        ['env', '-C', str(tree), python, '-m', 'pytest', '-q', '-x', '-p',
         'no:cacheprovider', '-W', 'ignore', *tests], quiet=True,
        environ={'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'})
    # 1 is pytest's code for tests that failed; others are no answer.
    if code not in (0, 1):
        progress.fail('could not run the tests:\n' + output)
    return code == 1, output
