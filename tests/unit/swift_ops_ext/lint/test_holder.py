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

"""All that is found of a container's or an account's rules."""

import pytest

from ops_ext_net import networks
from swift_ops_ext import changes
from swift_ops_ext.lint import holder
from swift_ops_ext import policy

NARROW, REPLACE = policy.ContainerRules
LIMITS = changes.Limits(256, 128, 90, 4096)
LISTS = {'office': networks.parse_networks('192.0.2.0/24')}


def findings(metadata, account=None, lists=LISTS, container_rules=NARROW):
    examiner = holder.Examiner(holder.Around(lists, container_rules, LIMITS))
    return list(examiner.findings(
        metadata, examiner.compiled(account) if account else None))


def codes(*args, **kwargs):
    return [(one.level.value, one.code, one.rule)
            for one in findings(*args, **kwargs)]


@pytest.mark.parametrize('metadata', [
    {}, {'color': 'red'}, {'allow-a': '192.0.2.1'}, {'allow-a': 'office'},
    {'allow-read-a': '192.0.2.1', 'allow-write-a': '192.0.2.2'},
    {'deny-a': '192.0.2.1'},
    {'allow-a': '192.0.2.0/24', 'deny-a': '192.0.2.1'},
    {'allow-a': '192.0.2.1', 'ip-whitelist-mode': 'enforce'},
    {'allow-STRASSE'.lower().replace('ss', 'ß'): '192.0.2.1'},
])
def test_nothing_to_say(metadata):
    assert codes(metadata) == []


@pytest.mark.parametrize(('metadata', 'expected'), [
    ({'allow-a': '192.0.2.0/33', 'allow-b': '192.0.2.1'},
     [('error', 'malformed', 'Allow-A')]),
    ({'deny-a': '192.0.2'}, [('error', 'malformed', 'Deny-A')]),
    ({'allow-a': '', 'allow-b': '192.0.2.1'},
     [('error', 'malformed', 'Allow-A')]),
    ({'allow-': '192.0.2.1', 'allow-b': '192.0.2.1'},
     [('error', 'no-label', 'Allow-')]),
    ({'allow-read': '192.0.2.1', 'allow-b': '192.0.2.1'},
     [('error', 'no-label', 'Allow-Read')]),
    ({'allow-a': 'home', 'allow-b': '192.0.2.1'},
     [('error', 'unknown-list', 'Allow-A')]),
    ({'allow-a': 'home'}, [('error', 'unknown-list', 'Allow-A'),
                           ('error', 'nobody', '')]),
    ({'allow-read-a': '192.0.2.1'}, [('warning', 'nobody-writes', '')]),
    ({'allow-write-a': '192.0.2.1'}, [('note', 'nobody-reads', '')]),
    ({'allow-a': '192.0.2.1', 'deny-b': '192.0.2.0/24'},
     [('error', 'nobody', '')]),
    ({'deny-b': '0.0.0.0/0'}, [('warning', 'every-address', 'Deny-B')]),
    ({'deny-b': '0.0.0.0/0 ::/0'},
     [('warning', 'every-address', 'Deny-B'),
      ('warning', 'every-address', 'Deny-B'), ('error', 'nobody', '')]),
    ({'ip-whitelist-mode': 'lgo', 'allow-a': '192.0.2.1'},
     [('error', 'mode', 'IP-Whitelist-Mode')]),
    ({'ip-whitelist-mode': 'log', 'allow-a': '192.0.2.1'},
     [('warning', 'mode-log', 'IP-Whitelist-Mode')]),
    ({'ip-whitelist-mode': 'enforce'},
     [('warning', 'mode-alone', 'IP-Whitelist-Mode')]),
    ({'allowed-a': '192.0.2.1'}, [('warning', 'no-rule', 'Allowed-A')]),
])
def test_found(metadata, expected):
    assert codes(metadata) == expected


def test_says_what_an_unreadable_rule_does():
    allow, deny = findings({'allow-a': '1.2', 'deny-a': '1.2'})[:2]
    assert allow.text.endswith('; it admits no one')
    assert deny.text.endswith('; it denies everyone')


def test_lists_that_are_not_known_here():
    assert codes({'allow-a': 'home'}, lists=None) == [
        ('note', 'list-not-checked', 'Allow-A')]
    assert codes({'allow-a': 'home 1.2'}, lists=None) == [
        ('error', 'malformed', 'Allow-A'), ('error', 'nobody', '')]


def test_outside_the_account():
    account = {'allow-site': '192.0.2.0/24'}
    assert codes({'allow-a': '192.0.2.1'}, account) == []
    assert codes({'allow-a': '192.0.2.1', 'allow-b': '198.51.100.1'},
                 account) == [('warning', 'outside-account', 'Allow-B')]
    assert codes({'allow-a': '198.51.100.1'}, account) == [
        ('error', 'outside-account', ''), ('error', 'outside-account', ''),
        ('warning', 'outside-account', 'Allow-A')]
    assert codes({'allow-a': '198.51.100.1'}, account,
                 container_rules=REPLACE) == []


def test_denied_by_the_account():
    assert codes({'allow-a': '192.0.2.1'}, {'deny-b': '192.0.2.0/24'}) == [
        ('error', 'nobody', '')]


def test_near_the_limits():
    many = {'allow-a%d' % number: '192.0.2.1' for number in range(81)}
    assert codes(many) == [('warning', 'near-limit', '')]
    many.popitem()
    assert codes(many) == []
    much = {'allow-%02d' % number: ', '.join(['192.0.2.1'] * 23)
            for number in range(13)}
    assert codes(much) == []
    much['allow-99'] = much['allow-00']
    assert codes(much) == [('warning', 'near-limit', '')]
    # Without a rule it is not our business.
    assert codes({'a%d' % number: 'x' for number in range(90)}) == []
