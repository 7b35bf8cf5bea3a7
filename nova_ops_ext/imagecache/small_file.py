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

"""Reads and publishes the small files by which hosts know of each other."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat

from nova_ops_ext.imagecache import durable

_LARGEST = 16 << 20


def read(path: str) -> str:
    """Read a file that must be regular; a FIFO of that name holds nobody.

    :raises OSError: if that cannot be done
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
                     | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, 'not a regular file', path)
        with open(handle, 'rb', closefd=False) as file:
            raw = file.read(_LARGEST + 1)
    finally:
        os.close(handle)
    if len(raw) > _LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
    return raw.decode('utf-8', 'surrogateescape')


def read_map(path: str) -> dict[str, object]:
    """Read a JSON map.

    :raises OSError: if the file cannot be read
    :raises ValueError: if it is no such map
    """
    try:
        value = json.loads(read(path))
    except RecursionError:
        raise ValueError('nested too deeply') from None
    if not isinstance(value, dict):
        raise ValueError('not a map')
    return value


def publish(path: str, temporary: str, text: str) -> None:
    """Make a file that appears whole, and never in the place of another.

    :param temporary: in the same directory; a file left there goes
    :raises FileExistsError: if there is one already
    :raises OSError: if it cannot be made
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL
                     | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        with open(handle, 'wb') as file:
            file.write(text.encode('utf-8', 'surrogateescape'))
            file.flush()
            durable.like(handle, os.path.dirname(path))
            os.fsync(handle)
        os.link(temporary, path)
    finally:
        os.unlink(temporary)
    durable.synced(os.path.dirname(path))
