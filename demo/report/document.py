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

"""The whole page.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
import pathlib

from demo.report import markup
from demo.report import quantity
from demo.report import result
from demo.report import tale

element = markup.element

STYLE = pathlib.Path(__file__).with_name('style.css')
#: The file needs nothing, so a browser need not let it have anything.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TITLE = 'A cloud without openstack-ops-ext, and with it'


def html(results: Sequence[result.Result]) -> str:
    """Write the page of a run."""
    shown = result.ordered(results)
    return markup.document(element(
        'html',
        element('head', element('meta', charset='utf-8'),
                element('meta', name='viewport',
                        content='width=device-width, initial-scale=1'),
                element('meta', name='color-scheme', content='light dark'),
                element('meta', http_equiv='Content-Security-Policy',
                        content=POLICY),
                element('title', _TITLE),
                element('style', STYLE.read_text())),
        element('body',
                element('header', *_head(shown)),
                element('main', _glance(shown), *map(tale.article, shown)),
                element('footer', element(
                    'p', 'Written by "make demo".  Each number was measured '
                    'in the run that this page tells of; none is from '
                    'elsewhere.'))),
        lang='en'))


def _head(shown: Sequence[result.Result]) -> list[markup.Element]:
    bad = [one for one in shown if not one.passed]
    found = [one.found for one in shown if one.found]
    if bad:
        verdict = '%d of %d stories did not go as told: %s.' % (
            len(bad), len(shown), ', '.join(
                '%s (%s)' % (one.story.about, one.said) for one in bad))
    else:
        verdict = 'All %d stories went as told; %s checks held.' % (
            len(shown), quantity.exact(sum(len(one.checks) for one in found)))
    parts = [element('h1', _TITLE),
             element('p', verdict,
                     class_='verdict ' + ('bad' if bad else 'good'))]
    if found:
        parts.append(element(
            'p', 'Tales from the OpenStack Operations Guide, told by real '
            'services on one machine: begun %s, told in %s.' % (
                quantity.moment(min(one.began for one in found)),
                quantity.duration(sum(one.seconds for one in found)))))
    return parts


def _glance(shown: Sequence[result.Result]) -> markup.Element:
    return element(
        'nav', element('h2', 'At a glance', id='glance'),
        element('ul', *map(_line, shown)), aria_labelledby='glance')


def _line(one: result.Result) -> markup.Element:
    title = (one.found and one.found.title) or one.story.about
    head = element('a', title, href='#' + one.story.name)
    if not (one.passed and one.found and one.found.stock):
        return element('li', head, ' ', tale.badge(one))
    return element('li', head, ' ', tale.badge(one), element(
        'dl', element('div', element('dt', 'Without'),
                      element('dd', one.found.stock)),
        element('div', element('dt', 'With'),
                element('dd', one.found.ours))))
