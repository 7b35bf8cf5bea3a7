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

"""The table of codes is the code's, the manual's and the tests'."""

import configparser
import pathlib
import re

from ops_ext_status import codes
from ops_ext_status import entry_points
from ops_ext_status import node
from tests.unit.ops_ext_status import planted_facts
from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planted_proxy

ROOT = pathlib.Path(__file__).resolve().parents[3]
MANUAL = ROOT / 'doc' / 'source' / 'status.rst'
PLANTED = [*planted_proxy.PLANTED, *planted_nova.PLANTED,
           *planted_facts.FACTS]
_ROW = re.compile(r'^``([a-z][a-z-]+)``\s+(\S.*)$', re.MULTILINE)


def test_each_code_is_planted():
    assert {one.code for one in PLANTED} == set(codes.CODES)


def test_enough_are_planted():
    """Notes do not count, nor does what only looks different."""
    assert len({one.code for one in PLANTED if one.level}) >= 60
    assert len(PLANTED) >= 180


def test_each_code_that_is_made_is_known():
    made = set()
    for path in (ROOT / 'ops_ext_status').rglob('*.py'):
        made |= set(re.findall(
            r"(?:note|warning|failure|make|else warning)\)?\(\s*'([a-z-]+)'",
            path.read_text()))
    assert made
    assert made <= set(codes.CODES)


def test_no_code_has_two_meanings():
    assert len(codes.CODES) == sum(map(len, codes.GROUPS.values()))


def test_the_manual_has_the_same_table():
    assert dict(_ROW.findall(MANUAL.read_text())) == dict(codes.CODES)


def test_entry_points_are_those_of_setup_cfg():
    setup = configparser.ConfigParser()
    setup.read(ROOT / 'setup.cfg')
    lines = setup['entry_points']['paste.filter_factory'].split('\n')
    assert dict(re.fullmatch(r'(\S+) = (\S+)', line).groups()
                for line in lines if line) == entry_points.FACTORIES


def test_releases_are_those_of_the_readme():
    said = re.search(r'Nova (\d+) to (\d+), Swift 2\.(\d+) to 2\.(\d+) and '
                     r'Python\s+3\.(\d+) to 3\.(\d+)',
                     (ROOT / 'README.rst').read_text())
    numbers = list(map(int, said.groups()))
    assert tuple(numbers[:2]) == node.SUPPORTED['nova']
    assert tuple(numbers[2:4]) == node.SUPPORTED['swift']
    assert numbers[4:] == [version[1] for version in node.PYTHONS]
