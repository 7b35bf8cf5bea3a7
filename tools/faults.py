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

import pathlib
import shutil
from typing import NamedTuple

from tools import commands
from tools import environments
from tools import progress

_UNIT = 'tests/unit/'
_WHITELIST = _UNIT + 'swift_ops_ext/test_ip_whitelist.py'
_FILTERS = _UNIT + 'nova_ops_ext/scheduler/filters'


class Fault(NamedTuple):
    """One fault, and the tests that have to notice it.

    :ivar what: the promise that is broken
    :ivar path: the file
    :ivar right: what stands there
    :ivar wrong: what is put in its place
    :ivar tests: below which the tests are
    :ivar environment: where they run
    """

    what: str
    path: str
    right: str
    wrong: str
    tests: str
    environment: str = 'swift'


FAULTS = (
    Fault('the walk starts at the right', 'ops_ext_net/client_address.py',
          'in reversed(forwarded.split(', 'in iter(forwarded.split(',
          _UNIT + 'ops_ext_net'),
    Fault('only trusted proxies are believed',
          'ops_ext_net/client_address.py',
          'or client.address not in self._proxies\n', 'or False\n',
          _UNIT + 'ops_ext_net'),
    Fault('an entry that cannot be read ends the walk',
          'ops_ext_net/client_address.py',
          "return Client(None, 'entry", "continue; return Client(None, 'entry",
          _UNIT + 'ops_ext_net'),
    Fault('rules that cannot be read admit no one',
          'swift_ops_ext/containers.py',
          '    return _UNKNOWN', '    return verdict.Container('
          'verdict.State.THERE)', _WHITELIST),
    Fault('an object whose container is lost is not served',
          'swift_ops_ext/ip_whitelist.py',
          'elif is_object and method in', 'elif False and method in',
          _WHITELIST),
    Fault('queued deletions are judged', 'swift_ops_ext/ip_whitelist.py',
          'return self._queue(env, client)', 'return self.app', _WHITELIST),
    Fault('a change is forgotten once more', 'swift_ops_ext/containers.py',
          '        base.clear_info_cache(env, self._account, '
          'self._container)\n', '', _WHITELIST),
    Fault('a malformed rule still restricts', 'swift_ops_ext/rules.py',
          '    return Rules(', '    return None if malformed else Rules(',
          _UNIT + 'swift_ops_ext/test_rules.py'),
    Fault('inner requests are the client\'s', 'swift_ops_ext/ip_whitelist.py',
          'client = cache.get(_CLIENT_KEY)', 'client = None', _WHITELIST),
    Fault('the pipeline is checked', 'swift_ops_ext/place.py',
          'if len(places) != 2:', 'if len(places) > 2:',
          _UNIT + 'swift_ops_ext'),
    Fault('rebuilds are left alone',
          'nova_ops_ext/scheduler/filters/guarded_filter.py',
          'scheduler_utils.request_is_rebuild(spec)', 'False', _FILTERS,
          'nova'),
    Fault('an exception in the decision does not get out',
          'nova_ops_ext/scheduler/filters/guarded_filter.py',
          '        except Exception:\n            # Nova would',
          '        except KeyError:\n            # Nova would', _FILTERS,
          'nova'),
    Fault('the fail policy is obeyed',
          'nova_ops_ext/scheduler/filters/guarded_filter.py',
          'return hosts if passes else []', 'return hosts', _FILTERS, 'nova'),
    Fault('mode = log passes all',
          'nova_ops_ext/scheduler/filters/guarded_filter.py',
          'return decided.passed if enforced else hosts',
          'return decided.passed', _FILTERS, 'nova'),
    Fault('a client cannot write into the log',
          'nova_ops_ext/scheduler/filters/client_network.py',
          'who = str(address)', 'who = text', _FILTERS, 'nova'),
    Fault('moves are not judged by whoever asks',
          'nova_ops_ext/scheduler/filters/client_network.py',
          'if _is_move(spec):', 'if False:', _FILTERS, 'nova'),
    Fault('an empty rule admits no one',
          'nova_ops_ext/scheduler/client_network.py',
          'if not values:', 'if not any(values):',
          _UNIT + 'nova_ops_ext', 'nova'),
)


def plant_all() -> int:
    """Plant one fault after the other; fail if one goes unnoticed."""
    for tests, environment in sorted({(f.tests, f.environment)
                                      for f in FAULTS}):
        # Tests that are red anyway would seem to notice everything.
        if _turns_red(_copy_tree(), tests, environment):
            progress.fail('red without any fault: ' + tests)
    progress.step('without a fault, all of these tests pass')
    noticed = sum(_is_noticed(fault) for fault in FAULTS)
    print('faults: %d planted, %d noticed' % (len(FAULTS), noticed))
    return 0 if noticed == len(FAULTS) else 1


def _is_noticed(fault: Fault) -> bool:
    tree = _copy_tree()
    text = (tree / fault.path).read_text()
    if text.count(fault.right) != 1:
        progress.fail('%s: not found exactly once: %r' % (
            fault.path, fault.right))
    (tree / fault.path).write_text(text.replace(fault.right, fault.wrong))
    red = _turns_red(tree, fault.tests, fault.environment)
    progress.step('%-7s %s' % ('noticed' if red else 'MISSED', fault.what))
    return red


def _copy_tree() -> pathlib.Path:
    tree = environments.WORK / 'faults'
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    for name in ('nova_ops_ext', 'swift_ops_ext', 'ops_ext_net', 'tests'):
        shutil.copytree(environments.ROOT / name, tree / name)
    return tree


def _turns_red(tree: pathlib.Path, tests: str, environment: str) -> bool:
    python = environments.ensure(environment, product=True)
    # Run there, Python finds that tree before the installed wheel.
    code, output = commands.run(
        ['env', '-C', str(tree), python, '-m', 'pytest', '-q', '-x', '-p',
         'no:cacheprovider', '-W', 'ignore', tests], quiet=True,
        environ={'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'})
    # 1 is pytest's code for tests that failed; others are no answer.
    if code not in (0, 1):
        progress.fail('could not run the tests:\n' + output)
    return code == 1
