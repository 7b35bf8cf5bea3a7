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

"""AggregatePreferenceWeigher: hosts that the operator prefers or avoids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nova_ops_ext.conf import aggregate_preference as options_module
from nova_ops_ext.scheduler import aggregate_preference
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler.weights import guarded_weigher


class AggregatePreferenceWeigher(guarded_weigher.GuardedWeigher):
    """Prefers the hosts of some aggregates, avoids those of others.

    ===============================================  ========================
    ``ops_preference`` of the host's aggregates      weight
    ===============================================  ========================
    a number p from -100 (avoid) to 100 (prefer)     (p + 100) / 200
    beyond that                                      that of -100 or 100
    several                                          that of the lowest
    none                                             0.5
    cannot be read                                   as none; the line says so
    ===============================================  ========================
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        """There are none but those of every weigher."""

    def weigh(self, hosts: Sequence[Any], spec: Any
              ) -> preference.Preference | None:
        return aggregate_preference.weighed(hosts)
