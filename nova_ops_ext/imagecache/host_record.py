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

"""Every other host that was ever seen on a storage, kept beside it.

So they are remembered when the storage forgets them.
"""

from __future__ import annotations

import hashlib
import json
import os

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import host_names
from nova_ops_ext.imagecache import small_file

_MODE = 0o700
# Of 255, with room for what a temporary file is called.
_LONGEST = 200


def hosts(directory: str) -> dict[str, list[str]]:
    """Give the hosts, and the names of the files that tell of each.

    What cannot be read still counts, by its name.

    :raises OSError: if the directory is there and cannot be read
    """
    try:
        names = os.listdir(directory)
    except FileNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        try:
            host = small_file.read_map(os.path.join(directory, name)
                                       ).get('host')
        except (OSError, ValueError):
            host = None
        if not isinstance(host, str):
            host = host_names.unquoted(name)
        found.setdefault(host, []).append(name)
    return found


def add(directory: str, host: str, where: str, now: float) -> None:
    """Remember a host.

    :raises OSError: if that fails
    """
    durable.make_directory(directory, _MODE)
    name = host_names.quoted(host)
    if len(name) > _LONGEST:
        name = '%s%%%s' % (name[:_LONGEST - 41], hashlib.sha1(  # noqa: S324
            os.fsencode(host)).hexdigest())
    durable.replace(
        os.path.join(directory, name),
        json.dumps({'host': host, 'where': where, 'seen': now}))


def remove(directory: str, names: list[str]) -> None:
    """Forget what files tell of.

    :raises OSError: if that fails
    """
    for name in names:
        os.unlink(os.path.join(directory, name))
    durable.synced(directory)
