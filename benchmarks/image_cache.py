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

"""What it costs to learn what the disks need, beside Nova's own manager.

All are given the same disks, of which a fifth has one more image between it
and its base, and take turns.  Nova's manager runs qemu-img for each disk,
which for all of them takes minutes; unless all are asked for, it is given a
few at a time, others each time, and what one takes is multiplied.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from typing import Any

import nova.conf
from nova import objects

from benchmarks import disk_caches
from benchmarks import farmed
from benchmarks import image_chains
from benchmarks import interleaved
from benchmarks import paired
from benchmarks import report

_FEW, _MANY = 1000, 10000
_ROUNDS_OF_MANY, _ROUNDS_COLD = 5, 2
_AGREED = 50
_TIMES, _WARM, _COLD, _MEGABYTES = 1000.0, 1.0, 5.0, 100.0

_STOCK, _SCAN, _PASS = 'stock', 'scan', 'pass'


def run(rounds: int, *, full: bool = False) -> list[Any]:
    """Measure and print.

    :param full: give Nova's manager all of the fewer disks, once
    :returns: the bars that have been set
    """
    logging.getLogger().addHandler(logging.NullHandler())
    nova.conf.CONF([], project='nova', default_config_files=[])
    objects.register_all()
    with tempfile.TemporaryDirectory(prefix='image-cache-') as place:
        print('\nThe load of this machine is %.1f on %d processors.' % (
            os.getloadavg()[0], os.cpu_count() or 1))
        few = farmed.Disks(os.path.join(place, 'few'), _FEW)
        _compare(few)
        bars = [_few(few, rounds, full)]
        few.clear()
        bars += _many(farmed.Disks(os.path.join(place, 'many'), _MANY),
                      min(rounds, _ROUNDS_OF_MANY))
    return bars


def _few(disks: farmed.Disks, rounds: int, full: bool) -> paired.Bar:
    measured = interleaved.measure(
        _subjects(disks), rounds=rounds, turns=1, clock=time.perf_counter)
    theirs = measured[_STOCK].scaled(disks.count / farmed.SAMPLE)
    said = 'sample of %d' % (rounds * farmed.SAMPLE)
    bar = paired.Bar('a scan of %d disks, warm' % disks.count,
                     paired.Ratios((theirs / measured[_SCAN]).rounds), _TIMES)
    seconds = theirs.median
    if full:
        start = time.perf_counter()
        disks.stock(disks.disks)
        seconds, said = time.perf_counter() - start, 'all of them'
        bar = bar._replace(ratios=paired.Ratios(tuple(
            seconds / one for one in measured[_SCAN].rounds)))
    print(report.table(
        '%d disks on %s, warm' % (disks.count, disk_caches.file_system(
            disks.path)), ('', 'ms', 'us a disk', 'stock / it', ''), [
            ('stock, one link a disk (%s)' % said, *_figures(
                disks, seconds), 1.0, ''),
            ('ours, every link: the scan', *_figures(
                disks, measured[_SCAN].median), bar.ratios.median, str(bar)),
            ('ours, all of a pass', *_figures(
                disks, measured[_PASS].median),
             seconds / measured[_PASS].median, '')]))
    return bar


def _many(disks: farmed.Disks, rounds: int) -> list[Any]:
    warm = interleaved.measure(
        _subjects(disks), rounds=rounds, turns=1, clock=time.perf_counter)
    cold, how = _cold(disks)
    about = 'a scan of %d disks, ' % disks.count
    bars = [report.Bar(about + 'warm', warm[_SCAN].median, _WARM, ' s'),
            report.Bar(about + 'cold', cold[_SCAN].median, _COLD, ' s'),
            report.Bar(about + 'memory', disks.memory, _MEGABYTES, ' MB')]
    for title, measured, bar in (('warm', warm, bars[0]),
                                 ('cold, by ' + how, cold, bars[1])):
        theirs = measured[_STOCK].scaled(disks.count / farmed.SAMPLE)
        rows: list[Any] = [(
            'stock, one link a disk (sample of %d)' % (
                len(theirs.rounds) * farmed.SAMPLE),
            *_figures(disks, theirs.median), 1.0, '')]
        rows += [(what, *_figures(disks, measured[name].median),
                  (theirs / measured[name]).median, remark)
                 for name, what, remark in (
                     (_SCAN, 'ours, every link: the scan', str(bar)),
                     (_PASS, 'ours, all of a pass', ''))]
        print(report.table(
            '%d disks on %s, %s' % (disks.count, disk_caches.file_system(
                disks.path), title),
            ('', 'ms', 'us a disk', 'stock / it', ''), rows))
    print('\nThe most memory that the child of a pass had: %.1f MB, %s' % (
        disks.memory, bars[2]))
    return bars


def _subjects(disks: farmed.Disks) -> list[interleaved.Subject]:
    return [interleaved.Subject(_STOCK, disks.stock, disks.sample),
            interleaved.Subject(_SCAN, disks.scan),
            interleaved.Subject(_PASS, disks.whole_pass)]


def _cold(disks: farmed.Disks) -> tuple[dict[str, interleaved.Series], str]:
    """Time those that nothing is kept of; it is dropped before each turn."""
    seconds: dict[str, list[float]] = {_STOCK: [], _SCAN: [], _PASS: []}
    how = ''
    for _round in range(_ROUNDS_COLD):
        for name, run, prepare in _subjects(disks):
            # The scan is that of the pass, in the child.
            if name != _SCAN:
                # What this makes may stay in memory.
                prepared = prepare()
                how = disks.drop()
                start = time.perf_counter()
                run(prepared)
                seconds[name].append(time.perf_counter() - start)
        seconds[_SCAN].append(disks.scan_seconds)
    return {name: interleaved.Series(tuple(some))
            for name, some in seconds.items()}, how


def _compare(disks: farmed.Disks) -> None:
    """Have qemu-img say what a few disks stand on, and compare."""
    reached = disks.scan().reached
    compared = 0
    for disk in disks.disks[:_AGREED]:
        chain = image_chains.ours(disk)
        assert chain == image_chains.of_qemu(disk), disk
        assert all(one.path in reached for one in chain[1:]), disk
        compared += len(chain) - 1
    print('\nOurs and qemu-img info --backing-chain agree on all %d links '
          'of %d disks.' % (compared, _AGREED))


def _figures(disks: farmed.Disks, seconds: float) -> tuple[float, float]:
    return seconds * 1e3, seconds * 1e6 / disks.count
