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

"""What a story looks like, and what ends it."""

import io

import pytest

from demo import narration
from demo import page
from demo import record


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def narrator(out):
    return narration.Narrator('swift', page.Page(out))


def test_exchange(narrator, out):
    narrator.step('A title.')
    narrator.exchange('127.0.0.3', 'GET', '/v1/a/c', expected='403 Forbidden',
                      came='403 Forbidden', sent=['X-Header: value'],
                      got=['A reason.'])
    narrator.log('a line ' * 20)
    narrator.succeeded()
    *lines, last = out.getvalue().splitlines()
    assert lines == [
        '',
        ' 1. A title.',
        '    127.0.0.3  GET  /v1/a/c                             '
        '403 Forbidden',
        '        > X-Header: value',
        '        < A reason.',
        '        | ' + ' '.join(['a line'] * 10),
        '          ' + ' '.join(['a line'] * 10),
        '']
    assert last.startswith('swift: 1 requests, 1 answers as expected, ')


def test_unexpected_answer_is_told_and_ends_the_story(narrator, out):
    with pytest.raises(narration.Unexpected, match='GET /v1/a/c') as raised:
        with narrator.watching(lambda: 'one\ntwo\n'):
            narrator.exchange('127.0.0.3', 'GET', '/v1/a/c',
                              expected='403 Forbidden', came='200 OK')
    narrator.failed(raised.value)
    lines = out.getvalue().splitlines()
    assert lines[0].endswith(' 200 OK')
    assert lines[1:8] == [
        '', 'The end of the log:', '    one', '    two', '',
        'Unexpected: GET /v1/a/c', '    expected  403 Forbidden']
    assert lines[8:-1] == ['    came      200 OK']
    assert lines[-1].startswith('swift: failed after 1 requests, ')


@pytest.mark.parametrize('check', [
    lambda narrator: narrator.check('status', 'ACTIVE', 'ERROR'),
    lambda narrator: narrator.contains('log', 'refused', 'passed')])
def test_failed_check(narrator, check):
    with pytest.raises(narration.Unexpected):
        check(narrator)


def test_passed_check(narrator, out):
    narrator.check('status', 'ACTIVE', 'ACTIVE')
    narrator.contains('log', 'refused', 'is refused')
    assert out.getvalue().splitlines() == []


def test_progress_is_one_line(narrator, out):
    narrator.progress('Starting:')
    narrator.progress('this')
    narrator.progress('ready', end=True)
    narrator.progress('Again:')
    narrator.interrupted()
    lines = out.getvalue().splitlines()
    assert lines[:3] == ['Starting: this ready', 'Again: ', '']
    assert lines[3].startswith('swift: interrupted after 0 requests, ')


def test_more_of_a_step(narrator, out):
    narrator.step('A title.', 'One line.', 'Another.')
    assert out.getvalue().splitlines() == [
        '', ' 1. A title.', '    One line.', '    Another.']


@pytest.mark.parametrize(('end', 'said'), [
    (lambda narrator: narrator.succeeded(),
     'swift: 2 things looked at, all as expected, '),
    (lambda narrator: narrator.failed(ValueError()),
     'swift: failed after 2 looks, '),
    (lambda narrator: narrator.interrupted(),
     'swift: interrupted after 2 looks, ')])
def test_a_story_without_requests(narrator, out, end, said):
    narrator.check('status', 'ACTIVE', 'ACTIVE')
    narrator.contains('log', 'refused', 'is refused')
    end(narrator)
    assert out.getvalue().splitlines()[-1].startswith(said)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(('no_color', 'line'), [
    ('', '\033[1mA title\033[0m\n'), ('1', 'A title\n')])
def test_colour(monkeypatch, no_color, line):
    monkeypatch.setenv('NO_COLOR', no_color)
    terminal = Terminal()
    narration.Narrator('swift', page.Page(terminal)).opening('A title')
    assert terminal.getvalue() == line


def test_figure_and_result(narrator, out):
    figure = record.Figure('Hosts lost', 'hosts', (
        record.Bar('as it comes', 1234567, record.STOCK),
        record.Bar('with us', 2.5)), most=9)
    narrator.figure(figure)
    narrator.result('Stock lost all', 'ours two')
    assert out.getvalue().splitlines() == [
        '', '    Hosts lost (of 9 hosts)',
        '    as it comes' + '1,234,567'.rjust(53),
        '    with us' + '2.5'.rjust(57), '',
        'Stock lost all; ours two.']
    assert narrator.record.figures == [figure]
    assert (narrator.record.stock, narrator.record.ours) == (
        'Stock lost all', 'ours two')


def test_the_record_has_what_the_terminal_has(narrator, out):
    narrator.opening('Title', 'How.', 'More.', tale='A tale.')
    narrator.act('early', 'before any step')
    narrator.step('First.', 'Why.')
    narrator.exchange('127.0.0.3', 'GET', '/v1', expected='200 OK',
                      came='200 OK', sent=['a'], got=['b'])
    narrator.log('line')
    narrator.contains('text', 'b', 'abc')
    narrator.succeeded()
    found = narrator.record
    assert (found.title, found.tale, found.about) == (
        'Title', 'A tale.', ('How.', 'More.'))
    assert found.steps == [
        record.Step('', (), [record.Line('act', 'before any step', 'early')]),
        record.Step('First.', ('Why.',), [
            record.Line('act', 'GET  /v1', '127.0.0.3', '200 OK'),
            record.Line('sent', 'a'), record.Line('got', 'b'),
            record.Line('log', 'line')])]
    assert found.checks == [
        record.Check('GET /v1', '200 OK', '200 OK', True),
        record.Check('text', '"b"', '"b"', True)]
    assert (found.outcome, found.requests) == (record.PASSED, 1)
    assert narrator.answers == {'200 OK': 1}
    for text in (found.title, found.tale, *found.about, 'First.', 'line'):
        assert text in out.getvalue()


def test_what_came_is_kept_of_a_check_that_fails(narrator):
    with pytest.raises(narration.Unexpected):
        narrator.contains('text', 'b', 'no ' * 1000)
    check, = narrator.record.checks
    assert not check.passed
    assert check.expected == '"b"'
    assert check.came == ('"' + 'no ' * 1000)[:narration.CHECK_COLUMNS]
