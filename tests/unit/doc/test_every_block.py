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

"""Every block of the manuals is of a kind that some test tries."""

import ast
import functools
import subprocess

import pytest

from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.harness import shell_text

ROOT = manual_blocks.ROOT
PAGES = [str(page.relative_to(ROOT)) for page in manual_blocks.pages()]

#: Tests that go through all quotations of their page.
THROUGH_ALL = ('tests/functional/swift/test_walkthrough.py',)


@pytest.mark.parametrize('page', PAGES)
def test_page(page):
    """What is in it is understood, and nothing is left over."""
    for block in manual_blocks.read(ROOT / page):
        manual_kinds.classify(block)


@pytest.mark.parametrize('page', PAGES)
def test_the_shell_understands_each_session(page):
    for block in manual_blocks.read(ROOT / page):
        if block.language in manual_kinds.SESSIONS and (
                manual_kinds.classify(block) not in ('excused', 'settings')):
            for typed in shell_text.session(block.text):
                done = subprocess.run(
                    ['bash', '-n'], text=True,
                    input=typed.text.replace('[TITLE ...]', ''),
                    capture_output=True, timeout=60, check=False)
                assert (done.returncode, done.stderr) == (0, ''), typed.text


@pytest.mark.parametrize('kind', manual_kinds.KINDS)
def test_each_kind_has_its_test(kind):
    text = (ROOT / manual_kinds.KINDS[kind][1]).read_text()
    assert kind.replace("'", "\\'") in text


@functools.cache
def readers():
    """The pages that tests read, and the words in these tests, by test."""
    found = {}
    for path in sorted((ROOT / 'tests').rglob('*.py')):
        text = path.read_text()
        if 'quotations' not in text:
            continue
        words = {node.value for node in ast.walk(ast.parse(text))
                 if isinstance(node, ast.Constant)
                 and isinstance(node.value, str)}
        found[str(path.relative_to(ROOT))] = words
    return found


def test_each_quotation_is_compared():
    blocks = manual_kinds.of('quotation')
    lost = []
    for block in blocks:
        page = block.page.rpartition('/')[2].removesuffix('.rst')
        if not any(page in words and (block.quoted in words
                                      or path in THROUGH_ALL)
                   for path, words in readers().items()):
            lost.append('%s: %s' % (block.page, block.quoted))
    assert blocks and not lost


def test_each_excuse_is_needed():
    excused = {(block.page, block.text.partition('\n')[0])
               for block in manual_kinds.of('excused')}
    assert excused == set(manual_kinds.NOT_TRIED)
    assert all(manual_kinds.NOT_TRIED.values())


def test_counts(capsys):
    manual_kinds.main()
    total = len(manual_blocks.everywhere())
    assert '%d blocks: ' % total in capsys.readouterr().out
    assert total == sum(manual_kinds.counts().values())


@pytest.mark.parametrize('text', [
    'echo of a program that is not known', '$ frobnicate --all',
    '$ swift stat | frobnicate'])
def test_a_program_that_nothing_tries(text):
    block = manual_blocks.Block('page', 1, 'console', text)
    with pytest.raises(ValueError, match='nothing tries|no prompt'):
        manual_kinds.classify(
            block if text[0] == '$' else manual_blocks.Block(
                'page', 1, '', text.replace('echo', 'frobnicate')))


@pytest.mark.parametrize(('language', 'text'), [
    ('python', 'x = 1'), ('none', 'anything'), ('text', 'anything'),
    ('ini', 'option = 1'), ('yaml', 'key: value'),
    ('console', 'no prompt\n$ ls'), ('json', '{')])
def test_a_block_of_no_kind(language, text):
    with pytest.raises(ValueError):
        manual_kinds.classify(manual_blocks.Block('page', 1, language, text))


class TestParse:
    def test_blocks(self):
        assert [(block.language, block.text, block.quoted) for block in
                manual_blocks.parse('''
Title
=====

Words::

    plain

* .. quoted: name

  .. code-block:: none
     :emphasize-lines: 1

     first

     second

.. versionadded:: 1

   .. code-block:: ini

      [a]

.. automodule:: x
   :members:
''', 'page')] == [('', 'plain', ''), ('none', 'first\n\nsecond', 'name'),
                  ('ini', '[a]', '')]

    @pytest.mark.parametrize('text', [
        '.. code-blok:: ini\n\n   [a]\n', '.. literalinclude:: nowhere\n',
        'a `word\n', ':rol:`x`\n'])
    def test_what_is_not_understood(self, text):
        with pytest.raises(ValueError, match='page: '):
            manual_blocks.parse(text, 'page')


class TestShellText:
    def test_session(self):
        assert shell_text.session(
            '$ one\nout\n\nput\nfirst# two \\\n  more\n'
            '$ cat > f <<EOF\n$ not a prompt\nEOF\n') == [
                ('', False, 'one', 'out\n\nput\n'),
                ('first', True, 'two \\\n  more', ''),
                ('', False, 'cat > f <<EOF\n$ not a prompt\nEOF', '\n')]

    def test_without_prompts(self):
        assert [one.text for one in shell_text.session('a \\\n  b\nc')] == [
            'a \\\n  b', 'c']

    @pytest.mark.parametrize('text', ['out\n$ a', '$ a \\', '$ a <<E\nb'])
    def test_incomplete(self, text):
        with pytest.raises(ValueError):
            shell_text.session(text)

    @pytest.mark.parametrize(('command', 'programs'), [
        ('a b', [['a', 'b']]),
        ('X=1 sudo a | b -c && d; e & f', [
            ['a'], ['b', '-c'], ['d'], ['e'], ['f']]),
        ('a > b 2>&1 < c', [['a']]),
        ('A=$(b c) && d "$(e f)"', [['b', 'c'], ['d', '$(e f)'],
                                    ['e', 'f']]),
        ("a '.x | y' \\\n  z", [['a', '.x | y', 'z']]),
        ('for one in a b; do c $one; done', [
            ['for', 'one', 'in', 'a', 'b'], ['c', '$one']]),
        ("tee f <<'E'\nb | c\nE", [['tee', 'f']]),
    ])
    def test_programs(self, command, programs):
        assert shell_text.programs(command) == programs
