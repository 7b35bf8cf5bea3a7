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

"""Uses workers in a process that eventlet has patched; run by a test.

It prints what it found, as JSON.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

from nova_ops_ext.imagecache import worker_process  # noqa: E402

ASKS = 'tests.unit.nova_ops_ext.imagecache.asks'


def main():
    ticks = [0]

    def tick():
        while True:
            ticks[0] += 1
            eventlet.sleep(0.02)

    eventlet.spawn(tick)

    def ticked(name, patience=10, **arguments):
        before = ticks[0]
        with worker_process.Worker(patience, 60, main=ASKS) as worker:
            try:
                answer = worker.ask(name, **arguments)
            except worker_process.WorkerError as error:
                answer = type(error).__name__
        return answer, ticks[0] - before

    report = {'patched': eventlet.patcher.is_monkey_patched('select')}
    report['hung'] = ticked('sleep', 1, path='/x', seconds=1000)
    report['slow'] = ticked('slow', steps=15)
    report['died'] = ticked('leave', status=3)[0]
    report['stopped'] = ticked('stop', 1, path='/x')[0]
    text = 'x' * (20 << 20)
    report['large'] = ticked('echo', it=text)[0] == {'it': text}
    pool = eventlet.GreenPool()
    began = time.monotonic()
    report['many'] = [answer for answer, _ticks in pool.imap(
        lambda number: ticked('slow', steps=number), range(6))]
    report['took'] = time.monotonic() - began
    opened = [os.open('/dev/null', os.O_RDONLY) for _time in range(1100)]
    report['high'] = ticked('echo', it=1)[0]
    for one in opened:
        os.close(one)
    killed = eventlet.spawn(ticked, 'sleep', path='/x', seconds=1000)
    eventlet.sleep(0.5)
    killed.kill()
    # It has to wait for the end of its child.
    eventlet.sleep(1)
    worker_process._bury()
    report['left'] = len(worker_process._LEFT)
    report['open'] = len(os.listdir('/proc/self/fd'))
    report['children'] = [pid for pid in os.listdir('/proc')
                          if pid.isdigit() and _parent(pid) == os.getpid()]
    json.dump(report, sys.stdout)


def _parent(pid):
    try:
        with open('/proc/%s/stat' % pid) as file:
            return int(file.read().rpartition(')')[2].split()[1])
    except OSError:
        return 0


if __name__ == '__main__':
    main()
