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

"""What is written can be read, in light and in dark."""

import itertools
import re

import pytest

from demo.report import document

_STYLE = document.STYLE.read_text()
_SCHEMES = [dict(re.findall(r'--(\w+): (#[0-9a-f]{6});', block))
            for block in re.findall(r':root \{([^}]*--paper[^}]*)\}', _STYLE)]
#: Letters need 4.5, what is drawn 3.
TEXTS = [('ink', 'paper'), ('dim', 'paper'), ('link', 'paper'),
         ('good', 'sheet'), ('bad', 'sheet'), ('ink', 'sheet'),
         ('on', 'good'), ('on', 'bad')]
DRAWN = [('ours', 'paper'), ('ours', 'sheet'), ('stock', 'paper'),
         ('stock', 'sheet'), ('foretold', 'paper'), ('foretold', 'sheet')]


def luminance(colour):
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast('#000000', '#ffffff') == pytest.approx(21)
    assert contrast('#777777', '#ffffff') == pytest.approx(4.48, abs=0.01)


def test_schemes():
    light, dark, printed = _SCHEMES
    assert light == printed != dark
    assert light.keys() == dark.keys() == set(itertools.chain(
        *TEXTS, *DRAWN, ['edge']))
    assert 'prefers-color-scheme: dark' in _STYLE


@pytest.mark.parametrize('scheme', range(3))
@pytest.mark.parametrize(('pairs', 'least'), [(TEXTS, 4.5), (DRAWN, 3)])
def test_contrast(scheme, pairs, least):
    colours = _SCHEMES[scheme]
    for one, other in pairs:
        assert contrast(colours[one], colours[other]) >= least, (one, other)


def test_no_colour_beside_the_schemes():
    assert len(re.findall('#[0-9a-fA-F]{3,8}', _STYLE)) == sum(
        map(len, _SCHEMES))
