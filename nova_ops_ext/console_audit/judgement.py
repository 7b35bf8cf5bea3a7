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

"""Makes rows and findings of what was seen.  Pure."""

from __future__ import annotations

import collections
from collections.abc import Collection
from collections.abc import Iterator
from typing import NamedTuple

from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import facts
from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import logs
from nova_ops_ext.console_audit import rotation
from nova_ops_ext.console_audit.sizes import show_rate
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.console_audit import thresholds as thresholds_module

_OK = finding.Level.OK
_WARNING = finding.Level.WARNING
_UNKNOWN = finding.Level.UNKNOWN
#: virtlogd ends a file with what it has just read, some bytes too late.
_OVERSHOOT = 65536


class Row(NamedTuple):
    """A log, and what is known of it.

    :ivar owner: None if there is no domain, or it is not known
    :ivar grown: None if it was not measured
    """

    log: logs.Log
    owner: domains.Domain | None
    rotation: rotation.Rotation
    grown: growth.Growth | None

    @property
    def rate(self) -> float:
        """Give bytes a second; 0 if they were not measured."""
        return self.grown.rate if self.grown else 0.0


class Filling(NamedTuple):
    """How a file system fills.

    :ivar hours: until it is full; None if it does not fill
    """

    space: facts.Space
    rate: float
    hours: float | None


class Judgement(NamedTuple):
    """What there is to report."""

    seen: facts.Seen
    thresholds: thresholds_module.Thresholds
    rows: tuple[Row, ...]
    fillings: tuple[Filling, ...]
    findings: tuple[finding.Finding, ...]

    @property
    def level(self) -> finding.Level:
        """Give the state of the node, which is the exit code."""
        return finding.worst(self.findings)


def judge(seen: facts.Seen, thresholds: thresholds_module.Thresholds,
          ignored: Collection[str] = ()) -> Judgement:
    """Judge what was seen.

    :param ignored: codes of findings that shall not count
    """
    by_path = {path: one for one in seen.owners.values()
               for path in one.paths}
    rows = tuple(_row(log, seen, by_path.get(log.path)) for log in seen.found)
    fillings = tuple(_fillings(rows, seen))
    found = [*_node(seen)]
    for row in rows:
        found += _log(row, seen, thresholds)
    for filling in fillings:
        found += _full(filling, thresholds.full)
    return Judgement(seen, thresholds, rows, fillings, tuple(
        finding.ranked(finding.without(found, ignored))))


def _row(log: logs.Log, seen: facts.Seen, names_it: domains.Domain | None
         ) -> Row:
    uuid = log.instance[0]
    owner = names_it or seen.owners.get(uuid)
    writers = set(seen.writers.get(log.path, ()))
    for one in log.regular:
        writers.update(seen.writers.get((one.device, one.inode), ()))
    for gone in seen.deleted:
        if gone.path == log.path:
            writers.update(gone.writers)
    main = log.files[0] if log.files else None
    space = seen.spaces.get(main.device) if main else None
    known = owner is not None or not seen.no_domains
    return Row(log, owner, rotation.judge(
        sorted(writers), seen.blind, rotation.Guest(
            (owner is not None) if known else None,
            bool(owner and owner.runs), bool(space and space.shared)),
        seen.configured), seen.growths.get(log.path))


def _node(seen: facts.Seen) -> Iterator[finding.Finding]:
    for trouble in seen.troubles:
        yield finding.Finding(_UNKNOWN, trouble.code, trouble.path,
                              trouble.reason)
    for note in seen.notes:
        yield finding.Finding(_OK, note.code, note.path, note.reason)
    if seen.no_domains:
        yield finding.Finding(_OK, 'owners-unknown', '', seen.no_domains)
    if seen.configured.handler == 'file':
        yield finding.Finding(
            _WARNING, 'stdio-handler', '', 'qemu.conf has stdio_handler = '
            'file: the log of every guest that starts grows without bound')
    for gone in seen.deleted:
        yield finding.Finding(
            _WARNING, 'deleted-open', gone.path,
            'deleted, but %s still writes it: %s come free only when that '
            'ends' % (rotation.named(gone.writers), 'its bytes'
                      if gone.disk is None else show_size(gone.disk)),
            gone.disk or 0)


