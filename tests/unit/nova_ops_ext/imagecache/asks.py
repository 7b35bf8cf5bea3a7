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

"""What the child can be asked by the tests of the worker."""

import os
import signal
import sys
import time

from nova_ops_ext.imagecache import worker


def echo(_progress, **what):
    return what


def pid(_progress):
    return os.getpid()


def sleep(progress, path, seconds):
    progress.at(path)
    time.sleep(seconds)


def slow(progress, steps):
    for number in range(steps):
        progress.at('/slow/%d' % number)
        time.sleep(0.1)
    return steps


def look(progress, path):
    progress.at(path)
    return os.listdir(path)


def read(progress, path):
    progress.at(path)
    with open(path, 'rb') as file:
        return len(file.read())


def large(_progress, size):
    return 'x' * size


def fail(_progress, what):
    raise {'os': FileNotFoundError(2, 'gone', '/x'),
           'value': ValueError('cannot be'),
           'key': KeyError('missing')}[what]


def unsayable(_progress):
    return {1, 2}


def leave(_progress, status):
    sys.stderr.write('a last word\n')
    sys.stderr.flush()
    os._exit(status)


def kill(_progress, number):
    os.kill(os.getpid(), number)
    time.sleep(1000)


def stop(progress, path):
    progress.at(path)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGSTOP)


def garbage(_progress, text, more=0):
    """Write where only answers should be."""
    for opened in os.listdir('/proc/self/fd'):
        if int(opened) > 2 and os.readlink(
                '/proc/self/fd/' + opened).startswith('pipe:'):
            os.write(int(opened), text.encode())
            while more > 0:
                more -= os.write(int(opened), b'x' * 100000)
    time.sleep(1000)


def chat(_progress):
    print('this is for people')
    sys.stdout.flush()
    return 'done'


def name(_progress):
    with open('/proc/self/comm') as file:
        return file.read().strip()


def modules(_progress):
    return sorted(sys.modules)


def shut(_progress):
    for opened in (0, 1, 2, *range(3, 50)):
        try:
            os.close(opened)
        except OSError:
            pass
    time.sleep(1000)


def main():
    worker.serve({one.__name__: one for one in (
        echo, pid, sleep, slow, look, read, large, fail, unsayable,
        leave, kill, stop, garbage, chat, name, modules, shut)})
