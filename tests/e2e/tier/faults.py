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

"""What is made to fail while users work, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable
import os
import pathlib
import signal
import time
from typing import NamedTuple

from tests.e2e.cloud import whole


class Fault(NamedTuple):
    """One of them.

    :ivar plant: makes it
    :ivar mend: ends it; services that ended are started, as a supervisor
        starts them
    :ivar seconds: from one to the other
    :ivar told: what we have to log as an error meanwhile, and once
    """

    name: str
    plant: Callable[[whole.Cloud], None]
    mend: Callable[[whole.Cloud], None]
    seconds: int = 20
    told: str = ''


def _killed(title: str, *services: str) -> Fault:
    def plant(cloud: whole.Cloud) -> None:
        for name in services:
            cloud.kill(name)

    def mend(cloud: whole.Cloud) -> None:
        for name in services:
            cloud.start(name)

    return Fault(title, plant, mend)


def _hung(title: str, service: str) -> Fault:
    return Fault(title, lambda cloud: cloud.hang(service),
                 lambda cloud: cloud.resume(service))


def _kill_scheduler_worker(cloud: whole.Cloud) -> None:
    # Any thread of the master may have made a worker, and owns it then.
    threads = pathlib.Path(
        '/proc/%d/task' % cloud.services['nova-scheduler'].pid)
    children = [int(child) for path in sorted(threads.glob('*/children'))
                for child in path.read_text().split()]
    os.kill(children[0], signal.SIGKILL)


def _hang_share_in_a_pass(cloud: whole.Cloud) -> None:
    """Stop the file server just when a host begins with its cache.

    Not before: Nova itself writes to the share ahead of a pass, and would wait
    there.
    """
    deadline = time.monotonic() + 60
    while not _passing() and time.monotonic() < deadline:
        time.sleep(0.005)
    cloud.hang('brick')


def _passing() -> bool:
    """Whether there is a process that looks at an image cache."""
    for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
        try:
            if b'nova_ops_ext.imagecache.child' in path.read_bytes():
                return True
        except OSError:
            # It has ended.
            continue
    return False


FAULTS = (
    _killed('RabbitMQ killed', 'rabbitmq'),
    _killed('MariaDB killed', 'mariadb'),
    _killed('nova-compute killed', 'nova-compute-kvm1',
            'nova-compute-fake1'),
    Fault('share hung during a pass', _hang_share_in_a_pass,
          lambda cloud: cloud.resume('brick'), seconds=60,
          # [ops_image_cache] patience is 30 seconds.
          told='the pass was given up'),
    _killed('memcached killed', 'memcached'),
    _hung('memcached hung', 'memcached'),
    Fault('scheduler worker killed', _kill_scheduler_worker,
          lambda cloud: None),
    _killed('nova-scheduler killed', 'nova-scheduler'),
    _killed('nova-api killed', 'nova-api'),
    _killed('nova-conductor killed', 'nova-conductor'),
    _hung('keystone hung', 'keystone'),
)
