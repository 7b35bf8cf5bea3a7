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

"""What every file of the tree must have for a release."""

import pathlib
import re

import pytest

_ROOT = pathlib.Path(__file__).resolve().parents[3]
_OURS = ('benchmarks', 'demo', 'devstack', 'doc', 'nova', 'nova_ops_ext',
         'ops_ext_net', 'ops_ext_status', 'ops_ext_tempest', 'releasenotes',
         'swift_ops_ext', 'tests', 'tools')
_SCRIPTS = sorted(
    path for folder in _OURS for pattern in ('*.py', '*.sh')
    for path in (_ROOT / folder).rglob(pattern)
    if 'build' not in path.parts and path.stat().st_size)
_PINS = sorted((_ROOT / 'constraints').glob('*.txt'))
_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)"
                  r"==[0-9][A-Za-z0-9.+!]*"
                  r"(; python_version (?P<sign><|>=) '3\.11')?$")


def test_there_are_some():
    assert len(_SCRIPTS) > 500 and _PINS


def test_each_has_the_licence():
    without = [
        str(path.relative_to(_ROOT)) for path in _SCRIPTS
        if 'Licensed under the Apache License, Version 2.0'
        not in path.read_text()[:400]]
    assert without == []


@pytest.mark.parametrize('file', _PINS, ids=lambda path: path.name)
def test_each_pin_names_one_version(file):
    # So that a bill of materials can be made of it.
    lines = [line for line in file.read_text().splitlines()
             if line and not line.startswith('#')]
    assert lines
    assert [line for line in lines if not _PIN.match(line)] == []
    for python in (10, 11, 12, 13):
        names = [match['name'].lower() for match in map(_PIN.match, lines)
                 if match['sign'] is None
                 or (match['sign'] == '<') == (python < 11)]
        assert len(names) == len(set(names)), python
