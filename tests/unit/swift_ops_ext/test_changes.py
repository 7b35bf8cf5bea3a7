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

"""What a request would change of the rules."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import constraints

from ops_ext_net import client_address
from swift_ops_ext import changes
from swift_ops_ext import policy as policies
from swift_ops_ext import rules
from swift_ops_ext import verdict
from tests.unit.swift_ops_ext import rule_strategies

PREFIX = 'X-Container-Meta-'
BOOK = rules.Book({'office': (ipaddress.ip_network('192.0.2.0/28'),)})
LIMITS = changes.Limits(256, 128, 90, 4096)
#: What Swift can make of the bytes of a header.
HEADER_TEXT = strategies.binary(max_size=300).map(
    lambda data: data.decode('utf-8', 'surrogateescape'))


def change(sent, before=None, prefix=PREFIX):
    return changes.read(prefix, sent, before or {})


def problems(sent, before=None, limits=LIMITS):
    return list(change({PREFIX.lower() + key: value
                        for key, value in sent.items()},
                       before).problems(BOOK, limits))


@pytest.mark.parametrize(('sent', 'after'), [
    ({}, {'allow-x': '1'}),
    ({'x-container-meta-allow-y': '2'}, {'allow-x': '1', 'allow-y': '2'}),
    ({'x-container-meta-allow-x': '2'}, {'allow-x': '2'}),
    ({'x-container-meta-allow-x': ''}, {}),
    ({'x-remove-container-meta-allow-x': 'x'}, {}),
    ({'x-remove-container-meta-allow-x': ''}, {}),
    # Where both are sent, Swift takes the value.
    ({'x-remove-container-meta-allow-x': 'x',
      'x-container-meta-allow-x': '2'}, {'allow-x': '2'}),
    ({'x-remove-container-meta-allow-y': 'x'}, {'allow-x': '1'}),
    ({'x-account-meta-allow-y': '2', 'x-container-read': '*',
      'x-container-sysmeta-allow-y': '2'}, {'allow-x': '1'})])
def test_after(sent, after):
    found = change(sent, {'allow-x': '1'})
    assert found.after == after
    assert found.changes_rules is (after != {'allow-x': '1'})


def test_account_prefix():
    found = change({'x-account-meta-deny-x': '1',
                    'x-remove-account-meta-y': 'x',
                    'x-container-meta-z': '2'}, {'y': '1'},
                   'X-Account-Meta-')
    assert found.after == {'deny-x': '1'}


@pytest.mark.parametrize(('key', 'about_rules'), [
    ('allow-y', True), ('allow', True), ('deny-read', True),
    ('ip-whitelist-mode', True), ('color', False), ('allowed', False)])
def test_changes_rules(key, about_rules):
    before = {'allow-x': '1', key: 'old'}
    for value in 'new', '':
        assert change({PREFIX.lower() + key: value},
                      before).changes_rules is about_rules
    assert not change({PREFIX.lower() + key: 'old'}, before).changes_rules


def test_good_rules_have_no_problem():
    assert problems({
        'allow-x': '192.0.2.1, office ::1/64', 'deny-x': '10.0.0.0/8',
        'ip-whitelist-mode': 'log', 'color': '\xff' * 200,
        'allow-gone': '', 'allow': ''}) == []


@pytest.mark.parametrize(('key', 'value', 'named'), [
    ('allow-x', '10.0.0.1, 10.0.0.0/33',
     ["X-Container-Meta-Allow-X = '10.0.0.1, 10.0.0.0/33': ", 'entry 2: ',
      "'10.0.0.0/33' is not", '192.0.2.0/24', 'lists office']),
    ('allow-x', ',', ["names no address"]),
    ('deny-x', 'x', ['X-Container-Meta-Deny-X', 'entry 1']),
    ('allow', '::1', ['X-Container-Meta-Allow = ', 'Allow-<label>']),
    ('allow-read', '::1', ['Allow-Read-<label>']),
    ('deny-', '::1', ['write Deny-<label>']),
    pytest.param('ip-whitelist-mode', 'off', [
        "'off' is neither enforce nor log"])])
def test_bad_rule_is_named_with_what_would_be_right(key, value, named):
    (problem,) = problems({key: value, 'allow-good': '::1'})
    for words in named:
        assert words in problem


def test_every_bad_rule_is_named():
    found = problems({'allow-b': 'x', 'allow-a': 'x', 'deny-c': 'x'})
    assert [problem.split(' = ')[0] for problem in found] == [
        PREFIX + name for name in ('Allow-A', 'Allow-B', 'Deny-C')]


def test_what_is_stored_already_is_nobodys_fault():
    assert problems({'allow-y': '::1'}, {'allow-x': 'nonsense'}) == []
    assert problems({'color': 'red'}, {'allow-x': 'nonsense'}) == []


def test_limits_of_value_and_name_are_named_before_swifts():
    (problem,) = problems({'allow-x': '192.0.2.1,' * 26})
    assert problem == (
        'X-Container-Meta-Allow-X is 260 bytes long; Swift stores 256: split '
        'the list in several rules, such as X-Container-Meta-Allow-X-2')
    (problem,) = problems({'allow-' + 'x' * 123: '::1'})
    assert 'the name is 129 bytes long; Swift stores 128' in problem
    assert problems({'allow-' + 'x' * 122: '::1'}) == []
    assert problems({'color': 'x' * 1000}) == []


def test_labels_that_could_hide_each_other():
    """Swift knows of no lower case for the Kelvin sign; Python does."""
    assert '\u212a'.lower() == 'k'
    (problem,) = problems({'deny-\u212a': '::1'})
    assert 'ASCII' in problem
    assert problems({'deny-\u212a': ''}) == []


def test_limits_of_all_are_named_before_swifts():
    stored = {'item-%d' % number: 'x' for number in range(90)}
    (problem,) = problems({'allow-x': '::1'}, stored)
    assert problem.startswith('X-Container-Meta-*: there would be 91 items')
    assert 'Swift stores 90' in problem
    assert problems({'allow-x': '::1', 'item-0': ''}, stored) == []
    # Not about rules: left to Swift.
    assert problems({'color': 'red'}, stored) == []
    stored = {'item-%02d' % number: 'x' * 201 for number in range(19)}
    assert problems({'allow-x': '::1'}, stored) == []
    stored['item-19'] = 'x' * 201
    (problem,) = problems({'allow-x': '::1'}, stored)
    assert 'there would be 4170 bytes' in problem
    assert 'Swift stores 4096' in problem


def test_limits_are_swifts():
    assert LIMITS == (
        constraints.MAX_META_VALUE_LENGTH, constraints.MAX_META_NAME_LENGTH,
        constraints.MAX_META_COUNT, constraints.MAX_META_OVERALL_SIZE)


@hypothesis.given(
    strategies.dictionaries(strategies.tuples(
        strategies.sampled_from(['x-container-meta-', 'x-container-meta-allow',
                                 'x-remove-container-meta-', '']),
        HEADER_TEXT).map(''.join), HEADER_TEXT, max_size=4),
    strategies.dictionaries(HEADER_TEXT, HEADER_TEXT, max_size=3))
def test_no_headers_raise(sent, before):
    found = change(sent, before)
    assert found.changes_rules in (True, False)
    for problem in found.problems(BOOK, LIMITS):
        assert problem.startswith(PREFIX)


@hypothesis.given(rule_strategies.metadata())
def test_problems_are_those_that_the_rules_have(metadata):
    metadata = {key: value for key, value in metadata.items()
                if value and key != rules.MODE_KEY and key.isascii()}
    compiled = BOOK.rules(metadata)
    titles = [title for title, _why in compiled.problems()
              ] if compiled else []
    roomy = changes.Limits(10 ** 6, 10 ** 6, 90, 10 ** 6)
    found = [problem for key, value in metadata.items()
             for problem in changes.Change(
                 PREFIX, {}, {key: value}).problems(BOOK, roomy)]
    assert len(found) == len(titles)


@pytest.mark.parametrize(('before', 'after', 'shut_out'), [
    ({}, {'allow-x': '192.0.2.1'}, False),
    ({}, {'allow-x': '192.0.2.2'}, True),
    ({}, {'allow-read-x': '192.0.2.1'}, True),
    ({}, {'allow-write-x': '192.0.2.1'}, True),
    ({}, {'allow-read-x': '192.0.2.1', 'allow-write-x': '192.0.2.1'}, False),
    ({'allow-write-x': '192.0.2.1'}, {'allow-write-x': '192.0.2.1',
                                      'allow-read-x': '::1'}, False),
    ({}, {'deny-x': '192.0.2.1'}, True),
    ({}, {'deny-x': '192.0.2.1', 'ip-whitelist-mode': 'log'}, False),
    ({'deny-x': '192.0.2.1', 'ip-whitelist-mode': 'log'},
     {'deny-x': '192.0.2.1'}, True),
    ({'allow-x': '192.0.2.1'}, {}, False)])
def test_shuts_out(before, after, shut_out):
    client = client_address.Client(ipaddress.ip_address('192.0.2.1'))
    there = verdict.Holder(verdict.State.THERE)

    def case(metadata):
        return verdict.Case(there, there._replace(rules=BOOK.rules(metadata)))

    found = changes.shuts_out(client, case(before), case(after),
                              policies.Policy())
    assert (found is not None) is shut_out
    assert found is None or found.reason
    # Removing the last rule shuts out where default is closed.
    closed = policies.Policy(default=policies.Default.CLOSED)
    if before and not after:
        assert changes.shuts_out(client, case(before), case(after), closed)


def test_who_creates_a_container_may_shut_himself_out():
    client = client_address.Client(ipaddress.ip_address('192.0.2.1'))
    there = verdict.Holder(verdict.State.THERE)
    missing = verdict.Case(there, verdict.Holder(verdict.State.MISSING))
    ruled = verdict.Case(there, there._replace(
        rules=BOOK.rules({'allow-x': '::1'})))
    assert changes.shuts_out(client, missing, ruled, policies.Policy())
