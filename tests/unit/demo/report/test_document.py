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

"""The whole page: whatever the records say, it is one page and it is whole."""

import dataclasses
import re

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from demo import record
from demo.report import document
from demo.report import markup
from demo.report import result
from demo import stories
from tests.unit.demo.report import page_reader

FIGURE = record.Figure('Hosts lost', 'hosts', (
    record.Bar('as it comes', 8, record.STOCK), record.Bar('with us', 2),
    record.Bar('simulated', 3, record.FORETOLD)), most=8, note='A note.')
BYTES = record.Figure('Bytes moved', 'bytes', (
    record.Bar('as it comes', 56e6, record.STOCK), record.Bar('with us', 0)),
    logarithmic=True)
TOLD = record.Record(
    'swift', 'swift', title='Its title', tale='Its tale.',
    about=('It is', 'set up.'), began='2026-02-14T10:09:08+00:00', seconds=130,
    outcome=record.PASSED, versions={'Swift': '2.38'}, requests=1234,
    stock='Stock lost 8', ours='ours 2', figures=[FIGURE, BYTES],
    steps=[record.Step('First', ('Why.',), [
        record.Line('act', 'GET', '127.0.0.3', '200 OK'),
        record.Line('log', 'a line')])],
    checks=[record.Check('status', '200', '200', True)])
FAILED = dataclasses.replace(
    TOLD, outcome=record.FAILED, error='Unexpected: status', log=('the end',),
    checks=[*TOLD.checks, record.Check('status', '403', '200', False)])
HOSTILE = st.one_of(st.text(st.characters()), st.sampled_from([
    '<script>alert(1)</script>', '</style><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>', "' onfocus='x", '<!--', ']]>', '&lt;b&gt;',
    '</title></head>', 'javascript:alert(1)', '\x1b[31m', 'x' * 300,
    '</details></article>', '\N{RIGHT-TO-LEFT OVERRIDE}']))


def page(*results):
    return page_reader.Reader(document.html(results))


def passed(number=0, found=TOLD):
    return result.Result(stories.ALL[number], 0, found)


def all_told(found=TOLD):
    return [passed(number, found) for number in range(len(stories.ALL))]


def test_what_one_reads():
    text = page(*all_told()).text()
    for expected in (
            'All 5 stories went as told; 5 checks held.',
            'begun 2026-02-14 10:09:08 UTC, told in 10 min 50 s.',
            'Stock lost 8; ours 2.', 'Its title', 'Its tale.',
            'It is set up.', '2 min 10 s', '1,234', '2.38', 'A note.',
            '8 of 8', '3 of 8', '56.0 MB', '56,000,000',
            'Logarithmic scale', 'What was checked (1, all held)',
            'The narration, step by step (1)', 'First', '127.0.0.3'):
        assert expected in text, expected
    assert 'FAILED' not in text


def test_what_failed_comes_first_and_is_open():
    read = page(passed(0), passed(1), result.Result(
        stories.ALL[2], 1, FAILED))
    assert [one['id'] for one in read.of('article')] == [
        'console', 'swift', 'nova']
    text = read.text()
    for expected in (
            '1 of 3 stories did not go as told: the console log (FAILED).',
            'Unexpected: status', 'the end',
            'What was checked (2, 1 FAILED)'):
        assert expected in text, expected
    assert [one for one in read.of('details') if 'open' in one] == [
        {'open': ''}]
    # What came of it without us is no result of a story that failed.
    assert text.count('Stock lost 8; ours 2.') == 2


def test_without_any_record():
    text = page(*(result.Result(story, 1, None, 'there is no file')
                  for story in stories.ALL)).text()
    assert '5 of 5 stories did not go as told' in text
    assert text.count('left no record: there is no file') == 5


def hostile(text):
    """A record with the text wherever a text can be."""
    return record.Record(
        text, text, title=text, tale=text, about=(text,), began=text,
        outcome=text, error=text, log=(text,), versions={text: text},
        stock=text, ours=text, figures=[record.Figure(
            text, text, (record.Bar(text, 3, text), record.Bar(text, 0)),
            most=4, note=text)],
        steps=[record.Step(text, (text,), [record.Line(
            text, text, text, text), record.Line('act', text, text, text)])],
        checks=[record.Check(text, text, text, False),
                record.Check(text, text, text, True)])


