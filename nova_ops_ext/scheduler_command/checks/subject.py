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

"""What is checked.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler_command.cloud import Aggregate
from nova_ops_ext.scheduler_command.cloud import Cloud
from nova_ops_ext.scheduler_command.configuration import Configuration
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.loaded import Loaded


class Subject(NamedTuple):
    """Configuration and cloud.

    :ivar filters: what available_filters gives
    :ivar weighers: what weight_classes gives
    :ivar paste: the text of nova-api's api-paste.ini, if it was given
    """

    configuration: Configuration
    cloud: Cloud
    filters: Loaded
    weighers: Loaded
    paste: str | None = None

    def get(self, group: str, option: str) -> Any:
        """Give the value of an option."""
        return self.configuration.get(group, option)

    @property
    def enabled(self) -> list[str]:
        """The names of the filters that are enabled."""
        return list(self.get('filter_scheduler', 'enabled_filters') or ())

    def works(self, feature: features.Feature) -> bool:
        """Tell whether nova-scheduler uses the feature."""
        return (feature.filter in self.enabled
                or feature.weigher in self.weighers.classes)

    def enforces(self, group: str) -> bool:
        """Tell whether the filter of a group is enabled."""
        return features.of_group(group).filter in self.enabled

    def having(self, is_key: Callable[[str], bool]) -> list[Aggregate]:
        """Give the aggregates with such a key."""
        return [one for one in self.cloud.aggregates
                if any(map(is_key, one.metadata))]


def at(aggregate: Aggregate) -> str:
    """Name an aggregate."""
    return 'aggregate %s (%d)' % (aggregate.name, aggregate.id)
