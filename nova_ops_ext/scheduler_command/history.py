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

"""What the scheduler's log tells of a server or of a request.  Pure.

The log is read once, from its beginning, and may be of any size: kept is what
is about the subject, and a bounded number of lines that may turn out to be.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable
import re
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler_command import explanation
from nova_ops_ext.scheduler_command import log_line

_OURS = 'nova_ops_ext.scheduler.'
_NOVA = ('nova.filters', 'nova.scheduler.manager')
# Lines of Nova, and of ours that failed, which name no server.
_NAMELESS = re.compile(
    r'Filter [A-Za-z0-9_]+ returned 0 hosts'
    r'|Got no allocation candidates from the Placement API\..*'
    r'|[A-Za-z0-9_]+ failed; (?:fail_policy = |all hosts weigh the same).*'
    r'|[A-Za-z0-9_]+ cannot explain itself', re.DOTALL)
# What is in each line that counts, so that most are not looked at.
_HINTS = (_OURS.encode(), b' returned 0 hosts', b'Filtering removed all',
          b'Selected host: ', b'Got no allocation candidates')
_REMOVED = re.compile(
    r"Filtering removed all hosts for the request with instance ID "
    r"'(?P<instance>[^']*)'\. Filter results: (?P<results>.*)", re.DOTALL)
_SELECTED = re.compile(r'Selected host: .*', re.DOTALL)
_TOLD = ('INFO', 'DEBUG')
# At DEBUG, before anything else: all servers of a request.
_BATCH = re.compile(r"Starting to schedule for instances: \[([0-9a-f', -]*)\]")
# Where a line has the id of its request; a full look follows.
_OF_REQUEST = re.compile(rb'\[\S+ (req-[0-9a-f-]{36}) ')
# So much is remembered of requests that may turn out to be the server's.
_PENDING = 64 * 1024 * 1024
# Events that are kept, the newest.
_KEPT = 10000
SUBJECT = re.compile(
    r'(?:req-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')


class Event(NamedTuple):
    """A line that is about the subject.

    :ivar what: a Decision or Weighed of ours; else the text of Nova
    :ivar instance: the server, if the line names it
    :ivar hosts: by reason, the names that the line itself leaves out
    """

    time: str
    process: int
    request: str | None
    instance: str | None
    what: explanation.Decision | explanation.Weighed | str
    hosts: dict[str, tuple[str, ...]]

    def refused(self) -> list[tuple[str, tuple[str, ...], int]]:
        """Give reason, hosts, and how many more no line names."""
        if not isinstance(self.what, explanation.Decision):
            return []
        result = []
        for one in self.what.refusals:
            names = self.hosts.get(one.reason)
            result.append((one.reason, one.hosts, one.more) if names is None
                          else (one.reason, names, 0))
        return result


class History:
    """Collects what is about the subject.

    :param subject: uuid of a server, or ``req-`` and one
    :ivar lines: how many lines were seen
    :ivar dropped: how many events there were besides those that are kept
    """

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._bytes = subject.encode()
        self._of_request = subject.startswith('req-')
        self._requests: set[str] = set()
        # Of other requests, as they stand there: a server that was asked for
        # with others may be named by the last line only, or by none.
        self._pending: collections.OrderedDict[str, list[bytes]] = (
            collections.OrderedDict())
        self._waiting = 0
        self._events: collections.deque[Event] = collections.deque(
            maxlen=_KEPT)
        # The last decision of each filter about a server, by process.
        self._last: dict[tuple[int, str, str], Event] = {}
        self.lines = 0
        self.dropped = 0

    def read(self, lines: Iterable[bytes]) -> None:
        """Read on."""
        for line in lines:
            self.lines += 1
            if self._bytes in line:
                self._parse(line)
            elif not self._of_request and any(
                    hint in line for hint in _HINTS):
                self._of_another(line)

    def _of_another(self, line: bytes) -> None:
        """Keep a line that may turn out to be of the server's request."""
        request = _OF_REQUEST.search(line)
        if request is None:
            return
        name = request[1].decode()
        if name in self._requests:
            self._parse(line)
            return
        self._pending.setdefault(name, []).append(line)
        self._pending.move_to_end(name)
        self._waiting += len(line)
        while self._waiting > _PENDING:
            self._forget(self._pending.popitem(last=False)[1])

    def _forget(self, lines: list[bytes]) -> None:
        self._waiting -= sum(map(len, lines))

    def _parse(self, line: bytes) -> None:
        parsed = log_line.parse(line.decode('utf-8', 'replace'))
        if parsed is not None:
            self._line(parsed)

    def events(self) -> list[Event]:
        """Give all events in the order of time."""
        # What has the same time stays in the order in which it was read.
        return sorted(self._events, key=lambda event: event.time)

    def _line(self, line: log_line.LogLine) -> None:
        batch = (_BATCH.fullmatch(line.message)
                 if line.logger in _NOVA and line.level == 'DEBUG' else None)
        if batch:
            if self._subject in batch[1] and line.requests:
                self._know(line.requests[0])
            return
        event = _event(line)
        if event is None:
            return
        if isinstance(event, explanation.Names):
            self._names(line.process, event)
            return
        # If one server of a request gets no host, none of them does; and a
        # host that was refused for one is not offered to the next.
        if (self._subject in line.requests if self._of_request
                else event.instance == self._subject
                or event.request in self._requests):
            self._add(event)

    def _know(self, request: str) -> None:
        """Take a request for one of the server, with what was before."""
        if request not in self._requests:
            self._requests.add(request)
            before = self._pending.pop(request, [])
            self._forget(before)
            for line in before:
                self._parse(line)

    def _add(self, event: Event) -> None:
        if event.request is not None:
            self._know(event.request)
        self._keep(event)
        if isinstance(event.what, explanation.Decision):
            self._last[event.process, event.what.by,
                       event.what.instance] = event

    def _keep(self, event: Event) -> None:
        self.dropped += len(self._events) == _KEPT
        self._events.append(event)

    def _names(self, process: int, names: explanation.Names) -> None:
        event = self._last.get((process, names.by, names.instance))
        if event is None or not isinstance(event.what, explanation.Decision):
            return
        for one in event.what.refusals:
            hosts = names.hosts(one.reason)
            if hosts is not None and (
                    len(hosts) == len(one.hosts) + one.more):
                event.hosts[one.reason] = tuple(sorted(hosts))


def _event(line: log_line.LogLine) -> Event | explanation.Names | None:
    """Tell what a line says, if it is one of those we know."""
    what: Any = None
    instance = line.instance
    # A traceback has the same beginning on each of its lines, and what an
    # exception says may come from a user; but it is an ERROR.
    told = line.level in _TOLD
    if told and line.logger.startswith(_OURS):
        what = explanation.parse(line.message)
        if isinstance(what, explanation.Names):
            return what
        if what is not None:
            instance = what.instance
    elif told and line.logger in _NOVA:
        removed = _REMOVED.fullmatch(line.message)
        if removed:
            # At DEBUG it says so again, with all hosts that passed.
            if line.level == 'DEBUG':
                return None
            instance = removed['instance']
            what = 'Filtering removed all hosts: ' + removed['results']
        elif _SELECTED.fullmatch(line.message):
            what = line.message
    if what is None and line.logger.startswith((_OURS, *_NOVA)) and (
            _NAMELESS.fullmatch(line.message)):
        what = line.message
    if what is None:
        return None
    return Event(line.time, line.process,
                 line.requests[0] if line.requests else None, instance, what,
                 {})
