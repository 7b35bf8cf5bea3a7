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

"""What the story of the massacre counts."""

import pytest

from demo import massacre_figures


@pytest.mark.parametrize(('given', 'count'), [
    ({}, 8), ({'OPS_EXT_DEMO_HOSTS': ''}, 8),
    ({'OPS_EXT_DEMO_HOSTS': '12'}, 12), ({'OPS_EXT_DEMO_HOSTS': '100'}, 100)])
def test_hosts(given, count):
    names = massacre_figures.hosts(given)
    assert len(set(names)) == count
    assert names[0] == 'node-01'


@pytest.mark.parametrize('text', ['5', '101', '-8', 'many', '1e2'])
def test_hosts_that_make_no_story(text):
    with pytest.raises(ValueError, match='from 6 to 100'):
        massacre_figures.hosts({'OPS_EXT_DEMO_HOSTS': text})


def test_simulated_takes_what_is_lost_one_by_one():
    assert massacre_figures.simulated({'scenes': [
        {'filters': 'none', 'batches': False, 'worst': 12},
        {'filters': 'none', 'batches': True, 'worst': 11},
        {'filters': 'shards', 'batches': False, 'worst': 4}]}) == {
            'none': 12, 'shards': 4}


def test_explained_tells_filters_alone():
    assert massacre_figures.explained({'summary': 'in a word', 'events': [
        {'kind': 'nova', 'text': 'Filter AFilter returned 0 hosts'},
        {'kind': 'weigher', 'by': 'AWeigher'},
        {'kind': 'filter', 'by': 'AFilter', 'passed': 1, 'hosts': 4,
         'refused': [{'reason': 'why', 'hosts': ['a', 'b'], 'unnamed': 1}]},
    ]}) == ['in a word', 'AFilter: 1 of 4 hosts pass',
            '3 refused (why): a, b']


def test_some():
    names = ['h%d' % number for number in range(13)]
    assert massacre_figures.some(names[:12]) == ', '.join(names[:12])
    assert massacre_figures.some(names) == ', '.join(
        names[:11]) + ', ... h12'
