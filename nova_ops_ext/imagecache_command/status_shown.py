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


"""The status for people, for Nagios and for programs.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from nova_ops_ext.console_audit.display import clipped
from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Finding
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.console_audit.perfdata import Datum
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.imagecache_command import moments
from nova_ops_ext.imagecache_command import record
from nova_ops_ext.imagecache_command import status

_PATH = 300


def first_line(level: Level, text: str, data: list[Datum]) -> str:
    """Write the line that Nagios shows."""
    line = 'IMAGE CACHE %s - %s' % (level.name, text)
    values = ' '.join(map(str, data))
    return '%s | %s' % (line, values) if values else line


def lines(judged: status.Judged, state: Mapping[str, Any], now: float
          ) -> Iterator[str]:
    """Write the status.

    :param state: what the child answered
    """
    yield first_line(judged.level, summary(judged, state, now),
                     data(judged, state, now))
    for one in judged.findings:
        yield '%s: %s [%s]' % (
            one.level.name.lower() if one.level else 'note', _about(one),
            one.code)


def summary(judged: status.Judged, state: Mapping[str, Any], now: float
            ) -> str:
    """Say the worst in a few words."""
    counted = [one for one in judged.findings if one.level]
    if counted:
        return _about(counted[0]) + (
            '' if len(counted) == 1 else ' (and %d more)' % (
                len(counted) - 1))
    report = record.report(state)
    began = record.number(report, 'now')
    trash = record.rows(state, 'trash')
    files = len(record.files(report))
    return '%d file%s, %s; trash: %d, %s; last pass %s' % (
        files, '' if files == 1 else 's',
        show_size(record.number(report, 'kept_bytes') or 0), len(trash),
        show_size(sum(map(record.size, trash))),
        'unknown' if began is None else moments.show_time(began, now))


def data(judged: status.Judged, state: Mapping[str, Any], now: float
         ) -> list[Datum]:
    """Give the performance data; U is what is not known."""
    report = record.report(state)
    trash = record.rows(state, 'trash') if 'trash' in state else None
    began = record.number(report, 'now')
    found = judged.findings

    def count(key: str) -> int | None:
        # A pass that was given up tells only what the one before it knew.
        return len(record.rows(report, key)) if key in report else None

    return [
        Datum('files', len(record.files(report)) if 'files' in report
              else None),
        Datum('size', record.number(report, 'kept_bytes'), 'B'),
        Datum('removable', sum(
            record.size(row) for row in record.rows(report, 'files')
            if record.would(row)[0] == 'trash') if 'files' in report
            else None, 'B'),
        Datum('trash', None if trash is None else len(trash)),
        Datum('trash_size', None if trash is None
              else sum(map(record.size, trash)), 'B'),
        Datum('missing', count('missing')),
        Datum('touch_failures', count('touch_failed')),
        Datum('refusals', sum(
            one.code in ('refused', 'too-many') for one in found)
            if report else None),
        Datum('age', None if began is None else max(now - began, 0), 's'),
        Datum('seconds', record.number(report, 'seconds'), 's')]


def document(judged: status.Judged, state: Mapping[str, Any], now: float
             ) -> dict[str, Any]:
    """Make the document for programs."""
    return {
        'state': judged.level.name, 'exit_code': int(judged.level),
        'summary': summary(judged, state, now),
        'findings': [{
            'level': one.level.name, 'code': one.code,
            'path': safe(one.path) or None, 'text': safe(one.text),
        } for one in judged.findings],
        'perfdata': {one.label: one.value
                     for one in data(judged, state, now)},
    }


def _about(one: Finding) -> str:
    text = safe(one.text)
    return '%s: %s' % (clipped(one.path, _PATH), text) if one.path else text
