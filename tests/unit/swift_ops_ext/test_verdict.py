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

"""The decision table against a naive reading of it."""

import ipaddress
import itertools

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import operation
from swift_ops_ext import policy as policies
from swift_ops_ext import rules
from swift_ops_ext import verdict
from tests.unit.swift_ops_ext import reference_model
from tests.unit.swift_ops_ext import rule_strategies

READ, WRITE = operation.Operation.READ, operation.Operation.WRITE
EITHER = operation.Operation.EITHER
LISTS = rule_strategies.LISTS
BOOK = rules.Book({name: networks.parse_networks(' '.join(listed))
                   for name, listed in LISTS.items()})
POLICIES = list(itertools.product(
    ('open', 'closed'), ('enforce', 'log'), ('narrow', 'replace')))
NAMED = ipaddress.ip_address('192.0.2.1')
OTHER = ipaddress.ip_address('192.0.2.2')
#: Named by the policy in the exhaustive table.
TRUSTED = ipaddress.ip_address('203.0.113.1')
BANNED = ipaddress.ip_address('203.0.113.2')


def client_at(address):
    return client_address.Client(address, '' if address else 'not known')


def pair(state, metadata=None):
    """Give a holder as the product and as the model see it."""
    metadata = metadata or {}
    model = reference_model.holder(metadata, LISTS)
    model.state = state
    return verdict.Holder(verdict.State(state), BOOK.rules(metadata)), model


def policy_pair(default, mode, container_rules, allow='', deny=''):
    return policies.Policy(
        policies.Default(default), rules.Mode(mode),
        networks.NetworkSet.parse(allow), networks.NetworkSet.parse(deny),
        policies.ContainerRules(container_rules)), reference_model.Policy(
        default, mode, list(map(reference_model.network, allow.split())),
        list(map(reference_model.network, deny.split())), container_rules)


def compare(address, wanted, account, container, owners, policy):
    """Compare the product with the model, on all paths through it."""
    case = verdict.Case(
        account[0], container and container[0],
        tuple(('owner', one[0]) for one in owners))
    judged = verdict.judge(client_at(address), wanted, case, policy[0])
    expected = reference_model.verdict(
        address, wanted.value, account[1], container and container[1],
        [one[1] for one in owners], policy[1])
    found = (judged.kind.value, judged.code.value,
             [logged.code.value for logged in judged.logged])
    assert found == expected, (address, wanted, account, container, owners)
    if (not owners and case.account.state is verdict.State.THERE
            and container is not None
            and case.container.state is verdict.State.THERE):
        plain = verdict.plainly_admitted(
            address, wanted, case.account.rules, case.container.rules,
            policy[0])
        assert not plain or judged == verdict.ADMITTED
    return judged


#: Metadata of every kind of rules that the table tells apart.
KINDS = (
    {}, {'color': 'red'}, {'allow-x': '192.0.2.1'},
    {'allow-read-x': '192.0.2.1', 'allow-write-y': '192.0.2.2'},
    {'allow-x': 'nonsense'}, {'deny-x': '192.0.2.1'}, {'deny-x': 'nonsense'},
    {'allow-x': '192.0.2.0/24', 'deny-x': '192.0.2.2'},
    {'allow-x': '192.0.2.1', 'ip-whitelist-mode': 'log'},
    {'deny-x': '192.0.2.1', 'ip-whitelist-mode': 'log'},
    {'deny-x': '192.0.2.1', 'ip-whitelist-mode': 'enforce'},
    {'ip-whitelist-mode': 'log'}, {'ip-whitelist-mode': 'nonsense'})
HOLDERS = [*(pair('there', metadata) for metadata in KINDS),
           pair('missing'), pair('unknown')]
OWNERS = [[], [HOLDERS[0]], [HOLDERS[2]], [HOLDERS[5]], [HOLDERS[8]],
          [HOLDERS[-2]], [HOLDERS[-1]], [HOLDERS[-2], HOLDERS[3]]]


