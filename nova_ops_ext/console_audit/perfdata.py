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

"""Performance data of Nagios plugins.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import math
import re
from typing import NamedTuple

from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import judgement
from nova_ops_ext.console_audit import rotation
from nova_ops_ext.console_audit import thresholds

_PLAIN = re.compile(r'\w+\Z', re.ASCII)
_HOUR = 3600


class Datum(NamedTuple):
    """One value.

    :ivar value: None if it cannot be known
    :ivar unit: ``B``, ``s``, ``%`` or nothing
    """

    label: str
    value: float | None
    unit: str = ''
    threshold: thresholds.Threshold = thresholds.Threshold(None, None)
    minimum: float | None = 0
    maximum: float | None = None

    def __str__(self) -> str:
        if self.value is None or not math.isfinite(self.value):
            return '%s=U' % _label(self.label)
        end = ':' if self.threshold.below else ''
        parts = ['%s=%s%s' % (_label(self.label), _number(self.value),
                              self.unit)]
        parts += ['' if one is None else _number(one) + end
                  for one in (self.threshold.warning, self.threshold.critical)]
        parts += ['' if one is None else _number(one)
                  for one in (self.minimum, self.maximum)]
        return ';'.join(parts).rstrip(';')


def data(judged: judgement.Judgement, seconds: float) -> Iterator[Datum]:
    """Give the values of a node.

    :param seconds: that it took to look
    """
    rows, found = judged.rows, judged.findings
    kinds = [row.rotation.kind for row in rows]
    # A sum, or a largest, of what could only partly be seen is none.
    unseen = any(one.code in ('hung', 'not-looked-at', 'unreadable')
                 and one.path.startswith(judged.seen.instances_path)
                 for one in found)
    limits = judged.thresholds
    yield Datum('logs', None if unseen else len(rows))
    yield Datum('largest', None if unseen else max(
        (row.log.size for row in rows), default=0), 'B', limits.size)
    yield Datum('size', None if unseen else
                sum(row.log.size for row in rows), 'B')
    yield Datum('disk', None if unseen else
                sum(row.log.disk for row in rows), 'B')
    yield Datum('not_rotated', kinds.count(rotation.Kind.NONE),
                threshold=thresholds.Threshold(0, None))
    yield Datum('rotation_unknown', kinds.count(rotation.Kind.UNKNOWN))
    yield Datum('hung', sum(one.code == 'hung' for one in found))
    if judged.seen.measured:
        yield Datum('fastest_per_hour', None if unseen else max(
            (row.rate for row in rows), default=0) * _HOUR, 'B',
            thresholds.Threshold(_hourly(limits.growth.warning),
                                 _hourly(limits.growth.critical)))
        yield Datum('growth_per_hour', None if unseen else
                    sum(row.rate for row in rows) * _HOUR, 'B')
        hours = [one.hours for one in judged.fillings
                 if one.hours is not None]
        if hours:
            yield Datum('hours_until_full', min(hours),
                        threshold=limits.full)
    yield Datum('warnings', _count(found, finding.Level.WARNING))
    yield Datum('criticals', _count(found, finding.Level.CRITICAL))
    yield Datum('time', seconds, 's')


def _count(found: tuple[finding.Finding, ...], level: finding.Level) -> int:
    return sum(one.level is level for one in found)


def _hourly(rate: float | None) -> float | None:
    return None if rate is None else rate * _HOUR


def _number(value: float) -> str:
    """Write a number as plugins do: never with an exponent."""
    if isinstance(value, int) or value.is_integer():
        return '%d' % value
    return ('%.3f' % value).rstrip('0').rstrip('.')


def _label(label: str) -> str:
    if _PLAIN.match(label):
        return label
    # An equals sign is not allowed even between quotes.
    return "'%s'" % label.replace('=', '_').replace("'", "''")
