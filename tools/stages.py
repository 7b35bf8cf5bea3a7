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

"""The stages of ``make test``, and how many tests each of them ran."""

from __future__ import annotations

from collections.abc import Callable
import os
from typing import NamedTuple

from tools import commands
from tools import counts
from tools.counts import Count
from tools import environments

_IMAGE_CACHE = ('tests/unit/nova_ops_ext/imagecache',
                'tests/unit/nova_ops_ext/cmd/test_image_cache')
_STATUS_OF_NOVA = 'tests/unit/ops_ext_status/nova'
# Some of each kind, where all are tried by hand.
_PART = {'OPS_EXT_FORGED_HINTS': '1', 'OPS_EXT_CONSOLE_WAYS_EVERY': '5',
         'OPS_EXT_CAUSES_EVERY': '3'}
_THREADS = {'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'}


def style() -> Count:
    """Run the style and type checks and build the documents."""
    root = str(environments.ROOT)
    checks = [
        ['ruff', 'check', '--quiet', root],
        ['flake8', root],
        ['mypy', '--no-error-summary'],
        ['sphinx-build', '-W', '-q', '-b', 'html', root + '/doc/source',
         root + '/doc/build/html'],
        ['reno', '-q', 'lint', root],
        ['python', '-m', 'tools.changelog'],
    ]
    programs = environments.WORK / 'tools' / 'bin'
    codes = [commands.run([str(programs / program), *arguments])[0]
             for program, *arguments in checks]
    return Count(codes.count(0), len(codes) - codes.count(0))


def unit_swift() -> Count:
    return _pytest('swift', 'tests/unit/ops_ext_net', 'tests/unit/tools',
                   'tests/unit/demo', 'tests/unit/benchmarks',
                   'tests/unit/devstack', 'tests/unit/e2e',
                   'tests/unit/swift_ops_ext', 'tests/unit/ops_ext_status',
                   'tests/unit/doc/test_every_block.py',
                   'tests/unit/doc/test_links.py',
                   '--ignore=' + _STATUS_OF_NOVA)


def unit_nova() -> Count:
    # Nova's libraries are full of warnings.
    return _pytest('nova', '-W', 'ignore',
                   'tests/unit/nova_ops_ext', 'tests/unit/harness',
                   'tests/unit/ops_ext_tempest',
                   _STATUS_OF_NOVA,
                   *('--ignore-glob=' + path + '*'
                     for path in _IMAGE_CACHE))


def unit_image_cache() -> Count:
    # A part of the worlds that are tried where there is time for all.
    return _pytest('nova', '-W', 'ignore', *(
        str(path.relative_to(environments.ROOT)) for pattern in _IMAGE_CACHE
        for path in sorted(environments.ROOT.glob(pattern + '*'))),
        environ={'OPS_EXT_WORLDS': os.environ.get('OPS_EXT_WORLDS', '800')})


def functional_swift() -> Count:
    return _pytest('swift', 'tests/functional/swift')


def functional_nova() -> Count:
    """Run what stands on Nova's own test fixtures, which pytest cannot."""
    repository = environments.WORK / 'stestr'
    repository.mkdir(exist_ok=True)
    code, output = commands.run(
        [environments.python('nova'), '-m', 'stestr', 'run',
         # One more than CI has cores: clouds wait for much.
         '--concurrency', '3'],
        environ={**_PART, **os.environ, **_THREADS}, quiet=True)
    count = counts.of_stestr(output, code)
    if count.failed:
        print(output)
    else:
        print(output[output.rfind('\n======\nTotals'):].strip())
    return count


def installed() -> Count:
    """Try the wheel where there is only Swift, and where there is only Nova.

    The tests run beside Swift's test tools; the services run in environments
    that have none.
    """
    return _pytest('swift', 'tests/e2e', '--ignore=tests/e2e/tier', environ={
        'OPS_EXT_ONLY_SWIFT': environments.python('only-swift'),
        'OPS_EXT_ONLY_NOVA': environments.python('only-nova'),
        'OPS_EXT_TOOLS': environments.python('tools')})


def _pytest(environment: str, *arguments: str,
            environ: dict[str, str] | None = None) -> Count:
    # Another stage may be running.
    report = environments.WORK / ('report-%d.xml' % os.getpid())
    report.unlink(missing_ok=True)
    code, _output = commands.run(
        [environments.python(environment), '-m', 'pytest', '-q',
         '-p', 'no:cacheprovider', '--junitxml', str(report), *arguments],
        environ=dict(_THREADS, **environ or {}))
    count = counts.of_pytest(report, code)
    report.unlink(missing_ok=True)
    return count


class Stage(NamedTuple):
    """One of them.

    :ivar needed: environments, and whether the product is in them
    """

    name: str
    needed: dict[str, bool]
    run: Callable[[], Count]


#: Those that run beside the others, one after another, from the beginning and
#: from when it is their turn: they mostly wait, for processes and for what
#: hangs.
BESIDE = ('functional, real Swift',)
ASIDE = ('unit, image cache', 'installed wheel')
ALL = [
    Stage('style', {'tools': False}, style),
    Stage('unit, Swift side', {'swift': True}, unit_swift),
    Stage('unit, image cache', {'nova': True}, unit_image_cache),
    Stage('unit, Nova side', {'nova': True}, unit_nova),
    Stage('functional, real Swift', {'swift': True}, functional_swift),
    Stage('functional, real Nova', {'nova': True}, functional_nova),
    Stage('installed wheel',
          {'tools': False, 'swift': True, 'only-swift': True,
           'only-nova': True}, installed),
]
