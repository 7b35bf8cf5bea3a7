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

"""Where a nova-compute keeps its files."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from ops_ext_status import bounded_child

#: What mountinfo calls file systems that other hosts have, too.
_NETWORK = frozenset((
    '9p', 'afs', 'beegfs', 'ceph', 'cifs', 'gfs2', 'glusterfs', 'gpfs',
    'lustre', 'moosefs', 'ncpfs', 'nfs', 'nfs4', 'ocfs2', 'orangefs', 'pvfs2',
    'smb3', 'virtiofs'))
_FUSE = 'fuse.'
_FUSE_OF_ONE = frozenset(('fuse.lxcfs', 'fuse.gvfsd-fuse', 'fuse.portal',
                          'fuse.fuse-overlayfs'))
_PATIENCE = 10.0


class Path(NamedTuple):
    """A path of the node.

    :ivar there: the path, or the last above it that exists
    :ivar writable: for nova-compute
    :ivar type: of the file system; empty if that is not known
    """

    exists: bool
    there: str
    directory: bool
    writable: bool
    type: str

    @property
    def shared(self) -> bool:
        """Tell whether it is known that other hosts use it, too."""
        return self.type in _NETWORK or (
            self.type.startswith(_FUSE) and self.type not in _FUSE_OF_ONE)


class Storage(NamedTuple):
    """All paths that were asked for.

    :ivar problem: why nothing is known; empty if something is
    """

    paths: Mapping[str, Path]
    problem: str = ''

    def at(self, path: str) -> Path | None:
        """Give what is known of a path."""
        return self.paths.get(path)


def look(paths: Sequence[str]) -> Storage:
    """Look at paths, and do not wait for what hangs."""
    wanted = [path for path in dict.fromkeys(paths) if path]
    try:
        found = bounded_child.ask('ops_ext_status.path_probe', wanted,
                                  _PATIENCE)
    except bounded_child.GivenUpError as error:
        return Storage({}, str(error))
    return Storage({path: Path(**one) for path, one in found.items()})
