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

"""Prefers the failure domains that have fewest of a server's group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nova_ops_ext.conf import failure_domain as options_module
from nova_ops_ext.scheduler import failure_domain
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import server_group
from nova_ops_ext.scheduler.weights import guarded_weigher


class FailureDomainWeigher(guarded_weigher.GuardedWeigher):
    """Weighs hosts by how many of the group are in their failure domain.

    ====================================  ==========================
    the host's domain                     weight
    ====================================  ==========================
    has the fewest of the group           1.0
    has the most                          0.0
    has a number between them             in proportion
    is one of several                     as the fullest of them
    does not exist, or cannot be read     0.0
    ====================================  ==========================

    All weigh the same if all have the same number.  Only servers of a group
    with the policy ``anti-affinity`` or ``soft-anti-affinity`` are weighed.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        pass

    def weigh(self, hosts: Sequence[Any], spec: Any
              ) -> preference.Preference | None:
        if server_group.policy(spec) not in (failure_domain.HARD,
                                             failure_domain.SOFT):
            return None
        survey = failure_domain.Survey(hosts)
        if not survey.domains:
            return None
        members = survey.members(
            server_group.members_by_host(spec, list(hosts)))
        subject = '%s, %d failure domains' % (
            server_group.name(spec), len(survey.domains))
        if survey.problems:
            subject += ', %d values in aggregates cannot be read' % len(
                survey.problems)
        weights = survey.weights(members)
        if len(set(weights)) == 1:
            return None
        return preference.Preference(subject, weights)
