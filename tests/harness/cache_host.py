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


"""A host with an image cache: directories, disks, and passes over them.

The passes run in this process; only what the child process does differently
needs the child.
"""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import hashlib
import os
import pathlib
import struct
import tempfile
from typing import Any
import uuid

from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import sweep

DAY = 86400.0
_HEADER = struct.Struct('>4sIQIIQIIQQIIQ')
_RAW = struct.pack('>II', 0xE2792ACA, 3) + b'raw' + b'\0' * 5


def base_name(image: str) -> str:
    """Name the file of an image in the cache."""
    return hashlib.sha1(image.encode()).hexdigest()


class CacheHost:
    """A host.

    :param directory: where everything is; it may be of another host, too
    :param options: of :class:`shapes.Settings`
    """

    def __init__(self, directory: pathlib.Path, host: str = 'host-1',
                 **options: Any) -> None:
        self.instances = directory / 'instances'
        self.cache = self.instances / '_base'
        self.trash = self.cache / 'ops_ext_trash'
        self.cache.mkdir(parents=True, exist_ok=True)
        self.settings = shapes.Settings(
            host=host, instances_path=str(self.instances),
            cache_dir=str(self.cache),
            state_dir=str(directory / 'state' / host),
            **{'removal': 'trash', **options})
        self.now = 1.8e9

    def base(self, name: str, *, size: int = 4096, age: float = 30 * DAY
             ) -> pathlib.Path:
        """Put a file into the cache."""
        path = self.cache / name
        path.write_bytes(b'b' * size)
        os.utime(path, (self.now - age, self.now - age))
        return path

    def server(self, *, disk: str = 'disk', backing: str = '',
               name: str = '') -> pathlib.Path:
        """Put a server's disk there, and give its directory."""
        directory = self.instances / (name or str(uuid.uuid4()))
        directory.mkdir(exist_ok=True)
        write_overlay(directory / disk, backing)
        return directory

    def known(self, *servers: pathlib.Path, **more: Any) -> shapes.Known:
        """Give what Nova knows, if these servers are all."""
        return shapes.Known(**{
            'complete': True, 'hosts': (self.settings.host,),
            'stems': tuple(one.name for one in servers), **more})

    def sweep(self, **more: Any) -> sweep.Sweep:
        """Give a pass at the present time, which a test does itself."""
        return sweep.Sweep(self.settings, self.now, progress.Silent(), **more)

    def passed(self, *servers: pathlib.Path, days: float = 1.0,
               dry_run: bool = False, **known: Any) -> dict[str, Any]:
        """Let time go by, do a pass, and give its report."""
        self.now += days * DAY
        one = self.sweep(dry_run=dry_run)
        one.look()
        one.finish(self.known(*servers, **known))
        return one.conclude()

    @property
    def record(self) -> pathlib.Path:
        """Tell where its passes keep what they know of this storage."""
        (found,) = (one for one in pathlib.Path(
            self.settings.state_dir).iterdir() if one.is_dir())
        return found

    def in_cache(self) -> list[str]:
        return sorted(path.name for path in self.cache.iterdir()
                      if path.is_file())

    def in_trash(self) -> list[str]:
        """Give the names that files in the trash had."""
        if not self.trash.is_dir():
            return []
        return sorted(path.name.partition('.')[0]
                      for path in self.trash.iterdir())


@contextlib.contextmanager
def quick_directory() -> Iterator[pathlib.Path]:
    """Give a directory where nobody waits for a disk, if there is one."""
    memory = pathlib.Path('/dev/shm')
    with tempfile.TemporaryDirectory(
            dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield pathlib.Path(name)


def write_overlay(path: pathlib.Path, backing: str) -> None:
    """Write a qcow2 of one megabyte on a raw backing file, if any."""
    name = backing.encode()
    extensions = (_RAW if name else b'') + struct.pack('>II', 0, 0)
    offset = 104 + len(extensions) if name else 0
    header = _HEADER.pack(
        b'QFI\xfb', 3, offset, len(name), 16, 2 ** 20, 0, 1, 3 << 16, 1 << 16,
        1, 0, 0) + struct.pack('>QQQII', 0, 0, 0, 4, 104)
    path.write_bytes(header + extensions + name)


def reasons(report: dict[str, Any]) -> dict[str, str]:
    """Give what was decided on each file of the cache."""
    return {one['name']: '%s %s' % (one['action'], one['reason'])
            for one in report['files']}


def refusals(report: dict[str, Any]) -> list[str]:
    return [one['reason'] for one in report['refusals']]
