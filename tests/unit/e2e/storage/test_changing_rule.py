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

import http.client

import pytest

from tests.e2e.load import tally
from tests.e2e.storage import addresses
from tests.e2e.storage import changing_rule
from tests.functional.swift.outages import crowd
from tests.harness import swift_client


def answer(status, body=b''):
    return swift_client.Answer(status, '', http.client.HTTPMessage(), body)


class Swift:
    """One container; the guest may see changes late, or never."""

    def __init__(self, seen_after=0, status=204):
        self._status = status
        self._seen_after = seen_after
        self._rules = []
        self._asked = 0

    def put(self, path, body=b'', headers=None):
        return answer(201)

    def post(self, path, headers):
        if self._status == 204:
            self._rules.append(
                addresses.GUEST in headers['X-Container-Meta-Allow-Guest'])
            self._asked = 0
        return answer(self._status)

    def get(self, path):
        self._asked += 1
        seen = self._rules[:-1] if (
            self._asked <= self._seen_after) else self._rules
        if seen and seen[-1]:
            return answer(200, crowd.SECRET)
        return answer(403)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(changing_rule, '_POLL_SECONDS', 0.001)


def endings(swift, number=2):
    rule = changing_rule.ChangingRule(swift, swift, swift)
    return [rule.act().ending for _ in range(number)]


def test_seen_at_once():
    assert endings(Swift(), 4) == [tally.Ending.DONE] * 4


def test_seen_late():
    assert endings(Swift(seen_after=2)) == [tally.Ending.LATE] * 2


def test_never_seen(monkeypatch):
    monkeypatch.setattr(changing_rule, 'REMEMBERED_SECONDS', 0.02)
    monkeypatch.setattr(changing_rule, '_UNDER_WAY_SECONDS', 0)
    assert endings(Swift(seen_after=10 ** 6)) == [
        tally.Ending.TURNED_AWAY, tally.Ending.LET_IN]


def test_not_changed():
    assert endings(Swift(status=503)) == [tally.Ending.FAILED] * 2
