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

"""Rules read off aggregates, and who is at fault."""

import collections

from nova_ops_ext.scheduler import aggregate_rules

Aggregate = collections.namedtuple('Aggregate', 'id name metadata')


def test_rules_and_problems():
    asked = []

    def read(aggregate):
        asked.append(aggregate.id)
        text = aggregate.metadata.get('key')
        return None if text is None else int(text)

    rules = aggregate_rules.AggregateRules(
        read, lambda values, problem: (values, problem))
    one, two, none = (Aggregate(1, 'one', {'key': '1'}),
                      Aggregate(2, 'two', {'key': '2'}),
                      Aggregate(3, 'none', {}))
    bad, worse = (Aggregate(4, 'bad', {'key': 'x'}),
                  Aggregate(5, 'a worse', {'key': 'w'}))
    assert rules.of([one, none, two]) == ([1, 2], None)
    assert rules.of([]) == ([], None)
    values, problem = rules.of([bad, one, worse])
    assert values == [1]
    assert problem == ("invalid literal for int() with base 10: 'w' "
                       "(aggregate 'a worse')")
    assert len(rules.problems) == 2
    assert rules.of([Aggregate(1, 'one', {'key': '1'})]) == ([1], None)
    assert asked == [1, 3, 2, 4, 5]


def test_a_reason_does_not_look_like_its_own_end():
    text = aggregate_rules.reason(ValueError('x): y; z'), 'a): b; c\n')
    assert '): ' not in text
    assert '; ' not in text
    assert '\n' not in text
