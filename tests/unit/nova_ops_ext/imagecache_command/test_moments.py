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


"""Times."""

import math

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.imagecache_command import moments


@pytest.mark.parametrize(('seconds', 'shown'), [
    (0, '0 s'), (119, '119 s'), (120, '2 min'), (7199, '119 min'),
    (7200, '2 h'), (172799, '47 h'), (172800, '2 d'), (-7200, '-2 h'),
    (math.inf, 'unknown'), (math.nan, 'unknown')])
def test_seconds(seconds, shown):
    assert moments.show_seconds(seconds) == shown


def test_time():
    assert moments.show_time(1e9, 1e9 + 60) == (
        '2001-09-09 01:46:40 UTC, 60 s ago')
    assert moments.show_time(1e9, 1e9 - 60) == (
        '2001-09-09 01:46:40 UTC, in 60 s')
    assert moments.show_time(0, 1e9) == 'at an unknown time'


@hypothesis.given(strategies.floats(), strategies.floats(0, 1e11))
def test_any_time(moment, now):
    assert moments.show_time(moment, now)
