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

"""Sizes and rates."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import sizes


@pytest.mark.parametrize(('text', 'size'), [
    ('0', 0), ('4096', 4096), ('1k', 1024), ('1K', 1024), ('1KiB', 1024),
    ('1 KB', 1024), ('100M', 104857600), ('2G', 2 << 30), ('1.5G', 3 << 29),
    ('1T', 1 << 40), ('1P', 1 << 50), ('7B', 7), (' 7 ', 7), ('0.5k', 512),
])
def test_size(text, size):
    assert sizes.parse_size(text) == size


@pytest.mark.parametrize('text', [
    '', 'M', '-1', '+1', '1X', '1MM', '1e3', '1,5G', '1_000', 'inf', 'nan',
    '0x10', '1.G', '.5G', '\u0661', '1BB', '1BiB', '1M/h', '9999999P',
    '9' * 18 + 'T', '1\n2',
])
def test_no_size(text):
    with pytest.raises(ValueError, match='size|more than'):
        sizes.parse_size(text)


@pytest.mark.parametrize(('text', 'rate'), [
    ('1K/s', 1024), ('60K/m', 1024), ('3600K/h', 1024), ('86400K/d', 1024),
    ('1K / S', 1024), ('0/h', 0),
])
def test_rate(text, rate):
    assert sizes.parse_rate(text) == rate


@pytest.mark.parametrize('text', ['', '1K', '1K/', '/h', '1K/y', 'K/h',
                                  '1/h/h', '-1/h'])
def test_no_rate(text):
    with pytest.raises(ValueError, match='rate|size'):
        sizes.parse_rate(text)


@hypothesis.given(strategies.text())
def test_any_text_is_read_or_refused(text):
    for parse in (sizes.parse_size, sizes.parse_rate):
        try:
            assert parse(text) >= 0
        except ValueError:
            pass


@hypothesis.given(strategies.integers(0, 10 ** 6),
                  strategies.sampled_from('BKMGT'),
                  strategies.sampled_from(['', 'iB', 'ib', 'B']))
def test_a_whole_number_is_read_exactly(number, unit, end):
    hypothesis.assume(unit != 'B' or not end)
    assert sizes.parse_size('%d%s%s' % (number, unit, end)) == (
        number * 1024 ** 'BKMGT'.index(unit))


@hypothesis.given(strategies.integers(0, 1 << 60))
def test_what_is_shown_can_be_read(size):
    shown = sizes.show_size(size)
    if size < 1 << 49:
        assert len(shown) <= 10, 'wider than the column'
    again = sizes.parse_size(shown)
    assert abs(again - size) <= max(size * 0.051, 1)


@pytest.mark.parametrize(('size', 'shown'), [
    (0, '0 B'), (1023, '1023 B'), (1024, '1.0 KiB'), (1 << 20, '1.0 MiB'),
    ((1 << 20) - 1, '1.0 MiB'), (5905580032, '5.5 GiB'),
    (1 << 50, '1024.0 TiB'),
])
def test_shown(size, shown):
    assert sizes.show_size(size) == shown


def test_shown_rate():
    assert sizes.show_rate(1024) == '3.5 MiB/h'
