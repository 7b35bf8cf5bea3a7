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

"""Every operation on one cloud, each in both cases."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator

from tests.functional.nova.scheduler_ways import cloud as clouds
from tests.functional.nova.scheduler_ways import way
from tests.harness import nova_cloud
from tests.harness import nova_moves

Server = nova_moves.Server
_LANDING = ('one', 'two', 'three')
_DEAD = 'three'


class Trial:
    """Tries the operations of the cloud's subject; ``rows`` has the results.

    :param operations: the operations to try
    """

    def __init__(self, cloud: clouds.WaysCloud,
                 operations: Collection[str] = way.OPERATIONS) -> None:
        self._cloud = cloud
        self._subject = cloud.subject
        self._operations = operations
        self.rows: list[way.Row] = []

    def run(self) -> list[way.Row]:
        """Try them; a host dies last."""
        self._creates()
        self._moves()
        self._rebuilds()
        self._evacuations()
        return self.rows

    def _both(self, operation: str) -> Iterator[str]:
        # What is refused leaves the server where it is, for the other case.
        if operation in self._operations:
            yield way.FORBIDDEN
            yield way.ALLOWED

    def _row(self, operation: str, case: str, target: str,
             act: Callable[[], list[Server]], servers: list[Server], *,
             named: str | None = None, also: tuple[str, ...] = ()) -> None:
        """Set the rules for the case, act, and remember what came of it.

        :param target: the host to be admitted in the allowed case
        :param also: further ones
        """
        admitted = frozenset((target, *also))
        if case == way.FORBIDDEN:
            # A weigher has to be seen preferring another one.
            admitted = frozenset() if not self._subject.PREFERS else frozenset(
                [target])
        self._try(operation, case, admitted, act, servers, named)

    def _try(self, operation: str, case: str, admitted: frozenset[str],
             act: Callable[[], list[Server]], servers: list[Server],
             named: str | None) -> None:
        cloud, subject = self._cloud, self._subject
        subject.admit(cloud, admitted)
        since = cloud.log_length()
        cloud.tried_on.clear()
        hosts: tuple[str, ...] = ()
        problem = ''
        try:
            servers = act()
        except nova_moves.Refused as refused:
            problem = str(refused)
        else:
            failed = [one for one in servers if one['status'] == 'ERROR']
            if failed:
                problem = failed[0]['fault']['message']
            elif operation == way.RESCHEDULE:
                hosts = tuple(cloud.tried_on)
            else:
                hosts = tuple(one[clouds.HOST] for one in servers)
        lines = cloud.lines_of(subject.NAME, since, servers)
        explained = None if not lines or hosts else cloud.explained(
            subject.NAME, way.server(lines[-1]))
        self.rows.append(way.Row(
            subject.TITLE, operation, case, subject.TABLE[operation, case],
            admitted, hosts, problem, lines, named, explained))

    def _creates(self) -> None:
        cloud = self._cloud

        def create(**fields: object) -> Callable[[], list[Server]]:
            return lambda: cloud.create(**fields)

        targets = {way.FORBIDDEN: 'one', way.ALLOWED: 'two'}
        for case in self._both(way.CREATE):
            self._row(way.CREATE, case, targets[case], create(), [])
        for case in self._both(way.CREATE_HOST):
            self._row(way.CREATE_HOST, case, 'one', create(host='one'), [],
                      named='one')
        for case in self._both(way.CREATE_ZONE):
            self._row(way.CREATE_ZONE, case, 'two',
                      create(availability_zone='nova:two'), [], named='two')
        for case in self._both(way.MULTI_CREATE):
            self._row(way.MULTI_CREATE, case, 'one', create(count=2), [],
                      also=('two',))
        for case in self._both(way.RESCHEDULE):
            # Refused is here, that there is no second host.
            admitted = ({'two'} if case == way.FORBIDDEN else {'one', 'two'})
            cloud.failures = 1
            self._try(way.RESCHEDULE, case, frozenset(admitted), create(), [],
                      None)
            cloud.failures = 0

    def _moves(self) -> None:
        cloud = self._cloud
        moves: dict[str, Callable[[Server, str], Server]] = {
            way.RESIZE: lambda server, _: cloud.resize(
                server, _other_flavor(server), client=cloud.owner),
            way.COLD: lambda server, _: cloud.cold_migrate(server),
            way.COLD_HOST: cloud.cold_migrate,
            way.LIVE: lambda server, _: cloud.live_migrate(server),
            way.LIVE_HOST: cloud.live_migrate,
            way.UNSHELVE: lambda server, _: cloud.unshelve(
                server, client=cloud.owner)}
        if moves.keys().isdisjoint(self._operations):
            return
        server = cloud.on_host('one')
        for operation, move in moves.items():
            for case in self._both(operation):
                server = self._ready(operation, server)
                self._move(operation, case, server, move)

    def _ready(self, operation: str, server: Server) -> Server:
        """Bring the server into the state that the operation starts from."""
        cloud = self._cloud
        server = cloud.show(server)
        if server['status'] == 'VERIFY_RESIZE':
            server = cloud.confirm(server)
        if operation == way.UNSHELVE and server['status'] == 'ACTIVE':
            server = cloud.shelve(server)
        return server

    def _move(self, operation: str, case: str, server: Server,
              move: Callable[[Server, str], Server],
              dead: tuple[str, ...] = ()) -> None:
        source = server[clouds.HOST]
        # Which one is not the same for both cases.
        target = [host for host in _LANDING
                  if host != source and host not in dead][
                      -1 if case == way.FORBIDDEN else 0]
        self._row(operation, case, target,
                  lambda: [move(server, target)], [server],
                  named=target if operation in way.NAMED else None)

    def _rebuilds(self) -> None:
        cloud = self._cloud
        images = {way.REBUILD: nova_cloud.IMAGE,
                  way.REBUILD_IMAGE: nova_cloud.OTHER_IMAGE}
        if images.keys().isdisjoint(self._operations):
            return
        server = cloud.on_host('one')
        for operation, image in images.items():
            for case in self._both(operation):
                if case == way.ALLOWED:
                    image = nova_cloud.IMAGE
                self._row(operation, case, 'one',
                          lambda image=image: [cloud.rebuild(server, image)],
                          [server], named='one')

    def _evacuations(self) -> None:
        cloud = self._cloud
        moves: dict[str, Callable[[Server, str], Server]] = {
            way.EVACUATE: lambda server, _: cloud.evacuate(server),
            way.EVACUATE_HOST: cloud.evacuate}
        cases = [(operation, case) for operation in moves
                 for case in self._both(operation)]
        # One that is refused stays, for the next case.
        gone = sum(self._subject.TABLE[case].end != way.REFUSED
                   for case in cases)
        servers = [cloud.on_host(_DEAD) for _ in range(gone)]
        for operation, case in cases:
            self._move(operation, case, servers[-1], moves[operation],
                       (_DEAD,))
            if self.rows[-1].hosts:
                servers.pop()
            else:
                # One in ERROR would not be SHUTOFF in the end.
                cloud.reset_state(servers[-1])


def _other_flavor(server: Server) -> str:
    small = server['flavor']['original_name'] == 'm1.tiny'
    return nova_cloud.LARGER_FLAVOR if small else nova_cloud.FLAVOR
