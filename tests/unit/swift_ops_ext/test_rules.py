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

"""What metadata says, against a naive reading of it."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import networks
from swift_ops_ext import operation
from swift_ops_ext import rules
from tests.unit.swift_ops_ext import reference_model
from tests.unit.swift_ops_ext import rule_strategies

READ, WRITE = operation.Operation.READ, operation.Operation.WRITE
EITHER = operation.Operation.EITHER
BOOK = rules.Book({name: networks.parse_networks(' '.join(listed))
                   for name, listed in rule_strategies.LISTS.items()})
PLAIN = rules.Book({})


def admits(metadata, address, wanted=READ, book=PLAIN):
    return book.rules(metadata).admits(ipaddress.ip_address(address), wanted)


def test_no_rule():
    for metadata in ({}, {'color': 'red'}, {
            'allowed': '::1', 'disallow-x': '::1', 'allowed-x': '::1',
            'denyx': '::1', 'x-allow-x': '::1', 'x\nallow': '::1',
            'ip-whitelist-modes': 'log'}):
        assert PLAIN.rules(metadata) is None


@pytest.mark.parametrize(('address', 'admitted'), [
    ('192.0.2.1', True), ('192.0.2.2', False), ('198.51.100.7', True),
    ('2001:db8::1', True), ('2001:db9::1', False)])
@pytest.mark.parametrize('wanted', operation.Operation)
def test_any_rule_admits(address, admitted, wanted):
    metadata = {'allow-office': '192.0.2.1',
                'allow-lab': '198.51.100.0/24, 2001:db8::/32'}
    assert admits(metadata, address, wanted) is admitted
    assert not PLAIN.rules(metadata).malformed


@pytest.mark.parametrize(('key', 'read', 'write'), [
    ('allow-x', True, True), ('allow-read-x', True, False),
    ('allow-write-x', False, True), ('allow-reader', True, True),
    ('allow-x-read', True, True), ('deny-x', False, False)])
def test_operations(key, read, write):
    metadata = {key: '192.0.2.1'}
    assert admits(metadata, '192.0.2.1', READ) is read
    assert admits(metadata, '192.0.2.1', WRITE) is write
    assert not PLAIN.rules(metadata).malformed


@pytest.mark.parametrize(('key', 'deny', 'operations', 'label'), [
    ('allow', False, operation.BOTH, ''),
    ('allow-', False, operation.BOTH, ''),
    ('allow-x', False, operation.BOTH, 'x'),
    ('allow--', False, operation.BOTH, '-'),
    ('allow-read', False, {READ}, ''),
    ('allow-read-', False, {READ}, ''),
    ('allow-read-x-y', False, {READ}, 'x-y'),
    ('allow-read-write', False, {READ}, 'write'),
    ('allow-readonly', False, operation.BOTH, 'readonly'),
    ('allow-write-x', False, {WRITE}, 'x'),
    ('allow-x\ny', False, operation.BOTH, 'x\ny'),
    ('deny', True, operation.BOTH, ''),
    ('deny-read-x', True, operation.BOTH, 'read-x')])
def test_names(key, deny, operations, label):
    assert rules.parse_name(key) == (deny, operations, label)
    assert rules.is_about_rules(key)


@pytest.mark.parametrize('key', [
    '', 'allowed', 'denyx', 'allow_x', 'Allow-x', 'xallow-x', ' allow-x',
    'x\nallow-x', 'color'])
def test_other_names(key):
    assert rules.parse_name(key) is None
    assert not rules.is_about_rules(key)


def test_the_mode_is_about_rules():
    assert rules.is_about_rules('ip-whitelist-mode')


@pytest.mark.parametrize('key', [
    'allow', 'allow-', 'allow-read', 'allow-read-', 'allow-write', 'deny',
    'deny-'])
def test_a_rule_without_label_is_malformed(key):
    compiled = PLAIN.rules({key: '192.0.2.1'})
    ((title, problem),) = compiled.problems()
    assert title == key.title()
    assert 'no label; write %s-<label>' % title.strip('-') in problem
    assert (compiled.denies_all is not None) is key.startswith('deny')
    assert not compiled.admits(ipaddress.ip_address('192.0.2.1'), EITHER)


@pytest.mark.parametrize(('value', 'position'), [
    ('192.0.2.1, nonsense', 2), ('192.0.2.1-192.0.2.9', 1), ('*', 1),
    ('all', 1), (' , ', 1), ('', 1), ('192.0.2.0/24/', 1),
    ('192.0.2.\u0661', 1), ('192.0.2.1 ,192.0.2.2,,  x', 3)])
def test_a_malformed_rule_admits_no_one_and_leaves_the_others(
        value, position):
    compiled = PLAIN.rules({
        'allow-bad': value, 'allow-good': '198.51.100.1'})
    assert not compiled.admits(ipaddress.ip_address('192.0.2.1'), READ)
    assert compiled.admits(ipaddress.ip_address('198.51.100.1'), READ)
    ((title, problem),) = compiled.problems()
    assert title == 'Allow-Bad'
    assert problem.startswith('entry %d: ' % position)
    assert compiled.malformed


def test_a_malformed_rule_alone_still_restricts():
    compiled = PLAIN.rules({'allow-bad': 'x'})
    assert compiled.allows
    assert not compiled.admits(ipaddress.ip_address('192.0.2.1'), EITHER)


def test_a_malformed_deny_rule_denies_all():
    compiled = PLAIN.rules({'deny-bad': '192.0.2.1 x', 'deny-a': '::1'})
    assert compiled.denies_all.title == 'Deny-Bad'
    assert PLAIN.rules({'deny-a': '::1'}).denies_all is None


def test_denied_are_kept_apart():
    compiled = PLAIN.rules({'deny-a': '192.0.2.1'})
    assert not compiled.allows
    assert ipaddress.ip_address('192.0.2.1') in compiled.denied
    assert PLAIN.rules({'allow-a': '192.0.2.1'}).denied is None


def test_lists():
    metadata = {'allow-x': 'OFFICE, 203.0.113.1'}
    for address in '192.0.2.15', '2001:db8:1::1', '203.0.113.1':
        assert admits(metadata, address, book=BOOK)
    assert not admits(metadata, '192.0.2.16', book=BOOK)


def test_an_unknown_list_is_named_with_the_known_ones():
    ((_title, problem),) = BOOK.rules({'allow-x': '::1 offices'}).problems()
    assert problem.startswith("entry 2: 'offices' is not an IPv4 or IPv6")
    assert problem.endswith('nor one of the lists b, lab, office')
    ((_title, problem),) = PLAIN.rules({'allow-x': 'office'}).problems()
    assert 'lists' not in problem


@pytest.mark.parametrize(('value', 'mode', 'problem'), [
    ('log', 'log', False), (' Log ', 'log', False),
    ('enforce', 'enforce', False), ('off', 'enforce', True),
    ('', 'enforce', True)])
def test_mode(value, mode, problem):
    assert PLAIN.rules({'ip-whitelist-mode': value}) is None
    compiled = PLAIN.rules({'allow-x': '::1', 'ip-whitelist-mode': value})
    assert compiled.mode is rules.Mode(mode)
    assert bool(compiled.mode_problem) is problem
    assert compiled.malformed is problem
    assert [title for title, _why in compiled.problems()] == (
        ['IP-Whitelist-Mode'] if problem else [])
    assert PLAIN.rules({'allow-x': '::1'}).mode is None


def test_rules_are_in_the_order_of_their_names():
    compiled = PLAIN.rules({
        'deny-b': '::1', 'allow-z': '::1', 'allow-read-a': '::1'})
    assert [rule.title for rule in compiled.written] == [
        'Allow-Read-A', 'Allow-Z', 'Deny-B']


def test_the_same_content_is_compiled_once():
    first = BOOK.rules({'allow-x': 'office', 'color': 'red'})
    assert BOOK.rules({'allow-x': 'office', 'color': 'red'}) is first
    # Another book may know the list otherwise.
    other = rules.Book({'office': networks.parse_networks('203.0.113.1')})
    assert not admits({'allow-x': 'office', 'color': 'red'}, '192.0.2.1',
                      book=other)


@hypothesis.given(strategies.dictionaries(
    strategies.one_of(rule_strategies.KEYS, rule_strategies.ANY_TEXT),
    rule_strategies.ANY_TEXT), strategies.ip_addresses())
def test_no_input_raises(metadata, address):
    for key in metadata:
        rules.is_about_rules(key)
    compiled = BOOK.rules(metadata)
    if compiled is not None:
        for wanted in operation.Operation:
            assert compiled.admits(address, wanted) in (True, False)
        for title, problem in compiled.problems():
            assert isinstance(title, str) and problem


def test_huge_input_is_read():
    value = '192.0.2.1, ' * 2000
    assert admits({'allow-' + 'x' * 100000: value}, '192.0.2.1')
    assert not admits({'allow-x': value + '9' * 100000}, '192.0.2.1')


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(strategies.data())
def test_like_the_reference(data):
    metadata = data.draw(rule_strategies.metadata())
    expected = reference_model.holder(metadata, rule_strategies.LISTS)
    compiled = BOOK.rules(metadata)
    if compiled is None:
        assert not expected.rules
        return
    assert (compiled.mode.value if compiled.mode else '') == expected.mode
    assert len(compiled.written) == len(expected.rules)
    assert compiled.allows is bool(expected.allowing())
    assert (compiled.denies_all is not None) is any(
        rule.effect == 'deny' and rule.named is None
        for rule in expected.rules)
    named = [network for rule in expected.rules
             for network in rule.named or ()]
    for address in rule_strategies.borders(named):
        for wanted in READ, WRITE:
            assert compiled.admits(address, wanted) is any(
                wanted.value in rule.operations and rule.names(address)
                for rule in expected.allowing())
        assert (compiled.denied is not None
                and address in compiled.denied) is any(
            rule.effect == 'deny' and rule.names(address)
            for rule in expected.rules)
