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


"""Weighers.

Nova takes them with both of these names, because one alone replaces its
default::

    [filter_scheduler]
    weight_classes = nova.scheduler.weights.all_weighers,nova_ops_ext.scheduler.weights.all_weighers
"""  # noqa: E501

from __future__ import annotations

from nova_ops_ext.scheduler.weights import aggregate_preference
from nova_ops_ext.scheduler.weights import client_network
from nova_ops_ext.scheduler.weights import failure_domain
from nova_ops_ext.scheduler.weights import guarded_weigher
from nova_ops_ext.scheduler.weights import shuffle_shard


def all_weighers() -> list[type[guarded_weigher.GuardedWeigher]]:
    """List the weighers, for ``[filter_scheduler] weight_classes``."""
    return [aggregate_preference.AggregatePreferenceWeigher,
            client_network.ClientNetworkWeigher,
            failure_domain.FailureDomainWeigher,
            shuffle_shard.ShuffleShardWeigher]
