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

"""What there is of ours: names, options and keys.  Needs no Nova."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import NamedTuple

from nova_ops_ext.scheduler import aggregate_preference
from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler import failure_domain
from nova_ops_ext.scheduler import new_host
from nova_ops_ext.scheduler import project_per_host
from nova_ops_ext.scheduler import shuffle_shard


class Feature(NamedTuple):
    """A filter, a weigher, or both, with a group of options.

    :ivar keys: keys of aggregates; one that ends in ``:`` goes on
    :ivar numbered: whether a key may go on with more characters
    :ivar problems: tells what is wrong with an aggregate's metadata
    :ivar several: which value counts if the aggregates of a host differ;
        empty if they add up
    """

    group: str
    filter: str | None
    weigher: str | None
    keys: tuple[str, ...]
    problems: Callable[[Mapping[str, str]], list[str]]
    several: str
    numbered: bool = False

    def is_key(self, key: str) -> bool:
        """Tell whether it is a key of this feature."""
        return any(key == one or (
            key.startswith(one) and (self.numbered or one.endswith(':')))
            for one in self.keys) or key == (
                self.group + '_weight_multiplier' if self.weigher else None)


FEATURES = (
    Feature('ops_aggregate_preference', None, 'AggregatePreferenceWeigher',
            aggregate_preference.KEYS, aggregate_preference.problems,
            'the lowest counts'),
    # Several quarantines are one.
    Feature('ops_cascade_breaker', 'CascadeBreakerFilter', None,
            cascade.KEYS, cascade.problems, ''),
    Feature('ops_client_network', 'ClientNetworkFilter',
            'ClientNetworkWeigher', client_network.KEYS,
            client_network.problems, '', numbered=True),
    # A host in two domains is a mistake of its own.
    Feature('ops_failure_domain', 'FailureDomainFilter',
            'FailureDomainWeigher', failure_domain.KEYS,
            failure_domain.problems, ''),
    Feature('ops_new_host', 'NewHostFilter', None, new_host.KEYS,
            new_host.problems, 'the longest counts'),
    Feature('ops_project_per_host', 'ProjectPerHostFilter', None,
            project_per_host.KEYS, project_per_host.problems,
            'the lowest counts'),
    # A host in several pools passes if it does in one.
    Feature('ops_shuffle_shard', 'ShuffleShardFilter', 'ShuffleShardWeigher',
            shuffle_shard.KEYS, shuffle_shard.problems, ''),
)

GROUPS = frozenset(one.group for one in FEATURES)

#: The filters that Nova brings, 31 to 34.
NOVA_FILTERS = frozenset((
    'AggregateImagePropertiesIsolation', 'AggregateInstanceExtraSpecsFilter',
    'AggregateIoOpsFilter', 'AggregateMultiTenancyIsolation',
    'AggregateNumInstancesFilter', 'AggregateTypeAffinityFilter',
    'AllHostsFilter', 'ComputeCapabilitiesFilter', 'ComputeFilter',
    'DifferentHostFilter', 'ImagePropertiesFilter', 'IoOpsFilter',
    'IsolatedHostsFilter', 'JsonFilter', 'MetricsFilter',
    'NUMATopologyFilter', 'NumInstancesFilter', 'PciPassthroughFilter',
    'SameHostFilter', 'ServerGroupAffinityFilter',
    'ServerGroupAntiAffinityFilter', 'SimpleCIDRAffinityFilter'))
#: Those of them that it enables by itself.
NOVA_ENABLED = (
    'ComputeFilter', 'ComputeCapabilitiesFilter', 'ImagePropertiesFilter',
    'ServerGroupAntiAffinityFilter', 'ServerGroupAffinityFilter')
NOVA_FILTERS_LINE = 'nova.scheduler.filters.all_filters'
NOVA_WEIGHERS_LINE = 'nova.scheduler.weights.all_weighers'
FILTER_BASE = 'nova.scheduler.filters.BaseHostFilter'
WEIGHER_BASE = 'nova.scheduler.weights.BaseHostWeigher'
OUR_FILTERS_LINE = 'nova_ops_ext.scheduler.filters.all_filters'
OUR_WEIGHERS_LINE = 'nova_ops_ext.scheduler.weights.all_weighers'


def our_filters() -> frozenset[str]:
    """Name our filters."""
    return frozenset(one.filter for one in FEATURES if one.filter)


def our_weighers() -> frozenset[str]:
    """Name our weighers."""
    return frozenset(one.weigher for one in FEATURES if one.weigher)


def of_group(group: str) -> Feature:
    """Give the feature of a group of options."""
    return next(one for one in FEATURES if one.group == group)
