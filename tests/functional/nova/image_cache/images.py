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

"""Real images, each kind made by qemu-img once and copied afterwards."""

from __future__ import annotations

import os
import pathlib
import subprocess

#: Command line to content; the worlds of a process have the same paths.
_made: dict[tuple[str, ...], bytes] = {}


def raw(path: str, size: int = 1 << 20) -> None:
    """Make an empty raw image."""
    with open(path, 'wb') as image:
        image.truncate(size)


def qcow2(path: str, *arguments: str, once: bool = False) -> None:
    """Make an image by ``qemu-img create -f qcow2``.

    :param arguments: what follows, without the path
    :param once: not to be copied, since it names another file of its own
    """
    key = tuple(arguments)
    if once or key not in _made:
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2',
                        *arguments, path, '1M'], check=True,
                       stdin=subprocess.DEVNULL)
        if not once:
            _made[key] = pathlib.Path(path).read_bytes()
        return
    content = _made[key]
    with open(path, 'wb') as image:
        # The tables are zeros for the most part; the file stays sparse.
        image.write(content.rstrip(b'\0'))
        image.truncate(len(content))


def broken(path: str) -> str:
    """What keeps QEMU from opening the disk with its chain; '' if nothing."""
    done = subprocess.run(
        ['qemu-img', 'info', '-U', '--backing-chain', '--output=json', path],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return '' if done.returncode == 0 else (
        done.stderr.strip() or 'qemu-img ended with %d' % done.returncode)


def identity(path: str) -> tuple[int, int] | None:
    """Which file there is; None if there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
