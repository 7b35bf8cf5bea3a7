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

"""What of the quick start is typed, and whether what came is as it says."""

import re

import pytest

from tests.harness import manual_blocks
from tools import quick_start
from tools import quick_start_page as page
from tools import quick_start_typing

PAGE = quick_start_typing.PAGE
TRANSCRIPT = PAGE.with_suffix('') / 'transcript.txt'


def blocks(*texts):
    return [manual_blocks.Block('page', number, language, text)
            for number, (language, text) in enumerate(texts, 1)]


def came(*outcomes):
    return [page.Came('c%d' % number, output, code, 1)
            for number, (output, code) in enumerate(outcomes, 1)]


class TestSteps:
    def test_commands_and_what_is_shown(self):
        assert page.steps(blocks(
            ('bash', 'a \\\n  b\nfor c in d; do\n    e\ndone'),
            ('bash', 'cat <<EOF\nf\nEOF'), ('none', 'f'), ('ini', '[g]'),
            ('bash', 'h'), ('none', 'i\n\n(exit code 2)'))) == [
                page.Step(('a \\\n  b', 'for c in d; do\n    e\ndone'),
                          None, 0),
                page.Step(('cat <<EOF\nf\nEOF',), 'f', 0),
                page.Step(('h',), 'i\n', 2)]

    @pytest.mark.parametrize('texts', [
        [('none', 'a')], [('bash', 'a'), ('none', 'b'), ('none', 'c')]])
    def test_nothing_is_typed_before(self, texts):
        with pytest.raises(ValueError, match='nothing is typed before it'):
            page.steps(blocks(*texts))

    def test_a_loop_that_does_not_end(self):
        with pytest.raises(ValueError, match='no line done after'):
            page.steps(blocks(('bash', 'for a in b; do\n    c')))


class TestProblem:
    STEP = page.Step(('c1', 'c2'), 'one\ntwo', 0)

    def test_none(self):
        assert page.problem(self.STEP, came(('one\n', 0), ('two', 0))) == ''

    def test_code_of_the_last(self):
        failing = self.STEP._replace(code=1)
        both = came(('one\n', 0), ('two', 1))
        assert page.problem(failing, both) == ''
        assert page.problem(self.STEP, both) == (
            'exit code 1, expected 0: c2')
        assert page.problem(failing, came(('one\n', 0), ('two', 0))) == (
            'exit code 0, expected 1: c2')

    def test_one_before_fails(self):
        assert page.problem(self.STEP._replace(code=1), came(
            ('one\n', 1), ('two', 1))) == 'exit code 1, expected 0: c1'

    def test_what_was_not_typed(self):
        assert page.problem(self.STEP._replace(code=1),
                            came(('one\n', 1))) == 'not typed: c2'

    def test_nothing_is_shown(self):
        assert page.problem(self.STEP._replace(shown=None), came(
            ('anything', 0), ('', 0))) == ''


@pytest.mark.parametrize(('shown', 'output'), [
    ('a', 'a'), ('a\n', 'a\n\n'), ('a  b', 'a  b  \r\n'),
    ('a...c', 'abbc'), ('a...', 'a'), ('(.*', '(.*'),
    ('a\n...', 'a'), ('a\n...\nb', 'a\nx\ny\nb'), ('...\nb', 'a\n\nb'),
    ('a\n...\nb\n...\nd', 'a\nb\nc\nd')])
def test_same(shown, output):
    assert page.difference(shown, output) == ''


@pytest.mark.parametrize(('shown', 'output', 'said'), [
    ('a', 'b', 'did not come: a'), ('a', '', 'did not come: a'),
    ('a', 'a\nb', 'came besides: b'), ('a\nb', 'a', 'did not come: b'),
    ('a\n...\nb', 'a\nc', 'did not come: b'),
    ('a...c', 'a\nc', 'did not come: a...c'), ('.', 'a', 'did not come: .'),
    ('...\nb', 'b\nc', 'came besides: c')])
def test_difference(shown, output, said):
    assert page.difference(shown, output) == said


class TestTranscript:
    DONE = [(page.Step(('a', 'b <<E\nc\nE'), None, 0),
             [page.Came('a', 'secret\n', 0, 1.25),
              page.Came('b <<E\nc\nE', '', 0, 0)]),
            (page.Step(('d',), 'e\n# f', 2),
             [page.Came('d', 'e\n> f', 2, 0)])]

    def test_what_the_page_shows(self):
        assert page.transcript('title', self.DONE, everything=False) == (
            'title\n\n# a\n[lines that the page does not show: 1]\n'
            '(exit code 0, 1.2 s)\n\n# b <<E\n> c\n> E\n(exit code 0, 0.0 s)\n'
            '\n# d\ne\n> f\n(exit code 2, 0.0 s)\n')

    def test_it_can_be_read(self):
        text = page.transcript('title', self.DONE, everything=True)
        assert [one._replace(seconds=0) for one in page.read(text)] == [
            page.Came('a', 'secret\n', 0, 0),
            page.Came('b <<E\nc\nE', '', 0, 0),
            page.Came('d', 'e\n> f\n', 2, 0)]


class TestThePage:
    @pytest.fixture
    def steps(self):
        return page.steps(manual_blocks.read(PAGE))

    def test_transcript_is_of_it(self, steps):
        """What came the last time is what the page shows now."""
        came = page.read(TRANSCRIPT.read_text())
        assert [one.command for one in came] == [
            command for step in steps for command in step.commands], (
                'run make quick-start-test, and copy what it wrote')
        for step, those in page.by_step(steps, came):
            assert page.problem(step, those) == ''

    def test_what_it_says_of_the_transcript(self, steps):
        heading = TRANSCRIPT.read_text().partition('\n')[0]
        date, typed, all_of_it, passed, seconds = re.fullmatch(
            r'quick_start.rst, ([\d-]+), Debian 12: (\d+) of (\d+) commands '
            r'typed, (\d+) passed, (\d+) s', heading).groups()
        assert typed == all_of_it == passed
        assert ' '.join(('on %s, %s commands in %s seconds, all' % (
            date, typed, seconds)).split()) in ' '.join(
                PAGE.read_text().split())

    def test_ports_are_those_that_have_to_be_free(self, steps):
        text = PAGE.read_text()
        named = {int(port) for port in re.findall(
            r'(?:127\.0\.0\.1|account|container|object):(\d+)', text)}
        # What the sample names is memcached's.
        assert named | {11211} == set(quick_start._PORTS)

    def test_address(self, steps):
        assert 'git clone %s ' % quick_start_typing.ADDRESS in (
            PAGE.read_text())
