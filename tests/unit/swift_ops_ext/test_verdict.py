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

"""The decision table, whole."""

import ipaddress
import itertools

import pytest

from ops_ext_net import client_address
from swift_ops_ext import rules
from swift_ops_ext import verdict

NAMED = client_address.Client(ipaddress.ip_address('192.0.2.1'))
OTHER = client_address.Client(ipaddress.ip_address('192.0.2.2'))
NOBODY = client_address.Client(None, 'no address')
CLIENTS = (NAMED, OTHER, NOBODY)
OPEN, CLOSED = verdict.Default.OPEN, verdict.Default.CLOSED

RULES = rules.from_metadata({'allow-x': '192.0.2.1'})
THERE = verdict.Container(verdict.State.THERE)
RULED = verdict.Container(verdict.State.THERE, RULES)
MISSING = verdict.Container(verdict.State.MISSING)
UNKNOWN = verdict.Container(verdict.State.UNKNOWN)
CONTAINERS = (THERE, RULED, MISSING, UNKNOWN)


@pytest.mark.parametrize(('container', 'client', 'default', 'expected'), [
    *((UNKNOWN, c, d, verdict.UNKNOWN)
      for c in CLIENTS for d in verdict.Default),
    *((MISSING, c, d, verdict.MISSING)
      for c in CLIENTS for d in verdict.Default),
    *((THERE, c, OPEN, verdict.ADMITTED) for c in CLIENTS),
    *((THERE, c, CLOSED, verdict.NO_RULE_AND_CLOSED) for c in CLIENTS),
    *((RULED, NAMED, d, verdict.ADMITTED) for d in verdict.Default),
    *((RULED, OTHER, d, verdict.NOT_NAMED) for d in verdict.Default),
    *((RULED, NOBODY, d, verdict.ADDRESS_UNKNOWN) for d in verdict.Default),
])
def test_judge(container, client, default, expected):
    assert verdict.judge(client, container, default) == expected


@pytest.mark.parametrize(
    ('owner', 'container', 'client', 'default'),
    list(itertools.product(
        CONTAINERS, CONTAINERS, CLIENTS, verdict.Default)))
def test_kept_container_never_admits_whom_its_owner_refuses(
        owner, container, client, default):
    of_owner = verdict.judge(client, owner, default)
    judged = verdict.judge_kept(client, container, of_owner, default)
    if owner is MISSING:
        assert judged == verdict.judge(client, container, default)
    elif of_owner != verdict.ADMITTED:
        assert judged == of_owner
    else:
        assert judged == verdict.judge(client, container, OPEN)


def test_reasons_name_no_address():
    for judged in (verdict.NO_RULE_AND_CLOSED, verdict.NOT_NAMED,
                   verdict.ADDRESS_UNKNOWN, verdict.UNKNOWN):
        assert judged.reason.endswith('.')
        assert not any(character.isdigit() for character in judged.reason)
