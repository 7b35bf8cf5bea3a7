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

"""The words that the pages are made of."""

import types

import pytest

from tools.reference import docstrings
from tools.reference import markup
from tools.reference import oslo_options
from tools.reference import refused


@pytest.mark.parametrize(('text', 'made'), [
    ('of a_b and c_', r'of a_b and c\_'), ('a*b `c` |d|', r'a\*b \`c\` \|d\|'),
    ('say --or-else, or -x', 'say ``--or-else``, or ``-x``'),
    ('well-known - it is', 'well-known - it is')])
def test_plain(text, made):
    assert markup.plain(text) == made


def test_what_is_literal_is_not_wrapped():
    long = '``%s``' % ' '.join(['word'] * 12)
    assert long in markup.wrapped('%s %s' % ('x' * 40, long))


@pytest.mark.parametrize('value', ['', ' a', 'a``b'])
def test_what_cannot_be_literal(value):
    with pytest.raises(ValueError):
        markup.literal(value)


def test_filled():
    assert markup.filled('\nOne.\nTwo\nthree.\n\n* a\n  b\n* c\n') == (
        'One.  Two three.\n\n* a b\n* c')


class TestDocstrings:
    TEXT = ('What.\n\nOptions\n=======\n\n``a``\n    One.\n    More.\n``b``\n'
            '    Two.\n\nRest.\n\n----\nNext\n----\n\n'
            '=== ===\nA   B\n--- ---\na   b,\n    c\n=== ===\n\n'
            '== ==\nx  y\n== ==\n')

    def test_definitions(self):
        assert docstrings.definitions(self.TEXT, 'Options') == {
            'a': 'One.  More.', 'b': 'Two.'}

    def test_table(self):
        assert docstrings.table(self.TEXT, 'Next') == [['A', 'B'],
                                                       ['a', 'b, c']]

    def test_a_table_with_a_border_below_its_head(self):
        assert docstrings.table('== ==\nA  B\n== ==\na  b\n== ==\n\n') == [
            ['A', 'B'], ['a', 'b']]

    @pytest.mark.parametrize('title', ['Other', 'Next'])
    def test_no_definitions(self, title):
        with pytest.raises(LookupError):
            docstrings.definitions(self.TEXT, title)

    @pytest.mark.parametrize('title', ['Other', 'Options'])
    def test_no_table(self, title):
        with pytest.raises(LookupError):
            docstrings.table(self.TEXT, title)


class TestRefused:
    @pytest.mark.parametrize(('message', 'right'), [
        ("x: option y = '?': expected a or b", 'a or b'),
        ("x: expected a list: '?' is not an address", 'a list'),
        ("'?' is not a number", 'a number')])
    def test_right(self, message, right):
        assert refused.of_message(message) == right

    def test_a_message_that_does_not_say(self):
        with pytest.raises(LookupError, match='does not say'):
            refused.of_message('no')

    def test_what_is_not_refused(self):
        with pytest.raises(LookupError, match='not refused'):
            refused.right(lambda: None)
        with pytest.raises(LookupError, match='not refused'):
            refused.first([])


def option(**what):
    return types.SimpleNamespace(**{
        'name': 'an-option', 'dest': 'an_option', 'default': None,
        'sample_default': None, 'required': False, 'secret': False,
        'mutable': False, 'deprecated_opts': [], 'help': 'What.',
        'deprecated_for_removal': False, 'deprecated_since': None,
        'deprecated_reason': None,
        'type': types.SimpleNamespace(type_name='string value'), **what})


def made(**what):
    group = types.SimpleNamespace(name='g', title='T', help='H.')
    return oslo_options.group('nova', group, [option(**what)])


class TestOptions:
    def test_the_least(self):
        assert made() == ('.. _nova.g:\n\n[g] T\n=====\n\nH.\n\n'
                          '.. _nova.g.an_option:\n\nan-option\n---------\n\n'
                          ':Type: string\n:Default: not set\n\nWhat.')

    @pytest.mark.parametrize(('what', 'line'), [
        ({'default': 0}, ':Default: ``0``'),
        ({'default': False}, ':Default: ``false``'),
        ({'default': ''}, ':Default: empty'),
        ({'default': []}, ':Default: none'),
        ({'default': ['a', 'b']}, ':Default: ``a``, ``b``'),
        ({'sample_default': 'x y'}, ':Example: ``x y``'),
        ({'required': True}, ':Required: yes'),
        ({'secret': True}, ':Secret: yes: it is not logged'),
        ({'mutable': True}, ':Mutable: yes: a change is taken over on SIGHUP'),
        ({'type': types.SimpleNamespace(type_name='t', min=0, max=None)},
         ':Minimum: ``0``'),
        ({'type': types.SimpleNamespace(type_name='t', min=None, max=7)},
         ':Maximum: ``7``'),
        ({'type': types.SimpleNamespace(type_name='t', choices={'a': None})},
         ':Valid values: ``a``'),
        ({'type': types.SimpleNamespace(type_name='t', choices={'a': 'x*'})},
         r'* ``a``: x\*'),
        ({'deprecated_opts': [types.SimpleNamespace(group=None, name='old'),
                              types.SimpleNamespace(group='o', name='p')]},
         ':Deprecated names: ``[g] old``, ``[o] p``'),
        ({'deprecated_for_removal': True}, ':Deprecated: yes'),
        ({'deprecated_for_removal': True, 'deprecated_since': '2.0',
          'deprecated_reason': '\nIt is *old*.\n'},
         r':Deprecated: since 2.0: It is \*old\*.')])
    def test_each_thing_that_an_option_has(self, what, line):
        assert line in made(**what).split('\n')
