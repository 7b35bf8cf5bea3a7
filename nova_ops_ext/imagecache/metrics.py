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


"""What a pass did, for Prometheus: text for node_exporter's textfile.  Pure.

What a report does not know is not there, rather than 0: nobody is to take a
pass that could not look for one that found nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import math
from typing import NamedTuple

from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache.reason import Reason

_PREFIX = 'nova_ops_image_cache_'
# Those that refuse are 0 in other passes, so that they do not vanish.
_REFUSING = frozenset(one.value for one in (
    *decision.refusals(decision.Pass()), Reason.WORKER_HUNG,
    Reason.WORKER_DIED))
# A pass that was given up has not done them.
_OF_ITS_WORK = frozenset((
    'seconds', 'scan_seconds', 'disks', 'touched', 'touch_failed', 'problems',
    'freed_bytes', 'acted'))
_Labels = tuple[tuple[str, str], ...]


class _Metric(NamedTuple):
    name: str
    help: str
    samples: tuple[tuple[_Labels, float], ...]


def text(report: Mapping[str, object]) -> str:
    """Write the metrics of the pass that a report tells of.

    :param report: of a pass; one that was cut short may lack keys
    """
    host: _Labels = (('host', str(report.get('host', ''))),)
    lines = []
    for metric in _metrics(report):
        if not metric.samples:
            continue
        name = _PREFIX + metric.name
        lines.append('# HELP %s %s' % (name, metric.help))
        lines.append('# TYPE %s gauge' % name)
        lines += ['%s{%s} %s' % (name, _shown(host + labels), _number(value))
                  for labels, value in metric.samples]
    return ''.join(line + '\n' for line in lines)


def _metrics(report: Mapping[str, object]) -> Iterator[_Metric]:
    if report.get('gave_up'):
        # What it says of the cache is from the pass before.
        report = {**{key: value for key, value in report.items()
                     if key not in _OF_ITS_WORK}, 'complete': False}
    if 'removal' in report:
        yield _Metric('info', 'Always 1; removal is the option of that name.',
                      (((('removal', str(report['removal'])),), 1),))
    yield _one('complete', '1 if the last pass has seen all that could need '
               'a file.', int(bool(report['complete']))
               if 'complete' in report else None)
    yield _one('last_pass_timestamp_seconds',
               'When the last pass began, in seconds since 1970.',
               report.get('now'))
    yield _one('pass_seconds', 'Seconds that the last pass took.',
               report.get('seconds'))
    yield _one('scan_seconds', 'Seconds of that for reading all disks.',
               report.get('scan_seconds'))
    yield _Metric('refused', '1 if the last pass might remove nothing for '
                  'this reason.', _refused(report.get('refusals')))
    yield _Metric('files', 'Files of the cache and the trash by what the '
                  'last pass did with them, and why.',
                  _counts(report.get('counts')))
    yield _one('kept_bytes', 'Bytes of the files in the cache.',
               report.get('kept_bytes'))
    yield _one('trash_bytes', 'Bytes of the files in the trash.',
               report.get('trash_bytes'))
    yield _one('freed_bytes', 'Bytes that the last pass gave back to the '
               'file system.', report.get('freed_bytes'))
    yield _one('removable_bytes', 'Bytes of unused files that would go into '
               'the trash if nothing stood against it.',
               _removable(report.get('files')))
    yield _one('disks', 'Disks whose header the last pass read.',
               report.get('disks'))
    yield _one('touched', 'Files that the last pass marked as in use.',
               report.get('touched'))
    for key, name, about in (
            ('touch_failed', 'touch_failures', 'Files in use that the last '
             'pass could not mark, so that a stock peer may remove them.'),
            ('missing', 'missing', 'Backing files that a disk needs and that '
             'are gone.'),
            ('problems', 'problems', 'Files and directories that the last '
             'pass could not read or understand.')):
        found = report.get(key)
        yield _one(name, about,
                   len(found) if isinstance(found, (list, tuple)) else None)
    yield _one('failed_acts', 'Acts of the last pass that failed.',
               _failed(report.get('acted')))


def _one(name: str, about: str, value: object) -> _Metric:
    number = _as_number(value)
    return _Metric(name, about, () if number is None else (((), number),))


def _as_number(value: object) -> float | None:
    # A bool is an int for Python, and none of a report.
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None


def _refused(refusals: object) -> tuple[tuple[_Labels, float], ...]:
    if not isinstance(refusals, (list, tuple)):
        return ()
    words = {str(one.get('reason', '')) for one in refusals
             if isinstance(one, Mapping)}
    return tuple(((('reason', word),), int(word in words))
                 for word in sorted(words | _REFUSING))


def _counts(counts: object) -> tuple[tuple[_Labels, float], ...]:
    if not isinstance(counts, Mapping):
        return ()
    samples = []
    for both, number in sorted(counts.items()):
        action, _slash, reason = str(both).partition('/')
        value = _as_number(number)
        if value is not None:
            samples.append(((('action', action), ('reason', reason)), value))
    return tuple(samples)


def _removable(files: object) -> int | None:
    if not isinstance(files, (list, tuple)):
        return None
    size = 0
    for one in files:
        would = one.get('would') if isinstance(one, Mapping) else None
        if would and would[0] == 'trash':
            size += one.get('bytes') or 0
    return size


def _failed(acted: object) -> int | None:
    if not isinstance(acted, (list, tuple)):
        return None
    return sum(bool(isinstance(one, Mapping) and one.get('error'))
               for one in acted)


def _shown(labels: _Labels) -> str:
    return ','.join('%s="%s"' % (name, _escaped(value))
                    for name, value in labels)


def _escaped(value: str) -> str:
    # The collector takes UTF-8 only; what a name has instead is shown.
    value = value.encode('utf-8', 'backslashreplace').decode()
    return value.replace('\\', '\\\\').replace('"', '\\"').replace(
        '\n', '\\n')


def _number(value: float) -> str:
    if isinstance(value, int):
        return '%d' % value
    if math.isfinite(value):
        return repr(value)
    return 'NaN' if math.isnan(value) else '+Inf' if value > 0 else '-Inf'
