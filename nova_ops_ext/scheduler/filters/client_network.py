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

"""ClientNetworkFilter: hosts by the network of the client."""

from __future__ import annotations

from typing import Any

from nova_ops_ext.conf import client_network as options_module
from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import per_aggregate
from ops_ext_net import networks


class ClientNetworkFilter(guarded_filter.GuardedFilter):
    """Lets a new server only onto hosts that its client's network may use.

    The client's address, as nova-api saw it, has the label of the longest
    prefix in ``[ops_client_network] networks``, else ``default_label``.

    ==============================================  ==========================
    labels that aggregates and ``hosts`` name       host
    ==============================================  ==========================
    none, and there is no rule for the host         as ``unlisted_hosts`` says
    none, but an aggregate has the key              refused
    the client's, maybe with others                 passes
    only others                                     refused
    ==============================================  ==========================

    Only creates are judged.  Whoever moves an existing server is most often
    not its owner, so moves pass.  A create that names its host as
    ``zone:host`` is not shown to any filter by Nova.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        self._networks = client_network.ClientNetworks.parse(
            options.networks, options.default_label)
        self._globs = client_network.HostGlobs.parse(
            options.hosts, self._networks.known_labels())
        self._unlisted_pass = options.unlisted_hosts == 'pass'

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        if operation.is_move(spec):
            return outcome.Outcome.unjudged(
                hosts, 'a move of an existing server')
        label, subject = self._client(spec)
        if spec.num_instances > 1:
            subject += ', for all %d instances' % spec.num_instances
        decided = outcome.Outcome(subject)
        by_aggregates = per_aggregate.PerAggregate(
            client_network.aggregate_labels, client_network.merged).of
        by_name = self._globs.labels
        refusal = ('not for clients without a label' if label is None
                   else 'not for clients of network %s' % label)
        for host in hosts:
            labels = by_aggregates(host.aggregates)
            named = by_name(host.host)
            if named is not None:
                labels = named if labels is None else labels | named
            if labels is None:
                if self._unlisted_pass:
                    decided.passed.append(host)
                else:
                    decided.refuse(host, 'no rule names them')
            elif label in labels:
                decided.passed.append(host)
            elif not labels:
                decided.refuse(host, 'their aggregate\'s %s is empty' %
                               client_network.AGGREGATE_KEY)
            else:
                decided.refuse(host, refusal)
        return decided

    def _client(self, spec: Any) -> tuple[str | None, str]:
        """Give the client's label, and the words that explain it."""
        text = getattr(spec._context, 'remote_address', None)
        address = None
        who = 'of unknown address'
        if text:
            # Never the text as it came: behind a proxy the client wrote it.
            try:
                address = networks.parse_address(text)
                who = str(address)
            except ValueError:
                who = '%.64r which cannot be read' % text
        label = self._networks.label(address)
        return label, 'client %s, %s' % (
            who, 'no label' if label is None else 'network ' + label)
