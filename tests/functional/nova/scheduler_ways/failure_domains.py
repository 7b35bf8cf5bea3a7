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
from nova.db.api import api as api_db_api
from nova.db.api import models as api_models
from nova import objects

from tests.functional.nova.scheduler_ways import subject

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds

_TAKEN = ('four', 'five')


class _Spread(subject.Subject):
    # Two members are in the rack "full", on hosts that nobody else gets.  A
    # host that is in it as well as in one that has none may not be used.  It
    # is one aggregate: of another the filter would not see that it has members
    # while its hosts are no candidates.
    HOSTS = ('one', 'two', 'three', *_TAKEN)
    POLICY: str

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        self._members: list[str] = []
        for host in _TAKEN:
            self._members.append(cloud.on_host(host)['id'])
        self._full = cloud.aggregate('full', _TAKEN,
                                     {'ops_failure_domain': 'full'})
        self._in_full: frozenset[str] = frozenset()
        for host in self.HOSTS[:-len(_TAKEN)]:
            cloud.aggregate('empty ' + host, [host],
                            {'ops_failure_domain': 'empty ' + host})

    def admit(self, cloud: clouds.WaysCloud, hosts: frozenset[str]) -> None:
        wanted = frozenset(self.HOSTS) - hosts - frozenset(_TAKEN)
        for verb, changed in (('add_host', wanted - self._in_full),
                              ('remove_host', self._in_full - wanted)):
            for host in changed:
                cloud.admin.post_aggregate_action(
                    self._full['id'], {verb: {'host': host}})
        self._in_full = wanted
        # Waits until the scheduler knows.
        cloud.set_metadata(self._full, {})

    def hints(self, cloud: clouds.WaysCloud) -> Mapping[str, object]:
        if len(self._members) < len(_TAKEN):
            return {}
        group = cloud.owner.post_server_groups(
            {'name': 'spread', 'policy': self.POLICY})['id']
        self._join(group)
        return {'group': group}

    def _join(self, group: str) -> None:
        # The API and the objects let a server be in one group only.
        context = nova_context.get_admin_context()
        number = objects.InstanceGroup.get_by_uuid(context, group).id
        with api_db_api.context_manager.writer.using(context):
            for member in self._members:
                context.session.add(api_models.InstanceGroupMember(
                    group_id=number, instance_uuid=member))


class Filter(_Spread):
    """A group with anti-affinity."""

    TITLE = NAME = 'FailureDomainFilter'
    POLICY = 'anti-affinity'


class Weigher(subject.Weigher, _Spread):
    """Emptier domains are preferred, twice if need be."""

    TITLE = NAME = 'FailureDomainWeigher'
    PATH = 'failure_domain.FailureDomainWeigher'
    POLICY = 'soft-anti-affinity'
    OPTIONS = """
[ops_failure_domain]
weight_multiplier = 1000
"""
