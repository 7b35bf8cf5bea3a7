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

"""What counts as a difference between two runs of the same tests."""

import pytest

from tools import suite_outcomes


@pytest.mark.parametrize(('before', 'after', 'found'), [
    ('passed', 'passed', False),
    ('skipped', 'skipped', False),
    ('passed', 'failed', True),
    ('passed', 'skipped', True),
    ('skipped', 'passed', True),
    ('failed', 'passed', True),
    # It shows nothing about the second run.
    ('failed', 'failed', True),
])
def test_difference(before, after, found):
    differences = suite_outcomes.differences(
        {'a': 'passed', 'b': before}, {'b': after, 'a': 'passed'})
    assert differences == [('b', before, after)] * found


def test_test_that_ran_only_once():
    assert suite_outcomes.differences({'a': 'passed'}, {'b': 'passed'}) == [
        ('a', 'passed', 'absent'), ('b', 'absent', 'passed')]


def test_is_told():
    found, = suite_outcomes.differences({'t': 'passed'}, {'t': 'failed'})
    assert str(found) == 't: passed without the filter, failed with it'


def test_counts():
    assert suite_outcomes.counts(
        {'a': 'passed', 'b': 'skipped', 'c': 'passed', 'd': 'failed'},
    ) == (2, 1, 1)
