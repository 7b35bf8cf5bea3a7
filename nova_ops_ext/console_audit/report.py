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

"""The report for people and for Nagios.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from nova_ops_ext.console_audit.display import clipped
from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import judgement
from nova_ops_ext.console_audit import perfdata
from nova_ops_ext.console_audit import rotation
from nova_ops_ext.console_audit.sizes import show_rate
from nova_ops_ext.console_audit.sizes import show_size

_ROW = '%10s %10s %13s %5s  %-10s %-36s %s'
_ROTATED = {
    rotation.Kind.VIRTLOGD: 'virtlogd', rotation.Kind.NONE: 'no',
    rotation.Kind.NEXT_VIRTLOGD: '(virtlogd)', rotation.Kind.NEXT_NONE: '(no)',
    rotation.Kind.IDLE: '-', rotation.Kind.ELSEWHERE: 'elsewhere',
    rotation.Kind.UNKNOWN: 'unknown',
}


def lines(judged: judgement.Judgement, data: Iterable[perfdata.Datum], *,
          top: int, by_growth: bool) -> Iterator[str]:
    """Write the report.

    :param top: so many findings and so many logs; 0 means all
    :param by_growth: sort logs by growth instead of by size
    """
    yield first_line(judged.level, summary(judged), data)
    yield from _findings(judged.findings, top)
    if judged.rows:
        yield _ROW % ('SIZE', 'ON DISK', 'GROWTH', 'FILES', 'ROTATED',
                      'INSTANCE', 'WHOSE')
    rows = ordered(judged.rows, by_growth=by_growth)
    for row in rows[:top or None]:
        yield _row(row, measured=judged.seen.measured)
    if top and len(rows) > top:
        yield '... and %d more (--top 0 lists all logs)' % (len(rows) - top)
    for one in judged.fillings:
        yield 'file system of %s: %s free of %s%s' % (
            safe(one.space.path), show_size(one.space.free),
            show_size(one.space.total),
            '' if one.hours is None else ', full in %s at this growth' %
            judgement.show_hours(one.hours))


def first_line(level: finding.Level, text: str,
               data: Iterable[perfdata.Datum] = ()) -> str:
    """Write the line that Nagios shows."""
    line = 'CONSOLE %s - %s' % (level.name, text)
    values = ' '.join(map(str, data))
    return '%s | %s' % (line, values) if values else line


def summary(judged: judgement.Judgement) -> str:
    """Say the worst in a few words."""
    counted = [one for one in judged.findings if one.level]
    if not counted:
        rows = judged.rows
        return '%d console log%s, %s, the largest %s' % (
            len(rows), '' if len(rows) == 1 else 's',
            show_size(sum(row.log.size for row in rows)),
            show_size(max((row.log.size for row in rows), default=0)))
    worst = counted[0]
    return '%s%s' % (_about(worst), '' if len(counted) == 1 else
                     ' (and %d more)' % (len(counted) - 1))


def ordered(rows: Iterable[judgement.Row], *, by_growth: bool
            ) -> list[judgement.Row]:
    """Sort logs, the worst first."""
    if by_growth:
        return sorted(rows, key=lambda row: (-row.rate, -row.log.size,
                                             row.log.path))
    return sorted(rows, key=lambda row: (-row.log.size, -row.rate,
                                         row.log.path))


def _findings(found: tuple[finding.Finding, ...], top: int
              ) -> Iterator[str]:
    for one in found[:top or None]:
        yield '%s: %s [%s]' % (
            one.level.name.lower() if one.level else 'note', _about(one),
            one.code)
    if top and len(found) > top:
        yield '... and %d more (--top 0 lists all findings)' % (
            len(found) - top)


def _about(one: finding.Finding) -> str:
    text = safe(one.text)
    return '%s: %s' % (clipped(one.path, 300), text) if one.path else text


def _row(row: judgement.Row, *, measured: bool) -> str:
    grown = row.grown
    rate = '-' if not measured else 'new' if grown is None else (
        ('>=' if grown.at_least else '') + show_rate(grown.rate))
    return (_ROW % (
        show_size(row.log.size), show_size(row.log.disk), rate,
        len(row.log.regular), _ROTATED[row.rotation.kind],
        clipped(''.join(row.log.instance) or row.log.path, 60),
        _whose(row))).rstrip()


def _whose(row: judgement.Row) -> str:
    owner = row.owner
    if owner is None:
        return 'unknown'
    return '%s %s, project %s, user %s' % (
        clipped(owner.name, 40), clipped(owner.title or '-', 60),
        _both(owner.project, owner.project_id),
        _both(owner.user, owner.user_id))


def _both(name: str, number: str) -> str:
    if name and number:
        return '%s (%s)' % (clipped(name, 40), clipped(number, 40))
    return clipped(name or number or '-', 40)
