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

"""Runs something in a process that ends before the nth call to the system."""

import os

_CALLS = ('open', 'close', 'write', 'mkdir', 'rmdir', 'rename', 'link',
          'unlink', 'fsync', 'fchmod', 'fchown', 'lstat', 'stat', 'listdir')
_EXIT = 77


def crashes(act, prepare, check):
    """End it before each of its calls, and look at what is left.

    :param act: called in the process that dies
    :param prepare: called before each
    :param check: called after each, with the name of the call that was not
        made, or None: it came to its end
    :returns: the names of the calls, in their order
    """
    made = []
    while True:
        prepare()
        call = _run(act, len(made))
        check(call)
        if call is None:
            return made
        made.append(call)


def _run(act, number):
    read, write = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(read)
            _tap(number, write)
            act()
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with open(read) as file:
        call = file.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == (_EXIT if call else 0)
    return call or None


def _tap(number, write):
    left = [number]
    tell = os.write

    def tapped(name, real):
        def call(*args, **kwargs):
            if not left[0]:
                tell(write, name.encode())
                os._exit(_EXIT)
            left[0] -= 1
            return real(*args, **kwargs)
        return call

    for name in _CALLS:
        setattr(os, name, tapped(name, getattr(os, name)))
