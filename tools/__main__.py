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

"""What ``make`` calls: ``python3 -m tools demo|test|bench|...``."""

from __future__ import annotations

from collections.abc import Sequence
import os
import shutil
import sys

from tools import alongside
from tools import changelog
from tools import commands
from tools import counts
from tools import demo
from tools import devstack
from tools import environments
from tools import faults
from tools import manuals
from tools import matrix
from tools import progress
from tools import quick_start
from tools.reference import catalogue
from tools import release
from tools import stages
from tools import suites
from tools import system_packages

_LINE = '%-42s %4d passed, %d failed, %d skipped'
_THREADS = {'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'}


def test(chosen: list[str]) -> int:
    """Run all stages, or those whose name contains one of the words."""
    system_packages.ensure()
    wanted = [stage for stage in stages.ALL
              if not chosen or any(word in stage.name for word in chosen)]
    total = counts.Count()
    lines = []
    beside: dict[str, alongside.Alongside] = {}
    if not chosen:
        # They begin first, and are waited for at the end.  The others need
        # these tools, which are not to be made twice at once.
        for stage in wanted:
            if stage.name == stages.BESIDE[0]:
                _prepare(stage)
        environments.ensure('tools', product=False)
        _begin(beside, stages.BESIDE)
        wanted = [stage for stage in wanted
                  if stage.name not in stages.BESIDE]
    for stage in wanted:
        if beside and stage.name in stages.ASIDE[1:]:
            continue
        _prepare(stage)
        if beside and stage.name == stages.ASIDE[0]:
            _begin(beside, stages.ASIDE)
            continue
        progress.step(stage.name)
        count = stage.run()
        total = total.plus(count)
        lines.append(_LINE % (stage.name, *count))
    for name, running in beside.items():
        progress.step(name)
        count = running.result()
        total = total.plus(count)
        lines.append(_LINE % (name, *count))
    progress.step('done')
    print('\n'.join(lines))
    print('total: %d passed, %d failed, %d skipped' % total)
    return 1 if total.failed or not total.passed else 0


def _begin(beside: dict[str, alongside.Alongside], names: Sequence[str]
           ) -> None:
    together = ' and '.join(names)
    beside[together] = alongside.Alongside(names)
    progress.step(together + ': beside the others')


def _prepare(stage: stages.Stage) -> None:
    for environment, product in stage.needed.items():
        environments.ensure(environment, product=product)


def bench() -> int:
    """Measure beside the peers, and print ratios."""
    system_packages.ensure()
    code = 0
    for name in ('swift', 'swift-throughput', 'nova-console',
                 'nova-image-cache', 'nova-scheduler'):
        service = name.partition('-')[0]
        python = environments.ensure(service, product=True)
        progress.step('measuring on the side of %s' % service.title())
        code |= commands.run([python, '-m', 'benchmarks', name],
                             environ=_THREADS)[0]
    return code


def run_matrix() -> int:
    """Run the tests on every Nova, Swift and Python, or on some."""
    system_packages.ensure()
    return matrix.run(os.environ.get('CELLS', ''))


def compare_suites() -> int:
    """Run Swift's own functional tests without and with our filter."""
    system_packages.ensure()
    return suites.compare_all()


def e2e() -> int:
    """Tell the tales and plant the faults on a cloud of real services."""
    system_packages.ensure(system_packages.OF_A_CLOUD)
    python = environments.ensure('e2e', product=True)
    progress.step('starting a cloud')
    return commands.run([python, '-m', 'pytest', '-q', '-p',
                         'no:cacheprovider', '-W', 'ignore',
                         'tests/e2e/tier'])[0]


def soak() -> int:
    """Load such a cloud for MINUTES, half an hour if not told."""
    system_packages.ensure(system_packages.OF_A_CLOUD)
    python = environments.ensure('e2e', product=True)
    progress.step('starting a cloud')
    return commands.run([python, '-m', 'tests.e2e.load.soak', '--minutes',
                         os.environ.get('MINUTES', '30')])[0]


def tempest(chosen: list[str]) -> int:
    """Run Tempest with our plug-in, with our features on and then off."""
    system_packages.ensure(system_packages.OF_A_CLOUD)
    environments.ensure('tempest', product=True)
    python = environments.ensure('e2e', product=True)
    progress.step('starting a cloud')
    return commands.run([python, '-m', 'tests.e2e.tempest_run', *chosen])[0]


def reference() -> int:
    """Renew the pages of all options, each where its side is."""
    code = 0
    for environment, pages in catalogue.ENVIRONMENTS.items():
        python = environments.ensure(environment, product=False)
        code |= commands.run([python, '-W', 'ignore', '-m',
                              'tools.reference', *pages])[0]
    return code


def install() -> int:
    """Bring the environments of the tests up to date with this tree."""
    system_packages.ensure()
    for name in ('swift', 'nova', 'only-swift', 'only-nova'):
        environments.ensure(name, product=True)
    progress.step('the environments have the wheel of this tree')
    return 0


def clean() -> int:
    """Remove everything that was made."""
    for name in ('.work', 'build', 'doc/build', '.tox', '.stestr'):
        shutil.rmtree(environments.ROOT / name, ignore_errors=True)
    return 0


def main(arguments: list[str]) -> int:
    os.chdir(environments.ROOT)
    os.environ.setdefault('PYTHONDONTWRITEBYTECODE', '1')
    environments.WORK.mkdir(exist_ok=True)
    match arguments:
        case ['demo']:
            return demo.tell_all()
        case ['test', *chosen]:
            return test(chosen)
        case ['bench']:
            return bench()
        case ['faults']:
            return faults.plant_all()
        case ['matrix']:
            return run_matrix()
        case ['suites']:
            return compare_suites()
        case ['devstack']:
            return devstack.main()
        case ['changelog']:
            return changelog.write()
        case ['reference']:
            return reference()
        case ['dist']:
            return release.dist(os.environ.get('TAG', 'HEAD'))
        case ['dist-check']:
            return release.check(os.environ.get('TAG', 'HEAD'))
        case ['e2e']:
            return e2e()
        case ['soak']:
            return soak()
        case ['tempest', *chosen]:
            return tempest(chosen)
        case ['docs-test']:
            system_packages.ensure()
            return manuals.test()
        case ['linkcheck']:
            return manuals.check_links()
        case ['quick-start']:
            return quick_start.test()
        case ['install']:
            return install()
        case ['clean']:
            return clean()
    progress.fail('usage: python3 -m tools demo|test [stage ...]|install|'
                  'bench|faults|matrix|suites|changelog|reference|'
                  'dist|dist-check|docs-test|linkcheck|'
                  'quick-start|e2e|soak|tempest [regex]|clean')
    return 1


if __name__ == '__main__':
    commands.die_with_parent()
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        print('\nmake: interrupted; nothing is left running')
        code = 130
    sys.exit(code)
