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

"""Swift's part of the load: people at the right and at the wrong address.

The refused have the same permissions as the admitted, and try every kind of
request.  Whether anything that they asked for has come about is seen by their
answers, and afterwards by what is there: see :meth:`Traffic.harm`.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import io
import itertools
import tarfile
from typing import Any

from tests.e2e.load import load
from tests.e2e.load import tally
from tests.e2e.storage import addresses
from tests.e2e.storage import bearer
from tests.e2e.storage import cast as casts
from tests.e2e.storage import changing_rule
from tests.e2e.storage import ground as grounds
from tests.e2e.storage import judgement
from tests.e2e.storage import storage
from tests.functional.swift.outages import crowd

_FORGED = (('X-Forwarded-For', addresses.ADMITTED),
           ('X-Cluster-Client-Ip', addresses.ADMITTED))
_SHELF = '/shelf'
#: Names on the shelf, so that it does not grow.
_BOOKS = 25
_NOTE = b'read and written by the admitted'


class Traffic:
    """Kinds of acts, all through HAProxy and proxies with our filter."""

    def __init__(self, swift: storage.Storage, cast: casts.Cast,
                 ground: grounds.Ground) -> None:
        self._cast = cast
        self._place = ground.place()
        self._others = {who.name: ground.place(who)
                        for who in (cast.service, cast.anyone)}
        self._plain = ground.plain
        self._front = swift.front
        self._books = itertools.cycle(range(_BOOKS))
        self._unseen: list[str] = []
        self._owner = self._at(addresses.ADMITTED, cast.owner)
        self._stranger = self._at(addresses.REFUSED, cast.owner)
        answer = self._plain.put(_SHELF, headers={
            'X-Container-Meta-Allow-Office': addresses.ADMITTED})
        assert answer.status // 100 == 2, answer
        self._rule = changing_rule.ChangingRule(
            self._plain, self._owner, self._at(addresses.GUEST, cast.owner))

    def kinds(self) -> list[load.Kind]:
        attempts = _in_turn(crowd.ALL.items())
        forged = _in_turn(crowd.FEW)
        reads = _in_turn(crowd.ADMITTED.items())
        let_in, kept_out = (_in_turn(self._cast.everyone())
                            for _way in range(2))
        writes = _in_turn((self._put, self._copy, self._post, self._s3_put,
                           self._extract, self._delete, self._list))
        bulk = _in_turn((self._stolen_extract, self._stolen_delete))
        return [
            load.Kind('admitted: reads', 4, lambda: self._read(*reads())),
            load.Kind('admitted: writes', 4, lambda: writes()()),
            load.Kind('admitted: with each permission', 3,
                      lambda: self._with_permission(let_in())),
            load.Kind('admitted: with a new token', 1, self._with_new_token),
            load.Kind('rule changed', 1, self._rule.act),
            load.Kind('elsewhere: every kind of request', 5,
                      lambda: self._try(*attempts())),
            load.Kind('elsewhere: with a forged header', 2,
                      lambda: self._forge(forged())),
            load.Kind('elsewhere: with each permission', 3,
                      lambda: self._without_address(kept_out())),
            load.Kind('elsewhere: bulk', 1, lambda: bulk()())]

    def store_tokens(self, number: int) -> None:
        """Get tokens that no proxy knows yet, while keystone is there."""
        self._unseen += [self._cast.unseen_token() for _ in range(number)]

    def harm(self) -> list[str]:
        """What is not as it was in the places of which nothing may change."""
        found = []
        for place in self._place, *self._others.values():
            now = place.state()
            found += ['%s: %s, was %s' % (key, now[key], before)
                      for key, before in place.before.items()
                      if now[key] != before]
        return found

    def is_back(self) -> bool:
        """Whether each of the two gets what is right."""
        path = self._place.secret + '/o'
        return (self._owner.get(path).body == crowd.SECRET
                and self._stranger.get(path).status == 403)

    def serves(self, token: str) -> bool:
        """Whether someone who is admitted gets the secret with a token."""
        try:
            return self._read_with(token).served
        except OSError:
            return False  # nobody has answered

    # The admitted

    def _read(self, name: str, attempt: crowd.Attempt) -> tally.Outcome:
        return judgement.of_admitted(
            crowd.Outcome(name, attempt(self._place, self._owner)))

    def _with_permission(self, who: bearer.Bearer) -> tally.Outcome:
        client = self._at(addresses.ADMITTED, who)
        answer = client.get(self._place_of(who).secret + '/o')
        return judgement.of_admitted(crowd.Outcome(who.name, answer))

    def _with_new_token(self) -> tally.Outcome:
        """One that no proxy has asked keystone about."""
        try:
            token = self._unseen.pop()
        except IndexError:
            token = self._cast.unseen_token()
        return judgement.of_admitted(self._read_with(token))

    def _read_with(self, token: str) -> crowd.Outcome:
        client = self._at(addresses.ADMITTED, bearer.Bearer(
            'owner', self._cast.owner.account, token=lambda: token))
        return crowd.Outcome(
            'object GET', client.get(self._place.secret + '/o'))

    def _put(self) -> tally.Outcome:
        return self._done(self._owner.put(self._book(), _NOTE), 201)

    def _copy(self) -> tally.Outcome:
        return self._done(self._owner.copy(
            self._place.secret + '/o', self._book()), 201)

    def _post(self) -> tally.Outcome:
        return self._done(self._owner.post(
            _SHELF, {'X-Container-Meta-Note': 'seen'}), 204)

    def _s3_put(self) -> tally.Outcome:
        return self._done(self._owner.s3('PUT', self._book(), body=_NOTE),
                          200)

    def _extract(self) -> tally.Outcome:
        answer = self._owner.put('', _packed(self._book()[1:]),
                                 query='extract-archive=tar')
        return judgement.served(answer, b'Created: 1' in answer.body)

    def _delete(self) -> tally.Outcome:
        return self._done(self._owner.delete(self._book()), 204, 404)

    def _list(self) -> tally.Outcome:
        return self._done(self._owner.get(_SHELF), 200, 204)

    # Those who are elsewhere

    def _try(self, name: str, attempt: crowd.Attempt) -> tally.Outcome:
        return judgement.of_refused(
            crowd.Outcome(name, attempt(self._place, self._stranger)))

    def _forge(self, name: str) -> tally.Outcome:
        client = self._at(addresses.REFUSED, self._cast.owner, forged=True)
        return judgement.of_refused(
            crowd.Outcome(name, crowd.ALL[name](self._place, client)))

    def _without_address(self, who: bearer.Bearer) -> tally.Outcome:
        client = self._at(addresses.REFUSED, who)
        answer = client.get(self._place_of(who).secret + '/o')
        return judgement.of_refused(crowd.Outcome('object GET', answer))

    def _stolen_extract(self) -> tally.Outcome:
        answer = self._stranger.put(
            '', _packed(self._place.secret[1:] + '/new'),
            query='extract-archive=tar')
        return self._bulk_refused(answer, b'Created: 0')

    def _stolen_delete(self) -> tally.Outcome:
        answer = self._stranger.post(
            '', {'Content-Type': 'text/plain'},
            (self._place.secret[1:] + '/o').encode(), 'bulk-delete')
        return self._bulk_refused(answer, b'Number Deleted: 0')

    # Common to them

    @staticmethod
    def _bulk_refused(answer: Any, nothing: bytes) -> tally.Outcome:
        # Bulk answers 200, and says in the body what became of it.
        if answer.status // 100 != 2:
            return judgement.otherwise(answer)
        if nothing in answer.body and b'403 Forbidden' in answer.body:
            return tally.Outcome(tally.Ending.REFUSED)
        if nothing in answer.body:
            return judgement.otherwise(answer)
        return tally.Outcome(tally.Ending.LET_IN, '%r' % answer.body[:200])

    @staticmethod
    def _done(answer: Any, *statuses: int) -> tally.Outcome:
        return judgement.served(answer, answer.status in statuses)

    def _book(self) -> str:
        return '%s/book-%d' % (_SHELF, next(self._books))

    def _place_of(self, who: bearer.Bearer) -> crowd.Place:
        return self._others.get(who.name, self._place)

    def _at(self, source: str, who: bearer.Bearer, forged: bool = False,
            ) -> bearer.Client:
        agent = (bearer.AGENT_REFUSED if source == addresses.REFUSED
                 else bearer.AGENT_ADMITTED)
        return bearer.Client(self._front, source, who, agent=agent,
                             lines=_FORGED if forged else ())


def _in_turn(these: Iterable[Any]) -> Callable[[], Any]:
    """Give one after the other, to whichever thread asks."""
    return itertools.cycle(tuple(these)).__next__


def _packed(name: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode='w') as tar:
        member = tarfile.TarInfo(name)
        member.size = len(_NOTE)
        tar.addfile(member, io.BytesIO(_NOTE))
    return packed.getvalue()
