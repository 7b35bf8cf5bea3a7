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

"""What ``CascadeBreakerFilter`` asks the databases, and costs besides.

The cells are SQLite files with Nova's tables, and are asked one after another
in place of Nova's threads.  For its own cost they are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
import contextlib
import datetime
import os
import tempfile
from typing import Any
from typing import NamedTuple
from unittest import mock

import nova.conf
from nova import context as nova_context
from nova.db.main import api as main_db
from nova.db.main import models
from nova.scheduler import filters
from oslo_utils import timeutils
from oslo_utils import uuidutils
import sqlalchemy

from benchmarks import interleaved
from benchmarks import nova_hosts
from benchmarks import report
from nova_ops_ext.conf import cascade_breaker as options
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence
from nova_ops_ext.scheduler.filters import cascade_breaker

#: Queries a cell for a create: what is down, then two about the pair.
_MOST_QUERIES = 3
_CELLS, _HOSTS = (1, 3), (100, 1000)
#: At most this times AggregateMultiTenancyIsolation, as for other filters.
_STOPPED_BAR, _NOTHING_BAR = 0.30, 0.25
_SECONDS = 1.0
CONF = nova.conf.CONF


class Counts(NamedTuple):
    """Queries for one request."""

    off: int
    rebuild: int
    nothing_down: int
    stopped: int


def run(rounds: int, peer: interleaved.Subject, hosts: Sequence[Any]
        ) -> list[report.Bar]:
    """Measure and print.

    :param peer: AggregateMultiTenancyIsolation, with the same hosts
    :returns: the bars that have been set
    """
    return _queries() + _own(rounds, peer, hosts)


def _queries() -> list[report.Bar]:
    rows = []
    counted = []
    for cells in _CELLS:
        for hosts in _HOSTS:
            counts = count(cells, hosts)
            rows.append((cells, hosts, *counts))
            counted.append((cells, counts))
    print(report.table(
        'CascadeBreakerFilter, queries for one request',
        ('cells', 'hosts of each', 'off', 'rebuild', 'nothing is down',
         'stopped'), rows))
    return [
        report.Bar('CascadeBreakerFilter, off or a rebuild', float(max(
            max(counts.off, counts.rebuild) for _cells, counts in counted)),
            0.0, ' queries'),
        report.Bar('CascadeBreakerFilter, nothing is down', max(
            counts.nothing_down / cells for cells, counts in counted),
            1.0, ' queries a cell'),
        report.Bar('CascadeBreakerFilter, stopped', max(
            counts.stopped / cells for cells, counts in counted),
            float(_MOST_QUERIES), ' queries a cell')]


class _Cells:
    """Databases of cells.

    :ivar queries: how many they were asked
    """

    def __init__(self, place: str, count: int) -> None:
        self.queries = 0
        self._managers = [main_db.create_context_manager(
            'sqlite:///' + os.path.join(place, '%d.db' % number))
            for number in range(count)]
        for manager in self._managers:
            engine = manager.writer.get_engine()
            models.BASE.metadata.create_all(engine)
            sqlalchemy.event.listen(engine, 'before_cursor_execute',
                                    self._seen)

    def _seen(self, _connection: Any, _cursor: Any, statement: str,
              *_more: Any) -> None:
        # oslo.db looks whether the server is there.
        if not statement.startswith(('BEGIN', 'SELECT 1')):
            self.queries += 1

    def scatter(self, context: Any, function: Callable[..., Any],
                *arguments: Any) -> dict[str, Any]:
        """Ask each, as nova.context.scatter_gather_skip_cell0 does."""
        return {str(number): function(cell, *arguments)
                for number, cell in enumerate(self._contexts(context))}

    def _contexts(self, context: Any) -> Iterator[Any]:
        for manager in self._managers:
            cell = context.elevated()
            cell.db_connection = manager
            yield cell

    def dispose(self) -> None:
        for manager in self._managers:
            manager.writer.get_engine().dispose()

    def add(self, made: Callable[[int], list[Any]]) -> None:
        """Write rows into each.

        :param made: gives them, for a cell by its number
        """
        contexts = self._contexts(nova_context.get_admin_context())
        for number, cell in enumerate(contexts):
            @main_db.pick_context_manager_writer
            def write(context: Any, rows: list[Any]) -> None:
                context.session.add_all(rows)

            write(cell, made(number))


def count(cells: int, hosts: int) -> Counts:
    """Count the queries for requests of all kinds.

    :param hosts: of each cell
    """
    handler = filters.HostFilterHandler()
    ours = cascade_breaker.CascadeBreakerFilter()
    candidates = nova_hosts.hosts(1000)
    spec = nova_hosts.create_request()
    rebuild = nova_hosts.create_request(
        scheduler_hints={'_nova_check_type': ['rebuild']})

    def asked(request: Any, passed: int) -> int:
        databases.queries = 0
        found = len(handler.get_filtered_objects([ours], candidates, request))
        if found != passed:
            raise AssertionError('%d hosts passed' % found)
        return databases.queries

    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as end:
        databases = _Cells(place, cells)
        end.callback(databases.dispose)
        end.enter_context(mock.patch.object(
            nova_context, 'scatter_gather_skip_cell0', databases.scatter))
        databases.add(lambda cell: [_service(
            '%d-%d' % (cell, number), 0) for number in range(hosts)])
        _mode('off')
        off = asked(spec, len(candidates))
        _mode('enforce')
        none = asked(spec, len(candidates))
        databases.add(lambda cell: [row for number in range(hosts)
                                    for row in _death(cell, number, spec)])
        return Counts(off, asked(rebuild, len(candidates)), none,
                      asked(spec, 0))


def _death(cell: int, number: int, spec: Any) -> list[Any]:
    """Make a host that died of the pair, a while after the one before."""
    name = 'dead-%d-%d' % (cell, number)
    ago = 3600 + 60 * number
    now = timeutils.utcnow()
    created = now - datetime.timedelta(seconds=ago + 30)
    server = uuidutils.generate_uuid()
    return [_service(name, ago), models.Instance(
        uuid=server, reservation_id='r-' + server[:8],
        project_id=spec.project_id, image_ref=spec.image.id, host=name,
        launched_on=name, created_at=created, launched_at=created)]


def _service(name: str, ago: float) -> Any:
    seen = timeutils.utcnow() - datetime.timedelta(seconds=ago)
    return models.Service(
        host=name, binary='nova-compute', topic='compute', report_count=1,
        uuid=uuidutils.generate_uuid(), created_at=seen, last_seen_up=seen,
        forced_down=bool(ago))


def _own(rounds: int, peer: interleaved.Subject, hosts: Sequence[Any]
         ) -> list[report.Bar]:
    """Time it with answers that are there already."""
    handler = filters.HostFilterHandler()
    ours = cascade_breaker.CascadeBreakerFilter()
    spec = nova_hosts.create_request()
    now = timeutils.utcnow()
    down = [cascade_deaths.DownHost(
        'dead-%d' % number, now - datetime.timedelta(
            seconds=3600 + 60 * number)) for number in range(100)]
    servers = [cascade_deaths.Server(
        batch=host.name, host=host.name, launched_on=host.name,
        created=host.seen - datetime.timedelta(seconds=30),
        launched=host.seen - datetime.timedelta(seconds=30)) for host in down]
    limits = {'stopped, no quarantine': _STOPPED_BAR,
              'nothing is down': _NOTHING_BAR}

    def subject(name: str, found: list[Any], passed: int
                ) -> interleaved.Subject:
        def down_hosts(*_asked: Any) -> Any:
            return cascade_evidence.Answers([found], 1)

        def of_the_pair(*_asked: Any) -> Any:
            return cascade_evidence.Answers([(servers, 0)], 1)

        def ask(_nothing: None) -> None:
            with mock.patch.multiple(cascade_evidence, down_hosts=down_hosts,
                                     servers=of_the_pair):
                found = handler.get_filtered_objects([ours], hosts, spec)
            if len(found) != passed:
                raise AssertionError('%s: %d hosts passed' % (
                    name, len(found)))

        return interleaved.Subject(name, ask, lambda: _mode('enforce'))

    seconds = interleaved.measure(
        [peer, subject('stopped, no quarantine', down, 0),
         subject('nothing is down', [], len(hosts))],
        rounds=rounds, turns=1)
    bars, rows = [], []
    for name, series in seconds.items():
        ratio = (series / seconds[peer.name]).median
        if name in limits:
            bars.append(report.Bar('CascadeBreakerFilter without database, '
                                   + name, ratio, limits[name]))
        rows.append((name, series.scaled(1e6 / len(hosts)).median, ratio,
                     str(bars[-1]) if name in limits else ''))
    print(report.table(
        'CascadeBreakerFilter without database, %s hosts' % format(
            len(hosts), ','),
        ('one host', 'us CPU', 'x ' + peer.name, ''), rows))
    return bars


def _mode(mode: str) -> None:
    CONF.set_override('mode', mode, options.GROUP.name)
