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


"""What a look at all disks found, without Nova's own knowledge.  Pure.

The command cannot ask for the servers as nova-compute can.  What the last
pass knew of them stands in for that, and beside each file what it said.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from nova_ops_ext.console_audit.display import clipped
from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import listing
from nova_ops_ext.imagecache_command import moments
from nova_ops_ext.imagecache_command import record

_WHY = 'only nova-compute can ask for the servers; '
_ROW = '%10s  %-26s %-26s %s'
_NAME = 120
# The first two are what a look from outside cannot know, the other is what
# the operator chose.
_EXPECTED = (Reason.SERVERS_UNKNOWN.value, Reason.UNKNOWN_DIRECTORY.value,
             Reason.OBSERVE.value)


def known(state: Mapping[str, Any], now: float) -> shapes.Known:
    """Give what the last pass knew of the servers, which is not all.

    :param state: the record, with the last pass of nova-compute
    """
    last = record.report(state)
    names = last.get('names')
    return shapes.Known(
        False, why(state, now), tuple(record.texts(last, 'stems')),
        tuple(record.texts(last, 'hosts')),
        {str(name): str(who) for name, who in names.items()}
        if isinstance(names, dict) else {})


def why(state: Mapping[str, Any], now: float) -> str:
    """Tell why the servers are not known, and what is there instead."""
    began = record.number(record.report(state), 'now')
    if began is None and record.no_report(state) != record.NOT_YET:
        return _WHY + record.no_report(state)
    return _WHY + ('no pass of it has been reported yet' if began is None
                   else 'what is shown of them is from its last pass, %s' %
                   moments.show_time(began, now))


def level(report: Mapping[str, Any]) -> Level:
    """Tell how bad it is, as the exit code."""
    if record.rows(report, 'missing'):
        return Level.CRITICAL
    if record.rows(report, 'problems') or _refused(report):
        return Level.WARNING
    return Level.OK


def lines(report: Mapping[str, Any], state: Mapping[str, Any], now: float
          ) -> Iterator[str]:
    """Write what was found.

    :param report: of the look
    :param state: the record, with the last pass of nova-compute
    """
    seconds = record.number(report, 'scan_seconds')
    disks = record.number(report, 'disks') or 0
    yield '%d disk%s read%s; nothing was changed' % (
        disks, '' if disks == 1 else 's',
        '' if seconds is None else ' in %.2f s' % seconds)
    yield 'The servers are not known: ' + why(state, now)
    before = _said(record.report(state))
    rows = listing.ordered(record.rows(report, 'files'))
    if rows:
        yield _ROW % ('SIZE', 'NOW', 'LAST PASS', 'FILE')
    for row in rows:
        name = record.word(row, 'name')
        detail = record.word(row, 'detail')
        yield _ROW % (show_size(record.size(row)), clipped(_now(row), 26),
                      clipped(before.get(name, '-'), 26),
                      clipped(name, _NAME)) + (
                          ' (%s)' % safe(detail) if detail else '')
    for key, what in (('missing', 'missing'), ('problems', 'not understood')):
        for row in record.rows(report, key):
            yield '%s: %s: %s' % (what, safe(record.word(row, 'path')),
                                  safe(record.word(row, 'why')))
    for word, detail, _remedy in record.refusals(report):
        if word == Reason.UNKNOWN_DIRECTORY.value:
            yield 'of servers that are not known: %s' % safe(detail)
    for word, detail, remedy in _refused(report):
        yield 'refused: %s: %s%s%s' % (
            safe(word), safe(record.meaning(word)),
            ' (%s)' % safe(detail) if detail else '',
            '; ' + safe(remedy) if remedy else '')


def document(report: Mapping[str, Any], state: Mapping[str, Any], now: float
             ) -> dict[str, Any]:
    """Make the document for programs."""
    last = record.report(state)
    before = _said(last)
    return {
        'state': level(report).name, 'exit_code': int(level(report)),
        'servers_unknown': why(state, now),
        'disks': record.number(report, 'disks'),
        'scan_seconds': record.number(report, 'scan_seconds'),
        'last_pass': record.number(last, 'now'),
        'files': [{
            'name': safe(record.word(row, 'name')),
            'bytes': record.size(row), 'now': safe(_now(row)),
            'detail': safe(record.word(row, 'detail')) or None,
            'last_pass': safe(before[record.word(row, 'name')])
            if record.word(row, 'name') in before else None,
        } for row in listing.ordered(record.rows(report, 'files'))],
        **{key: [{'path': safe(record.word(row, 'path')),
                  'why': safe(record.word(row, 'why'))}
                 for row in record.rows(report, key)]
           for key in ('missing', 'problems')},
        'refusals': [{'reason': safe(word), 'detail': safe(detail) or None,
                      'remedy': safe(remedy) or None}
                     for word, detail, remedy in _refused(report)],
    }


def _now(row: Mapping[str, Any]) -> str:
    action, word = record.would(row)
    if not action:
        action, word = record.word(row, 'action'), record.word(row, 'reason')
    return '%s, %s' % (action, word)


def _said(last: Mapping[str, Any]) -> dict[str, str]:
    return {record.word(row, 'name'): _now(row)
            for row in record.rows(last, 'files')}


def _refused(report: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [one for one in record.refusals(report)
            if one[0] not in _EXPECTED]
