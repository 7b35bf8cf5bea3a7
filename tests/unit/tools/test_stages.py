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

"""How the tests of a stage are counted."""

import sys

import pytest

from tools import counts
from tools import environments
from tools import stages


@pytest.mark.parametrize(('text', 'count'), [
    ('def test_a(): pass\ndef test_b(): pass', (2, 0, 0)),
    ('def test_a(): assert 0\ndef test_b(): pass', (1, 1, 0)),
    ('import pytest\ndef test_a(): pytest.skip()', (0, 1, 1)),
    ('import nothing_of_the_kind', (0, 1, 0)),
    ('', (0, 1, 0)),
])
def test_pytest(tmp_path, monkeypatch, text, count):
    monkeypatch.setattr(environments, 'WORK', tmp_path)
    monkeypatch.setattr(environments, 'python', lambda name: sys.executable)
    (tmp_path / 'test_it.py').write_text(text)
    assert stages._pytest('any', str(tmp_path / 'test_it.py')) == count


def test_plus():
    assert counts.Count(1, 2, 3).plus(counts.Count(4, 5, 6)) == (5, 7, 9)
