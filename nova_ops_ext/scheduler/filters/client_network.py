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
from nova_ops_ext.scheduler import client_rules
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome


class ClientNetworkFilter(guarded_filter.GuardedFilter):
    """Lets a server only onto hosts that its client's network may use.

    The client's address, as nova-api saw it, has the label of the longest
    prefix in ``[ops_client_network] networks``, else ``default_label``.

    ==============================================  ==========================
    labels that aggregates and ``hosts`` name       host
    ==============================================  ==========================
    none, and there is no rule for the host         as ``unlisted_hosts`` says
    none, but an aggregate has the key              refused
    the client's, maybe with others                 passes
    only others                                     refused
    an aggregate's cannot be read                   refused
    ==============================================  ==========================

    Whoever moves an existing server is most often not its owner.  So with
    ``stamp = ignore`` only creates are judged, and moves pass.  With ``stamp
    = trust`` both are judged by the label that nova-api's ``client_stamp``
    wrote when the server was created:

    =================  =====================  ================================
    stamp              create                 move
    =================  =====================  ================================
    a label            that label             that label
    empty              no label               no label
    there is none      the caller's address   as ``unstamped_moves`` says
    cannot be read     ``default_label``      ``default_label``
    =================  =====================  ================================

    A create that names its host as ``zone:host`` is not shown to any filter
    by Nova.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        self._rules = client_rules.Rules(options)
        self._unlisted_pass = options.unlisted_hosts == 'pass'

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        client = self._rules.client(spec)
        if client.unjudged:
            return outcome.Outcome.unjudged(hosts, client.unjudged)
        subject, label = client.subject, client.label
        # On a move it is the size of the batch the server came from.
        if spec.num_instances > 1 and not operation.is_move(spec):
            subject += ', for all %d instances' % spec.num_instances
        decided = outcome.Outcome(subject)
        refusal = ('not for clients without a label' if label is None
                   else 'not for clients of network %s' % label)
        if client.refusal:
            for host in hosts:
                decided.refuse(host, client.refusal)
            return decided
        ruled = not self._unlisted_pass
        rules = self._rules.of_request(hosts).each
        for host, (labels, problem) in zip(hosts, rules, strict=True):
            if problem is not None:
                ruled = True
                decided.refuse(host, problem)
                continue
            if labels is None:
                if self._unlisted_pass:
                    decided.passed.append(host)
                else:
                    decided.refuse(host, 'no rule names them')
                continue
            ruled = True
            if label in labels:
                decided.passed.append(host)
            elif not labels:
                decided.refuse(host, 'their aggregate\'s %s is empty' %
                               client_network.AGGREGATE_KEY)
            else:
                decided.refuse(host, refusal)
        return decided if ruled else outcome.Outcome.nothing(
            hosts, 'no rule names any of the hosts')
