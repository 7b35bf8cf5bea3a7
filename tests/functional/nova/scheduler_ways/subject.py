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

"""A class under test: its options, its rules, and its operations table."""

from __future__ import annotations

from collections.abc import Mapping
import typing

from tests.functional.nova.scheduler_ways import way

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds

_CLOUD = """
[quota]
instances = -1
cores = -1
ram = -1
server_groups = -1
"""
_FILTERS = """
[filter_scheduler]
available_filters = nova.scheduler.filters.all_filters
available_filters = nova_ops_ext.scheduler.filters.all_filters
enabled_filters = ComputeFilter,ComputeCapabilitiesFilter,\
ImagePropertiesFilter,ServerGroupAntiAffinityFilter,\
ServerGroupAffinityFilter,%s
"""
# Nova keeps away from a host for a while after a build has failed there.
_WEIGHERS = """
[filter_scheduler]
weight_classes = nova.scheduler.weights.all_weighers,\
nova_ops_ext.scheduler.weights.%s
build_failure_weight_multiplier = 0
"""


class Subject:
    """One filter with its rules.  Made anew for each cloud."""

    #: the title of the table
    TITLE: str
    #: the class
    NAME: str
    #: the hosts; the first three are where servers go
    HOSTS: tuple[str, ...] = ('one', 'two', 'three')
    #: the api-paste.ini of etc/, if it is not Nova's
    PASTE: str | None = None
    #: True if the class says which hosts it likes, and refuses none
    PREFERS = False
    #: further lines of nova.conf
    OPTIONS = ''
    #: what has to come of each operation, as the manual has it
    TABLE: way.Table = way.judged()

    def configuration(self) -> str:
        """What nova.conf has to say."""
        return _CLOUD + _FILTERS % self.NAME + self.OPTIONS

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        """Make the aggregates and what else the rules stand on."""
        raise NotImplementedError

    def admit(self, cloud: clouds.WaysCloud, hosts: frozenset[str]) -> None:
        """Change the rules, so that they admit these hosts and no other."""
        raise NotImplementedError

    def hints(self, cloud: clouds.WaysCloud) -> Mapping[str, object]:
        """The scheduler hints of each create."""
        return {}


class PerHost(Subject):
    """One whose rules are in an aggregate for each host."""

    #: metadata of hosts that are admitted, and of the others
    ADMITS: Mapping[str, str | None]
    REFUSES: Mapping[str, str | None]

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        self._aggregates = {host: cloud.aggregate(host, [host])
                            for host in cloud.HOSTS}
        self._now: dict[str, Mapping[str, str | None]] = {}

    def admit(self, cloud: clouds.WaysCloud, hosts: frozenset[str]) -> None:
        for host, aggregate in self._aggregates.items():
            wanted = self.ADMITS if host in hosts else self.REFUSES
            # Each change costs two calls of the API.
            if self._now.get(host) is not wanted:
                cloud.set_metadata(aggregate, wanted)
                self._now[host] = wanted


class Weigher:
    """Mixed into a subject whose class is a weigher."""

    #: module and class, below nova_ops_ext.scheduler.weights
    PATH: str
    PREFERS = True
    OPTIONS = ''
    # With one host Nova does not weigh.
    TABLE: way.Table = {
        **way.judged(refused=way.ADMITTED),
        (way.RESCHEDULE, way.FORBIDDEN): way.Expected(way.ANY, way.JUDGED),
        **way.passing(way.NAMED, way.SILENT)}

    def configuration(self) -> str:
        """What nova.conf has to say."""
        return _CLOUD + _WEIGHERS % self.PATH + self.OPTIONS
