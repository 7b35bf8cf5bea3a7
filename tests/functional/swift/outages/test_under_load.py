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

"""Whatever Swift cannot say, the refused stay out, and all comes back.

Every test runs a crowd against one outage: while it lasts, right after it has
ended, and until each client gets what is right again.
"""

import contextlib
import dataclasses
import time
from typing import Any

import pytest

from tests.functional.swift.outages import crowd
from tests.harness import faulty_backend
from tests.harness import faulty_memcached

#: Within this many seconds the service is back by itself.
DEADLINE = 30

BOTH = ('account', 'container')
NONSENSE = b'\x00\xff\x01 nonsense\r\n\r\n'

#: Answers that say nothing about a container: Swift does not believe them,
#: so the rules are unknown.
USELESS = {
    '503': faulty_backend.answer(503),
    '507': faulty_backend.answer(507),
    '500': faulty_backend.answer(500),
    '403': faulty_backend.answer(403),
    'closed': faulty_backend.close,
    'nonsense': faulty_backend.send(NONSENSE),
}


@dataclasses.dataclass(frozen=True)
class Expected:
    """What clients may get besides 403, 503 and their object.

    :ivar only: exactly these for the refused, if anything is named
    """

    refused: frozenset[int] = frozenset()
    admitted: frozenset[int] = frozenset()
    only: frozenset[int] = frozenset()


NOTHING_ELSE = Expected()
UNKNOWN = Expected(only=frozenset((503,)))
KNOWN = Expected(only=frozenset((403,)))
MISSING = Expected(frozenset((404,)), frozenset((404,)))
#: What Swift's own middleware makes of a 410 is its affair.
GONE = Expected(frozenset((404, 410, 500)), frozenset((404, 410)))


def check(outcomes, expected=NOTHING_ELSE):
    refused, admitted = outcomes
    assert refused and admitted
    passed = [str(outcome) for outcome in refused if outcome.passed]
    assert not passed
    allowed = expected.only or {403, 503} | expected.refused
    odd = [str(outcome) for outcome in refused
           if outcome.answer.status not in allowed
           # This is how Swift says that the first segment was refused.
           and not (outcome.name == 'SLO GET' and 403 in allowed
                    and outcome.answer.status == 409)]
    assert not odd
    unhappy = [str(outcome) for outcome in admitted
               if not (outcome.served or outcome.put_off)
               and outcome.answer.status not in expected.admitted]
    assert not unhappy


def wait_until_normal(crowd, place):
    deadline = time.monotonic() + DEADLINE
    while not crowd.back_to_normal(place):
        assert time.monotonic() < deadline, 'it does not come back'
        time.sleep(0.1)


@dataclasses.dataclass
class Trial:
    """One crowd at one place."""

    cluster: Any
    crowd: Any
    place: Any

    def run(self, outages, *, cached, during, after=NOTHING_ELSE,
            names=tuple(crowd.ALL), names_after=crowd.FEW, flushed=False):
        if cached:
            self.crowd.warm(self.place)
        with contextlib.ExitStack() as broken:
            for outage in outages:
                broken.enter_context(outage)
            check(self.crowd.rush(self.place, names), during)
        # Nothing is flushed: what was learnt in the outage is remembered.
        check(self.crowd.rush(self.place, names_after), after)
        if flushed:
            self.cluster.flush_memcached()
        wait_until_normal(self.crowd, self.place)
        assert self.place.state() == self.place.before


@pytest.fixture
def trial(faulty, crowds, place):
    def make(proxy='filtered'):
        return Trial(faulty, crowds[proxy], place)
    return make


@contextlib.contextmanager
def hung(server):
    server.hang()
    try:
        yield
    finally:
        server.resume()


@pytest.fixture(params=[('account',), ('container',), BOTH], ids='+'.join)
def names(request):
    return request.param


@pytest.fixture(params=[False, True], ids=['unknown', 'cached'])
def cached(request):
    return request.param


def during(cached):
    return KNOWN if cached else UNKNOWN


def test_nothing_is_broken(trial):
    trial().run([], cached=False, during=KNOWN, after=KNOWN)


def test_stopped(faulty, trial, names, cached):
    trial().run([faulty.relays[name].gone() for name in names],
                cached=cached, during=during(cached))


def test_hung(faulty, trial, names, cached):
    trial('hasty').run([hung(faulty.servers[name]) for name in names],
                       cached=cached, during=during(cached), names=crowd.FEW)


def test_slow(faulty, trial, names):
    late = faulty_backend.late(0.1)
    trial().run([faulty.relays[name].doing(late) for name in names],
                cached=False, during=KNOWN, after=KNOWN)


@pytest.mark.parametrize('name', BOTH)
@pytest.mark.parametrize('fault', USELESS)
def test_useless_answer(faulty, trial, name, fault):
    trial().run([faulty.relays[name].doing(USELESS[fault])],
                cached=False, during=UNKNOWN)


def test_useless_answer_about_what_is_known(faulty, trial):
    trial().run([faulty.relays[name].doing(USELESS['503'])
                 for name in BOTH], cached=True, during=KNOWN)


@pytest.mark.parametrize('status', [404, 410])
def test_said_to_be_missing(faulty, trial, names, status):
    """404 is what a new container's name gets, too: nobody could know.

    It is remembered for a while. All the same nobody may see or change then
    what is there again. 410 is no answer that Swift itself could have given.
    """
    fault = faulty_backend.answer(status)
    expected = MISSING if status == 404 else GONE
    trial().run([faulty.relays[name].doing(fault) for name in names],
                cached=False, during=expected, after=expected,
                names_after=tuple(crowd.ALL))


