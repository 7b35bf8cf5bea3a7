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


"""Whether the image cache of this host is well.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit.finding import Finding
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache_command import moments
from nova_ops_ext.imagecache_command import record

#: All codes, for ``--ignore``; the manual tells what to do about each.
CODES = ('missing', 'hung', 'refused', 'too-many', 'touch-failed', 'overdue',
         'no-pass', 'switched-off', 'clock', 'not-purged', 'failed',
         'record', 'observe', 'restart')
_LATE = 3
_AHEAD = 300
# Their pass told nothing, so whatever else its report says is of no worth.
_GIVEN_UP = (Reason.WORKER_HUNG.value, Reason.WORKER_DIED.value)


class Expected(NamedTuple):
    """What nova.conf says.

    :ivar interval: seconds from pass to pass; negative for none
    """

    removal: str
    interval: float
    retention: float


class Judged(NamedTuple):
    """What was found, the worst first."""

    level: Level
    findings: tuple[Finding, ...]


def judge(state: Mapping[str, Any], expected: Expected, now: float,
          ignored: Collection[str] = ()) -> Judged:
    """Judge the record.

    :param state: what the child answered
    :param ignored: codes of findings that do not count
    """
    report = record.report(state)
    found = [*_record(state), *_trash(state, expected, now)]
    if report:
        found += [*_when(report, expected, now), *_lost(report),
                  *_refused(report, expected), *_acts(report)]
    else:
        why = record.no_report(state)
        found.append(Finding(Level.UNKNOWN, 'no-pass', '', '%s; %s' % (
            why, 'nova-compute makes the first one minutes after its start'
            if why == record.NOT_YET else 'run this as root; the next pass '
            'of nova-compute writes it anew')))
    if expected.removal != 'trash':
        found.append(Finding(Level.OK, 'observe', '', Reason.OBSERVE.text))
    if expected.interval < 0:
        found.append(Finding(
            Level.WARNING, 'switched-off', '', '[image_cache] '
            'manager_interval is negative: nova-compute makes no passes, so '
            'nothing marks the files in use for other hosts'))
    found = finding.ranked(finding.without(found, ignored))
    return Judged(finding.worst(found), tuple(found))


def _record(state: Mapping[str, Any]) -> Iterator[Finding]:
    report = record.report(state)
    # What a pass put aside is whole again after it, and is told until the
    # next one.
    for text in dict.fromkeys((*record.texts(state, 'broken'),
                               *record.texts(report, 'broken'),
                               *record.texts(report, 'unwritten'))):
        yield Finding(Level.WARNING, 'record', '', text)


def _trash(state: Mapping[str, Any], expected: Expected, now: float
           ) -> Iterator[Finding]:
    late = expected.retention + _LATE * max(expected.interval, 0)
    old = [row for row in record.rows(state, 'trash')
           if now - (record.number(row, 'since') or now) > late]
    if old:
        yield Finding(
            Level.WARNING if expected.removal == 'trash' else Level.OK,
            'not-purged', '', '%d file%s in the trash for longer than '
            'trash_retention; see nova-ops-image-cache list, and purge '
            '--expired' % (len(old), ' is' if len(old) == 1 else 's are'))


def _when(report: Mapping[str, Any], expected: Expected, now: float
          ) -> Iterator[Finding]:
    began = record.number(report, 'now') or 0.0
    if began > now + _AHEAD:
        yield Finding(
            Level.WARNING, 'clock', '', 'the last pass was made in the '
            'future, %s; is the clock of this host right?' %
            moments.show_time(began, now))
    elif expected.interval >= 0 and now - began > _LATE * max(
            expected.interval, 60):
        yield Finding(
            Level.WARNING, 'overdue', '', 'the last pass began %s, more than '
            'three intervals; is nova-compute running, and does its log say '
            'that it cannot write the record?' %
            moments.show_time(began, now))
    made = record.word(report, 'removal')
    if made and made != expected.removal:
        yield Finding(
            Level.OK, 'restart', '', 'the last pass was made with removal = '
            '%s; restart nova-compute, if nova.conf has been changed to %s' %
            (made, expected.removal))


def _lost(report: Mapping[str, Any]) -> Iterator[Finding]:
    for row in record.rows(report, 'missing'):
        yield Finding(Level.CRITICAL, 'missing', record.word(row, 'path'),
                      record.word(row, 'why') + '; ' + record.GONE)
    for row in record.rows(report, 'touch_failed'):
        yield Finding(
            Level.WARNING, 'touch-failed', record.word(row, 'path'),
            'could not be marked as in use, so a stock peer may remove it: '
            + record.word(row, 'why'))


def _refused(report: Mapping[str, Any], expected: Expected
             ) -> Iterator[Finding]:
    counts = Level.WARNING if expected.removal == 'trash' else Level.OK
    for word, detail, remedy in record.refusals(report):
        text = '; '.join(filter(None, (
            '%s (%s)' % (record.meaning(word), detail) if detail
            else record.meaning(word), remedy)))
        if word in _GIVEN_UP:
            yield Finding(Level.CRITICAL, 'hung', '', '%s: %s' % (word, text))
        elif word != Reason.OBSERVE.value:
            # What is not seen to be in use is not shielded either.
            yield Finding(
                Level.WARNING if word == Reason.SCAN_INCOMPLETE.value
                else counts, 'too-many' if word == Reason.TOO_MANY.value
                else 'refused', '', '%s: %s' % (word, text))
    if Reason.TOO_MANY.value not in {
            word for word, _detail, _remedy in record.refusals(report)}:
        many = [row for row in record.rows(report, 'files')
                if record.word(row, 'reason') == Reason.TOO_MANY.value]
        if many:
            yield Finding(counts, 'too-many', '', '%s: %d files; %s' % (
                Reason.TOO_MANY.text, len(many), Reason.TOO_MANY.remedy))


def _acts(report: Mapping[str, Any]) -> Iterator[Finding]:
    for row in record.rows(report, 'acted'):
        error = record.word(row, 'error')
        if error:
            yield Finding(Level.WARNING, 'failed', record.word(row, 'name'),
                          '%s failed: %s' % (record.word(row, 'action'),
                                             error))
