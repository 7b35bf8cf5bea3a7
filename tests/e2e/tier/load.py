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

"""Users who go on working while something fails.

Each is a thread with a token of its own.  All that they see is written down,
with the time; nothing is tried twice, so what fails is seen to fail.
"""

from __future__ import annotations

import dataclasses
import threading
import time

from keystoneauth1 import exceptions

from tests.e2e.cloud import user
from tests.e2e.cloud import whole

_BUILD_SECONDS = 90
_PAUSE_SECONDS = 0.5


@dataclasses.dataclass(frozen=True)
class Seen:
    """What one request came to.

    :ivar what: boot, console or delete
    :ivar outcome: served, refused (429), or what failed
    :ivar bytes: of a console log's answer
    """

    at: float
    what: str
    outcome: str
    server: str = ''
    label: str = ''
    host: str = ''
    bytes: int = 0


class Load:
    """The users, from start() to stop().

    :param users: by the label of the network that they come from
    :param zones: in turn, where they boot
    """

    def __init__(self, cloud: whole.Cloud, users: dict[str, user.User],
                 zones: tuple[str, ...] = (whole.FAKE, whole.REAL)) -> None:
        self._cloud = cloud
        self._zones = zones
        self._end = threading.Event()
        self._lock = threading.Lock()
        self.seen: list[Seen] = []
        self._threads = [
            threading.Thread(target=self._work, args=pair, daemon=True)
            for pair in users.items()]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Have each finish what it is at."""
        self._end.set()
        for thread in self._threads:
            thread.join(2 * _BUILD_SECONDS)

    def count(self, what: str, outcome: str | None = None, since: float = 0
              ) -> int:
        with self._lock:
            return sum(one.what == what and one.at >= since
                       and outcome in (None, one.outcome)
                       for one in self.seen)

    def _work(self, label: str, one: user.User) -> None:
        turn = 0
        while not self._end.is_set():
            turn += 1
            zone = self._zones[turn % len(self._zones)]
            server = self._boot(label, one, zone)
            if server:
                self._console(label, one, server)
                self._delete(label, one, server)
            self._end.wait(_PAUSE_SECONDS)

    def _boot(self, label: str, one: user.User, zone: str) -> str:
        server_id = host = ''
        try:
            made = one.boot('load-' + label, az=zone, wait=False)
            server_id = made['id']
            outcome, host = self._built(one, server_id)
        except (exceptions.ClientException, user.CloudError) as error:
            outcome = _short(error)
        self._note('boot', outcome, server_id, label, host)
        return server_id

    def _built(self, one: user.User, server_id: str) -> tuple[str, str]:
        """Wait until it is; an API that is away for a while is waited for."""
        deadline = time.monotonic() + _BUILD_SECONDS
        while time.monotonic() < deadline:
            try:
                server = one.server(server_id)
            except (exceptions.ClientException, user.CloudError):
                time.sleep(1)
                continue
            if server['status'] == 'ACTIVE':
                return 'served', self._host(server_id)
            if server['status'] == 'ERROR':
                return 'ERROR: ' + server.get('fault', {}).get(
                    'message', '')[:100], ''
            time.sleep(0.5)
        return 'not built in %d s' % _BUILD_SECONDS, ''

    def _host(self, server_id: str) -> str:
        try:
            return self._cloud.admin.host_of(server_id)
        except (exceptions.ClientException, user.CloudError):
            # Asked again afterwards, from the database.
            return ''

    def _console(self, label: str, one: user.User, server_id: str) -> None:
        for _refresh in range(3):
            size = 0
            try:
                answer = one.console(server_id)
                size = len(answer.content)
                outcome = {200: 'served', 429: 'refused'}.get(
                    answer.status_code, str(answer.status_code))
            except exceptions.ClientException as error:
                outcome = _short(error)
            self._note('console', outcome, server_id, label, '', size)

    def _delete(self, label: str, one: user.User, server_id: str) -> None:
        try:
            status = one.request('DELETE', '/servers/' + server_id,
                                 ok=False).status_code
            outcome = 'served' if status in (204, 404) else str(status)
        except exceptions.ClientException as error:
            outcome = _short(error)
        self._note('delete', outcome, server_id, label)

    def _note(self, what: str, outcome: str, server: str, label: str,
              host: str = '', size: int = 0) -> None:
        with self._lock:
            self.seen.append(Seen(time.time(), what, outcome, server, label,
                                  host, size))


def _short(error: Exception) -> str:
    text = str(error).partition(': ')[2] or str(error)
    return '%s: %s' % (type(error).__name__, text[:80])
