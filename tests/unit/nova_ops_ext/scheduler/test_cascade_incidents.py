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


import itertools

import hypothesis
from hypothesis import strategies

from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_incidents
from tests.unit.nova_ops_ext.scheduler import cascade_cases as cases

at = cases.at
_TIMES = strategies.integers(0, 40)


def longest_row(deaths):
    """Try every choice of deaths."""
    for count in range(len(deaths), 0, -1):
        for chosen in itertools.combinations(
                sorted(deaths, key=lambda death: death.dead), count):
            if all(later.began > earlier.dead for earlier, later in
                   itertools.pairwise(chosen)):
                return count
    return 0


@hypothesis.given(strategies.lists(
    strategies.tuples(_TIMES, strategies.integers(0, 20)), max_size=8))
def test_incidents_are_as_many_as_any_choice_gives(pairs):
    deaths = [cascade_deaths.Death(('h',), at(began), at(began + lived))
              for began, lived in pairs]
    row = cascade_incidents.longest_row(deaths)
    assert len(row) == longest_row(deaths)
    assert all(later.began > earlier.dead
               for earlier, later in itertools.pairwise(row))
