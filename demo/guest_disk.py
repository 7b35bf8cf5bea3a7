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

"""What a guest would find of its disk: looked at with qemu-img."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile


def chain(disk: str) -> str:
    """What qemu-img says of the disk: its chain, or what is the matter."""
    done = subprocess.run(
        ['qemu-img', 'info', '-U', '--backing-chain', '--output=json', disk],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip()
    return ' -> '.join(shortened(os.path.basename(one['filename']))
                       for one in json.loads(done.stdout))


def content(disk: str) -> bytes:
    """What a guest reads at the beginning of its disk."""
    with tempfile.TemporaryDirectory() as directory:
        out = os.path.join(directory, 'read')
        done = subprocess.run(
            ['qemu-img', 'dd', '-U', '-f', 'qcow2', '-O', 'raw', 'bs=512',
             'count=1', 'if=' + disk, 'of=' + out],
            stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            return b''
        return pathlib.Path(out).read_bytes().rstrip(b'\0')


def shortened(name: str) -> str:
    """Give the name of a file of the cache so that it fits."""
    return name[:8] + '...' if len(name) >= 40 else name
