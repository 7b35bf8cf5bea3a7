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

"""Which files the disks of all servers need.

Every image below the directory of the instances is read, so whatever one of
them refers to in there has been read as well.  Only what lies elsewhere is
then followed.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from nova_ops_ext.imagecache import cache_files
from nova_ops_ext.imagecache import graph
from nova_ops_ext.imagecache import server_directory
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import tree

# What Nova and this package keep beside the servers.
_NOT_SERVERS = ('locks', 'compute_nodes', 'ops_ext_hosts', 'lost+found')


class Scan(NamedTuple):
    """What is needed, and whether that is all.

    :ivar reached: absolute paths, as written and as resolved, each with a disk
        that needs it
    :ivar names: the same for their last parts
    :ivar directories: names of those that look like servers
    :ivar problems: what was not understood; if any, more may be needed
    :ivar missing: what a disk needs, but is gone
    :ivar disks: how many headers were understood
    :ivar files: how many files were seen
    """

    reached: dict[str, str]
    names: dict[str, str]
    directories: list[str]
    problems: list[shapes.Problem]
    missing: list[shapes.Problem]
    cache: dict[str, shapes.CacheFile]
    trash: dict[str, shapes.CacheFile]
    disks: int
    files: int


def scan(instances_path: str, cache_dir: str, trash_dir: str,
         progress: tree.Progress) -> Scan:
    """Look at everything."""
    problems: list[shapes.Problem] = []
    # Before the walk, so that it comes to whatever is listed here.
    listed = []
    for directory in (cache_dir, trash_dir):
        progress.at(directory)
        listed.append(cache_files.listed(directory, problems))
    found = graph.Graph(progress, (cache_dir, trash_dir))
    names = found.tree.walk(instances_path, _NOT_SERVERS)
    for directory in (cache_dir, trash_dir):
        if os.path.lexists(directory) and not found.tree.has_walked(
                os.path.realpath(directory)):
            found.tree.walk(directory)
    found.follow()
    return Scan(
        found.reached, found.names,
        sorted(filter(server_directory.is_one, set(names))),
        problems + found.tree.problems + found.problems, found.missing,
        listed[0], listed[1], found.disks, len(found.tree.files))


#: Of a look that did not come about: everything may be needed.
EMPTY = Scan({}, {}, [], [shapes.Problem('', 'not read')], [], {}, {}, 0, 0)
