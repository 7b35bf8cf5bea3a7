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

import pytest

from ops_ext_tempest import console_rate


@pytest.mark.parametrize('text, per_second', [
    ('30/m', 0.5), ('2/s', 2), ('36/h', 0.01), ('8640/d', 0.1),
    ('0.5/s', 0.5)])
def test_units(text, per_second):
    assert console_rate.Rate.parse(text, 1, 1).per_second == pytest.approx(
        per_second)


@pytest.mark.parametrize('text', ['', '30', '30/w', 'x/m', '/m'])
def test_what_cannot_be_read(text):
    with pytest.raises((ValueError, KeyError)):
        console_rate.Rate.parse(text, 1, 1)


def test_most_is_no_less_than_any_counter_lets_pass():
    # A bucket of 10 that is full, and what drops into it in 60 seconds.
    rate = console_rate.Rate.parse('30/m', 10, 1)
    assert rate.most(60) >= 10 + 30
    # Windows of 20 seconds, the first and the last of which are cut short.
    assert rate.most(21) >= 10 * 3
    assert rate.most(0) >= 10


def test_each_counter_lets_as_many_pass():
    one = console_rate.Rate.parse('30/m', 10, 1)
    assert one._replace(counters=4).most(7) == 4 * one.most(7)
