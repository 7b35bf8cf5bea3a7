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

"""The options of Nova that are looked at, with Nova's defaults.

They stand here because Nova's own would bring all of Nova along, and what is
to be read may be for a service that does not start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Those that other options may refer to, with values as good as any.
_REFERRED = (('my_ip', '127.0.0.1'), ('host', 'localhost'),
             ('my_block_storage_ip', '127.0.0.1'),
             ('pybasedir', '/var/lib/nova'), ('bindir', '/usr/bin'))


def options() -> list[tuple[str, Sequence[Any]]]:
    """Give them by group; needs oslo.config."""
    from oslo_config import cfg

    from nova_ops_ext.scheduler_command import nova_options

    return [*nova_options.OPTIONS, ('DEFAULT', [
        *(cfg.StrOpt(name, default=value) for name, value in _REFERRED),
        cfg.StrOpt('compute_driver'),
        cfg.StrOpt('state_path', default='/var/lib/nova'),
        cfg.StrOpt('instances_path', default='$state_path/instances'),
        cfg.IntOpt('osapi_compute_workers'),
        cfg.ListOpt('default_log_levels', default=[]),
        cfg.StrOpt('log_config_append'),
    ]), ('filter_scheduler', [
        cfg.IntOpt('host_subset_size', default=1),
    ]), ('scheduler', [
        cfg.BoolOpt('limit_tenants_to_placement_aggregate', default=False),
        cfg.BoolOpt('placement_aggregate_required_for_tenants',
                    default=False),
    ]), ('wsgi', [
        cfg.StrOpt('api_paste_config', default='api-paste.ini',
                   deprecated_group='DEFAULT'),
    ]), ('api', [
        cfg.StrOpt('auth_strategy', default='keystone',
                   deprecated_group='DEFAULT'),
    ]), ('image_cache', [
        cfg.IntOpt('manager_interval', default=2400, min=-1,
                   deprecated_name='image_cache_manager_interval',
                   deprecated_group='DEFAULT'),
        cfg.StrOpt('subdirectory_name', default='_base',
                   deprecated_name='image_cache_subdirectory_name',
                   deprecated_group='DEFAULT'),
        cfg.BoolOpt('remove_unused_base_images', default=True,
                    deprecated_group='DEFAULT'),
        cfg.IntOpt('remove_unused_original_minimum_age_seconds',
                   default=86400, deprecated_group='DEFAULT'),
        cfg.IntOpt('remove_unused_resized_minimum_age_seconds',
                   default=3600, deprecated_group='libvirt'),
    ]), ('libvirt', [
        cfg.StrOpt('virt_type', default='kvm',
                   choices=('kvm', 'lxc', 'qemu', 'parallels')),
        cfg.StrOpt('images_type', default='default'),
    ])]