@pytest.mark.parametrize(('default', 'mode', 'container_rules'), POLICIES)
def test_the_whole_table(default, mode, container_rules):
    policy = policy_pair(default, mode, container_rules, '203.0.113.0/31',
                         '203.0.113.2')
    kinds = set()
    for account, container, owners in itertools.product(
            HOLDERS, [None, *HOLDERS], OWNERS):
        if container is None and owners:
            continue
        for address in NAMED, OTHER, TRUSTED, BANNED, None:
            judged = compare(address, READ, account, container, owners,
                             policy)
            kinds.add(judged.kind)
        compare(NAMED, WRITE, account, container, owners, policy)
    assert kinds == set(verdict.Kind) - (
        set() if mode == 'enforce' else {verdict.Kind.UNKNOWN})


@pytest.mark.parametrize(('default', 'mode', 'container_rules'), POLICIES)
def test_the_whole_table_without_the_operators_lists(default, mode,
                                                     container_rules):
    policy = policy_pair(default, mode, container_rules)
    for account, container, owners, address in itertools.product(
            HOLDERS, [None, *HOLDERS], OWNERS[:1] + OWNERS[2:3],
            (NAMED, OTHER, None)):
        if container is not None or not owners:
            compare(address, READ, account, container, owners, policy)


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(strategies.data())
def test_random_rules_like_the_reference(data):
    drawn = [pair('there', data.draw(rule_strategies.metadata()))
             for _number in range(3)]
    account, container, *owners = drawn[:data.draw(
        strategies.integers(2, 3))]
    if data.draw(strategies.integers(0, 9)) == 0:
        container = pair('missing')
    lists = strategies.sampled_from(
        ['', '10.0.0.0/8', '10.1.2.3 ::1', '::/0', '192.0.2.0/31'])
    allow, deny = data.draw(lists), data.draw(lists)
    named = [network for _holder, model in drawn for rule in model.rules
             for network in rule.named or ()]
    clients = [data.draw(rule_strategies.clients(named))
               for _number in range(4)]
    given = [policy_pair(*settings, allow, deny) for settings in POLICIES]
    for policy, address, wanted in itertools.product(
            given, clients, (READ, WRITE)):
        compare(address, wanted, account, container, owners, policy)


@pytest.mark.parametrize('wanted', [READ, WRITE])
def test_plainly_admitted_is_found_where_it_matters(wanted):
    """Saying no to all would agree with the table, and be of no use."""
    policy = policy_pair('open', 'enforce', 'narrow')[0]
    ruled = BOOK.rules({'allow-x': '192.0.2.1', 'deny-y': '::1'})
    for account, container in itertools.product((None, ruled), repeat=2):
        assert verdict.plainly_admitted(NAMED, wanted, account, container,
                                        policy)


@pytest.mark.parametrize('account', HOLDERS)
@pytest.mark.parametrize(('default', 'mode', 'container_rules'), POLICIES)
def test_a_preflight_is_admitted_if_reading_or_writing_is(
        account, default, mode, container_rules):
    policy = policy_pair(default, mode, container_rules)[0]
    for container, address in itertools.product(
            HOLDERS, (NAMED, OTHER, None)):
        case = verdict.Case(account[0], container[0])
        kinds = {wanted: verdict.judge(client_at(address), wanted, case,
                                       policy).kind
                 for wanted in operation.Operation}
        assert (kinds[EITHER] is verdict.Kind.REFUSED) is (
            kinds[READ] is kinds[WRITE] is verdict.Kind.REFUSED)


def test_a_preflight_asks_all_holders_the_same():
    case = verdict.Case(pair('there', {'allow-read-x': '192.0.2.1'})[0],
                        pair('there', {'allow-write-x': '192.0.2.1'})[0])
    judged = [verdict.judge(client_at(NAMED), wanted, case,
                            policies.Policy()).kind
              for wanted in (READ, WRITE, EITHER)]
    assert judged == [verdict.Kind.REFUSED] * 3


