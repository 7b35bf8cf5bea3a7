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


"""What the databases of the cells know of hosts that died.

Each function here asks every cell it needs at the same time, with a number
of queries that does not depend on the number of hosts.  Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
import dataclasses
import datetime
from typing import Any

from nova import context as nova_context
from nova.db.main import api as main_db
from nova.db.main import models
from oslo_context import context as common_context
from oslo_log import log as logging
import sqlalchemy as sa

from nova_ops_ext.scheduler import cascade_deaths

LOG = logging.getLogger(__name__)

# So many servers are read from a cell, the newest first.
_MOST = 10000
_EVACUATION = 'evacuation'
_LIVE = 'live-migration'
# An evacuation to a nova-compute that has begun with it, and not ended.
_BEGUN = 'pre-migrating'
# How nova-compute begins the reason where it has disabled itself.
_BY_ITSELF = 'AUTO: '
_ENDED = frozenset(('completed', 'done', 'failed', 'error', 'cancelled'))


class NoAnswer(Exception):
    """No cell that was asked answered."""


@dataclasses.dataclass(frozen=True)
class Answers:
    """What the cells answered.

    :ivar asked: the number of cells
    """

    found: list[Any]
    asked: int

    def silent(self) -> int:
        """Give the number of cells that did not answer."""
        return self.asked - len(self.found)


@dataclasses.dataclass(frozen=True)
class Moves:
    """The moves of a server.

    :ivar live: it is being migrated live
    :ivar evacuated_from: the hosts it was evacuated from, with those that
        began to start it for an evacuation and did not come to its end
    """

    live: bool
    evacuated_from: frozenset[str]


@dataclasses.dataclass(frozen=True)
class DownTime:
    """By what nova-scheduler takes a host for down.

    :ivar now: UTC, without a time zone, as in the database
    :ivar allowed: ``service_down_time``
    """

    now: datetime.datetime
    allowed: datetime.timedelta


def down_hosts(down: DownTime) -> Answers:
    """Ask every cell for its hosts that are down: one query each.

    :returns: lists of cascade_deaths.DownHost
    :raises NoAnswer: if no cell answered
    """
    return _answers(nova_context.scatter_gather_skip_cell0(
        _context(), _down_hosts, down))


def servers(down: DownTime, project: str, image: str,
            alive_since: datetime.datetime,
            started_since: datetime.datetime) -> Answers:
    """Ask every cell for the servers of the pair: two queries each.

    :param alive_since: what counts as a survivor started before
    :param started_since: servers that started earlier are not asked for
    :returns: pairs of a list of cascade_deaths.Server, which are or were on
        hosts that are down, and the number of other hosts with survivors
    :raises NoAnswer: if no cell answered
    """
    return _answers(nova_context.scatter_gather_skip_cell0(
        _context(), _servers, down, project, image,
        alive_since, started_since))


def moves(cell: Any | None, server: str, since: datetime.datetime) -> Moves:
    """Ask for the moves of a server: one query.

    :param cell: the CellMapping of the server; None to ask them all
    :param since: moves that began earlier do not count
    :raises NoAnswer: if a cell did not answer, because it may be the
        server's
    """
    context = _context()
    if cell is None:
        results = nova_context.scatter_gather_skip_cell0(
            context, _moves, server, since)
    else:
        results = nova_context.scatter_gather_single_cell(
            context, cell, _moves, server, since)
    answers = _answers(results)
    if answers.silent():
        raise NoAnswer('a cell that may have the server did not answer')
    rows = sorted((row for found in answers.found for row in found),
                  key=lambda row: row.created_at)
    return Moves(
        bool(rows) and rows[-1].migration_type == _LIVE
        and rows[-1].status not in _ENDED,
        frozenset(_evacuated_from(
            row for row in rows if row.migration_type == _EVACUATION)))


def _evacuated_from(evacuations: Iterable[Any]) -> Iterator[str]:
    for row in evacuations:
        yield row.source_compute
        # The server is said to be on a host when it runs there.  If that
        # dies while it is started, the next evacuation is from the host
        # before.
        if row.status == _BEGUN and row.dest_compute:
            yield row.dest_compute


def _context() -> Any:
    """Make a context to ask the cells with, of the request that is served.

    Nova leaves the context it asks a cell with as that of the thread.  With
    one of another request, all that this request's thread logs from now on,
    Nova's lines too, would carry that one's id.
    """
    current = common_context.get_current()
    if isinstance(current, nova_context.RequestContext):
        return current.elevated(read_deleted='no')
    return nova_context.get_admin_context()


def _answers(results: dict[str, Any]) -> Answers:
    found = []
    for cell, result in results.items():
        if nova_context.is_cell_failure_sentinel(result):
            LOG.warning('CascadeBreakerFilter: cell %(cell)s did not answer: '
                        '%(what)s', {'cell': cell, 'what': _why(result)})
        else:
            found.append(result)
    if results and not found:
        raise NoAnswer('none of %d cells answered' % len(results))
    return Answers(found, len(results))


def _why(failure: Any) -> str:
    # A bare object stands for a cell that was not waited for any longer.
    return ('it took too long'
            if failure is nova_context.did_not_respond_sentinel
            else repr(failure))


def _reader(function: Callable[..., Any]) -> Callable[..., Any]:
    # The primary, and not a copy of it that may lag behind.
    read: Callable[..., Any] = main_db.pick_context_manager_reader(function)
    return read


def _is_down(down: DownTime) -> Any:
    """Make the condition by which Nova's service group takes it for down."""
    service = models.Service
    seen = sa.func.coalesce(service.last_seen_up, service.created_at)
    return sa.and_(
        service.binary == 'nova-compute', service.deleted == 0,
        sa.or_(service.forced_down == sa.true(),
               seen < down.now - down.allowed,
               seen > down.now + down.allowed))


