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

"""What the runs of Swift's suites note of each test."""

import json
import os
import pathlib
import subprocess
import sys

from tests.harness import outcome_recorder

_ROOT = pathlib.Path(__file__).resolve().parents[3]

_TESTS = '''
import unittest
import pytest

class TestIt(unittest.TestCase):
    def test_good(self): pass
    def test_bad(self): self.fail()
    def test_skipped(self): self.skipTest('no')
    def test_bad_part(self):
        with self.subTest('a'): self.fail()
        with self.subTest('b'): pass
    def test_skipped_part(self):
        with self.subTest('a'): self.skipTest('no')
        with self.subTest('b'): pass

class TestNoSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError
    def test_bad(self): pass

class TestNoTearDown(unittest.TestCase):
    def tearDown(self): raise ValueError
    def test_bad(self): pass

class TestSkipped(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest
    def test_skipped(self): pass

@pytest.fixture
def broken_at_the_end():
    yield
    raise ValueError

def test_bad(broken_at_the_end): pass
'''


def test_outcomes(tmp_path):
    (tmp_path / 'test_it.py').write_text(_TESTS)
    (tmp_path / 'test_broken.py').write_text('import nothing_of_the_kind')
    noted = tmp_path / 'outcomes.json'
    subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
         '--rootdir', str(tmp_path), '--continue-on-collection-errors',
         '-p', outcome_recorder.__name__, str(tmp_path)],
        cwd=_ROOT, stdout=subprocess.DEVNULL,
        env={**os.environ, outcome_recorder.FILE: str(noted)})
    assert json.loads(noted.read_text()) == {
        'test_broken.py': 'failed',
        'test_it.py::TestIt::test_good': 'passed',
        'test_it.py::TestIt::test_bad': 'failed',
        'test_it.py::TestIt::test_skipped': 'skipped',
        'test_it.py::TestIt::test_bad_part': 'failed',
        'test_it.py::TestIt::test_skipped_part': 'passed',
        'test_it.py::TestNoSetUp::test_bad': 'failed',
        'test_it.py::TestNoTearDown::test_bad': 'failed',
        'test_it.py::TestSkipped::test_skipped': 'skipped',
        'test_it.py::test_bad': 'failed',
    }
