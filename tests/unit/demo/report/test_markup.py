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

"""A text stays a text."""

from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
import pytest

from demo.report import markup
from tests.unit.demo.report import page_reader


@example('', '\x1f', '')
@given(st.text(st.characters()), st.text(st.characters()),
       st.text(st.characters()))
def test_texts_and_attributes_come_back(first, second, value):
    page = markup.document(markup.element(
        'p', first, markup.element('b', 'x', title=value), second))
    page.encode()
    read = page_reader.Reader(page)
    assert read.elements == [('p', {}), ('b', {'title': markup.fit(value)})]
    # What is blank is judged as it is written: fit makes visible marks of
    # some characters that strip takes for spaces.
    assert ''.join(read.texts).strip() == ''.join(
        text for text in (markup.fit(first), 'x', markup.fit(second))
        if text.strip()).strip()


def test_content_in_order():
    made = markup.element('p', 'a', 'b', markup.element('i'), 'c', 'd',
                          markup.element('b'), 'e')
    assert markup.document(made) == (
        '<!DOCTYPE html>\n<p>ab<i></i>cd<b></b>e</p>\n')


def test_names_of_attributes():
    assert markup.element('p', class_='c', aria_hidden='true').attrib == {
        'class': 'c', 'aria-hidden': 'true'}


@pytest.mark.parametrize('sign', [
    '\0', '\x1b', '\x08', '\r', '\x7f', '\x9b', '\ud800', '\ufffe',
    '\N{RIGHT-TO-LEFT OVERRIDE}', '\N{FIRST STRONG ISOLATE}'])
def test_unfit(sign):
    assert markup.fit('a%sb' % sign) == 'a\N{REPLACEMENT CHARACTER}b'


@pytest.mark.parametrize('text', ['a\tb\nc', 'ümläut', '\u05d0', '\U0001f600'])
def test_fit(text):
    assert markup.fit(text) == text
