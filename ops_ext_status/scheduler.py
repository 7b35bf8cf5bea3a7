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

"""What the files of a nova-scheduler say."""

from __future__ import annotations

from typing import NamedTuple

from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command import loaded
from ops_ext_status import node
from ops_ext_status import nova_conf

#: Of a cloud, this command knows nothing.
_NO_CLOUD = cloud.Cloud((), None, None, None)


class Scheduler(NamedTuple):
    """All that is checked.

    :ivar checked: the same, for the checks of ``nova-ops-scheduler``
    """

    configuration: nova_conf.Configuration
    checked: subject.Subject
    installed: node.Node

    def uses_clients(self) -> bool:
        """Tell whether the networks of clients decide anything."""
        return self.checked.works(features.of_group(nova_conf.CLIENTS))


def look(read_conf: nova_conf.Configuration, paste: str | None,
         of: node.Node) -> Scheduler:
    """Look up the classes that nova-scheduler would load.

    :param paste: the text of nova-api's api-paste.ini, if it is here
    """
    return Scheduler(read_conf, subject.Subject(
        nova_conf.of_scheduler(read_conf), _NO_CLOUD,
        loaded.load(read_conf.get('filter_scheduler', 'available_filters')
                    or (), features.FILTER_BASE),
        loaded.load(read_conf.get('filter_scheduler', 'weight_classes')
                    or (), features.WEIGHER_BASE), paste), of)


def is_shown(read_conf: nova_conf.Configuration) -> bool:
    """Tell whether the files have anything for a nova-scheduler of ours."""
    def lines(option: str) -> str:
        return ' '.join(map(str, read_conf.get('filter_scheduler', option)
                            or ()))

    ours = features.our_filters() | features.our_weighers()
    return bool(
        any(group in read_conf.given for group in nova_conf.SCHEDULER_ONLY)
        or 'ops_ext' in lines('available_filters') + lines('weight_classes')
        or any(name in lines('enabled_filters') for name in ours)
        # The networks are for nova-api as well.
        or set(read_conf.given.get(nova_conf.CLIENTS, ()))
        - {'networks', 'default_label'})
