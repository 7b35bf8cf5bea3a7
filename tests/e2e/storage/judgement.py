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

"""How an answer of Swift is judged, by who asked."""

from __future__ import annotations

from tests.e2e.load import tally
from tests.functional.swift.outages import crowd
from tests.harness import swift_client

_REFUSALS = frozenset((403,))
#: Swift makes this of the refusal of an SLO's first segment.
_SEGMENT_REFUSED = 409


def of_refused(outcome: crowd.Outcome) -> tally.Outcome:
    """What came of a request from an address that no rule names."""
    if outcome.passed:
        return tally.Outcome(tally.Ending.LET_IN, str(outcome))
    status = outcome.answer.status
    if status in _REFUSALS or (
            status == _SEGMENT_REFUSED and outcome.name in crowd.INDIRECT):
        return tally.Outcome(tally.Ending.REFUSED)
    return otherwise(outcome.answer)


def of_admitted(outcome: crowd.Outcome) -> tally.Outcome:
    """What came of a request for the secret from an address that is named."""
    return served(outcome.answer, outcome.served)


def served(answer: swift_client.Answer, done: bool) -> tally.Outcome:
    """What came of a request that the rules let pass."""
    if done:
        return tally.Outcome(tally.Ending.DONE)
    if answer.status in _REFUSALS:
        return tally.Outcome(tally.Ending.TURNED_AWAY, _told(answer))
    return otherwise(answer)


def otherwise(answer: swift_client.Answer) -> tally.Outcome:
    """Neither what was asked for nor a refusal."""
    put_off = (answer.status == 503
               and int(answer.headers.get('Retry-After', 0)) > 0)
    return tally.Outcome(
        tally.Ending.PUT_OFF if put_off else tally.Ending.FAILED,
        _told(answer))


def _told(answer: swift_client.Answer) -> str:
    reason = answer.headers.get('X-IP-Whitelist-Reason', '')
    trans = answer.headers.get('X-Trans-Id', 'no transaction')
    return '%d %s (%s) %s %r' % (
        answer.status, answer.reason, trans, reason, answer.body[:80])
