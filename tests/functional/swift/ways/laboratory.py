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

"""Tries a way once and says what came of it."""

from collections.abc import Iterator
import itertools
import threading
from typing import Any
from typing import NamedTuple

from tests.functional.swift.ways import comparable
from tests.functional.swift.ways import marks
from tests.functional.swift.ways import place as place_module
from tests.functional.swift.ways import recorder
from tests.functional.swift.ways import registry
from tests.functional.swift.ways import restrictions
from tests.functional.swift.ways import s3
from tests.functional.swift.ways import state
from tests.harness import swift_client
from tests.harness import swift_cluster

_USER, _KEY = 'test:tester', 'testing'
_OWN_USER, _OWN_KEY = 'way%05d:owner', 'owning'
_OWN_ACCOUNTS = 400


class Outcome(NamedTuple):
    """What came of it.

    :ivar effect: what of the secret came out, or what is changed or told
    :ivar achieved: everything that the client got and changed, comparable
    :ivar statuses: of the answers
    """

    effect: frozenset[str]
    achieved: Any
    statuses: list[int]


class Laboratory:
    """Two proxies, one without the filter, and places to try ways at.

    They know buckets by their hosts, and users with accounts of their own.
    Several threads may try ways at the same time.
    """

    def __init__(self, cluster: swift_cluster.SwiftCluster) -> None:
        users = {'user_way%05d_owner' % number: _OWN_KEY + ' .admin'
                 for number in range(_OWN_ACCOUNTS)}
        overlay = {'filter:s3api': {'storage_domain': s3.DOMAIN},
                   'filter:tempauth': users}
        self._cluster = cluster
        self.filtered = cluster.add_proxy('ways', overlay=overlay)
        self.plain = cluster.add_proxy(
            'plain-ways', overlay=overlay, filtered=False)
        self._accounts: Iterator[int] = iter(range(_OWN_ACCOUNTS))
        self._numbers: Iterator[int] = itertools.count(_OWN_ACCOUNTS)
        self._of_thread = threading.local()

    def place(self, way: registry.Way,
              restriction: restrictions.Restriction | None,
              own_account: bool) -> place_module.Place:
        """Make a place and prepare it for the way."""
        number = next(self._accounts if own_account else self._numbers)
        user = _OWN_USER % number if own_account else _USER
        place = place_module.Place(
            number, self._client(self.plain, '127.0.0.1', user), restriction)
        if way.prepare is not None:
            way.prepare(place)
        place.seen = self._look(way, place)
        if way.kind is registry.Kind.READS:
            place.known = marks.found_in(b'\n'.join(place.seen.values()))
        return place

    def attempt(self, way: registry.Way, place: place_module.Place,
                proxy: swift_cluster.Proxy, source: str) -> Outcome:
        """Try a way at a place from an address."""
        client = self._client(proxy, source, place.plain.user)
        before = place.seen
        if before is None:
            before = self._look(way, place)
        client.answers.clear()
        told = way.attempt(place, client)
        answers = list(client.answers)
        after = place.seen = self._look(way, place)
        changed = {key: value for key, value in after.items()
                   if before.get(key) != value}
        gone = [key for key in before if key not in after]
        return Outcome(
            self._effect(way, answers, told, changed, gone) - place.known,
            ([comparable.answer(answer) for answer in answers],
             sorted((_key(key), comparable.text(value))
                    for key, value in changed.items()),
             sorted(map(_key, gone))),
            [answer.status for answer in answers])

    def _look(self, way: registry.Way, place: place_module.Place,
              ) -> state.State:
        if way.kind is registry.Kind.CHANGES:
            return state.of(place, self._cluster.workdir, way.parts)
        return state.of_open(place)

    @staticmethod
    def _effect(way: registry.Way, answers: list[swift_client.Answer],
                told: Any, changed: state.State, gone: list[Any],
                ) -> frozenset[str]:
        if way.kind is registry.Kind.CHANGES:
            return frozenset(['changed'] if changed or gone else ())
        if way.kind is registry.Kind.TELLS:
            right, wrong = (
                comparable.answer(guess)
                if isinstance(guess, swift_client.Answer) else guess
                for guess in told)
            return frozenset(['told'] if right != wrong else ())
        texts = [comparable.wire(answer) for answer in answers]
        return marks.found_in(b'\n'.join([*texts, *changed.values()]))

    def _client(self, proxy: swift_cluster.Proxy, source: str,
                user: str) -> recorder.Recorder:
        if not hasattr(self._of_thread, 'clients'):
            self._of_thread.clients = {}
        clients = self._of_thread.clients
        known = (proxy.name, source, user)
        if known not in clients:
            key = _KEY if user == _USER else _OWN_KEY
            client = recorder.Recorder(proxy, source, user, key)
            clients[known] = client
            if proxy is self.plain:
                client.post('', {
                    'X-Account-Meta-Temp-URL-Key': place_module.KEY})
        return clients[known]


def _key(key: tuple[str, str]) -> bytes:
    return comparable.text(' '.join(key).encode())
