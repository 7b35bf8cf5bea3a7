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

"""The part of the page that has one story.  Pure."""

from __future__ import annotations

from demo import record
from demo.report import chart
from demo.report import markup
from demo.report import quantity
from demo.report import result
from demo.report import transcript

element = markup.element


def article(one: result.Result) -> markup.Element:
    """Headline, charts, how it was measured, and all that was told."""
    found = one.found
    parts = [element('p', (found and found.title) or 'The story of '
                     + one.story.about, ' ', badge(one), class_='kicker'),
             element('h2', headline(one))]
    if not one.passed:
        parts.append(element('pre', one.why, class_='error'))
    if found:
        parts += _recorded(one, found)
    return element('article', *parts, id=one.story.name)


def badge(one: result.Result) -> markup.Element:
    """How it went, in words."""
    return element('span', one.said,
                   class_='badge ' + ('good' if one.passed else 'bad'))


def headline(one: result.Result) -> str:
    """What came of it, in a sentence."""
    if one.found and one.found.stock and one.passed:
        return '%s; %s.' % (one.found.stock, one.found.ours)
    return 'The story of %s: %s' % (one.story.about, one.said)


def _recorded(one: result.Result, found: record.Record
              ) -> list[markup.Element]:
    parts = []
    if found.log:
        parts.append(element('h3', 'The end of the log'))
        parts.append(element('pre', '\n'.join(found.log)))
    if found.tale:
        parts.append(element('p', found.tale, class_='tale'))
    if found.figures:
        parts.append(element('div', *(
            chart.figure('%s-%d' % (one.story.name, number), figure)
            for number, figure in enumerate(found.figures)),
            class_='charts'))
    parts.append(element('h3', 'How it was measured'))
    if found.about:
        parts.append(element('p', ' '.join(found.about)))
    parts.append(_facts(found))
    parts.append(transcript.checked(found.checks))
    parts.append(_narration(one, found))
    return parts


def _facts(found: record.Record) -> markup.Element:
    facts = {**found.versions, 'Began': quantity.moment(found.began),
             'Took': quantity.duration(found.seconds),
             'Requests told': quantity.exact(found.requests),
             'Checks': quantity.exact(len(found.checks))}
    return element('dl', *(
        element('div', element('dt', name), element('dd', value))
        for name, value in facts.items()), class_='facts')


def _narration(one: result.Result, found: record.Record) -> markup.Element:
    narration = transcript.told(found.steps)
    if not one.passed:
        # Whoever reads of a failure wants to see how it came to that.
        narration.set('open', '')
    return narration
