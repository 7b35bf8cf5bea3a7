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

"""Our filters and weighers, with what each is to have and to give."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import dataclasses
from typing import Any

import nova.conf

from benchmarks import nova_hosts
from benchmarks import scheduler_rules as rules
from nova_ops_ext.scheduler.filters import client_network
from nova_ops_ext.scheduler.filters import failure_domain
from nova_ops_ext.scheduler.filters import new_host
from nova_ops_ext.scheduler.filters import project_per_host
from nova_ops_ext.scheduler.filters import shuffle_shard
from nova_ops_ext.scheduler.weights import aggregate_preference
from nova_ops_ext.scheduler.weights import client_network as client_weigher
from nova_ops_ext.scheduler.weights import failure_domain as domain_weigher
from nova_ops_ext.scheduler.weights import shuffle_shard as shard_weigher


@dataclasses.dataclass(frozen=True)
class Case:
    """A class of ours, and what it has to say of hosts with rules.

    :ivar limit: at most so many times its peer
    :ivar right: gives, for the hosts of one world, what is right for each
    :ivar spec: makes the request
    :ivar bare: options without which it has a rule for every host
    """

    make: Any
    limit: float
    right: Callable[[rules.Hosts], rules.Right]
    spec: Callable[[], Any] = nova_hosts.create_request
    bare: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the class."""
        return str(self.make.__name__)

    @property
    def group(self) -> str:
        """The group of its options."""
        return str(self.make.GROUP)


def configure() -> None:
    """Set the options of all of them."""
    for group, options in rules.OPTIONS.items():
        for name, value in options.items():
            nova.conf.CONF.set_override(name, value, group)


def _with_group() -> Any:
    return nova_hosts.create_request(
        instance_group=nova_hosts.group(rules.MEMBERS))


FILTER_BAR, SHARD_BAR, WEIGHER_BAR = 0.30, 0.40, 0.60
SHARDS = Case(shuffle_shard.ShuffleShardFilter, SHARD_BAR, rules.sharded)
FILTERS = (
    Case(client_network.ClientNetworkFilter, FILTER_BAR, rules.of_doc),
    SHARDS,
    Case(new_host.NewHostFilter, FILTER_BAR, rules.settled,
         bare={'ramp_hours': 0.0}),
    Case(project_per_host.ProjectPerHostFilter, FILTER_BAR,
         rules.below_the_cap),
    Case(failure_domain.FailureDomainFilter, FILTER_BAR,
         rules.in_an_empty_rack, _with_group),
)
WEIGHERS = (
    Case(client_weigher.ClientNetworkWeigher, WEIGHER_BAR, rules.of_doc),
    Case(shard_weigher.ShuffleShardWeigher, WEIGHER_BAR, rules.shard_weight),
    Case(aggregate_preference.AggregatePreferenceWeigher, WEIGHER_BAR,
         rules.preferred),
    Case(domain_weigher.FailureDomainWeigher, WEIGHER_BAR,
         rules.in_an_empty_rack, _with_group),
)
