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

"""What the operator reads afterwards."""

import collections

from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler_command import explanation

Host = collections.namedtuple('Host', 'host')
HOSTS = [Host('host-%d' % number) for number in range(4)]


def test_nothing_refused():
    decided = outcome.Outcome('client 10.0.0.1')
    decided.passed.extend(HOSTS)
    assert decided.explain(enforced=True) == (
        'client 10.0.0.1: 4 of 4 hosts pass')
    assert decided.names() == {}


def test_refused_by_reason():
    decided = outcome.Outcome('client 10.0.0.1')
    decided.passed.append(HOSTS[0])
    decided.refuse(HOSTS[1], 'too old')
    decided.refuse(HOSTS[2], 'not yours')
    decided.refuse(HOSTS[3], 'too old')
    assert decided.explain(enforced=True) == (
        'client 10.0.0.1: 1 of 4 hosts pass; refused: 1 (not yours): '
        'host-2; 2 (too old): host-1, host-3')
    assert decided.explain(enforced=False) == (
        'client 10.0.0.1: 1 of 4 hosts pass; would be refused: 1 (not yours): '
        'host-2; 2 (too old): host-1, host-3; mode = log, so all hosts pass')
    assert decided.names() == {'not yours': ['host-2'],
                               'too old': ['host-1', 'host-3']}


def test_many_reasons_make_no_long_line():
    # Such as a mistake of its own in each of thousands of aggregates.
    decided = outcome.Outcome('project p')
    for number in range(3000):
        decided.refuse(Host('host-%04d' % number), 'bad %04d' % number)
    decided.refuse(Host('a'), 'common')
    decided.refuse(Host('b'), 'common')
    line = decided.explain(enforced=True)
    assert '; 2 (common): a, b' in line
    assert '; 2981 (other reasons): host-0019, ' in line
    assert len(line) < 2000
    found = explanation.parse('SomeFilter: instance i, ' + line)
    assert sum(len(one.hosts) + one.more for one in found.refusals) == 3002


def test_unjudged():
    decided = outcome.Outcome.unjudged(HOSTS, 'a move')
    assert decided.passed == HOSTS
    assert decided.explain(enforced=True) == (
        'not judged: a move: 4 of 4 hosts pass')
