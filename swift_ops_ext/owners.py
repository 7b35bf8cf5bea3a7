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

"""For whom a container is kept, by its name.  Pure.

Swift keeps the older versions of ``c`` in ``\\x00versions\\x00c``, which no
client can name; S3 keeps the parts of uploads to ``c`` in ``c+segments``,
which any client can.  Clients keep segments in ``c_segments`` or the like by
convention, which counts only where the operator says so.
"""

from __future__ import annotations

from typing import NamedTuple

_VERSIONS = '\x00versions\x00'
_UPLOADS = '+segments'
# No software ends a name in suffix upon suffix, and a client who does must not
# make us look up dozens of containers for one.
_MOST = 4


class Judged(NamedTuple):
    """By which containers' rules a container is judged.

    :ivar container: the container itself; the one whose versions it holds
        where it has no rules because no client can reach it
    :ivar owners: the containers for which that one is kept, nearest first
    """

    container: str
    owners: tuple[str, ...] = ()


def judged_by(container: str, suffixes: tuple[str, ...] = ()) -> Judged:
    """Name the containers whose rules a container is judged by.

    :param container: name in UTF-8
    :param suffixes: the operator's, for containers that clients keep
    """
    while container.startswith(_VERSIONS) and container != _VERSIONS:
        container = container[len(_VERSIONS):]
    endings = (_UPLOADS, *suffixes)
    owners: list[str] = []
    name = container
    while len(owners) < _MOST:
        ending = next((ending for ending in endings
                       if name.endswith(ending) and name != ending), None)
        if ending is None:
            break
        name = name[:-len(ending)]
        owners.append(name)
    return Judged(container, tuple(owners))
