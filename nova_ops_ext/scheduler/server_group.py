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

"""What a RequestSpec tells about the server's group.  Pure."""

from __future__ import annotations

from typing import Any

from nova_ops_ext.scheduler import failure_domain
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import told

_GROUP_AT_FIRST = '_ops_ext_group_at_first'


def policy(spec: Any) -> str | None:
    """Give the policy of the server's group, if it has one."""
    group = spec.instance_group
    return None if group is None else str(group.policy)


def name(spec: Any) -> str:
    """Name the group, for an explanation."""
    group = spec.instance_group
    # Very old requests do not have it.
    return 'group ' + told.name(group.uuid if 'uuid' in group else None)


def members_by_host(spec: Any, hosts: list[Any]) -> dict[str, int]:
    """Count the members on each host, without the one to be placed.

    :param hosts: HostState objects
    """
    # The conductor names the host that a server leaves first of those to
    # ignore; failed attempts follow.
    ignored = spec.ignore_hosts
    source = ignored[0] if ignored and operation.is_move(spec) else None
    group = spec.instance_group
    return failure_domain.by_host(group.hosts, group.members,
                                  spec.instance_uuid, source, hosts)


def most_per_host(spec: Any) -> int:
    """Give how many members may be on one host."""
    rules = spec.instance_group.rules or {}
    return int(rules.get('max_server_per_host', 1))


def still_to_place(spec: Any) -> int:
    """Give how many servers a request has yet to place, with this one.

    To be asked for each of them.  Nova does not tell, but it adds the host of
    each to the group's hosts.
    """
    if operation.is_move(spec):
        # It keeps the number of the batch that the server came from.
        return 1
    now = len(spec.instance_group.hosts)
    # Kept with the request, and with it forgotten.
    at_first: int = spec.__dict__.setdefault(_GROUP_AT_FIRST, now)
    batch: int = spec.num_instances
    return max(batch - (now - at_first), 1)
