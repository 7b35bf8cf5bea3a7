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

"""NewHostFilter, ProjectPerHostFilter, AggregatePreferenceWeigher."""

from __future__ import annotations

import typing

from tests.functional.nova.scheduler_ways import subject
from tests.functional.nova.scheduler_ways import way

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds


class NewHost(subject.PerHost):
    """All hosts are new; some need not burn in."""

    TITLE = NAME = 'NewHostFilter'
    TABLE = {
        **way.judged(),
        # To name a host is to know what one does.
        **{(operation, way.FORBIDDEN): way.Expected(way.ANY, way.UNJUDGED)
           for operation in way.NAMED},
        **{(operation, way.ALLOWED): way.Expected(way.ANY, way.SILENT)
           for operation in way.NAMED}}
    ADMITS = {'ops_burn_in': '0'}
    REFUSES = {'ops_burn_in': '1000'}


class ProjectPerHost(subject.PerHost):
    """There is a server of the project on each host."""

    TITLE = NAME = 'ProjectPerHostFilter'
    ADMITS = {'ops_max_instances_per_project': '1000'}
    REFUSES = {'ops_max_instances_per_project': '1'}

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        super().prepare(cloud)
        for host in cloud.HOSTS:
            cloud.on_host(host)


class Preference(subject.Weigher, subject.PerHost):
    """Hosts are preferred, or avoided."""

    TITLE = NAME = 'AggregatePreferenceWeigher'
    PATH = 'aggregate_preference.AggregatePreferenceWeigher'
    ADMITS = {'ops_preference': '100'}
    REFUSES = {'ops_preference': '-100'}
