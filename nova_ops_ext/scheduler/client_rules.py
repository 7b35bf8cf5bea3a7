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

"""What the filter and the weigher of client networks both need.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nova_ops_ext.scheduler import client_label
from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler import per_aggregate

Labels = Callable[[Any], frozenset[str] | None]


class Rules:
    """Who is the client of a request, and which labels may use a host?

    :param options: the group of options
    :raises ValueError: naming option, value and what would be right
    """

    def __init__(self, options: Any) -> None:
        labels = client_network.ClientNetworks.parse(
            options.networks, options.default_label)
        self._globs = client_network.HostGlobs.parse(
            options.hosts, labels.known_labels())
        self.client = client_label.Clients(
            labels, trusted=options.stamp == 'trust',
            unstamped_moves=options.unstamped_moves).of

    def of_request(self) -> Labels:
        """Give what tells the labels of a host, for one request.

        It gives None for a host that no rule names.
        """
        by_aggregates = per_aggregate.PerAggregate(
            client_network.aggregate_labels, client_network.merged).of
        by_name = self._globs.labels if self._globs else None
        if by_name is None:
            return lambda host: by_aggregates(host.aggregates)

        def both(host: Any) -> frozenset[str] | None:
            return client_network.merged(
                (by_aggregates(host.aggregates), by_name(host.host)))
        return both
