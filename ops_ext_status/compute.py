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

"""What the files of a nova-compute say."""

from __future__ import annotations

import os
from typing import NamedTuple

from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import storage

LIBVIRT = 'ops_ext.GuardedLibvirtDriver'
OTHER = 'ops_ext.GuardedDriver'
OURS = (LIBVIRT, OTHER)
QEMU_CONF = '/etc/libvirt/qemu.conf'


class Compute(NamedTuple):
    """All that is checked.

    :ivar asked: whether the operator said that this is a compute node
    :ivar qemu_conf: path and text; None if there is none
    """

    configuration: nova_conf.Configuration
    installed: node.Node
    paths: storage.Storage
    asked: bool
    qemu_conf: tuple[str, str] | None = None

    @property
    def driver(self) -> str:
        """Give compute_driver; empty if it is not set."""
        return str(self.configuration.get('DEFAULT', 'compute_driver') or '')

    @property
    def guards_images(self) -> bool:
        """Tell whether the image cache is ours."""
        return self.driver == LIBVIRT

    def at(self, group: str, option: str) -> str:
        """Say where an option stands."""
        return nova_conf.at(self.configuration, group, option)

    def is_given(self, group: str, option: str) -> bool:
        """Tell whether an option stands in the files."""
        return nova_conf.is_given(self.configuration, group, option)


def paths_of(configuration: nova_conf.Configuration) -> list[str]:
    """Name the paths that are looked at."""
    metrics = configuration.get('ops_image_cache', 'metrics_file') or ''
    return [path for path in (
        configuration.get('DEFAULT', 'instances_path'),
        configuration.get('ops_image_cache', 'state_dir'),
        os.path.dirname(metrics)) if path and os.path.isabs(path)]


def is_shown(configuration: nova_conf.Configuration) -> bool:
    """Tell whether the files have anything for a nova-compute of ours."""
    driver = str(configuration.get('DEFAULT', 'compute_driver') or '')
    return ('guarded' in driver.lower() or 'ops' in driver.lower()
            or any(group in configuration.given
                   for group in nova_conf.COMPUTE))
