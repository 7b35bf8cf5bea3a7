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

"""The rabbit hole: the bytes that one look at a console log puts on the bus.

An answer is JSON within JSON on its way through RabbitMQ.  Stock Nova's is
counted on a piece of the log, as Nova encodes it; ours is what the product's
own code gives.
"""

from __future__ import annotations

from collections.abc import Sequence
import csv
import functools
import io
import json
import math
from typing import NamedTuple

from nova_ops_ext.console import bus
from tools.figures import drawing
from tools.figures import sampled_options

_MIB = 1 << 20
#: What libvirt's driver reads of a log, in Nova 31 to 34.
LIBVIRT_READS = 100 << 10
# The tale's log: "wc -l" and "ls -sh" of the guide.
TALE_LINES, TALE_BYTES = 92890453, int(5.5 * (1 << 30))
RABBITMQ_4, RABBITMQ_3 = 16 * _MIB, 128 * _MIB
_LINE = b'x' * (TALE_BYTES // TALE_LINES - 1) + b'\n'
_LEFT, _RIGHT = 250, 560
_LEAST, _MOST = 1e4, 1e10


class Row(NamedTuple):
    """What one look costs."""

    log: str
    driver: str
    stock: int
    ours: int


@functools.cache
def rows() -> list[Row]:
    """Count it for some logs."""
    most = int(sampled_options.default('ops_console', 'max_bytes'))

    def row(log: str, driver: str, unit: bytes, size: int) -> Row:
        count = size // len(unit)
        stock = count * stock_cost(unit)
        # More of the log than ours looks at changes nothing.
        end = unit * min(count, 2 * most // len(unit))
        return Row(log, driver, stock, stock_cost(bus.bounded(end, most)))

    return [
        row('5.5 GiB of text, as in the tale', 'one that reads all',
            _LINE, TALE_BYTES),
        row('the same', 'libvirt, today', _LINE, LIBVIRT_READS),
        row('100 KiB, nothing of it ASCII', 'libvirt, today',
            b'\xff', LIBVIRT_READS),
        row('1 MiB, nothing of it ASCII', 'one that reads all',
            b'\xff', _MIB),
        row('100 MB, nothing of it ASCII', 'one that reads all',
            b'\xff', 10 ** 8)]


def stock_cost(log: bytes) -> int:
    """Give the bytes of a log on the bus, as stock Nova sends it."""
    return len(json.dumps(json.dumps(log.decode('ascii', 'replace'))[1:-1])
               ) - 2


def table(found: Sequence[Row]) -> str:
    """Write down what was counted."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator='\n')
    out.writerow(('Console log', 'Driver', 'Stock Nova 34, bytes',
                  'Guarded, bytes'))
    out.writerows((row.log, row.driver, _grouped(row.stock),
                   _grouped(row.ours)) for row in found)
    return written.getvalue()


def figure(found: Sequence[Row]) -> str:
    """Draw a pair of bars for each log."""
    bottom = 62 + 62 * len(found)
    parts = [drawing.text(14, 22, 'Bytes on the message bus for one look at '
                          'a console log (logarithmic)', 'head')]
    for limit, label in ((RABBITMQ_4, 'RabbitMQ 4: 16 MiB'),
                         (RABBITMQ_3, '3.8 to 3.13: 128 MiB')):
        parts.append(drawing.path([(_x(limit), 52), (_x(limit), bottom)],
                                  'dots'))
        left = limit == RABBITMQ_4
        parts.append(drawing.text(_x(limit) - 4 if left else _x(limit) + 4,
                                  46, label, 'small dim' + (
                                      ' end' if left else '')))
    for number, row in enumerate(found):
        y = 62 + 62 * number
        parts += [drawing.text(14, y + 16, row.log),
                  drawing.text(14, y + 33, 'driver: ' + row.driver,
                               'small dim')]
        for at, value, kind, ink, who in (
                (y, row.stock, 'bad-box', 'bad', 'stock'),
                (y + 24, row.ours, 'ours-box', 'ours', 'guarded')):
            parts += [drawing.box(_LEFT, at, _x(value) - _LEFT, 18, kind),
                      drawing.text(_LEFT - 6, at + 13, who, 'end small ' + ink
                                   ),
                      drawing.text(_x(value) + 6, at + 13, _grouped(value),
                                   'small')]
    parts.append(drawing.path([(_LEFT, 56), (_LEFT, bottom)]))
    return drawing.document(
        'rabbit-hole', 'Bytes on the message bus for one look at a console '
        'log', 'Pairs of bars, stock Nova and guarded.  ' + '  '.join(
            '%s, driver %s: %s and %s bytes.' % (
                row.log, row.driver, _grouped(row.stock), _grouped(row.ours))
            for row in found), bottom + 8, parts)


def _grouped(number: int) -> str:
    return format(number, ',').replace(',', ' ')


def _x(value: float) -> float:
    share = math.log(value / _LEAST) / math.log(_MOST / _LEAST)
    return _LEFT + share * (_RIGHT - _LEFT)
