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

"""ClientNetworkWeigher: first the hosts of the client's network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nova_ops_ext.conf import client_network as options_module
from nova_ops_ext.scheduler import client_rules
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import told
from nova_ops_ext.scheduler.weights import guarded_weigher

_OWN, _NO_RULE, _OTHERS = 1.0, 0.5, 0.0
_TOLD = 8


class ClientNetworkWeigher(guarded_weigher.GuardedWeigher):
    """Prefers hosts that the client's network may use, and refuses none.

    It is the soft form of ClientNetworkFilter: options, stamp and rules are
    the filter's.

    ==============================================  ======
    labels that aggregates and ``hosts`` name       weight
    ==============================================  ======
    the client's, maybe with others                 1.0
    none, and there is no rule for the host         0.5
    only others, or the list is empty               0.0
    ==============================================  ======

    A list that cannot be read is not counted, and the line says so.

    What the filter does not judge, or refuses for want of a stamp, it does
    not weigh.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        self._rules = client_rules.Rules(options)

    def weigh(self, hosts: Sequence[Any], spec: Any
              ) -> preference.Preference | None:
        client = self._rules.client(spec)
        if client.unjudged or client.refusal:
            return None
        rules = self._rules.of_request(hosts)
        label = client.label
        weights = []
        ruled = False
        for labels, _problem in rules.each:
            if labels is None:
                weights.append(_NO_RULE)
                continue
            ruled = True
            weights.append(_OWN if label in labels else _OTHERS)
        if not ruled and not rules.problems:
            return None
        subject = client.subject
        if rules.problems:
            subject += ', not counted: ' + told.some(
                sorted(rules.problems), _TOLD)
        return preference.Preference(subject, weights)