@settings(max_examples=60)
@given(HOSTILE)
def test_a_hostile_text_is_text(text):
    for code in 0, 1:
        html = document.html([result.Result(
            stories.ALL[0], code, hostile(text))])
        html.encode()
        read = page_reader.Reader(html)
        safe = page_reader.Reader(document.html([result.Result(
            stories.ALL[0], code, hostile('x'))]))
        # As many elements of each kind, but for the lines that a label and
        # the headings that an empty title make.
        for tag in set(read.tags()) - {'text', 'h4'}:
            if text:
                assert read.tags().count(tag) == safe.tags().count(tag), tag
        assert set(read.tags()) <= set(safe.tags())
        for _tag, attributes in read.elements:
            assert not [name for name in attributes if name.startswith('on')]
            assert attributes.get('href', '#').startswith('#')
            assert 'src' not in attributes and 'style' not in attributes
        if text.strip():
            shown = [one for one, within in zip(
                read.texts, read.within, strict=True) if 'dd' in within]
            assert markup.fit(text).strip() in [one.strip() for one in shown]


def test_it_needs_nothing_but_itself():
    html = document.html(all_told())
    assert not re.search(r'<script|<link|@import|https?:|src=|url\((?!#)',
                         html)
    policy, = (one for one in page_reader.Reader(html).of('meta')
               if one.get('http-equiv') == 'Content-Security-Policy')
    assert policy['content'].startswith("default-src 'none'")


def test_what_browsers_and_readers_of_screens_need():
    read = page(*all_told())
    assert read.of('html') == [{'lang': 'en'}]
    assert {'name': 'viewport', 'content':
            'width=device-width, initial-scale=1'} in read.of('meta')
    names = [one['id'] for _tag, one in read.elements if 'id' in one]
    assert len(names) == len(set(names))
    for _tag, one in read.elements:
        for name in one.get('aria-labelledby', '').split():
            assert name in names
        if 'href' in one:
            assert one['href'][1:] in names
        for name in re.findall(r'url\(#(.*?)\)', ' '.join(
                value or '' for value in one.values())):
            assert name in names
    levels = [int(tag[1]) for tag in read.tags() if tag in (
        'h1', 'h2', 'h3', 'h4')]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(
        levels, levels[1:], strict=False))


def test_each_chart_has_its_numbers_as_text():
    read = page(passed())
    drawings = [one for one in read.of('svg') if one.get('role') == 'img']
    assert len(drawings) == len(read.of('figure')) == len(
        read.of('table')) == 2
    said = [text for text, within in zip(
        read.texts, read.within, strict=True) if within[-1] == 'desc']
    assert said == [
        'as it comes: 8 hosts; with us: 2 hosts; simulated: 3 hosts',
        'as it comes: 56,000,000 bytes; with us: 0 bytes']
    assert [one['scope'] for one in read.of('th')].count('row') == 5


def test_bars_are_as_long_as_their_numbers():
    bars = [one for one in page(passed()).of('rect')
            if one.get('class', '').startswith('bar ')
            and one['width'].endswith('%')]
    assert [(one['class'], one['width']) for one in bars] == [
        ('bar stock', '100.00%'), ('bar ours', '25.00%'),
        ('bar foretold', '37.50%'), ('bar stock', '96.85%'),
        ('bar ours', '0.00%')]
    # Not by the colour alone.
    assert [one.get('fill', '')[:5] for one in bars] == [
        'url(#', '', '', 'url(#', '']


@pytest.mark.parametrize('figure', [
    record.Figure('none', 'hosts', ()),
    record.Figure('zero', 'hosts', (record.Bar('a', 0),)),
    record.Figure('zero', 'bytes', (record.Bar('a', 0),), logarithmic=True),
    record.Figure('more', 'hosts', (record.Bar('a', 9),), most=8),
    record.Figure('much', 'bytes', (record.Bar('a', 9e17),))])
def test_figures_at_the_edge(figure):
    read = page(passed(found=dataclasses.replace(TOLD, figures=[figure])))
    for one in read.of('rect'):
        if one['width'].endswith('%'):
            assert 0 <= float(one['width'][:-1]) <= 100
