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

"""What filters and weighers write is read back as they meant it."""

from types import SimpleNamespace

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler_command import explanation

SERVER = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'
PREFIX = 'ClientNetworkFilter: instance %s, ' % SERVER
FORGED = ': 0 of 3 hosts pass; refused: 3 (not for you): a, b, c'

names = strategies.text('abcxyz0189-._', min_size=1, max_size=12)
# Texts of users and operators reach a line by %r: on one line, but anything
# else.
texts = strategies.one_of(
    strategies.text(max_size=40).map(repr),
    strategies.sampled_from([
        'client 10.1.0.5, network doc', repr(FORGED), FORGED, '',
        '%s; mode = log, so all hosts pass' % FORGED,
        'x: 1 of 1 hosts pass', '(1): ', 'a: b: c', '1 of 1 hosts weigh 1']))
# What a reason never has, by agreement.
reasons = texts.map(
    lambda text: text.replace('): ', ') ').replace('; ', ', ')).filter(bool)


@strategies.composite
def outcomes(draw):
    made = outcome.Outcome(draw(texts))
    hosts = draw(strategies.lists(names, max_size=60, unique=True))
    listed = draw(strategies.lists(reasons, min_size=1, max_size=4,
                                   unique=True))
    for host in hosts:
        which = draw(strategies.sampled_from([None, *listed]))
        state = SimpleNamespace(host=host)
        if which is None:
            made.passed.append(state)
        else:
            made.refuse(state, which)
    return made


@hypothesis.given(outcomes(), strategies.booleans())
@hypothesis.settings(max_examples=100, deadline=None)
def test_round_trip(made, enforced):
    found = explanation.parse(PREFIX + made.explain(enforced=enforced))
    assert isinstance(found, explanation.Decision)
    assert (found.by, found.instance) == ('ClientNetworkFilter', SERVER)
    assert found.subject == made.subject
    assert found.enforced is enforced
    assert found.passed == len(made.passed)
    refused = made.names()
    assert found.hosts == len(made.passed) + sum(map(len, refused.values()))
    assert {one.reason for one in found.refusals} == set(refused)
    for one in found.refusals:
        hosts = sorted(refused[one.reason])
        assert list(one.hosts) == hosts[:20]
        assert one.more == max(len(hosts) - 20, 0)


@hypothesis.given(texts, strategies.lists(
    strategies.floats(0, 1), max_size=30), strategies.booleans())
@hypothesis.settings(max_examples=100, deadline=None)
def test_round_trip_of_weights(subject, weights, enforced):
    hypothesis.assume(weights)
    line = preference.Preference(subject, weights).explain(enforced=enforced)
    found = explanation.parse('XWeigher: instance %s, %s' % (SERVER, line))
    assert isinstance(found, explanation.Weighed)
    assert found.enforced is enforced
    assert found.subject == subject
    assert line.removeprefix(subject + ': ').removesuffix(
        '; mode = log, so none counts') == found.weights


@hypothesis.given(strategies.text())
@hypothesis.settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_not(text):
    explanation.parse(text)
    explanation.parse(PREFIX + text)


@hypothesis.given(reasons, strategies.lists(names, min_size=1, max_size=9))
@hypothesis.settings(max_examples=100, deadline=None)
def test_all_names(reason, hosts):
    found = explanation.parse('%s%s: %s' % (PREFIX, reason, ', '.join(hosts)))
    # It may look like something else; then it is not of this reason.
    if isinstance(found, explanation.Names):
        assert found.hosts(reason) == tuple(hosts)
        assert found.hosts(reason + 'x') is None


def test_a_subject_forges_nothing():
    found = explanation.parse(
        PREFIX + 'client %r: 2 of 2 hosts pass' % FORGED)
    assert (found.passed, found.hosts, found.refusals) == (2, 2, ())


@pytest.mark.parametrize('text', [
    '0 of 3 hosts pass',
    # The number of names is not what it says.
    'x: 0 of 3 hosts pass; refused: 3 (y): a, b',
    'x: 0 of 1 hosts pass; refused: 3 (y): a, b, c',
    'x: 3 of 3 hosts pass; refused: 3 (y): a, b, c',
    'x: 0 of 3 hosts pass; refused: 3 (y): a, b, c and more',
    'x: 0 of 3 hosts pass; would be refused: 3 (y): a, b, c',
    'x: 0 of 3 hosts pass; refused: 3 (y): a, b, c; mode = log, so all hosts '
    'pass',
    'x: 0 of 3 hosts pass, refused: 3 (y): a, b, c',
])
def test_what_does_not_add_up_is_no_decision(text):
    assert not isinstance(explanation.parse(PREFIX + text),
                          explanation.Decision)
