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

"""How many of a project a host may have."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import project_per_host

# A busy machine is no fault.
SETTINGS = hypothesis.settings(
    max_examples=100, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow])

KEY = 'ops_max_instances_per_project'


@pytest.mark.parametrize(('metadata', 'cap'), [
    ({}, None), ({'rack': '1'}, None), ({KEY: '0'}, 0), ({KEY: ' 12 '}, 12)])
def test_cap(metadata, cap):
    assert project_per_host.cap(metadata) == cap
    assert project_per_host.problems(metadata) == []


@pytest.mark.parametrize('text', ['', 'two', '-1', '1.5', '1e9', '٣'])
def test_a_cap_that_cannot_be_read(text):
    with pytest.raises(ValueError, match=KEY + ' = .*expected a whole number'):
        project_per_host.cap({KEY: text})
    (problem,) = project_per_host.problems({KEY: text})
    assert problem.startswith(KEY)


def test_the_least_cap_counts_and_the_option_only_without():
    assert project_per_host.merged([3, 2, 5], 1) == 2
    assert project_per_host.merged([], 1) == 1
    assert project_per_host.merged([], None) is None


@pytest.mark.parametrize(('stats', 'num_instances', 'project', 'count'), [
    ({'num_proj_p': '2', 'num_instances': '7'}, 7, 'p', 2),
    ({'num_proj_p': '2', 'num_instances': '7'}, 9, 'p', 4),
    ({'num_proj_q': '2', 'num_instances': '7'}, 7, 'p', 0),
    ({}, 3, 'p', 3),
    # A host may have counted down below none, or not up yet.
    ({'num_proj_p': '-1', 'num_instances': '7'}, 6, 'p', 0),
    (None, 0, 'p', None),
    ({}, 0, None, None),
    ({'num_proj_p': 'many'}, 0, 'p', None),
    ({'num_proj_p': None}, 0, 'p', None),
    ({'num_instances': 'many'}, 0, 'p', None)])
def test_held(stats, num_instances, project, count):
    assert project_per_host.counter(project)(stats, num_instances) == count


@SETTINGS
@hypothesis.given(strategies.none() | strategies.integers(0, 5),
                  strategies.integers(0, 5))
def test_refusal(count, most):
    refused = project_per_host.refusal(count, most) is not None
    # With one more there would be more than may be.
    assert refused is (count is None or count + 1 > most)


@SETTINGS
@hypothesis.given(strategies.dictionaries(
    strategies.just(KEY) | strategies.text(), strategies.text()))
def test_metadata_raises_nothing_but_value_errors(metadata):
    problems = project_per_host.problems(metadata)
    assert problems == [] or KEY in metadata
