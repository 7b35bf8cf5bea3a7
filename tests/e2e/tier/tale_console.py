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

"""Down the Rabbit Hole: a console log of gigabytes, refreshed over and over.

Two guests: one of libvirt, which reads the end of a log only, and one of a
driver that sends all that there is, as some do.  The user asks for the log
again as soon as it has come, for a while.
"""

from __future__ import annotations

import pathlib
import time
from typing import NamedTuple

from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.cloud import wordy_host
from tests.e2e.tier import report
from tests.e2e.tier import told

TITLE = 'Down the Rabbit Hole'
SECONDS = 20
_REFUSED_SECONDS = 0.2
#: More than that is a hole, but for the end.
_TEXT_BYTES, _END_BYTES = 64 << 20, 1 << 20
#: Bytes of a refresh on the bus: of the samples, with room for its envelope.
MOST_ON_THE_BUS = 262144 + 4096
MOST_ANSWERED = 1048576
#: The sample's burst, and its rate of 30 a minute.
_BURST, _PER_SECOND = 10, 0.5
#: The first as in the tale, mostly a hole in the file; of the second, each
#: byte is read and sent, and RabbitMQ 3 takes 128 MiB at once.
_SIZES = {whole.REAL: 5_500_000_000, whole.WORDY: 24 << 20}


def tell(cloud: whole.Cloud, zone: str) -> told.Told:
    """Tell it.

    :param zone: whose guest it is, and how large its log
    """
    size = _SIZES[zone]
    alice = cloud.user('alice', 'alpha')
    server = alice.running('chatty', az=zone)
    _fill(_log(cloud, zone, server['id']), size)
    cloud.broker.forget_peak()
    before = cloud.broker.memory()
    with cloud.relay.watch() as watch:
        asked = _refresh(alice, server['id'])
    largest = max((one.body for one in watch.messages), default=0)
    carried = watch.carried().to_broker
    grown = max(0, cloud.broker.peak_memory() - before)
    alice.delete(server['id'])
    harm = (largest > MOST_ON_THE_BUS or asked.largest > MOST_ANSWERED
            or asked.served > _BURST + _PER_SECOND * asked.seconds + 2)
    wrong = []
    if cloud.ours and asked.failed:
        wrong.append('%d answers were neither 200 nor 429' % asked.failed)
    if cloud.ours and not asked.served:
        wrong.append('the user never saw the log')
    return told.Told(harm, (
        '%s: %d refreshes in %d s, %d refused, %d failed; largest message '
        '%s; %s over the bus; broker +%s' % (
            report.size(size), asked.served, asked.seconds, asked.refused,
            asked.failed,
            *map(report.size, (largest, carried, grown)))), tuple(wrong))


class _Refreshed(NamedTuple):
    served: int
    refused: int
    failed: int
    largest: int
    seconds: float


def _refresh(alice: user.User, server_id: str) -> _Refreshed:
    """Ask again and again, as a page that somebody reloads does."""
    served = refused = failed = largest = 0
    began = time.monotonic()
    while time.monotonic() < began + SECONDS:
        answer = alice.console(server_id)
        largest = max(largest, len(answer.content))
        if answer.status_code == 200:
            served += 1
        elif answer.status_code == 429:
            refused += 1
            time.sleep(_REFUSED_SECONDS)
        else:
            failed += 1
    return _Refreshed(served, refused, failed, largest,
                      time.monotonic() - began)


def _log(cloud: whole.Cloud, zone: str, server_id: str) -> pathlib.Path:
    if zone == whole.REAL:
        # As the file server has it.
        return cloud.share.brick / server_id / 'console.log'
    path = wordy_host.console_log(cloud.place, server_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _fill(log: pathlib.Path, size: int) -> None:
    """Make it that long; its end costs most on the bus that text can."""
    if size > _TEXT_BYTES:
        line = b'\xe9' * 99 + b'\n'
        text = line * (_END_BYTES // len(line))
    else:
        text = (b'x' * 99 + b'\n') * (size // 100)
    with log.open('ab') as file:
        file.truncate(size - len(text))
    with log.open('ab') as file:
        file.write(text)
