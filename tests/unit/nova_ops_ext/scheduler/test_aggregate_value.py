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


"""Values that operators wrote into aggregates."""

import math

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import aggregate_value

READERS = (aggregate_value.whole, aggregate_value.decimal,
           aggregate_value.yes)


@pytest.mark.parametrize('read', READERS)
def test_absent(read):
    assert read({'other': '1'}, 'key') is None


@pytest.mark.parametrize(('read', 'text', 'value'), [
    (aggregate_value.whole, '0', 0), (aggregate_value.whole, ' 8 ', 8),
    (aggregate_value.decimal, '-2', -2.0),
    (aggregate_value.decimal, '+0.5', 0.5),
    (aggregate_value.yes, 'True', True), (aggregate_value.yes, '0', False),
    (aggregate_value.yes, ' off', False)])
def test_read(read, text, value):
    assert read({'key': text}, 'key') == value


@pytest.mark.parametrize(('read', 'text', 'right'), [
    (aggregate_value.whole, '-1', 'a whole number, 0 or more'),
    (aggregate_value.whole, '1.5', 'a whole number, 0 or more'),
    (aggregate_value.whole, '', 'a whole number, 0 or more'),
    (aggregate_value.whole, '\u0661', 'a whole number, 0 or more'),
    (aggregate_value.whole, '1_0', 'a whole number, 0 or more'),
    (aggregate_value.decimal, 'inf', 'a number such as 1 or 0.5'),
    (aggregate_value.decimal, 'nan', 'a number such as 1 or 0.5'),
    (aggregate_value.decimal, '1e9', 'a number such as 1 or 0.5'),
    (aggregate_value.decimal, '.5', 'a number such as 1 or 0.5'),
    (aggregate_value.yes, 'maybe', 'true or false'),
    (aggregate_value.yes, '', 'true or false')])
def test_unreadable(read, text, right):
    with pytest.raises(ValueError, match='^key = .*: expected ') as caught:
        read({'key': text}, 'key')
    assert str(caught.value) == 'key = %r: expected %s' % (text, right)


def test_least():
    with pytest.raises(ValueError, match=r'0\.5, 0 or more$'):
        aggregate_value.decimal({'key': '-1'}, 'key', least=0)
    assert aggregate_value.decimal({'key': '0'}, 'key', least=0) == 0


@hypothesis.given(strategies.text(max_size=255))
def test_any_text_is_read_or_told(text):
    for read in READERS:
        try:
            value = read({'key': text}, 'key')
        except ValueError as error:
            assert len(str(error)) < 500
            assert '\n' not in str(error)
        else:
            assert value is not None
            assert math.isfinite(value)
