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

"""Which paths this node exports by NFS, also by another mount of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from nova_ops_ext.imagecache import exports
from nova_ops_ext.imagecache import mounted
from nova_ops_ext.imagecache import mounts


def look(ends: Sequence[tuple[str, mounts.Mount]], etab: Sequence[str],
         walker: mounted.Walker) -> None:
    """Find what exports show of paths.

    :param ends: paths without symlinks, and their mounts
    :param etab: files that list exports; one that is not there lists none
    """
    for file in etab:
        try:
            walker.progress.at(file)
            listed = exports.parse(mounted.read(file))
        except FileNotFoundError:
            continue
        except (OSError, exports.NotUnderstoodError) as error:
            walker.find('unknown', file, mounted.said(error))
            continue
        for export in listed:
            for path in sorted(_shown(export, ends, walker)):
                walker.find('exported', path,
                            '%s exports %s' % (file, export))


def _shown(export: str, ends: Sequence[tuple[str, mounts.Mount]],
           walker: mounted.Walker) -> set[str]:
    names = [export]
    roots = []
    for place, its in walker.walk(export):
        if place.end:
            names.append(place.end)
            roots.append((its.device, mounts.inside(its, place.end)))
    # What is mounted below may be exported with it.
    roots += [(its.device, its.root) for its in walker.all_mounts().values()
              if any(mounts.below(its.point, name) for name in names)]
    return {path for path, mount in ends
            if any(exports.concerns(name, path) for name in names)
            or any(device == mount.device and exports.concerns(
                root, mounts.inside(mount, path)) for device, root in roots)}