def test_a_container_kept_for_another_never_admits_whom_that_refuses():
    policy = policy_pair('open', 'enforce', 'replace')[0]
    for account, container, owner, address in itertools.product(
            HOLDERS, HOLDERS, HOLDERS, (NAMED, OTHER, None)):
        alone = verdict.judge(client_at(address), READ,
                              verdict.Case(owner[0], owner[0]), policy)
        both = verdict.judge(client_at(address), READ, verdict.Case(
            account[0], container[0], (('c', owner[0]),)), policy)
        if alone.kind is verdict.Kind.REFUSED:
            assert both.kind in (verdict.Kind.REFUSED, verdict.Kind.UNKNOWN)


@pytest.mark.parametrize(('metadata', 'wanted', 'reason', 'general'), [
    ({'allow-office': '::1'}, READ,
     'No Allow rule of this container lets your address in to read. '
     'Asked: Allow-Office.',
     'No Allow rule of this container lets your address in to read.'),
    ({'allow-office': '::1', 'allow-read-x': 'y'}, WRITE,
     'No Allow rule of this container lets your address in to write. '
     'Asked: Allow-Office.',
     'No Allow rule of this container lets your address in to write.'),
    ({'allow-read-x': '192.0.2.1'}, WRITE,
     'No Allow rule of this container lets your address in to write. '
     'There is none for that.',
     'No Allow rule of this container lets your address in to write.'),
    ({'allow-x': 'y', 'allow-z': '::1'}, EITHER,
     'No Allow rule of this container lets your address in to write. Asked: '
     'Allow-X (cannot be understood), Allow-Z.',
     'No Allow rule of this container lets your address in to write.'),
    ({'allow-%d' % number: '::1' for number in range(7)}, READ,
     'No Allow rule of this container lets your address in to read. Asked: '
     'Allow-0, Allow-1, Allow-2, Allow-3, Allow-4 and 2 more.',
     'No Allow rule of this container lets your address in to read.'),
    ({'deny-b': '192.0.2.1', 'deny-a': '::1'}, READ,
     'Deny-B of this container names your address.',
     'A Deny rule of this container names your address.'),
    ({'deny-b': 'x', 'deny-a': '192.0.2.1'}, READ,
     'Deny-B of this container cannot be understood and denies everyone.',
     'A Deny rule of this container cannot be understood and denies '
     'everyone.')])
def test_reasons(metadata, wanted, reason, general):
    judged = verdict.judge(
        client_at(NAMED), wanted,
        verdict.Case(HOLDERS[0][0], pair('there', metadata)[0]),
        policies.Policy())
    assert (judged.reason, judged.general) == (reason, general)


def test_reasons_say_whose_rule_it_is():
    refusing = HOLDERS[4][0]
    there = HOLDERS[0][0]
    for case, whose in (
            (verdict.Case(refusing), ' of this account'),
            (verdict.Case(there, refusing), ' of this container'),
            (verdict.Case(there, there, (('c', refusing),)),
             ' of container c, for which this one is kept,')):
        for address in NAMED, None:
            judged = verdict.judge(client_at(address), READ, case,
                                   policies.Policy())
            assert whose in judged.reason
            assert whose in judged.general


def test_reasons_name_no_address_and_the_general_ones_no_rule():
    policy = policy_pair('closed', 'enforce', 'narrow', '', '203.0.113.2')[0]
    for account, container, address in itertools.product(
            HOLDERS, HOLDERS, (NAMED, OTHER, BANNED, None)):
        judged = verdict.judge(client_at(address), READ,
                               verdict.Case(account[0], container[0]), policy)
        if judged.kind in (verdict.Kind.REFUSED, verdict.Kind.UNKNOWN):
            assert judged.reason.endswith('.')
            assert judged.general.endswith('.')
            assert '192.0' not in judged.reason + judged.general
            assert '-X' not in judged.general
        else:
            assert not judged.reason
