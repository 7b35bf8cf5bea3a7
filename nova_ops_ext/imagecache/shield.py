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


"""Touches the files in use, so that no other manager takes them for old.

Nova's own image-cache manager removes no file younger than its minimum age.
On a share, one host that touches what all disks need protects it from all
others that run Nova's own.
"""

from __future__ import annotations

from collections.abc import Iterable
import errno
import os
from typing import NamedTuple

from nova_ops_ext.imagecache import cache_names
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import shapes

# So far may the storage's clock be behind ours, in seconds.
_BEHIND = 60.0


class Touched(NamedTuple):
    """How it went.

    :ivar denied: paths that only root may touch
    """

    touched: int
    denied: tuple[str, ...] = ()
    failed: tuple[shapes.Problem, ...] = ()


def touch(cache_dir: str, names: Iterable[str], now: float,
          progress: progresses.Progress) -> Touched:
    """Touch files of the cache, and no others.

    :param names: that somebody needs; a header can name any file of the host
    :param now: of the service; where the storage's clock is behind, it counts
    """
    count, denied, failed = 0, [], []
    for name in names:
        if cache_names.kind(name) is None:
            continue
        path = os.path.join(cache_dir, name)
        progress.at(path)
        try:
            os.utime(path)
            seen = os.stat(path)
            if now - seen.st_mtime > _BEHIND:
                os.utime(path, (seen.st_atime, now))
            count += 1
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES):
                denied.append(path)
            else:
                failed.append(shapes.Problem(path, str(error.strerror)))
    return Touched(count, tuple(denied), tuple(failed))
