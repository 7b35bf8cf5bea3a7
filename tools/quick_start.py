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

"""The quick start of the manuals, typed into a Debian that has nothing yet.

``doc/source/quick_start.rst`` is what is typed.  What came is then in
``.work/quick-start``: ``transcript.txt`` has all of it, and ``shown.txt``,
which the page quotes, what the page shows.
"""

from __future__ import annotations

import os
import shutil
import socket

from tools import commands
from tools import environments
from tools import progress
from tools import system_packages

_PLACE = environments.WORK / 'quick-start'
#: Where the page's services listen, on the network of this machine.
_PORTS = (6200, 6201, 6202, 8080, 11211)
_NEEDED = {
    'debootstrap': 'debootstrap', 'git': 'git', 'unshare': 'util-linux',
    '/usr/share/keyrings/debian-archive-keyring.gpg':
        'debian-archive-keyring'}


def test() -> int:
    """Type it; nothing that was made or started for it stays."""
    if os.geteuid() != 0:
        progress.fail('quick-start-test: only root can make a machine of its '
                      'own in a directory')
    system_packages.ensure(needed=_NEEDED)
    taken = [port for port in _PORTS if _taken(port)]
    if taken:
        progress.fail('quick-start-test: something listens on 127.0.0.1:%d, '
                      'where the quick start has a service' % taken[0])
    python = environments.ensure('tools', product=False)
    root = _PLACE / 'root'
    shutil.rmtree(_PLACE, ignore_errors=True)
    _PLACE.mkdir()
    try:
        # With the first process in there everything ends, mounts too; and it
        # ends with us, however we do.
        return commands.run([
            'setpriv', '--pdeathsig', 'KILL',
            'unshare', '--mount', '--pid', '--fork', '--kill-child',
            '--mount-proc', '--propagation', 'private',
            python, '-m', 'tools.quick_start_typing', str(root)])[0]
    finally:
        if root.exists():
            shutil.rmtree(root)


def _taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(('127.0.0.1', port))
        except OSError:
            return True
    return False
