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

"""The services that a node may have."""

from __future__ import annotations

import enum


class Role(enum.Enum):
    """By the word of the command line."""

    PROXY = 'proxy'
    API = 'api'
    SCHEDULER = 'scheduler'
    COMPUTE = 'compute'


#: What is loaded of ours, to be tried.
MODULES = {
    Role.PROXY: ('swift_ops_ext.ip_whitelist',),
    Role.API: ('nova_ops_ext.api.client_address',
               'nova_ops_ext.api.client_stamp',
               'nova_ops_ext.api.console_limit'),
    Role.SCHEDULER: ('nova_ops_ext.scheduler.filters.guarded_filter',
                     'nova_ops_ext.scheduler.weights.guarded_weigher'),
    Role.COMPUTE: ('nova_ops_ext.virt.guarded_driver',
                   'nova_ops_ext.imagecache.worker_process'),
}
