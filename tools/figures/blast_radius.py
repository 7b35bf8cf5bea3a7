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

"""The blast radius: how many hosts can one project take down?

As ``nova-ops-scheduler simulate`` tells it, by the filters' own decisions, for
clouds of many sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
import csv
import datetime
import functools
import io
import math
import random
from typing import NamedTuple

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler_command import attack
from nova_ops_ext.scheduler_command import cloud
from tools.figures import drawing
from tools.figures import sampled_options

SIZES = (10, 20, 50, 100, 200, 500, 1000)
SHARD = 8
_PROJECTS = 20
_GROUP = 'ops_cascade_breaker'
# Nova's own defaults, which no sample of ours has.
_REPORT_INTERVAL, _SERVICE_DOWN_TIME = 10, 60
_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 40, 470, 330


class Row(NamedTuple):
    """The hosts that the worst of many projects takes.

    :ivar hosts: in the cloud, and all of them in one pool
    """

    hosts: int
    nova: int
    breaker: int
    breaker_batches: int
    shards: int
    both: int
    both_batches: int


@functools.cache
def rows() -> list[Row]:
    """Try it for each size."""
    return [_row(size) for size in SIZES]


def _row(size: int) -> Row:
    names = tuple('host-%04d' % number for number in range(size))
    pool = cloud.Aggregate(1, 'pool', None, names,
                           {'ops_shard_size': str(SHARD)})
    hosts = [attack.Host(name, (pool,)) for name in names]
    shards = attack.Shards('the seed of this figure', unpooled_pass=True)
    breaker = _breaker()

    def worst(defence: attack.Defence, *, batches: bool) -> int:
        # The same projects and the same choices for each defence.
        choose = random.Random(size)
        return max(len(attack.lost(
            hosts, '%032x' % choose.getrandbits(128), defence,
            batches=batches, choose=choose)) for _ in range(_PROJECTS))

    return Row(
        size, worst(attack.Defence(), batches=False),
        worst(attack.Defence(None, breaker), batches=False),
        worst(attack.Defence(None, breaker), batches=True),
        worst(attack.Defence(shards), batches=True),
        worst(attack.Defence(shards, breaker), batches=False),
        worst(attack.Defence(shards, breaker), batches=True))


def _breaker() -> attack.Breaker:
    def option(name: str) -> int:
        return int(sampled_options.default(_GROUP, name))
    slack = cascade_deaths.slack(_REPORT_INTERVAL)
    return attack.Breaker(
        cascade.Limits(
            option('incidents'), datetime.timedelta(seconds=option('window')),
            option('bystanders'), option('survivors_per_death'), slack),
        2 * slack + datetime.timedelta(seconds=_SERVICE_DOWN_TIME + 1))


def table(found: Sequence[Row]) -> str:
    """Write down what was found."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator='\n')
    out.writerow(('Hosts', 'Nova alone', 'Breaker, one by one',
                  'Breaker, in batches', 'Shards of %d' % SHARD,
                  'Both, one by one', 'Both, in batches'))
    out.writerows(found)
    return written.getvalue()


def figure(found: Sequence[Row]) -> str:
    """Draw it; both axes are logarithmic."""
    parts = [drawing.text(_LEFT, 22, 'Hosts that the worst of %d projects '
                          'takes down' % _PROJECTS, 'head')]
    for mark in (1, 10, 100, 1000):
        y = _y(mark)
        parts += [drawing.path([(_LEFT, y), (_RIGHT, y)], 'grid'),
                  drawing.text(_LEFT - 8, y + 4, '%d' % mark, 'end small')]
    for size in SIZES:
        x = _x(size)
        parts += [drawing.path([(x, _BOTTOM), (x, _BOTTOM + 4)]),
                  drawing.text(x, _BOTTOM + 18, '%d' % size, 'middle small')]
    parts += [
        drawing.path([(_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)]),
        drawing.text((_LEFT + _RIGHT) / 2, _BOTTOM + 38,
                     'hosts in the cloud (both scales are logarithmic)',
                     'middle small dim')]
    last = found[-1]
    for name, kind, first, second in (
            ('nova', 'bad-line', 'Nova alone', 'all of them'),
            ('shards', 'ours-line long', 'shards of %d' % SHARD,
             'never more than %d' % last.shards),
            ('breaker', 'good-line dots', 'breaker, one by one',
             '%d, with shards %d' % (last.breaker, last.both))):
        parts.append(drawing.path(
            [(_x(row.hosts), _y(getattr(row, name))) for row in found], kind))
        y = _y(getattr(last, name))
        ink = {'bad-line': 'bad', 'ours-line long': 'ours',
               'good-line dots': 'good'}[kind]
        parts += [drawing.text(_RIGHT + 12, y, first, ink),
                  drawing.text(_RIGHT + 12, y + 15, second, 'small dim')]
    parts += [drawing.text(_RIGHT + 12, _y(1000) + 46, line, 'small dim')
              for line in ('so does the breaker where a',)]
    parts.append(drawing.text(_RIGHT + 12, _y(1000) + 61,
                              'batch of servers is asked for', 'small dim'))
    return drawing.document(
        'blast-radius', 'How many hosts one hostile project can take down',
        'A curve for clouds of %d to %d hosts.  Nova alone loses all of them. '
        ' With shards of %d no more than %d are lost, however large the cloud '
        'is.  The breaker alone ends it after %d if servers are asked for one '
        'by one; in a batch all are lost as with Nova alone.  The table '
        'below has the figures.' % (
            found[0].hosts, last.hosts, SHARD, last.shards, last.breaker),
        _BOTTOM + 54, parts)


def _x(size: float) -> float:
    share = math.log(size / SIZES[0]) / math.log(SIZES[-1] / SIZES[0])
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(count: float) -> float:
    return _BOTTOM - math.log10(count) / 3 * (_BOTTOM - _TOP)
