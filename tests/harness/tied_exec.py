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

"""Become another program that cannot outlive the process that started it.

Run as ``python tied_exec.py PARENT_PID PROGRAM [ARGUMENT ...]``. The kernel
is asked to send SIGKILL when the parent is gone, whatever ended it, and the
request survives the exec that follows.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'prctl(PR_SET_PDEATHSIG) failed')
    # The parent may have gone before the request was made.
    if os.getppid() != parent:
        sys.exit('the parent process has gone')
    try:
        os.execvp(command[0], command)
    except OSError as exc:
        sys.exit('%s: %s' % (command[0], exc.strerror))


if __name__ == '__main__':
    main()
