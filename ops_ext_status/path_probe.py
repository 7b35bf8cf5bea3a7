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

"""What there is at a path of this node?  Runs in a child."""

from __future__ import annotations

from collections.abc import Sequence
import os
import pwd
from typing import Any

from nova_ops_ext.imagecache import mounted
from nova_ops_ext.imagecache import progress

_USER = 'nova'


def look(paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Look at each path; see :class:`ops_ext_status.storage.Path`."""
    return {path: _one(path) for path in paths}


def _one(path: str) -> dict[str, Any]:
    there = path
    while not os.path.exists(there) and os.path.dirname(there) != there:
        there = os.path.dirname(there)
    walker = mounted.Walker('/proc', progress.Progress())
    try:
        walked = walker.walk(there)
        kind = walked[-1][1].type if walked else ''
    except (OSError, ValueError):
        kind = ''
    finally:
        walker.close()
    return {'exists': there == path, 'there': there,
            'directory': os.path.isdir(there),
            'writable': _writable(there), 'type': kind}


def _writable(path: str) -> bool:
    """Tell whether nova-compute may write; root asks for its user."""
    if os.geteuid() != 0:
        return os.access(path, os.W_OK | os.X_OK)
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        return True
    status = os.stat(path)
    groups = os.getgrouplist(_USER, user.pw_gid)
    shift = (6 if status.st_uid == user.pw_uid else
             3 if status.st_gid in groups else 0)
    return bool(status.st_mode >> shift & 0o2)
