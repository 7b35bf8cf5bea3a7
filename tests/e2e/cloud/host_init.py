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

"""The first process of a host that is a set of namespaces.

Run by unshare as ``python host_init.py HOSTNAME READY TARGET=SOURCE ...``: a
new mount, UTS and PID namespace.  It gives the host its name and its own
directories, makes the file READY, and from then on collects what ends here,
as the first process of a machine does; libvirt would otherwise wait for
guests that have ended.  When it ends the kernel ends everything on the host.
"""

import os
import signal
import socket
import subprocess
import sys


def main(hostname: str, ready: str, *mounts: str) -> None:
    # In the foreground of nobody: only the kernel and SIGKILL end it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    socket.sethostname(hostname)
    for mount in mounts:
        target, _equals, source = mount.partition('=')
        subprocess.run(['mount', '--bind', source, target], check=True)
    with open(ready, 'w'):
        pass
    while True:
        signal.sigwait({signal.SIGCHLD})
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


if __name__ == '__main__':
    main(*sys.argv[1:])
