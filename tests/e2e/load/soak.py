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

"""Everything at once, for half an hour or as long as it is told.

    python -m tests.e2e.load.soak --minutes 30

A whole cloud with all our features runs under a steady load of people at the
right and at the wrong addresses.  Each minute the memory of each service is
sampled; at the end the claims are checked, and the figures written.  It fails
if a claim does not hold: see :mod:`tests.e2e.load.verdicts`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
import contextlib
import pathlib
import shutil
import sys
import tempfile
import time

from tests.e2e.cloud import whole
from tests.e2e.load import figures
from tests.e2e.load import load
from tests.e2e.load import logs
from tests.e2e.load import memory_course
from tests.e2e.load import servers
from tests.e2e.load import tally
from tests.e2e.load import verdicts
from tests.e2e.storage import access_log
from tests.e2e.storage import cast
from tests.e2e.storage import ground
from tests.e2e.storage import storage
from tests.e2e.storage import traffic
from tests.harness import object_storage

_SAMPLES = 30
#: Of people at the storage, of who boots servers, of who reads consoles.
_THREADS = 6, 4, 2
#: A libvirt host's memory is that of its guests.
_WITH_GUESTS = 'host-'


class Soak:
    """One run.

    :param minutes: of the load, without the start
    :param storage_rate: requests to Swift begun each second, at most
    :param server_rate: servers booted each second, at most
    :param console_rate: users who read a console, each second
    """

    def __init__(self, minutes: float, storage_rate: float = 5,
                 server_rate: float = 0.2, console_rate: float = 0.4,
                 ) -> None:
        self._seconds = minutes * 60
        self._rates = storage_rate, server_rate, console_rate

    def run(self, workdir: pathlib.Path) -> figures.Figures:
        """Start everything, and soak it."""
        with (whole.Cloud(workdir / 'cloud', ours=True) as cloud,
              storage.Storage(cloud, workdir / 'swift',
                              compared=False) as swift):
            return self.soak(cloud, swift)

    def soak(self, cloud: whole.Cloud, swift: storage.Storage,
             ) -> figures.Figures:
        """Load a cloud that is up, with our features."""
        users = cast.Cast(cloud)
        people = traffic.Traffic(swift, users, ground.Ground(swift, users))
        owners = servers.Servers(cloud)
        logs_before = {name: logs.size(cloud.log(name))
                       for name in cloud.services}
        samples = memory_course.Samples(
            [name for name in cloud.services
             if not name.startswith(_WITH_GUESTS)], cloud.rss)
        # Apart, since who waits for a server cannot do anything else.
        loads = [load.Load(kinds, per_second=rate, threads=threads)
                 for kinds, rate, threads in zip(
                     (people.kinds(), owners.boots(), owners.reads()),
                     self._rates, _THREADS, strict=True)]
        _say('up; the load begins')
        with contextlib.ExitStack() as running:
            for one in loads:
                running.enter_context(one)
            self._let_run(loads, samples)
        _say('over; the claims are checked')
        return figures.Figures(
            self._seconds / 60, [one.tallies[0] for one in loads],
            samples.courses(), people.harm() + owners.harm(),
            [str(fault) for name, begin in logs_before.items()
             for fault in logs.faults(name, cloud.log(name), begin)],
            [line for proxy in swift.proxies
             for line in access_log.let_in(proxy.log)])

    def _let_run(self, loads: Sequence[load.Load],
                 samples: memory_course.Samples) -> None:
        began = time.monotonic()
        samples.take()
        for number in range(1, _SAMPLES + 1):
            due = began + number * self._seconds / _SAMPLES
            time.sleep(max(0.0, due - time.monotonic()))
            samples.take()
            _say('%2d/%d: %s' % (number, _SAMPLES, '; '.join(
                _in_short(one.tallies[0]) for one in loads)))


def _in_short(counted: tally.Tally) -> str:
    return '%d acts, %s' % (counted.number(), ', '.join(
        '%d %s' % (counted.number(ending), ending.value)
        for ending in tally.Ending if counted.number(ending)))


def _say(text: str) -> None:
    print(time.strftime('%H:%M:%S'), text, flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--minutes', type=float, default=30)
    parser.add_argument('--workdir', type=pathlib.Path)
    given = parser.parse_args(arguments)
    workdir = given.workdir or pathlib.Path(
        tempfile.mkdtemp(dir=object_storage.place()))
    try:
        found = Soak(given.minutes).run(workdir)
    finally:
        if given.workdir is None:
            shutil.rmtree(workdir, ignore_errors=True)
    print(found.text())
    found.write()
    wrong = verdicts.wrong(found)
    for what in wrong:
        print('WRONG: ' + what)
    print('the soak %s' % ('fails' if wrong else 'holds'))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
