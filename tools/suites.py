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

"""Swift's own functional tests, without and with our filter.

``SUITES`` chooses tests by their path below Swift's ``test`` directory, such
as ``functional/test_account.py s3api``; ``RUNS`` the runs, such as ``plain
filtered``.  Whatever is chosen is compared with ``plain``, which always runs.
"""

from __future__ import annotations

import collections
import json
import os

from tests.harness import suites_conf
from tools import commands
from tools import environments
from tools import progress
from tools import suite_outcomes
from tools import suite_source

#: Beyond so many the filter is broken, and no repetition tells more.
_MOST_REPEATED = 25

Differences = list[suite_outcomes.Difference]


class Runner:
    """Runs tests, each time against a new cluster of the harness."""

    def __init__(self) -> None:
        self._python = environments.ensure('swift-suites', product=True)
        self._source = suite_source.fetch()

    def run(self, kind: str, tests: list[str],
            directory: str) -> dict[str, str]:
        """Run tests of one suite; how each of them ended."""
        workdir = suite_source.PLACE / directory
        code, _output = commands.run(
            [self._python, '-m', 'tests.harness.swift_suites', kind,
             str(self._source), str(workdir), *tests])
        # 1 is pytest's code for tests that failed; others are no answer.
        if code not in (0, 1) or not (workdir / 'outcomes.json').exists():
            progress.fail('could not run %s (code %d); see %s' % (
                ' '.join(tests), code, workdir / 'log'))
        return json.loads((workdir / 'outcomes.json').read_text())


def chosen_tests(words: str) -> dict[str, list[str]]:
    """Sort the tests that were asked for by suite."""
    tests = collections.defaultdict(list)
    for word in words.split() or suites_conf.SUITES:
        test = 'test/' + word.removeprefix('test/')
        try:
            tests[suites_conf.suite_of(test)].append(test)
        except ValueError as exc:
            progress.fail('SUITES: %s' % exc)
    return tests


def chosen_runs(words: str) -> list[str]:
    """List the runs that were asked for, the one to compare with first."""
    runs = words.split() or suites_conf.RUNS
    for run in runs:
        if run not in suites_conf.RUNS:
            progress.fail('RUNS: %r is none of: %s' % (
                run, ', '.join(suites_conf.RUNS)))
    return [run for run in suites_conf.RUNS
            if run in runs or run == suites_conf.PLAIN]


def compare_all() -> int:
    """Run what was chosen; 0 if our filter made no difference."""
    tests = chosen_tests(os.environ.get('SUITES', ''))
    kinds = chosen_runs(os.environ.get('RUNS', ''))
    runner = Runner()
    outcomes: dict[str, dict[str, str]] = {}
    for kind in kinds:
        outcomes[kind] = {}
        for suite, those in tests.items():
            progress.step('%s: %s' % (kind, ' '.join(those)))
            outcomes[kind].update(
                runner.run(kind, those, '%s-%s' % (kind, suite)))
        print('%-8s %4d passed, %d skipped, %d failed' % (
            kind, *suite_outcomes.counts(outcomes[kind])), flush=True)
    found, left = 0, 0
    for kind in kinds[1:] or kinds:
        differences = suite_outcomes.differences(
            outcomes[suites_conf.PLAIN], outcomes[kind])
        found += len(differences)
        left += len(settle(runner, kind, differences))
    progress.step('done')
    passed, _skipped, _failed = suite_outcomes.counts(
        outcomes[suites_conf.PLAIN])
    print('swift-suites: %d passed without the filter; %d differ with it or '
          'fail without it; %d more did only among others, not alone' % (
              passed, left, found - left))
    return 0 if passed and not left else 1


def settle(runner: Runner, kind: str, found: Differences) -> Differences:
    """Repeat each test alone; give those that differ again.

    Some of these tests race with the clock, with or without us.  Others stand
    on what was before them, so that alone they may hide what they have found.
    """
    for difference in found:
        print('%s: %s' % (kind, difference))
    if len(found) > _MOST_REPEATED:
        print('%s: too many to repeat each of them' % kind)
        return found
    left = []
    for difference in found:
        test = difference.test
        progress.step('%s: alone once more: %s' % (kind, test))
        again = suite_outcomes.differences(
            runner.run(suites_conf.PLAIN, [test], 'again-without'),
            runner.run(kind, [test], 'again-with'))
        for difference in again:
            print('%s: alone, too: %s' % (kind, difference))
        if not again:
            print('%s: alone it does not differ: %s' % (kind, test))
        left += again
    return left