@_reader
def _down_hosts(context: Any, down: DownTime) -> list[cascade_deaths.DownHost]:
    service = models.Service
    rows = context.session.query(
        service.host, service.created_at, service.last_seen_up,
        service.updated_at, service.forced_down, service.disabled,
        service.disabled_reason).filter(_is_down(down)).all()
    return [cascade_deaths.DownHost(
        row.host, row.last_seen_up or row.created_at, row.updated_at,
        bool(row.forced_down),
        # It does so when it loses libvirt, which a dying host does first.
        bool(row.disabled) and not (row.disabled_reason or '').startswith(
            _BY_ITSELF)) for row in rows]


@_reader
def _servers(context: Any, down: DownTime, project: str, image: str,
             alive_since: datetime.datetime, started_since: datetime.datetime
             ) -> tuple[list[cascade_deaths.Server], int]:
    server = models.Instance
    # Not a list of names, which a large outage would make too long.
    hosts = sa.select(models.Service.host).where(_is_down(down))
    of_the_pair = sa.and_(server.project_id == project,
                          server.image_ref == image)
    # From where else it went its host had not died.
    evacuated = sa.exists().where(
        models.Migration.instance_uuid == server.uuid,
        models.Migration.migration_type == _EVACUATION,
        models.Migration.source_compute == server.launched_on)
    # The deleted ones too: their owner clears away what died.
    rows = context.session.query(
        server.uuid, server.reservation_id, server.created_at,
        server.launched_at, server.deleted_at, server.host,
        server.launched_on, evacuated.label('evacuated')).filter(
            of_the_pair,
            sa.func.coalesce(
                server.launched_at, server.created_at) >= started_since,
            sa.or_(server.host.in_(hosts),
                   sa.and_(server.launched_on.in_(hosts), evacuated))
        ).order_by(server.id.desc()).limit(_MOST).all()
    survivors = context.session.query(
        sa.func.count(sa.distinct(server.host))).filter(
            of_the_pair, server.deleted == 0,
            server.launched_at <= alive_since,
            server.host.is_not(None), server.host.not_in(hosts)).scalar()
    return [cascade_deaths.Server(
        batch=row.reservation_id or row.uuid, created=row.created_at,
        host=row.host, launched_on=row.launched_on,
        evacuated_from=row.launched_on if row.evacuated else None,
        launched=row.launched_at, deleted=row.deleted_at)
        for row in rows], int(survivors or 0)


@_reader
def _moves(context: Any, server: str, since: datetime.datetime) -> list[Any]:
    migration = models.Migration
    rows: list[Any] = context.session.query(
        migration.migration_type, migration.status, migration.source_compute,
        migration.dest_compute, migration.created_at).filter(
            migration.deleted == 0, migration.instance_uuid == server,
            migration.created_at >= since).order_by(migration.id).all()
    return rows
