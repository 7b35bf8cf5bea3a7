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

"""Nova's registry of the hosts that use a storage.

Nova counts those of the last day.  Here an entry of any age counts: a host
that is down still needs its disks.
"""

from __future__ import annotations

from nova_ops_ext.imagecache import small_file

#: In instances_path.
NAME = 'compute_nodes'


def hosts(path: str) -> list[str]:
    """Read the names of all hosts; no file names none.

    :raises OSError: if it cannot be read
    :raises ValueError: if it is not what Nova writes, as after a full disk
    """
    try:
        return sorted(small_file.read_map(path))
    except FileNotFoundError:
        return []
