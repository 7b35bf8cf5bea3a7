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

"""The figures of the manuals are what the product's decisions draw."""

import itertools
import pathlib
import re
from xml.etree import ElementTree

import pytest

from tools.figures import catalogue
from tools.figures import drawing
from tools.figures import filter_outcomes

SVG = '{http://www.w3.org/2000/svg}'
PAGES = catalogue.DIRECTORY.parent
FILES = catalogue.files()
FIGURES = sorted(name for name in FILES if name.endswith('.svg'))


@pytest.mark.parametrize('name', sorted(FILES))
def test_a_file_is_as_it_is_drawn(name):
    there = (catalogue.DIRECTORY / name).read_text()
    assert there == FILES[name], 'run: python3 -m tools.figures'


def test_there_is_no_other_file():
    assert {path.name for path in catalogue.DIRECTORY.iterdir()} == {
        *FILES, filter_outcomes.TABLE}


@pytest.mark.parametrize('name', FIGURES)
def test_a_figure_is_shown_and_so_is_its_table(name):
    pages = [path.read_text() for path in PAGES.glob('*.rst')]
    table = pathlib.Path(name).with_suffix('.csv')
    using = [page for page in pages if 'figures/' + name in page]
    assert using
    if (catalogue.DIRECTORY / table).exists():
        assert any('figures/%s' % table in page for page in using)


@pytest.mark.parametrize('name', FIGURES)
def test_a_figure_can_be_read_without_being_seen(name):
    root = ElementTree.fromstring(FILES[name])
    assert root.get('role') == 'img'
    names = root.get('aria-labelledby').split()
    told = {child.get('id'): child.text for child in root if child.get('id')}
    assert [bool(told[one]) for one in names] == [True, True]
    # It is part of a page, with others.
    assert all(one.startswith(name.partition('.')[0].replace('_', '-'))
               for one in told)


@pytest.mark.parametrize('name', FIGURES)
def test_a_figure_needs_nothing_else(name):
    text = FILES[name].replace('http://www.w3.org/2000/svg', '')
    assert not re.search(r'https?:|<script|<image|@import|url\(|xlink', text)


@pytest.mark.parametrize('name', FIGURES)
def test_no_text_leaves_the_figure(name):
    root = ElementTree.fromstring(FILES[name])
    height = float(root.get('viewBox').split()[3])
    for text in root.iter(SVG + 'text'):
        kind = text.get('class', '').split()
        letter = 7.4 if {'ours', 'head'} & {*kind} else 6.4
        width = letter * len(text.text)
        left = float(text.get('x')) - width * (
            1 if 'end' in kind else 0.5 if 'middle' in kind else 0)
        assert left > 0, text.text
        assert left + width < drawing.WIDTH + 8, text.text
        assert 0 < float(text.get('y')) < height, text.text


def luminance(colour):
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    return sum(weight * (part / 12.92 if part <= 0.04045 else
                         ((part + 0.055) / 1.055) ** 2.4)
               for weight, part in zip((0.2126, 0.7152, 0.0722), parts,
                                       strict=True))


def contrast(one, other):
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize('name', FIGURES)
def test_text_stands_out_in_light_and_dark(name):
    style = ElementTree.fromstring(FILES[name]).find(SVG + 'style').text
    schemes = [dict(re.findall(r'--([a-z-]+): (#[0-9a-f]{6})', part))
               for part in style.split('@media')]
    assert len(schemes) == 2
    assert schemes[0].keys() == schemes[1].keys()
    for colours in schemes:
        for ink, ground in itertools.chain(
                itertools.product(('ink', 'dim', 'ours', 'bad', 'good', 'odd'),
                                  ('ground',)),
                [('ink', 'box'), ('ours', 'ours-box'), ('bad', 'bad-box'),
                 ('good', 'good-box'), ('odd', 'odd-box')]):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (
                ink, ground, colours)


def test_text_of_others_is_escaped():
    found = drawing.text(1, 2, '<script>&"')
    assert ElementTree.fromstring(found).text == '<script>&"'
    assert '<script' not in found