def _log(row: Row, seen: facts.Seen,
         thresholds: thresholds_module.Thresholds
         ) -> Iterator[finding.Finding]:
    path = row.log.path
    size, rate = row.log.size, row.rate
    level = thresholds.size.level(size)
    if level:
        yield finding.Finding(level, 'size', path, '%s, more than %s%s' % (
            show_size(size), show_size(thresholds.size.passed(size)),
            '' if row.log.disk * 2 > size else
            '; only %s of it on disk' % show_size(row.log.disk)), size)
    level = thresholds.growth.level(rate)
    # What virtlogd rotates is written fast, and does not become more.
    if level and row.rotation.kind is not rotation.Kind.VIRTLOGD:
        yield finding.Finding(level, 'growth', path, 'grows by %s%s, more '
                              'than %s' % (
                                  'at least ' if row.grown
                                  and row.grown.at_least else '',
                                  show_rate(rate), show_rate(
                                      thresholds.growth.passed(rate))), rate)
    for one in row.log.files:
        if one.kind != 'file':
            yield finding.Finding(
                _WARNING, 'not-a-file', path.rpartition('/')[0] + '/'
                + one.name, 'it is a %s, where Nova expects a file' % one.kind)
    yield from _rotation(row, size)
    if row.owner is None and not seen.no_domains and (
            row.log.instance[1] == ''):
        if row.rotation.kind is not rotation.Kind.ELSEWHERE:
            yield finding.Finding(
                _WARNING, 'no-domain', path, 'no domain of libvirt on this '
                'host belongs to it', size)


def _rotation(row: Row, size: int) -> Iterator[finding.Finding]:
    path, judged = row.log.path, row.rotation
    if judged.kind is rotation.Kind.NONE:
        yield finding.Finding(
            _WARNING, 'not-rotated', path, '%s, which never rotates it' %
            judged.reason, size)
    elif judged.kind is rotation.Kind.UNKNOWN:
        yield finding.Finding(_UNKNOWN, 'rotation-unknown', path,
                              judged.reason, size)
    elif judged.kind is rotation.Kind.VIRTLOGD:
        if judged.limits is None:
            yield finding.Finding(_UNKNOWN, 'limits-unknown', path,
                                  'virtlogd rotates it, with limits that '
                                  'cannot be known', size)
            return
        for one in row.log.regular:
            if logs.in_chain(row.log.name, one.name) and (
                    one.size > judged.limits.max_size + _OVERSHOOT):
                yield finding.Finding(
                    _WARNING, 'over-max-size', path.rpartition('/')[0] + '/'
                    + one.name, '%s, though virtlogd.conf has max_size = %s' %
                    (show_size(one.size), show_size(judged.limits.max_size)),
                    one.size)


def _fillings(rows: tuple[Row, ...], seen: facts.Seen) -> Iterator[Filling]:
    """Add up what grows without bound, for each file system."""
    rates: dict[int, float] = collections.defaultdict(float)
    for row in rows:
        if row.log.regular and not row.rotation.bounded:
            rates[row.log.regular[0].device] += row.rate
    for device, space in sorted(seen.spaces.items()):
        rate = rates[device]
        yield Filling(space, rate,
                      space.free / rate / 3600 if rate > 0 else None)


def _full(filling: Filling, threshold: thresholds_module.Threshold
          ) -> Iterator[finding.Finding]:
    if filling.hours is None:
        return
    level = threshold.level(filling.hours)
    if level:
        yield finding.Finding(
            level, 'full', filling.space.path,
            'the file system is full in %s: %s free, console logs grow by %s' %
            (show_hours(filling.hours), show_size(filling.space.free),
             show_rate(filling.rate)), 1 / (1 + filling.hours))


def show_hours(hours: float) -> str:
    """Write hours for a person."""
    return '%.1f hours' % hours if hours < 100 else '%d days' % (hours / 24)
