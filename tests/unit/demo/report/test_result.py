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

"""What has passed, and what comes first."""

import dataclasses

import pytest

from demo import record
from demo.report import result
from demo import stories

STORY = stories.ALL[0]
HELD = record.Check('c', 'e', 'e', True)
PASSED = record.Record('swift', 'swift', outcome=record.PASSED, checks=[HELD])


def changed(**fields):
    return dataclasses.replace(PASSED, **fields)


def test_passed():
    one = result.Result(STORY, 0, PASSED)
    assert (one.passed, one.said, one.why) == (True, 'as told', '')


@pytest.mark.parametrize(('code', 'found', 'said', 'why'), [
    (None, None, 'not told', 'not begun'),
    (None, PASSED, 'not told', 'not begun'),
    (0, None, 'FAILED', 'left no record: gone'),
    (-9, None, 'FAILED', 'code -9'),
    (1, PASSED, 'FAILED', 'code 1'),
    (0, changed(checks=[]), 'FAILED', 'code 0'),
    (0, changed(checks=[HELD, dataclasses.replace(HELD, passed=False)]),
     'FAILED', 'code 0'),
    (0, changed(outcome=record.UNFINISHED), 'FAILED', '"unfinished"'),
    (1, changed(outcome=record.FAILED, error='Why: so'), 'FAILED', 'Why: so'),
    (130, changed(outcome=record.INTERRUPTED), 'interrupted', 'code 130')])
def test_not_passed(code, found, said, why):
    one = result.Result(STORY, code, found, 'gone')
    assert not one.passed
    assert one.said == said
    assert why in one.why


def test_order():
    told = result.Result(STORY, 0, PASSED)
    failed = result.Result(STORY, 1, PASSED)
    absent = result.Result(STORY, None, None)
    ended = result.Result(STORY, 130, changed(outcome=record.INTERRUPTED))
    last = result.Result(stories.ALL[1], 0, PASSED)
    assert result.ordered([told, last, absent, ended, failed]) == [
        failed, ended, absent, told, last]
