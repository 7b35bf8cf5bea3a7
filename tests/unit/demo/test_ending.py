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

"""The exit code of a demo, and its record."""

import os
import signal

import pytest

from demo import ending
from demo import record


@pytest.fixture(autouse=True)
def _signals_as_before():
    before = {number: signal.getsignal(number)
              for number in ending.Interruptions.SIGNALS}
    yield
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_told(capsys):
    assert ending.run('swift', lambda narrator: None) == 0
    assert '0 answers as expected' in capsys.readouterr().out


def test_failed(capsys):
    assert ending.run('swift', lambda narrator: 1 / 0) == 1
    assert capsys.readouterr().out.splitlines()[-2] == (
        'ZeroDivisionError: division by zero')


@pytest.mark.parametrize('number', ending.Interruptions.SIGNALS)
def test_interrupted(capsys, number):
    assert ending.run(
        'swift', lambda narrator: os.kill(os.getpid(), number)
    ) == 128 + number
    assert 'swift: interrupted' in capsys.readouterr().out


def test_interruption_that_shows_as_something_else():
    def tell(narrator):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            raise TypeError     # as fixtures does

    assert ending.run('nova', tell) == 128 + signal.SIGINT


def test_second_interruption_does_not_stop_the_cleaning_up():
    cleaned = []

    def tell(narrator):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            cleaned.append(True)

    assert ending.run('swift', tell) == 128 + signal.SIGINT
    assert cleaned


@pytest.fixture
def records(monkeypatch, tmp_path):
    monkeypatch.setattr(ending, 'RECORDS', tmp_path / 'not' / 'there')
    return ending.RECORDS


@pytest.mark.parametrize(('tell', 'outcome'), [
    (lambda narrator: narrator.check('it', 1, 1), record.PASSED),
    (lambda narrator: narrator.check('it', 1, 2), record.FAILED),
    (lambda narrator: os.kill(os.getpid(), signal.SIGINT),
     record.INTERRUPTED)])
def test_record(records, tell, outcome):
    ending.run('swift', tell, 'a_story')
    kept, = records.iterdir()
    assert kept.name == 'a_story.json'
    read = record.from_json(kept.read_text())
    assert (read.story, read.service, read.outcome) == (
        'a_story', 'swift', outcome)
    assert [check.passed for check in read.checks] == {
        record.PASSED: [True], record.FAILED: [False]}.get(outcome, [])
    assert (read.error != '') == (outcome == record.FAILED)
    assert {'Swift', 'Python', 'System'} < set(read.versions)


def test_no_record_unless_it_is_wanted(records):
    ending.run('swift', lambda narrator: None)
    assert not records.exists()


def test_a_record_that_cannot_be_kept(records, capsys):
    records.parent.write_text('no directory')
    assert ending.run('swift', lambda narrator: None, 'a_story') == 0
    assert 'cannot keep the record' in capsys.readouterr().out
