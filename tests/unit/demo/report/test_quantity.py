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

"""How numbers are written."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from demo.report import quantity


@pytest.mark.parametrize(('value', 'text'), [
    (0, '0'), (7, '7'), (1234567, '1,234,567'), (48.1, '48.1'),
    (1234.56, '1,234.6'), (2.0, '2')])
def test_exact(value, text):
    assert quantity.exact(value) == text
    assert quantity.short(value, 'hosts') == text


@pytest.mark.parametrize(('value', 'text', 'mark'), [
    (0, '0 B', '0 B'), (999, '999 B', '999 B'), (1000, '1.00 kB', '1 kB'),
    (9994, '9.99 kB', '9.994 kB'), (99950, '100 kB', '99.95 kB'),
    (999499, '999 kB', '999.5 kB'), (999500, '1.00 MB', '0.9995 MB'),
    (5.5e9, '5.50 GB', '5.5 GB'), (1e12, '1.00 TB', '1 TB'),
    (9.99e17, '999 PB', '999 PB')])
def test_bytes(value, text, mark):
    assert quantity.short(value, quantity.BYTES) == text
    assert quantity.mark(value, quantity.BYTES) == mark


@given(st.integers(0, 10 ** 17))
def test_bytes_are_as_near_as_three_digits_can_be(value):
    number, prefix = quantity.short(value, quantity.BYTES).split()
    back = float(number) * 1000 ** ('B', 'kB', 'MB', 'GB', 'TB',
                                    'PB').index(prefix)
    assert back == pytest.approx(value, rel=0.0051)
    assert float(number) < 1000


@pytest.mark.parametrize(('most', 'text'), [(0, 'ways'), (5, 'of 5 ways')])
def test_measure(most, text):
    assert quantity.measure(most, 'ways') == text


@pytest.mark.parametrize(('seconds', 'text'), [
    (0, '0 s'), (52.24, '52.2 s'), (99.9, '99.9 s'), (100, '1 min 40 s'),
    (119.7, '2 min 0 s')])
def test_duration(seconds, text):
    assert quantity.duration(seconds) == text


@pytest.mark.parametrize(('iso', 'text'), [
    ('2026-02-14T10:09:08+00:00', '2026-02-14 10:09:08 UTC'),
    ('2026-02-14T10:09:08', '2026-02-14T10:09:08'),
    ('2026-02-14T10:09:08+01:00', '2026-02-14T10:09:08+01:00'),
    ('once', 'once'), ('', '')])
def test_moment(iso, text):
    assert quantity.moment(iso) == text
