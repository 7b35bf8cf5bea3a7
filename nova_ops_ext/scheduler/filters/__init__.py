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

"""Scheduler filters.

Nova takes them with both of these lines, because one alone replaces its
default; then the names go into ``enabled_filters``::

    [filter_scheduler]
    available_filters = nova.scheduler.filters.all_filters
    available_filters = nova_ops_ext.scheduler.filters.all_filters
"""

from __future__ import annotations

from nova_ops_ext.scheduler.filters import cascade_breaker
from nova_ops_ext.scheduler.filters import client_network
from nova_ops_ext.scheduler.filters import failure_domain
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler.filters import new_host
from nova_ops_ext.scheduler.filters import project_per_host
from nova_ops_ext.scheduler.filters import shuffle_shard


def all_filters() -> list[type[guarded_filter.GuardedFilter]]:
    """List the filters, for ``[filter_scheduler] available_filters``."""
    return [cascade_breaker.CascadeBreakerFilter,
            client_network.ClientNetworkFilter,
            failure_domain.FailureDomainFilter,
            new_host.NewHostFilter,
            project_per_host.ProjectPerHostFilter,
            shuffle_shard.ShuffleShardFilter]
