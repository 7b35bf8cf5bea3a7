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

"""What a disk stands on, as our reader has it and as qemu-img does."""

from __future__ import annotations

import json
import os
import subprocess
from typing import NamedTuple

from nova_ops_ext.imagecache import image_file
from nova_ops_ext.imagecache import links


class Image(NamedTuple):
    """One of a chain.

    :ivar path: absolute
    :ivar below: path of the image that it stands on
    :ivar format: of that, as it says itself
    """

    path: str
    below: str | None
    format: str | None


def ours(path: str) -> list[Image]:
    """Follow the chain from a disk, as the scan understands each link."""
    chain = []
    following: str | None = path
    while following:
        path, following = following, None
        header = image_file.Reader().header(path)
        for link in () if header is None else links.of_header(
                path, [os.path.dirname(path)], header):
            following = link.paths[0]
            chain.append(Image(path, following, link.format))
        if following is None:
            chain.append(Image(path, None, None))
    return chain


def of_qemu(path: str) -> list[Image]:
    """Ask qemu-img."""
    done = subprocess.run(
        ['qemu-img', 'info', '-U', '--backing-chain', '--output=json', path],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return [Image(one['filename'], one.get('full-backing-filename'),
                  one.get('backing-filename-format'))
            for one in json.loads(done.stdout)]
