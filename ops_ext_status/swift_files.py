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

"""Which files of Swift on this node are looked at."""

from __future__ import annotations

from collections.abc import Iterator
import glob
import os

from ops_ext_status import ini_file
from ops_ext_status import proxy
from ops_ext_status import text_file

SWIFT_DIR = '/etc/swift'
_SWIFT_S = ('.conf', '.conf.d')
_DAEMONS = ('internal-client.conf', 'object-expirer.conf',
            'container-reconciler.conf', 'container-sharder.conf')


def started() -> Iterator[str]:
    """Find what swift-init takes for the file of a swift-proxy."""
    for path in sorted(glob.glob(os.path.join(SWIFT_DIR, 'proxy-server*'))):
        if path.endswith(_SWIFT_S):
            yield path
        elif os.path.isdir(path):
            yield from (os.path.join(path, name)
                        for name in sorted(os.listdir(path))
                        if name.endswith(_SWIFT_S))


def may_be_ours(path: str) -> bool:
    """Tell whether a file is about our filter, or cannot be read."""
    try:
        return proxy.concerns(ini_file.read_swift(path))
    except text_file.CannotReadError:
        # Then nobody knows, and that is told.
        return True


def daemons_with_ours(path: str) -> tuple[str, ...]:
    """Find pipelines of Swift's daemons, beside a proxy's, that have ours."""
    beside = os.path.dirname(os.path.abspath(path))
    found = []
    for name in _DAEMONS:
        for candidate in (os.path.join(beside, name),
                          os.path.join(beside, name + '.d')):
            if os.path.exists(candidate) and _has_ours(candidate):
                found.append(candidate)
    return tuple(found)


def _has_ours(path: str) -> bool:
    try:
        return proxy.in_pipeline(ini_file.read_swift(path))
    except text_file.CannotReadError:
        return False
