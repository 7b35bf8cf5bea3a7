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

"""The page that lists the ways, and what it promises."""

import collections

import pytest

from tests.functional.swift.ways import catalogue
from tests.functional.swift.ways import signed
from tools import ways_page


@pytest.mark.skipif(signed.UNTIMED, reason='the page is of Swift 2.37 on')
def test_the_page_is_current():
    """To renew it: python3 -m tools.ways_page."""
    assert ways_page.PAGE.read_text() == ways_page.page()


def test_names_are_unique():
    names = collections.Counter(map(str, catalogue.ALL))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_ways_are_described_alike():
    said = collections.Counter(
        (way.group, way.what) for way in catalogue.ALL)
    assert [what for what, times in said.items() if times > 1] == []
