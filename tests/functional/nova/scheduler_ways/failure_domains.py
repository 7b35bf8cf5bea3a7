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

"""FailureDomainFilter and FailureDomainWeigher."""

from __future__ import annotations

from collections.abc import Mapping
import typing

from nova import context as nova_context
from nova import objects

from tests.functional.nova.scheduler_ways import subject

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds

_TAKEN = ('four', 'five')


class _Spread(subject.PerHost):
    # Two members are in the rack "full", on hosts that nobody else gets.  A
    # host that is in it as well as in one that has none may not be used.
    HOSTS = ('one', 'two', 'three', *_TAKEN)
    ADMITS: Mapping[str, str | None] = {'ops_failure_domain': None}
    REFUSES: Mapping[str, str | None] = {'ops_failure_domain': 'full'}

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        super().prepare(cloud)
        self._members: list[str] = []
        for host in _TAKEN:
            self._members.append(cloud.on_host(host)['id'])
            cloud.set_metadata(self._aggregates.pop(host), self.REFUSES)
        for host in self._aggregates:
            cloud.aggregate('empty ' + host, [host],
                            {'ops_failure_domain': 'empty ' + host})

    def hints(self, cloud: clouds.WaysCloud) -> Mapping[str, object]:
        if len(self._members) < len(_TAKEN):
            return {}
        group = cloud.owner.post_server_groups(
            {'name': 'spread', 'policy': 'anti-affinity'})['id']
        # The API would let a server be in one group only.
        objects.InstanceGroup.add_members(
            nova_context.get_admin_context(), group, self._members)
        return {'group': group}


class Filter(_Spread):
    """A group with anti-affinity."""

    TITLE = NAME = 'FailureDomainFilter'


class Weigher(subject.Weigher, _Spread):
    """Emptier domains are preferred."""

    TITLE = NAME = 'FailureDomainWeigher'
    PATH = 'failure_domain.FailureDomainWeigher'
    OPTIONS = """
[ops_failure_domain]
weight_multiplier = 1000
"""
