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

"""How much does the operator like the hosts of an aggregate?  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler import aggregate_value
from nova_ops_ext.scheduler import per_aggregate
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import told

#: Aggregate metadata: from -100, avoid, to 100, prefer.
KEY = 'ops_preference'

KEYS = (KEY,)

_MOST = 100.0
_NEUTRAL = 0.5
_TOLD = 8


def weight(metadata: Mapping[str, str]) -> float | None:
    """Give the weight of the hosts of an aggregate, from 0 to 1.

    :returns: None if the aggregate has no preference
    :raises ValueError: if it cannot be read
    """
    number = aggregate_value.decimal(metadata, KEY)
    if number is None:
        return None
    return preference.bounded((number + _MOST) / (2 * _MOST))


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Name every value in an aggregate's metadata that cannot be read."""
    return aggregate_value.problems(metadata, weight)


def weighed(hosts: Sequence[Any]) -> preference.Preference | None:
    """Weigh hosts by their aggregates; of several the lowest counts.

    :returns: None if no aggregate of theirs has a preference
    """
    unreadable: list[str] = []

    def decide(aggregate: Any) -> float | None:
        metadata = aggregate.metadata
        try:
            return weight(metadata)
        except ValueError as error:
            unreadable.append(aggregate_rules.reason(error, aggregate.name))
            return None

    ruled = per_aggregate.RuledAggregates(hosts, decide)
    if not ruled.rules and not unreadable:
        return None
    subject = 'by %s of their aggregates' % KEY
    if unreadable:
        subject += ', not counted: ' + told.some(unreadable, _TOLD)
    return preference.Preference(subject, ruled.least(hosts, _NEUTRAL))
