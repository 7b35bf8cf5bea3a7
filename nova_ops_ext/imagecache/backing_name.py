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

"""Which files a backing file name means.  Pure.

A name is what QEMU makes of it: a path, a path with a protocol in front, or
the options of a block device as JSON.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from nova_ops_ext.imagecache import json_name
from nova_ops_ext.imagecache import qcow2

NotUnderstood = qcow2.NotUnderstood
# Protocols of storage that cannot be a file of this host by another name, as
# one of NBD, NFS or Gluster could.
_ELSEWHERE = frozenset(('rbd', 'iscsi', 'http', 'https'))


class Target(NamedTuple):
    """A file.

    :ivar path: absolute, neither normalised nor resolved
    :ivar format: if the name tells it
    """

    path: str
    format: str | None = None


def targets(name: bytes, directory: str) -> tuple[Target, ...]:
    """Tell which files a name means.

    :param directory: in which the image is that has the name, by the name by
        which that is opened
    :returns: none if it means something that is not on this host
    :raises NotUnderstood: if that cannot be told
    """
    text = os.fsdecode(name)
    if not text or '\0' in text:
        raise NotUnderstood('a name is empty or has a zero byte')
    before, colon, rest = text.partition(':')
    if not colon or '/' in before:
        return Target(os.path.join(directory, text)),
    if before == 'json':
        return tuple(Target(_absolute(path), kind)
                     for path, kind in json_name.files(rest, _ELSEWHERE))
    if before in _ELSEWHERE:
        return ()
    if before == 'file':
        return Target(_absolute(rest)),
    raise NotUnderstood('names of protocol %r are not known' % before[:40])


def _absolute(path: str) -> str:
    # QEMU counts these from where the process happens to be started.
    if not path.startswith('/'):
        raise NotUnderstood('a relative path that does not count from the '
                            'directory of the image')
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise NotUnderstood('a path that no file can have') from None
    return path
