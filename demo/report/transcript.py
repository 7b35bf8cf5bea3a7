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

"""What was told and what was looked at, to unfold.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from demo import record
from demo.report import markup

element = markup.element


def told(steps: Sequence[record.Step]) -> markup.Element:
    """Give the narration as it was on the terminal."""
    return element(
        'details',
        element('summary', 'The narration, step by step (%d)' % len(steps)),
        element('ol', *map(_step, steps), class_='steps'))


def checked(checks: Sequence[record.Check]) -> markup.Element:
    """Give what had to be so, and what came."""
    failed = sum(not check.passed for check in checks)
    return element(
        'details',
        element('summary', 'What was checked (%d, %s)' % (
            len(checks), '%d FAILED' % failed if failed else 'all held')),
        element('ul', *map(_check, checks), class_='checks'))


def _step(step: record.Step) -> markup.Element:
    title = [element('h4', step.title)] if step.title else []
    more = [element('p', ' '.join(step.more))] if step.more else []
    return element('li', *title, *more, *_acts(step.lines))


def _acts(lines: Iterable[record.Line]) -> Iterable[markup.Element]:
    for line in lines:
        if line.kind == 'act':
            yield element(
                'div', element('span', line.source, class_='who'), ' ',
                element('span', line.what, class_='what'), ' ',
                element('span', line.outcome, class_='came'), class_='act')
        else:
            yield element(
                'div', element('span', line.kind, class_='mark'), ' ',
                element('code', line.what), class_='below')


def _check(check: record.Check) -> markup.Element:
    if check.passed:
        return element('li', 'held: %s: ' % check.what,
                       element('code', check.came))
    return element('li', element('strong', 'FAILED'), ': %s: expected '
                   % check.what, element('code', check.expected),
                   ', came ', element('code', check.came))
