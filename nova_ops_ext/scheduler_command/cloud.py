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

"""A cloud as far as the command looks at it.  Pure.

A document has lists of objects as Nova's API gives them::

    {"aggregates": [...], "services": [...],
     "server_groups": [...], "projects": [...]}

``aggregates`` has to be there.  What else is not there is not known, which is
something other than an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

_PARTS = ('aggregates', 'services', 'server_groups', 'projects')


class NotACloudError(Exception):
    """The document is not what it should be, and where."""


class Aggregate(NamedTuple):
    """A host aggregate.

    :ivar zone: its availability zone, if it makes one
    """

    id: int
    name: str
    zone: str | None
    hosts: tuple[str, ...]
    metadata: Mapping[str, str]


class Compute(NamedTuple):
    """A nova-compute."""

    host: str
    up: bool
    enabled: bool
    forced_down: bool

    @property
    def usable(self) -> bool:
        """Tell whether ComputeFilter lets it pass."""
        return self.up and self.enabled and not self.forced_down


class Group(NamedTuple):
    """A server group."""

    name: str
    project: str
    policies: tuple[str, ...]
    members: int

    @property
    def keeps_apart(self) -> bool:
        """Tell whether each member needs a host of its own."""
        return 'anti-affinity' in self.policies


class Cloud(NamedTuple):
    """All of it.

    :ivar computes: by host; None if not known
    :ivar groups: None if not known
    :ivar projects: names by id; None if not known
    """

    aggregates: tuple[Aggregate, ...]
    computes: Mapping[str, Compute] | None
    groups: tuple[Group, ...] | None
    projects: Mapping[str, str] | None

    def of_host(self, host: str) -> list[Aggregate]:
        """Give the aggregates of a host."""
        return [one for one in self.aggregates if host in one.hosts]

    def hosts(self) -> list[str]:
        """Give the names of all hosts, in order."""
        names = {host for one in self.aggregates for host in one.hosts}
        if self.computes is not None:
            names = set(self.computes)
        return sorted(names)


def read(document: Any) -> Cloud:
    """Read a document.

    :raises NotACloudError: and where it is wrong
    """
    if not isinstance(document, dict):
        raise NotACloudError('expected an object with "aggregates"')
    if 'aggregates' not in document:
        raise NotACloudError('there are no "aggregates"')
    aggregates = tuple(map(_aggregate, _listed(document, 'aggregates')))
    seen: set[int] = set()
    for one in aggregates:
        if one.id in seen:
            raise NotACloudError('two aggregates have the id %d' % one.id)
        seen.add(one.id)
    computes = None
    if 'services' in document:
        computes = {one.host: one for one in map(
            _compute, _listed(document, 'services')) if one is not None}
    groups = None
    if 'server_groups' in document:
        groups = tuple(map(_group, _listed(document, 'server_groups')))
    projects = None
    if 'projects' in document:
        projects = {
            _text(one, 'id', 'projects'): _text(one, 'name', 'projects')
            for one in _listed(document, 'projects')}
    return Cloud(aggregates, computes, groups, projects)


def document(parts: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Make the document of what an API gave."""
    return {part: parts[part] for part in _PARTS if part in parts}


def _aggregate(entry: Mapping[str, Any]) -> Aggregate:
    where = 'aggregates'
    number = entry.get('id')
    if not isinstance(number, int) or isinstance(number, bool):
        raise _wrong(where, 'id', number, 'a number')
    hosts = entry.get('hosts', [])
    if not isinstance(hosts, list) or not all(
            isinstance(host, str) for host in hosts):
        raise _wrong(where, 'hosts', hosts, 'a list of names')
    metadata = entry.get('metadata', {})
    if not isinstance(metadata, dict) or not all(
            isinstance(value, str) for value in metadata.values()):
        raise _wrong(where, 'metadata', metadata, 'an object of texts')
    zone = entry.get('availability_zone')
    if zone is not None and not isinstance(zone, str):
        raise _wrong(where, 'availability_zone', zone, 'a text or null')
    return Aggregate(number, _text(entry, 'name', where), zone,
                     tuple(dict.fromkeys(hosts)), metadata)


def _compute(entry: Mapping[str, Any]) -> Compute | None:
    if _text(entry, 'binary', 'services') != 'nova-compute':
        return None
    return Compute(_text(entry, 'host', 'services'),
                   entry.get('state', 'up') == 'up',
                   entry.get('status', 'enabled') == 'enabled',
                   entry.get('forced_down') is True)


def _group(entry: Mapping[str, Any]) -> Group:
    where = 'server_groups'
    # Before microversion 2.64 it is a list.
    policies = entry.get('policies')
    if policies is None:
        policies = [_text(entry, 'policy', where)]
    members = entry.get('members', [])
    if not isinstance(policies, list) or not all(
            isinstance(one, str) for one in policies):
        raise _wrong(where, 'policies', policies, 'a list of texts')
    if not isinstance(members, list):
        raise _wrong(where, 'members', members, 'a list')
    project = entry.get('project_id')
    return Group(_text(entry, 'name', where),
                 project if isinstance(project, str) else '',
                 tuple(policies), len(members))


def _listed(document: Mapping[str, Any], part: str) -> list[Any]:
    entries = document[part]
    if not isinstance(entries, list) or not all(
            isinstance(one, dict) for one in entries):
        raise NotACloudError('%s: expected a list of objects' % part)
    return entries


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise _wrong(where, key, value, 'a text')
    return value


def _wrong(where: str, key: str, value: Any, right: str) -> NotACloudError:
    return NotACloudError('%s: %s = %.64r: expected %s' % (
        where, key, value, right))
