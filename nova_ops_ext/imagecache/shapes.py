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


"""What nova-compute and the child that does the pass tell each other."""

from __future__ import annotations

from typing import NamedTuple

from nova_ops_ext.imagecache import trash_names


class Settings(NamedTuple):
    """The options of a pass.

    :ivar host: ``[DEFAULT] host``
    :ivar instances_path: absolute
    :ivar cache_dir: ``instances_path`` and the name of the cache in it
    :ivar state_dir: our record, beside the storage
    :ivar removal: ``observe`` or ``trash``
    :ivar minimum_age: seconds, of images, swap and ephemeral disks
    :ivar minimum_age_resized: seconds, of ``<sha1>_<size>``
    :ivar minimum_passes: complete passes
    :ivar retention: seconds in the trash
    :ivar breaker_files: so many files a pass may go
    :ivar breaker_percent: of the files of the cache
    :ivar breaker_floor: so few may always go
    :ivar low_watermark: percent of the file system in use; 0 for none
    :ivar lock_wait: seconds for a lock of Nova
    :ivar metrics_file: absolute, or '' for the one beside the record
    """

    host: str
    instances_path: str
    cache_dir: str
    state_dir: str
    removal: str = 'observe'
    minimum_age: int = 86400
    minimum_age_resized: int = 86400
    minimum_passes: int = 3
    retention: int = 604800
    breaker_files: int = 50
    breaker_percent: int = 50
    breaker_floor: int = 10
    low_watermark: int = 0
    lock_wait: float = 10.0
    metrics_file: str = ''

    @property
    def trash_dir(self) -> str:
        return self.cache_dir + '/' + trash_names.DIRECTORY

    @property
    def lock_dir(self) -> str:
        return self.instances_path + '/locks'

    @property
    def removes(self) -> bool:
        return self.removal == 'trash'


class Problem(NamedTuple):
    """What could not be read or understood."""

    path: str
    why: str


class CacheFile(NamedTuple):
    """A file of the cache or of the trash.

    :ivar bytes: that it takes on the disk
    :ivar mtime: seconds since the epoch
    """

    ino: int
    dev: int
    bytes: int
    mtime: float
    nlink: int = 1


class Known(NamedTuple):
    """What Nova knows of the servers.

    :ivar complete: whether all of it could be asked
    :ivar why: it could not
    :ivar stems: names of server directories that belong to servers which
        Nova's database knows, without ``_resize`` and the like
    :ivar hosts: of the servers
    :ivar names: who needs a file of the cache, by
        :func:`nova_ops_ext.imagecache.cache_names.family`
    """

    complete: bool
    why: str = ''
    stems: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    names: dict[str, str] = {}
