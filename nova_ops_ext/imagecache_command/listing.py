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


"""The files of the cache and of the trash, as a list.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from nova_ops_ext.console_audit.display import clipped
from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.imagecache_command import moments
from nova_ops_ext.imagecache_command import record

_ROW = '%10s  %-8s %-18s %-8s %s'
_NAME = 120


def lines(state: Mapping[str, Any], now: float) -> Iterator[str]:
    """Write the list."""
    report = record.report(state)
    began = record.number(report, 'now')
    if began is None:
        yield no_pass(state)
    else:
        yield 'As of the last pass, %s' % moments.show_time(began, now)
    pins = record.said(state, 'pins')
    rows = ordered(record.files(report))
    if rows:
        yield _ROW % ('SIZE', 'ACTION', 'REASON', 'UNUSED', 'FILE')
    for row in rows:
        name = record.word(row, 'name')
        yield (_ROW % (
            show_size(record.size(row)), clipped(record.word(row, 'action'),
                                                 8),
            clipped(record.word(row, 'reason'), 18),
            _unused(row, now), clipped(name, _NAME))
        ).rstrip() + _also(row, pinned=name in pins)
    trash = sorted(record.rows(state, 'trash'), key=lambda row: (
        record.number(row, 'since') or 0, record.word(row, 'entry')))
    if trash:
        yield 'In the trash, %s:' % show_size(sum(map(record.size, trash)))
        yield '%10s  %-8s %s' % ('SIZE', 'FOR', 'ENTRY')
    for row in trash:
        since = record.number(row, 'since')
        yield '%10s  %-8s %s' % (
            show_size(record.size(row)), 'unknown' if since is None
            else moments.show_seconds(now - since),
            clipped(record.word(row, 'entry'), _NAME))
    for name in sorted(set(pins) - {record.word(row, 'name')
                                    for row in rows}):
        yield 'pinned, but not in the cache: %s' % clipped(name, _NAME)


def no_pass(state: Mapping[str, Any]) -> str:
    """Say that there is no report, and what there is instead."""
    why = safe(record.no_report(state))
    return '%s%s; nova-ops-image-cache scan --dry-run looks now' % (
        why[:1].upper(), why[1:])


def document(state: Mapping[str, Any]) -> dict[str, Any]:
    """Make the document for programs."""
    report = record.report(state)
    pins = record.said(state, 'pins')
    return {
        'last_pass': record.number(report, 'now'),
        'files': [file_document(row, pins)
                  for row in ordered(record.files(report))],
        'trash': [{
            'entry': safe(record.word(row, 'entry')),
            'name': safe(record.word(row, 'name')),
            'since': record.number(row, 'since'), 'bytes': record.size(row),
        } for row in record.rows(state, 'trash')],
        'pins': {safe(name): safe(who) for name, who in pins.items()},
    }


def file_document(row: Mapping[str, Any], pins: Mapping[str, str]
                  ) -> dict[str, Any]:
    """Make the document of a file."""
    name = record.word(row, 'name')
    age = record.age(row)
    would = record.would(row)
    return {
        'name': safe(name), 'bytes': record.size(row),
        'action': safe(record.word(row, 'action')),
        'reason': safe(record.word(row, 'reason')),
        'detail': safe(record.word(row, 'detail')) or None,
        'would': {'action': safe(would[0]), 'reason': safe(would[1])}
        if would[0] else None,
        'unused_since': age.since if age and age.passes else None,
        'unused_passes': age.passes if age else None,
        'pinned': safe(pins[name]) if name in pins else None,
    }


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort files, the largest first."""
    return sorted(rows, key=lambda row: (-record.size(row),
                                         record.word(row, 'name')))


def _unused(row: Mapping[str, Any], now: float) -> str:
    age = record.age(row)
    if age is None or not age.passes:
        return '-'
    return moments.show_seconds(now - age.since)


def _also(row: Mapping[str, Any], *, pinned: bool) -> str:
    action, reason = record.would(row)
    also = [] if not action else [
        'if nothing stood against it: %s, %s' % (safe(action), safe(reason))]
    if pinned and record.word(row, 'reason') != 'pinned':
        also.append('pinned')
    return ' (%s)' % '; '.join(also) if also else ''
