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

"""What make swift-suites runs, and what it makes of the outcomes."""

import io
import tarfile

import pytest

from tests.harness import suites_conf
from tools import suite_source
from tools import suites

PLAIN, FILTERED, RULED = suites_conf.RUNS
TEST = 'test/functional/test_a.py'


class FakeRunner:
    """Gives the outcomes that it has for a kind of run, one each time."""

    def __init__(self, **ends):
        self.ends = {kind: iter(those.split())
                     for kind, those in ends.items()}
        self.ran = []

    def run(self, kind, tests, directory):
        self.ran.append((kind, tests))
        return {TEST: next(self.ends[kind])}


@pytest.fixture
def compare(monkeypatch):
    def run(**ends):
        runner = FakeRunner(**ends)
        monkeypatch.setattr(suites, 'Runner', lambda: runner)
        monkeypatch.setenv('SUITES', 'functional/test_a.py')
        monkeypatch.setenv('RUNS', ' '.join(ends))
        return suites.compare_all(), runner.ran
    return run


def test_same(compare):
    assert compare(plain='passed', filtered='passed', ruled='passed') == (
        0, [(PLAIN, [TEST]), (FILTERED, [TEST]), (RULED, [TEST])])


def test_difference_that_does_not_come_again(compare, capsys):
    code, ran = compare(plain='passed passed', filtered='failed passed')
    assert code == 0
    assert ran == [(PLAIN, [TEST]), (FILTERED, [TEST])] * 2
    printed = capsys.readouterr().out
    assert 'passed without the filter, failed with it' in printed
    assert 'alone it does not differ' in printed
    assert '0 differ with it or fail without it; 1 more did' in printed


@pytest.mark.parametrize('ends', [
    {'plain': 'passed passed', 'filtered': 'failed failed'},
    {'plain': 'passed passed', 'ruled': 'skipped skipped'},
    {'plain': 'failed failed', 'filtered': 'failed failed'},
    {'plain': 'failed failed failed'},
    # Nothing ran that could have failed.
    {'plain': 'skipped', 'filtered': 'skipped'},
])
def test_red(compare, ends):
    assert compare(**ends)[0] == 1


def test_too_many_differences_are_not_repeated(compare, monkeypatch):
    monkeypatch.setattr(suites, '_MOST_REPEATED', 0)
    code, ran = compare(plain='passed', filtered='failed')
    assert (code, len(ran)) == (1, 2)


@pytest.mark.parametrize(('words', 'tests'), [
    ('', {'functional': ['test/functional'], 's3api': ['test/s3api']}),
    ('s3api', {'s3api': ['test/s3api']}),
    ('test/s3api/test_a.py functional/b.py s3api/c.py::C::d', {
        's3api': ['test/s3api/test_a.py', 'test/s3api/c.py::C::d'],
        'functional': ['test/functional/b.py']}),
])
def test_chosen_tests(words, tests):
    assert suites.chosen_tests(words) == tests


def test_chosen_runs():
    assert suites.chosen_runs('') == [PLAIN, FILTERED, RULED]
    assert suites.chosen_runs('ruled') == [PLAIN, RULED]


@pytest.mark.parametrize(('choose', 'words'), [
    (suites.chosen_tests, 'probe/test_a.py'), (suites.chosen_runs, '2')])
def test_unknown_choice(choose, words, capsys):
    with pytest.raises(SystemExit):
        choose(words)
    assert words in capsys.readouterr().err


def test_version():
    assert suite_source.version_in('six==1.17.0\nswift==2.38.3\n') == '2.38.3'


def test_source_has_the_tests_only(tmp_path):
    archive = tmp_path / 'swift-1.tar.gz'
    with tarfile.open(archive, 'w:gz') as made:
        for name in ('swift/__init__.py', 'test/s3api/a.py', 'test.conf'):
            made.addfile(tarfile.TarInfo('swift-1/' + name), io.BytesIO())
    suite_source.unpack(archive, tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in
            (tmp_path / 'swift-1').rglob('*.*')] == ['swift-1/test/s3api/a.py']
