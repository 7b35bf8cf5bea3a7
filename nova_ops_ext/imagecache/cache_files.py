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

"""The files of the cache and of its trash."""

from __future__ import annotations

import os

from nova_ops_ext.imagecache import shapes


def listed(directory: str, problems: list[shapes.Problem]
           ) -> dict[str, shapes.CacheFile]:
    """Give the regular files that are directly in a directory.

    There is none if there is no directory.

    :param problems: gets what could not be looked at
    """
    found: dict[str, shapes.CacheFile] = {}
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                try:
                    if entry.is_file(follow_symlinks=False):
                        seen = entry.stat(follow_symlinks=False)
                        found[entry.name] = shapes.CacheFile(
                            seen.st_ino, seen.st_dev, seen.st_blocks * 512,
                            seen.st_mtime, seen.st_nlink)
                except FileNotFoundError:
                    continue
    except OSError as error:
        if not isinstance(error, FileNotFoundError) or (
                os.path.lexists(directory)):
            problems.append(shapes.Problem(
                directory, 'cannot be listed: %s' % error.strerror))
    return found
