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

"""A fresh Debian in a directory, and a shell in it.

All of this wants a process that is root in namespaces of its own, of mounts
and of processes: whatever is mounted and started is gone when it ends.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import threading
import time

from tools import commands
from tools import host_settings
from tools import progress

#: Below the root: the commands, and what they print.
_TYPED = pathlib.Path('run/typed')
_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
_PATIENCE_SECONDS = 1800
_NAMESERVERS = pathlib.Path('/etc/resolv.conf')


def make(root: pathlib.Path, settings: host_settings.Settings) -> None:
    """Install a minimal Debian, and bring in how it reaches others."""
    root.mkdir(parents=True)
    _must('debootstrap', '--variant=minbase', host_settings.RELEASE,
          str(root), settings.mirror)
    (root / 'etc/apt/sources.list').write_text(settings.sources)
    (root / 'etc/apt/apt.conf.d/99host').write_text(settings.apt)
    if _NAMESERVERS.exists():
        (root / 'etc/resolv.conf').write_text(_NAMESERVERS.read_text())
    _must('mount', '-t', 'proc', 'proc', str(root / 'proc'))
    _must('mount', '-t', 'devpts', '-o', 'newinstance,ptmxmode=0666',
          'devpts', str(root / 'dev/pts'))
    for path in settings.paths:
        place = root / (host_settings.HERE + path).lstrip('/')
        if os.path.isdir(path):
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        _must('mount', '--bind', '-o', 'ro', path, str(place))
    (root / _TYPED).mkdir()


def give_repository(root: pathlib.Path, tree: pathlib.Path,
                    address: str) -> None:
    """Have git find the last commit of a tree at an address."""
    _must('git', 'clone', '--quiet', '--bare', str(tree),
          str(root / 'srv/repository.git'))
    (root / 'etc/gitconfig').write_text(
        '[url "file:///srv/repository.git"]\n\tinsteadOf = %s\n' % address)


class Shell:
    """One bash, which keeps what is set in it from command to command."""

    def __init__(self, root: pathlib.Path, environ: dict[str, str]) -> None:
        self._typed = root / _TYPED
        self._count = 0
        self._bash = subprocess.Popen(
            ['chroot', str(root), 'bash', '--norc', '--noprofile'],
            env={'HOME': '/root', 'LANG': 'C.UTF-8', 'PATH': _PATH,
                 'TERM': 'dumb', 'DEBIAN_FRONTEND': 'noninteractive',
                 **environ},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._say('cd')

    def run(self, command: str) -> tuple[str, int, float]:
        """Type a command.

        :returns: what it printed, its exit code, and how long it took
        :raises RuntimeError: it ended the shell, or took far too long
        """
        self._count += 1
        name = str(self._count)
        (self._typed / name).write_text(command + '\n')
        began = time.monotonic()
        # In the shell itself, and with an output that what stays in the
        # background may keep.
        path = '/%s/%s' % (_TYPED, name)
        self._say('. %s </dev/null >%s.out 2>&1; echo $?' % (path, path))
        patience = threading.Timer(_PATIENCE_SECONDS, self._bash.kill)
        patience.start()
        assert self._bash.stdout
        code = self._bash.stdout.readline().strip()
        patience.cancel()
        output = (self._typed / (name + '.out')).read_text(errors='replace')
        if not code:
            raise RuntimeError('it ended the shell: %s\n%s' % (command,
                                                               output))
        return output, int(code), time.monotonic() - began

    def _say(self, line: str) -> None:
        assert self._bash.stdin
        self._bash.stdin.write(line + '\n')
        self._bash.stdin.flush()


def _must(*argv: str) -> None:
    code, output = commands.run(argv, quiet=True)
    if code:
        print(output)
        progress.fail('failed with code %d: %s' % (code, ' '.join(argv)))
