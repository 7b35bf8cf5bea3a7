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

"""What lies in the storage: a restricted place in each account.

    ground = ground.Ground(swift, cast)
    ground.place(cast.owner)     # closed, empty and open containers

It is made, and looked at afterwards, through a proxy without the filter.
"""

from __future__ import annotations

from tests.e2e.storage import addresses
from tests.e2e.storage import bearer
from tests.e2e.storage import cast as casts
from tests.e2e.storage import storage
from tests.functional.swift.outages import crowd

_OPERATION = '127.0.0.1'


class Ground:
    """Makes places.

    :ivar plain: the owner, whom no filter looks at
    """

    def __init__(self, swift: storage.Storage, cast: casts.Cast) -> None:
        self._proxy = swift.cluster.plain
        self._cast = cast
        self.plain = self._past_the_filter(cast.owner)
        answer = self.plain.post('', {
            'X-Account-Meta-Temp-URL-Key': casts.TEMPURL_KEY})
        assert answer.status // 100 == 2, answer

    def place(self, who: bearer.Bearer | None = None) -> crowd.Place:
        """Make a place for someone's permission; the owner's if not told.

        What is public is so only for who has no other permission: it would
        let in everybody whose own is of no use.
        """
        cast = self._cast
        whose = cast.service if who is cast.service else cast.owner
        acls = casts.PUBLIC if who is cast.anyone else cast.acls
        place = crowd.Place(
            self._past_the_filter(whose), addresses.ADMITTED,
            addresses.REFUSED)
        for container in place.secret, place.empty, place.open:
            answer = place.plain.post(container, acls)
            assert answer.status == 204, answer
        return place

    def _past_the_filter(self, whose: bearer.Bearer) -> bearer.Client:
        return bearer.Client(self._proxy, _OPERATION, whose)
