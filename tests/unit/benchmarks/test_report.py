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

"""What the benchmarks print."""

import pytest

from benchmarks import report


@pytest.mark.parametrize(('ratio', 'reached', 'text'), [
    (0.30, True, 'bar 0.30x: reached'),
    (0.31, False, 'bar 0.30x: NOT reached')])
def test_bar(ratio, reached, text):
    bar = report.Bar('the filter', ratio, 0.30)
    assert bar.reached is reached
    assert str(bar) == text


def test_table():
    assert report.table('Title', ('what', 'us', 'ratio', ''), [
        ('one', 10.0, 0.256, 'remark'), ('another', 1.25, 1.0, '')]) == '''
Title

what        us  ratio
-------  -----  -----  ------
one      10.00   0.26  remark
another   1.25   1.00'''
