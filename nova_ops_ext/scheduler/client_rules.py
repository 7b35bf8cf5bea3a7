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

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler import client_label
from nova_ops_ext.scheduler import client_network


class HostRule(NamedTuple):
    """Who may use a host.

    :ivar labels: those that can be read; None if there is no rule
    :ivar problem: of an aggregate that cannot be read; None if all can be
    """

    labels: frozenset[str] | None
    problem: str | None


class RequestRules(NamedTuple):
    """The rules for the hosts of one request.

    :ivar each: the rule of each host, in order
    :ivar problems: of all of their aggregates
    """

    each: list[HostRule]
    problems: set[str]


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

    def of_request(self, hosts: Sequence[Any]) -> RequestRules:
        """Give the rules for the hosts of one request.

        :param hosts: HostState objects
        """
        rules = aggregate_rules.AggregateRules(_read, _merge)
        each = rules.of_each(hosts)
        if self._globs:
            by_name = self._globs.labels
            each = [rule._replace(labels=client_network.merged(
                (rule.labels, by_name(host.host))))
                for host, rule in zip(hosts, each, strict=True)]
        return RequestRules(each, rules.problems)


def _read(aggregate: Any) -> frozenset[str] | None:
    return client_network.aggregate_labels(aggregate.metadata)


def _merge(rules: list[frozenset[str]], problem: str | None) -> HostRule:
    return HostRule(client_network.merged(rules), problem)
