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

"""No name that others gave looks like a part of the line."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import told


@pytest.mark.parametrize(('text', 'expected'), [
    ('gold-1.rack@dc', 'gold-1.rack@dc'), ('', "''"), (None, 'None'),
    ('two words', "'two words'"), ('a\nb', r"'a\nb'"),
    ('x): host-1; refused', "'x) host-1, refused'")])
def test_name(text, expected):
    assert told.name(text) == expected


@hypothesis.given(strategies.one_of(
    strategies.text(), strategies.text(alphabet=') :;\n')))
def test_nothing_ends_a_reason(text):
    for found in told.name(text), told.reason(text):
        assert '): ' not in found
        assert '; ' not in found
        assert found.isprintable()
    assert len(told.name(text)) <= 64
