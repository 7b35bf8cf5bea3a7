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

"""The page of what ran, and of nothing that did not."""

import pytest

from demo import record
from demo.report import written
from demo import stories

CODES = {story.name: 0 for story in stories.ALL}


@pytest.fixture
def records(tmp_path):
    for story in stories.ALL:
        (tmp_path / (story.name + '.json')).write_text(record.Record(
            story.name, story.service, title='Of ' + story.name,
            outcome=record.PASSED,
            checks=[record.Check('c', 'e', 'e', True)]).to_json())
    return tmp_path


def test_all(records):
    page, passed = written.write(records, CODES)
    assert passed
    assert page == records / 'report.html'
    assert all('Of ' + story.name in page.read_text()
               for story in stories.ALL)
    assert sorted(path.suffix for path in records.iterdir()) == [
        '.html'] + ['.json'] * len(stories.ALL)


@pytest.mark.parametrize('spoil', [
    lambda path: path.unlink(),
    lambda path: path.write_text('{'),
    lambda path: path.write_bytes(b'\xff'),
    lambda path: path.write_text(path.read_text()[:-9]),
    lambda path: path.write_text(path.read_text().replace(
        'passed', 'failed'))])
def test_a_record_that_is_no_good(records, spoil):
    spoil(records / 'nova.json')
    page, passed = written.write(records, CODES)
    assert not passed
    assert '1 of 5 stories did not go as told: Nova (FAILED)' in (
        page.read_text())


def test_an_exit_code(records):
    assert not written.write(records, {**CODES, 'nova': 1})[1]


def test_a_record_of_a_story_that_did_not_run(records):
    """It is of an earlier run."""
    page, passed = written.write(records, {
        name: code for name, code in CODES.items() if name != 'nova'})
    assert not passed
    assert 'Nova (not told)' in page.read_text()
