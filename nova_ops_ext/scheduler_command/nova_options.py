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

"""The options of Nova that the command reads, with Nova's defaults.

They stand here so that Nova need not be installed where the command is.
"""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.scheduler_command import features

OPTIONS: list[tuple[str, list[cfg.Opt]]] = [
    ('DEFAULT', [
        cfg.IntOpt('service_down_time', default=60),
        cfg.IntOpt('report_interval', default=10),
        cfg.StrOpt('servicegroup_driver', default='db'),
    ]),
    ('filter_scheduler', [
        cfg.MultiStrOpt('available_filters',
                        default=['nova.scheduler.filters.all_filters']),
        cfg.ListOpt('enabled_filters', default=list(features.NOVA_ENABLED)),
        cfg.ListOpt('weight_classes',
                    default=['nova.scheduler.weights.all_weighers']),
        cfg.StrOpt('aggregate_image_properties_isolation_namespace'),
    ]),
    ('scheduler', [cfg.IntOpt('max_placement_results', default=1000, min=1)]),
    ('oslo_middleware', [
        cfg.BoolOpt('enable_proxy_headers_parsing', default=False)]),
]
