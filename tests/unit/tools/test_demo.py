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

"""What "make demo" makes of its stories."""

import pytest

from demo import ending
from demo import record
from demo import stories
from tools import commands
from tools import demo
from tools import environments
from tools import system_packages


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Stories that do no more than end as a test wants them to."""
    monkeypatch.setattr(ending, 'RECORDS', tmp_path / 'demo')
    monkeypatch.setattr(system_packages, 'ensure', lambda: None)
    monkeypatch.setattr(environments, 'ensure',
                        lambda name, product: 'python of ' + name)
    ends = {}
    ran = []

    def run(argv, environ):
        python, _m, module = argv
        story, = (one for one in stories.ALL if one.module == module)
        assert python == 'python of ' + story.service
        ran.append(story.name)
        end = ends.get(story.name, 0)
        if isinstance(end, BaseException):
            raise end
        (ending.RECORDS / (story.name + '.json')).write_text(record.Record(
            story.name, story.service, outcome=record.FAILED if end
            else record.PASSED,
            checks=[record.Check('c', 'e', 'e', not end)]).to_json())
        return end, ''

    monkeypatch.setattr(commands, 'run', run)
    return ends, ran


ALL = [story.name for story in stories.ALL]


def page():
    return (ending.RECORDS / 'report.html').read_text()


def test_all_as_told(told, capsys):
    assert demo.tell_all() == 0
    assert told[1] == ALL
    assert 'All 5 stories went as told' in page()
    assert str(ending.RECORDS / 'report.html') in capsys.readouterr().out


@pytest.mark.parametrize(('code', 'ended'), [(1, 1), (3, 3), (-11, 1)])
def test_one_fails_and_the_others_are_told(told, capsys, code, ended):
    told[0]['nova'] = code
    assert demo.tell_all() == ended
    assert told[1] == ALL
    assert '1 of 5 stories did not go as told' in page()
    out = capsys.readouterr().out
    assert 'FAILED in the story of Nova' in out
    assert 'all stories went' not in out


def test_a_story_without_a_record_has_not_passed(told, monkeypatch):
    monkeypatch.setattr(commands, 'run', lambda argv, environ: (0, ''))
    assert demo.tell_all() == 1
    assert '5 of 5 stories did not go as told' in page()


def test_a_signal_ends_the_run(told):
    told[0]['nova'] = 130
    assert demo.tell_all() == 130
    assert told[1] == ALL[:2]
    assert 'not told' in page()


def test_an_interruption_leaves_a_page(told):
    told[0]['nova'] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        demo.tell_all()
    assert '4 of 5 stories did not go as told' in page()


def test_records_of_an_earlier_run_are_not_of_this_one(told):
    ending.RECORDS.mkdir()
    (ending.RECORDS / 'massacre.json').write_text('earlier')
    told[0]['nova'] = 130
    demo.tell_all()
    assert not (ending.RECORDS / 'massacre.json').exists()
