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

"""Nova's part of the load: servers, and users who read their consoles.

Three kinds of users come from three networks, each of which has hosts of its
own; one claims to be from elsewhere.  Two read consoles: one now and then, one
who reloads the page without end.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import itertools
import threading
import time
from typing import Any

from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.load import load
from tests.e2e.load import tally
from tests.e2e.tier import claims
from tests.e2e.tier import tale_clients

#: Of etc/nova/api-paste-console-limit.ini: how many reads a project has at
#: once, how many more each second, and the bytes of an answer.
BURST, PER_SECOND = 10, 0.5
MOST_BYTES = 1 << 20
#: Answers that were under way when the counting began, or ended.
_SLACK = 3
_RELOADS = 15
_BUILD_SECONDS = 240
_FORGED: tuple[dict[str, Any], ...] = (
    {'headers': {'X-Forwarded-For': tale_clients.SOURCES['doc']}},
    {'headers': {'X_Forwarded_For': tale_clients.SOURCES['doc']}},
    {'headers': {'Forwarded': 'for=' + tale_clients.SOURCES['doc']}},
    {'hints': {'ops_client_network': 'doc'}},
)


class Servers:
    """Kinds of acts of users of Nova."""

    def __init__(self, cloud: whole.Cloud) -> None:
        self._cloud = cloud
        self._made, self._hosts = tale_clients.aggregates(cloud)
        users = {label: cloud.user('user-' + label, 'of-' + label,
                                   source=source)
                 for label, source in tale_clients.SOURCES.items()}
        self._turns = _in_turn(users.items())
        self._real = _in_turn(users.items())
        self._liar = users['dev']
        self._forged = _in_turn(_FORGED)
        self._patient = cloud.user('patient', 'patient')
        self._greedy = cloud.user('greedy', 'greedy')
        self._consoles = {
            who: who.boot('console', az=whole.REAL, timeout=_BUILD_SECONDS)[
                'id'] for who in (self._patient, self._greedy)}
        self._lock = threading.Lock()
        self._served = 0
        self._largest = 0
        self._began = time.monotonic()

    def boots(self) -> list[load.Kind]:
        return [
            load.Kind('server: booted and deleted', 5,
                      lambda: self._boot(whole.FAKE, *self._turns())),
            load.Kind('server: booted and deleted, with libvirt', 1,
                      lambda: self._boot(whole.REAL, *self._real())),
            load.Kind('server: of a client who forges his network', 2,
                      self._forge)]

    def reads(self) -> list[load.Kind]:
        return [
            load.Kind('console: read now and then', 3, self._read),
            load.Kind('console: reloaded without end', 1, self._reload)]

    def harm(self) -> list[str]:
        """What the claims do not allow, seen from outside."""
        found = claims.missing_bases(self._cloud)
        most = BURST + _SLACK + PER_SECOND * (time.monotonic() - self._began)
        if self._served > most:
            found.append('%d consoles for who may have %d' % (
                self._served, most))
        if self._largest > MOST_BYTES:
            found.append('a console answer of %d bytes' % self._largest)
        return found

    def _boot(self, zone: str, label: str, who: user.User,
              **options: Any) -> tally.Outcome:
        server = who.boot('of-' + label, az=zone, wait=False, **options)
        try:
            server = who.wait(server['id'], timeout=_BUILD_SECONDS)
            return self._judged(zone, label, server)
        finally:
            who.delete(server['id'], timeout=_BUILD_SECONDS)

    def _judged(self, zone: str, label: str, server: user.Server,
                ) -> tally.Outcome:
        if server['status'] != 'ACTIVE':
            return tally.Outcome(tally.Ending.FAILED, '%s: %s' % (
                server['status'], server.get('fault', {}).get('message')))
        host = self._cloud.admin.host_of(server['id'])
        if zone == whole.FAKE and host not in self._hosts[label]:
            return tally.Outcome(
                tally.Ending.LET_IN, 'a client of %s on %s' % (label, host))
        return tally.Outcome(tally.Ending.DONE)

    def _forge(self) -> tally.Outcome:
        outcome = self._boot(whole.FAKE, 'dev', self._liar, **self._forged())
        if outcome.ending is tally.Ending.DONE:
            # His server is where it belongs: what he claimed was refused.
            return tally.Outcome(tally.Ending.REFUSED)
        return outcome

    def _read(self) -> tally.Outcome:
        status = self._console(self._patient)
        if status == 429:
            return tally.Outcome(tally.Ending.TURNED_AWAY, '429')
        return (tally.Outcome(tally.Ending.DONE) if status == 200
                else tally.Outcome(tally.Ending.FAILED, str(status)))

    def _reload(self) -> tally.Outcome:
        statuses = [self._console(self._greedy) for _ in range(_RELOADS)]
        with self._lock:
            self._served += statuses.count(200)
        others = set(statuses) - {200, 429}
        if others:
            return tally.Outcome(tally.Ending.FAILED, str(sorted(others)))
        return tally.Outcome(tally.Ending.REFUSED if 429 in statuses
                             else tally.Ending.DONE)

    def _console(self, who: user.User) -> int:
        answer = who.console(self._consoles[who])
        with self._lock:
            self._largest = max(self._largest, len(answer.content))
        return int(answer.status_code)


def _in_turn(these: Iterable[Any]) -> Callable[[], Any]:
    return itertools.cycle(tuple(these)).__next__