def test_said_to_be_missing_while_it_is_known(faulty, trial, names):
    fault = faulty_backend.answer(404)
    trial().run([faulty.relays[name].doing(fault) for name in names],
                cached=True, during=KNOWN, after=KNOWN)


EMPTY = {
    '200': faulty_backend.answer(200),
    '204': faulty_backend.answer(204),
    '206': faulty_backend.answer(206),
    'cut in the headers': faulty_backend.answer(
        204, 'X-Container-Object-Count: 1', ending=''),
}


@pytest.mark.parametrize('fault', EMPTY)
def test_success_without_substance_of_the_account(faulty, trial, fault):
    """The account may have rules, which nobody knows then."""
    trial().run([faulty.relays['account'].doing(EMPTY[fault])],
                cached=False, during=UNKNOWN)


@pytest.mark.parametrize('fault', EMPTY)
def test_success_without_substance_of_the_container(faulty, trial, fault):
    """No rules is not the same as an answer that has nothing at all."""
    trial().run([faulty.relays['container'].doing(EMPTY[fault])],
                cached=False, during=UNKNOWN,
                names_after=tuple(crowd.ALL))


def test_rules_that_are_no_text(faulty, trial):
    """Bytes that are not UTF-8 make a malformed rule, for everybody."""
    fault = faulty_backend.only('HEAD GET', faulty_backend.answer(
        204, 'X-Container-Object-Count: 2', 'X-Container-Bytes-Used: 240',
        'X-Backend-Timestamp: 1795270403.03123',
        'X-Backend-Put-Timestamp: 1795270402.95700',
        'X-Backend-Status-Changed-At: 1795270402.95700',
        'X-Timestamp: 1795270403.03123', 'X-Put-Timestamp: 1795270402.95700',
        'X-Container-Meta-Allow-Office: \xff\xfe\x80',
        'X-Container-Meta-Allow-\xff\xfe: 127.0.0.9',
        'X-Container-Meta-\xff: \xfe'), below='/closed-')
    # Right or wrong, it was an answer: it is remembered for as long as any.
    trial().run([faulty.relays['container'].doing(fault)],
                cached=False, during=Expected(admitted=frozenset((403,))),
                after=Expected(admitted=frozenset((403,))), flushed=True)


@pytest.mark.parametrize('name', BOTH)
def test_counts_that_are_no_numbers(faulty, trial, name):
    """Swift itself cannot serve these: 500, with or without the filter.

    They are remembered for as long as any answer; one of the two is waited
    for, the other flushed.
    """
    fault = faulty_backend.only('HEAD', faulty_backend.answer(
        204, 'X-Container-Object-Count: \xff', 'X-Container-Bytes-Used: -',
        'X-Account-Container-Count: \xff\xfe'))
    failing = Expected(frozenset((500,)), frozenset((500,)))
    trial().run([faulty.relays[name].doing(fault)],
                cached=False, during=failing, after=failing,
                names=crowd.FEW, flushed=name == 'account')


FORGOTTEN = {
    'end': faulty_memcached.remembering(b'', length=0),
    'error': faulty_memcached.saying(b'ERROR\r\n'),
    'nonsense': faulty_memcached.saying(NONSENSE),
    'closed': faulty_memcached.hanging_up,
    'cut': faulty_memcached.remembering(
        b'{"status": 200, "me', length=400, then_hang_up=True),
    'not JSON': faulty_memcached.remembering(b'{"status": 200, "me'),
    'not text': faulty_memcached.remembering(b'"\xff\xfe"'),
    'null': faulty_memcached.remembering(b'null'),
    'nothing': faulty_memcached.remembering(b'{}'),
    'a list': faulty_memcached.remembering(b'[1]'),
    'a status alone': faulty_memcached.remembering(b'{"status": 200}'),
}
#: What Swift cannot read from its memcached, it fails over by itself.
FAILING = Expected(frozenset((500,)), frozenset((500,)))


@pytest.mark.parametrize('fault', FORGOTTEN)
def test_memcached_is_wrong(faulty, trial, fault):
    trial('hasty').run(
        [faulty.relayed_memcached.doing(FORGOTTEN[fault])],
        cached=True, during=FAILING, names=crowd.FEW)


def test_memcached_slow(faulty, trial):
    trial().run([faulty.relayed_memcached.doing(faulty_memcached.late(0.02))],
                cached=False, during=KNOWN, after=KNOWN)


def test_memcached_stopped(faulty, trial):
    trial().run([faulty.relayed_memcached.gone()],
                cached=True, during=KNOWN, after=KNOWN)


@pytest.mark.parametrize('proxy', ['hasty', 'backing-off'])
def test_memcached_hung(faulty, trial, proxy):
    trial(proxy).run([hung(faulty.memcached)], cached=True,
                     during=NOTHING_ELSE, names=crowd.FEW)


@pytest.mark.parametrize('name', BOTH)
def test_memcached_hung_and_a_back_end_gone(faulty, trial, name):
    trial('hasty').run([hung(faulty.memcached), faulty.relays[name].gone()],
                       cached=True, during=UNKNOWN, names=crowd.FEW)
