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

"""A terminal of a node, for the commands of the manuals.

Commands run as they are written, with two exceptions: what they say of
``/etc``, ``/var`` and the like is meant below a scratch directory, and our
own commands are those of the tree.  Programs that need a node of their own,
such as systemctl, are replaced by one that a test names.
"""

from collections.abc import Mapping
import configparser
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
_ABSOLUTE = re.compile(r'(?<![\w./])/(etc|opt|root|srv|var)/')
_ENTRY = '''\
#!%s
import sys
sys.path.insert(0, %r)
from %s import %s
sys.argv[1:1] = %r
sys.exit(%s())
'''


def entry_points() -> dict[str, str]:
    """Our commands, and what they call, as setup.cfg has them."""
    read = configparser.ConfigParser()
    read.read(ROOT / 'setup.cfg')
    return {name.strip(): called.strip() for name, _equals, called in (
        line.partition('=') for line in
        read['entry_points']['console_scripts'].splitlines() if line.strip())}


class Terminal:
    """It.

    :param directory: an empty one
    :param programs: stand-ins for programs: what the shell does for each
    :param defaults: arguments of commands of ours, in front of all others
    """

    def __init__(self, directory: pathlib.Path,
                 programs: Mapping[str, str] | None = None,
                 defaults: Mapping[str, list[str]] | None = None) -> None:
        self.root = directory
        self._bin = directory / 'bin'
        self._bin.mkdir(parents=True)
        for name, called in entry_points().items():
            module, _colon, function = called.partition(':')
            given = [self.moved(word) for word in (defaults or {}).get(
                name, ())]
            self._program(name, _ENTRY % (
                sys.executable, str(ROOT), module, function, given, function))
        for name, text in (programs or {}).items():
            self._program(name, '#!/bin/bash\n' + text)
        self.environ = {
            'HOME': str(directory), 'LANG': 'C.UTF-8',
            'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True',
            'PATH': os.pathsep.join((
                str(self._bin), str(pathlib.Path(sys.executable).parent),
                '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'))}

    def path(self, absolute: str) -> pathlib.Path:
        """Where a path of the manuals is; its directory is made."""
        path = self.root / absolute.lstrip('/')
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def moved(self, text: str) -> str:
        """Say in a text where the paths of a node are here."""
        return _ABSOLUTE.sub(
            lambda match: '%s/%s/' % (self.root, match[1]), text)

    def run(self, command: str, **environ: str
            ) -> subprocess.CompletedProcess[str]:
        """Run a command by bash; a pipe is as good as its worst part."""
        return subprocess.run(
            ['bash', '-o', 'pipefail', '-c', self.moved(command)],
            env={**self.environ, **environ}, cwd=self.root, text=True,
            capture_output=True, timeout=300, check=False,
            stdin=subprocess.DEVNULL)

    def _program(self, name: str, text: str) -> None:
        path = self._bin / name
        path.write_text(text)
        path.chmod(0o755)
