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

"""The marker of a host on a storage: a file that is made once and stays.

Nova's registry is rewritten whole by each host, and has been lost by that.
Nobody ever writes a marker of another, and its age means nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import NamedTuple

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import host_names
from nova_ops_ext.imagecache import small_file

#: In instances_path, and in the cache if that is another file system.
DIRECTORY = 'ops_ext_hosts'
_NEW = '.new.'
_MODE = 0o755
_HEX = frozenset('0123456789abcdef')
_NONCE = 32


class Identity(NamedTuple):
    """Who this node is.

    :ivar nonce: random, made once; empty if there is none yet
    :ivar machine_id: empty if unknown
    """

    host: str
    nonce: str
    machine_id: str


def is_hex(text: str) -> bool:
    """Tell whether it is a nonce, or the id of a machine."""
    return len(text) == _NONCE and _HEX.issuperset(text)


def others(directory: str, own: Identity) -> list[str]:
    """Give the hosts of all other markers.

    Anything else that somebody put there counts as well.

    :raises OSError: if the directory is there and cannot be read
    """
    try:
        names = os.listdir(directory)
    except FileNotFoundError:
        return []
    mine = {host_names.quoted(own.host)}
    if own.nonce:
        mine.add(_NEW + own.nonce)
    return sorted(host_names.unquoted(name) for name in names
                  if name not in mine)


def not_ours(directory: str, own: Identity) -> str:
    """Tell why the marker with our name is of another; empty if it is ours.

    :raises OSError: if it cannot be read
    :raises ValueError: if it is no marker
    """
    try:
        marker = small_file.read_map(path(directory, own))
    except FileNotFoundError:
        if os.path.lexists(path(directory, own)):
            raise ValueError('a symlink to nothing') from None
        return ''
    nonce, machine_id = marker.get('nonce'), marker.get('machine_id')
    if (marker.get('host') != own.host or not isinstance(nonce, str)
            or not is_hex(nonce) or not isinstance(machine_id, str)):
        raise ValueError('not the marker of this host')
    if nonce != own.nonce:
        return 'its nonce is not that of this node'
    if machine_id and own.machine_id and machine_id != own.machine_id:
        return 'its machine_id is %s, and that of this node is %s' % (
            machine_id, own.machine_id)
    return ''


def path(directory: str, own: Identity) -> str:
    """Give the path of our marker."""
    return os.path.join(directory, host_names.quoted(own.host))


def put(directory: str, own: Identity, now: float) -> None:
    """Make our marker unless there is one.

    :raises OSError: if that fails
    """
    if os.path.lexists(path(directory, own)):
        return
    durable.make_directory(directory, _MODE)
    text = json.dumps({'host': own.host, 'machine_id': own.machine_id,
                       'nonce': own.nonce, 'created': now})
    with contextlib.suppress(FileExistsError):
        small_file.publish(path(directory, own), os.path.join(
            directory, _NEW + own.nonce), text)
