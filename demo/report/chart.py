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

"""A figure as bars, drawn so that it reads on any width.  Pure.

Places along the bars are in percent, and all else in pixels: a narrow page
has shorter bars and the same letters.  Whose a bar is shows by its pattern as
well as by its colour, and a table has the same numbers.
"""

from __future__ import annotations

import textwrap

from demo import record
from demo.report import markup
from demo.report import quantity
from demo.report import scale

element = markup.element

#: Columns of a label, beside which there is room for a number on a phone.
LABEL = 26
_LINE, _BAR, _GAP, _AXIS = 20, 18, 16, 34
_WORDS = {record.STOCK: 'striped: without openstack-ops-ext',
          record.OURS: 'filled: with it',
          record.FORETOLD: 'dashed: as nova-ops-scheduler foretells'}


def figure(name: str, shown: record.Figure) -> markup.Element:
    """Draw it.

    :param name: what identifiers on the page begin with
    """
    kinds = [kind for kind in _WORDS
             if any(bar.whose == kind for bar in shown.bars)]
    return element(
        'figure',
        element('h3', shown.title),
        _drawing(name, shown),
        element('figcaption', *(_key(name, kind) for kind in kinds),
                element('p', _notes(shown))),
        element('details', element('summary', 'The numbers as a table'),
                _table(shown)),
        class_='chart')


def _notes(shown: record.Figure) -> str:
    notes = ['%s %s.' % ('Of' if shown.most else 'In', quantity.measure(
        shown.most, shown.unit).removeprefix('of '))]
    if shown.logarithmic:
        notes.append('Logarithmic scale: from one mark to the next it is ten '
                     'times as many.')
    if shown.note:
        notes.append(shown.note)
    return ' '.join(notes)


def _drawing(name: str, shown: record.Figure) -> markup.Element:
    axis = scale.Scale(
        max([shown.most, *(bar.value for bar in shown.bars)]),
        logarithmic=shown.logarithmic)
    rows: list[markup.Element] = []
    top = 0
    for bar in shown.bars:
        more, top = _row(name, shown, bar, axis, top)
        rows += more
    drawing = element(
        'svg',
        element('title', shown.title, id=name + '-title'),
        element('desc', '; '.join(
            '%s: %s %s' % (bar.label, quantity.exact(bar.value), shown.unit)
            for bar in shown.bars), id=name + '-desc'),
        element('defs', element(
            'pattern',
            element('rect', width='8', height='8', class_='paper'),
            element('rect', width='5', height='8', class_='stripe'),
            id=name + '-stripes', width='8', height='8',
            patternUnits='userSpaceOnUse', patternTransform='rotate(45)')),
        *rows, *_axis(shown, axis, top),
        role='img', width='100%', height=str(top + _AXIS),
        aria_labelledby='%s-title %s-desc' % (name, name))
    return drawing


def _row(name: str, shown: record.Figure, bar: record.Bar,
         axis: scale.Scale, top: int) -> tuple[list[markup.Element], int]:
    """Draw a label, a number and a bar.

    :returns: these, and where the next row begins
    """
    label = textwrap.wrap(markup.fit(bar.label), LABEL) or ['']
    parts = [
        element('text', line, x='0', y=str(top + _LINE * above + 15))
        for above, line in enumerate(label)]
    number = quantity.short(bar.value, shown.unit)
    if shown.most:
        number += ' of ' + quantity.short(shown.most, shown.unit)
    parts.append(element('text', number, x='100%', y=str(top + 15),
                         text_anchor='end', class_='number'))
    top += _LINE * len(label) + 2
    parts.append(element('rect', x='0', y=str(top), width='100%',
                         height=str(_BAR), class_='track'))
    parts.append(_bar(name, bar.whose, '%.2f%%' % axis.at(bar.value),
                      str(top), str(_BAR)))
    return parts, top + _BAR + _GAP


def _bar(name: str, whose: str, width: str, top: str,
         height: str) -> markup.Element:
    fill = {'fill': 'url(#%s-stripes)' % name} if (
        whose == record.STOCK) else {}
    return element('rect', x='0', y=top, width=width, height=height,
                   class_='bar ' + (whose if whose in _WORDS
                                    else record.OURS), **fill)


def _axis(shown: record.Figure, axis: scale.Scale,
          top: int) -> list[markup.Element]:
    parts = []
    for tick in axis.ticks():
        at = '%.2f%%' % tick.at
        parts.append(element('line', x1=at, x2=at, y1=str(top - 8),
                             y2=str(top if tick.told else top - 3),
                             class_='tick'))
        if tick.told:
            anchor = ('start' if tick.at < 1 else 'end' if tick.at > 99
                      else 'middle')
            parts.append(element(
                'text', quantity.mark(tick.value, shown.unit), x=at,
                y=str(top + 14), text_anchor=anchor, class_='axis'))
    return parts


def _key(name: str, whose: str) -> markup.Element:
    swatch = element('svg', _bar(name, whose, '24', '1', '12'), width='25',
                     height='14', aria_hidden='true', class_='swatch')
    return element('span', swatch, ' ' + _WORDS[whose], class_='key')


def _table(shown: record.Figure) -> markup.Element:
    rows = [element('tr', element('th', bar.label, scope='row'),
                    element('td', quantity.exact(bar.value)))
            for bar in shown.bars]
    return element(
        'table', element('caption', shown.title),
        element('thead', element(
            'tr', element('th', 'What', scope='col'),
            element('th', shown.unit, scope='col'))),
        element('tbody', *rows))
