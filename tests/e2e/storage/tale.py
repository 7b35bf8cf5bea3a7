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

"""The guide's example replayed: containers for some addresses only.

Each person, from an address that the rule names and from one that it does
not, by each way in, asks for the secret of a restricted container.  The same
is asked of three Swifts: as it comes, with the guide's example, with our
filter.  What counts is whether the secret arrives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.e2e.storage import addresses
from tests.e2e.storage import bearer
from tests.e2e.storage import cast as casts
from tests.e2e.storage import ground as grounds
from tests.e2e.storage import pipeline
from tests.e2e.storage import storage
from tests.functional.swift.outages import crowd
from tests.harness import swift_cluster

_FORGED = (('X-Forwarded-For', addresses.ADMITTED),)
_FORGED_CLUSTER = (('X-Cluster-Client-Ip', addresses.ADMITTED), *_FORGED)

HAPROXY, HAPROXY_FORGED = 'HAProxy', 'HAProxy, forged header'
DIRECT, DIRECT_FORGED = 'the proxy itself', 'the proxy itself, forged header'
#: By which door, and what is said there.
DOORS = {HAPROXY: (), HAPROXY_FORGED: _FORGED_CLUSTER,
         DIRECT: (), DIRECT_FORGED: _FORGED_CLUSTER}
#: Only for our filter: the balancer that reads no HTTP.
TOLD, TOLD_FORGED = 'HAProxy, PROXY line', 'HAProxy, PROXY line, forged header'


class Asked(NamedTuple):
    """One request for a secret.

    :ivar got: whether it arrived
    """

    which: pipeline.Filter
    door: str
    admitted: bool
    who: str
    status: int
    got: bool


def people(swift: storage.Storage, cast: casts.Cast, ground: grounds.Ground,
           ) -> Iterator[Asked]:
    """Have each person ask, by each door of each Swift."""
    of_project = ground.place()
    others = {who.name: ground.place(who)
              for who in (cast.service, cast.anyone)}
    for which, door, proxy, lines in _doors(swift):
        for who in cast.everyone():
            place = others.get(who.name, of_project)
            for source in addresses.ADMITTED, addresses.REFUSED:
                client = bearer.Client(proxy, source, who, lines=lines)
                answer = client.get(place.secret + '/o')
                yield Asked(
                    which, door, source == addresses.ADMITTED, who.name,
                    answer.status, answer.body == crowd.SECRET)


def _doors(swift: storage.Storage) -> Iterator[tuple[
        pipeline.Filter, str, swift_cluster.Proxy,
        tuple[tuple[str, str], ...]]]:
    for which, way_in in swift.ways_in.items():
        for door, lines in DOORS.items():
            yield which, door, (
                way_in.direct if door.startswith(DIRECT)
                else way_in.balanced), lines
    if swift.told is not None:
        ours = pipeline.Filter.OURS
        yield ours, TOLD, swift.told.balanced, ()
        yield ours, TOLD_FORGED, swift.told.balanced, _FORGED_CLUSTER


class Tried(NamedTuple):
    """One kind of request, by the owner at the proxy itself.

    :ivar let_in: whether someone at the wrong address got his way, and
        whether anything is changed afterwards
    :ivar served: whether someone at the right address got his; None where
        that is not asked
    """

    which: pipeline.Filter
    name: str
    let_in: bool
    served: bool | None


def requests(swift: storage.Storage, cast: casts.Cast,
             ground: grounds.Ground) -> Iterator[Tried]:
    """Have the owner try all kinds of requests, at a place not yet changed.

    At the proxies themselves: behind a balancer the guide's example takes
    everybody for the balancer.
    """
    for which, way_in in swift.ways_in.items():
        refused = bearer.Client(way_in.direct, addresses.REFUSED, cast.owner)
        admitted = bearer.Client(way_in.direct, addresses.ADMITTED, cast.owner)
        place = ground.place()
        for name, attempt in crowd.ALL.items():
            outcome = crowd.Outcome(name, attempt(place, refused))
            changed = place.state() != place.before
            served = None
            if name in crowd.ADMITTED:
                served = crowd.Outcome(name, attempt(place, admitted)).served
            yield Tried(which, name, outcome.passed or changed, served)
            if changed:
                place = ground.place()
