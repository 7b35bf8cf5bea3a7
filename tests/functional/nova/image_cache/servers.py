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

"""Servers in a real Nova database, and their directories."""

from __future__ import annotations

import os
from typing import Any

from nova import context as nova_context
from nova.db.main import api as db
from nova import objects
from oslo_utils import uuidutils


def flavor(swap: int = 0) -> objects.Flavor:
    """A flavor.

    :param swap: in megabytes
    """
    return objects.Flavor(
        flavorid='flavor', name='flavor', memory_mb=64, vcpus=1, root_gb=1,
        ephemeral_gb=0, swap=swap, rxtx_factor=1.0, vcpu_weight=None,
        disabled=False, is_public=True, extra_specs={})


class Server:
    """One server; the row and the directory may have different ideas.

    :ivar uuid: of the server
    :ivar instances: the directory above that of the server
    """

    def __init__(self, context: nova_context.RequestContext, instances: str,
                 host: str, image_id: str, **fields: Any) -> None:
        self._context = context
        self.uuid = uuidutils.generate_uuid()
        self.instances = instances
        fields.setdefault('vm_state', 'active')
        fields.setdefault('flavor', flavor())
        instance = objects.Instance(
            context, uuid=self.uuid, host=host, image_ref=image_id,
            project_id='project', user_id='user', old_flavor=None,
            new_flavor=None, **fields)
        instance.create()
        self._instance = instance
        self.legacy_name = str(instance.name)
        self.directory = os.path.join(instances, self.uuid)

    def update(self, **values: Any) -> None:
        """Change the row."""
        db.instance_update(self._context, self.uuid, values)

    def resize(self, new: objects.Flavor) -> None:
        """What the row says until a resize on the same host is confirmed."""
        instance = self._instance
        instance.old_flavor, instance.flavor = instance.flavor, new
        instance.new_flavor = new
        instance.vm_state = 'resized'
        instance.save()

    def delete_row(self) -> None:
        """The row goes, the directory stays."""
        db.instance_destroy(self._context, self.uuid, hard_delete=True)

    def add_swap(self, megabytes: int) -> objects.BlockDeviceMapping:
        """A block device mapping for swap space."""
        return self._add(guest_format='swap', volume_size=megabytes)

    def add_ephemeral(self, gigabytes: int) -> objects.BlockDeviceMapping:
        """A block device mapping for an ephemeral disk."""
        return self._add(guest_format=None, volume_size=gigabytes)

    def _add(self, **fields: Any) -> objects.BlockDeviceMapping:
        mapping = objects.BlockDeviceMapping(
            self._context, instance_uuid=self.uuid, source_type='blank',
            destination_type='local', device_type='disk', boot_index=-1,
            delete_on_termination=True, **fields)
        mapping.create()
        return mapping

    def path(self, name: str) -> str:
        """A file of the directory, which is made if need be."""
        os.makedirs(self.directory, exist_ok=True)
        return os.path.join(self.directory, name)

    def move_directory(self, name: str) -> None:
        """Give the directory another name below instances_path."""
        there = os.path.join(self.instances, name)
        os.rename(self.directory, there)
        self.directory = there

    def to_resize(self) -> None:
        """Rename the directory as a resize does."""
        self.move_directory(self.uuid + '_resize')
