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

"""What an operation has to come to, and what it came to."""

from collections.abc import Mapping
import dataclasses
import re

#: The server is on a host that the rules admit; ...
ADMITTED = 'admitted host'
#: ... on any host, whatever the rules admit; ...
ANY = 'any host'
#: ... or nowhere, or where it was: Nova found no valid host; ...
REFUSED = 'no valid host'
#: ... or gave up after the hosts of the first decision.
EXHAUSTED = 'no host is left'

#: The line of the class tells which hosts passed, or their weights; ...
JUDGED = 'judged'
#: ... that it was not judged, and why; ...
UNJUDGED = 'not judged'
#: ... and if Nova does not ask the class there is none.
SILENT = 'no line'

#: The two cases of each operation.
ALLOWED = 'allowed'
FORBIDDEN = 'refused'
CASES = (ALLOWED, FORBIDDEN)

CREATE = 'create'
CREATE_HOST = 'create host='
CREATE_ZONE = 'create az:host'
MULTI_CREATE = 'multi-create'
RESCHEDULE = 'reschedule'
RESIZE = 'resize'
COLD = 'cold migration'
COLD_HOST = 'cold migration to a host'
LIVE = 'live migration'
LIVE_HOST = 'live migration to a host'
EVACUATE = 'evacuate'
EVACUATE_HOST = 'evacuate to a host'
UNSHELVE = 'unshelve'
REBUILD = 'rebuild'
REBUILD_IMAGE = 'rebuild, new image'

#: Nova asks no filter about these.
UNASKED = (CREATE_ZONE, REBUILD)
NAMED = (CREATE_HOST, COLD_HOST, LIVE_HOST, EVACUATE_HOST)
CREATES = (CREATE, CREATE_HOST, MULTI_CREATE, RESCHEDULE)
MOVES = (RESIZE, COLD, COLD_HOST, LIVE, LIVE_HOST, EVACUATE, EVACUATE_HOST,
         UNSHELVE)
OPERATIONS = (CREATE, CREATE_HOST, CREATE_ZONE, MULTI_CREATE, RESCHEDULE,
              RESIZE, COLD, COLD_HOST, LIVE, LIVE_HOST, EVACUATE,
              EVACUATE_HOST, UNSHELVE, REBUILD, REBUILD_IMAGE)


@dataclasses.dataclass(frozen=True)
class Expected:
    """What becomes of the server, and what the class writes about it."""

    end: str
    line: str


Table = Mapping[tuple[str, str], Expected]


def judged(*, refused: str = REFUSED) -> dict[tuple[str, str], Expected]:
    """The table of a class that judges all that Nova shows to it."""
    table = {}
    for operation in OPERATIONS:
        table[operation, ALLOWED] = Expected(ADMITTED, JUDGED)
        table[operation, FORBIDDEN] = Expected(refused, JUDGED)
    table[RESCHEDULE, FORBIDDEN] = Expected(EXHAUSTED, JUDGED)
    for operation in (*UNASKED, REBUILD_IMAGE):
        for case in CASES:
            table[operation, case] = Expected(ANY, SILENT)
    return table


def passing(operations: tuple[str, ...],
            line: str) -> dict[tuple[str, str], Expected]:
    """The rows of operations that the rules do not touch."""
    return {(operation, case): Expected(ANY, line)
            for operation in operations for case in CASES}


@dataclasses.dataclass(frozen=True)
class Row:
    """What came of one operation.

    :param admitted: the hosts that the rules admit, or that are preferred
    :param hosts: where the servers are; none if there was no host for them
    :param problem: what Nova said then
    :param lines: what the class wrote about it
    :param named: the host that the request names
    :param explained: the hosts that the class refused as ``nova-ops-scheduler
        explain`` has it, if it was asked
    """

    subject: str
    operation: str
    case: str
    expected: Expected
    admitted: frozenset[str]
    hosts: tuple[str, ...]
    problem: str
    lines: tuple[str, ...]
    named: str | None = None
    explained: frozenset[str] | None = None

    @property
    def end(self) -> str:
        """What became of the server, as in the table."""
        if self.hosts:
            return (ADMITTED if self.admitted.issuperset(self.hosts)
                    else ANY)
        # Nova tells some by the traceback alone.
        if 'No valid host' in self.problem or 'NoValidHost' in self.problem:
            return REFUSED
        return (EXHAUSTED if 'xhausted all hosts' in self.problem
                else self.problem.strip().rpartition('\n')[2])

    @property
    def line(self) -> str:
        """What was written, as in the table."""
        if not self.lines:
            return SILENT
        return UNJUDGED if ', not judged: ' in self.lines[-1] else JUDGED

    def fault(self) -> str | None:
        """Tell what is not as it should be."""
        end = self.expected.end
        if self.end != end and not (end == ANY and self.end == ADMITTED):
            return 'ended with %s %s, expected %s' % (
                self.end, ', '.join(self.hosts), end)
        if self.hosts and self.named and self.hosts != (self.named,):
            return 'another host was named: ' + self.named
        if self.operation == RESCHEDULE and self.hosts:
            # The first is where the build failed.
            if self.hosts[0] not in self.admitted:
                return 'the first build was elsewhere'
        if self.line != self.expected.line:
            return '%s, expected %s' % (self.line, self.expected.line)
        if self.line == JUDGED:
            return self._wrong_line()
        return None

    def _wrong_line(self) -> str | None:
        line = self.lines[-1]
        if ' weigh' in line:
            return None
        counted = re.search(r'(\d+) of (\d+) hosts pass', line)
        if counted is None:
            return 'the line has no counts'
        passed, asked = map(int, counted.groups())
        named = refused_hosts(line)
        if len(named) != asked - passed:
            return 'the line names %d hosts' % len(named)
        if self.explained is not None and self.explained != named:
            return 'the command explains %d hosts' % len(self.explained)
        if self.end in (ADMITTED, EXHAUSTED) and self.expected.end != ANY:
            if not passed or self.admitted & named:
                return 'the line refuses a host that is admitted'
        if self.end == REFUSED and passed:
            return 'the line says that hosts pass'
        if named & frozenset(self.hosts):
            return 'the line refuses a host that has a server'
        return None

    def told(self) -> str:
        """The row and its fault, for the failure of a test."""
        return '%s, %s, %s: %s\n  admitted: %s; hosts: %s; %s\n%s' % (
            self.subject, self.operation, self.case, self.fault(),
            ', '.join(sorted(self.admitted)) or 'none',
            ', '.join(self.hosts) or 'none', self.problem,
            '\n'.join('  ' + line for line in self.lines))


def server(line: str) -> str:
    """The server that a line of a class is about."""
    return line.partition(': instance ')[2].partition(', ')[0]


def refused_hosts(line: str) -> frozenset[str]:
    """The hosts that a line of a filter says it refused."""
    _, found, after = line.partition('; refused: ')
    if not found:
        return frozenset()
    return frozenset(
        host for part in after.split('; ')
        for host in part.rpartition('): ')[2].split(', '))
