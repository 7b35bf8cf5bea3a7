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

"""Do the failure domains cover the hosts?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning

_GROUP = 'ops_failure_domain'
_KEY = 'ops_failure_domain'


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with the domains."""
    having = checked.having(lambda key: key == _KEY)
    if not having:
        return
    domains: dict[str, set[str]] = {}
    for one in having:
        for host in one.hosts:
            domains.setdefault(host, set()).add(
                one.metadata[_KEY].strip())
    both: dict[tuple[str, ...], list[str]] = {}
    for host, names in sorted(domains.items()):
        if len(names) > 1:
            both.setdefault(tuple(sorted(names)), []).append(host)
    for several, hosts in both.items():
        yield warning('two-domains', '%s = %s' % (
            _KEY, ' and '.join(several)),
                      hosts, 'each domain has to pass, so that fewer hosts '
                      'do', 'take them out of one of the aggregates')
    yield from _split(having)
    if len({one.metadata[_KEY].strip() for one in having}) == 1:
        yield warning('one-domain', subject.at(having[0]),
                      having[0].metadata[_KEY], 'it is the only domain, so '
                      'there is nothing to spread over',
                      'mark the other racks or rooms as well')
    if checked.cloud.computes is None:
        return
    outside = sorted(set(checked.cloud.computes) - set(domains))
    if not outside:
        return
    make = (warning if checked.works(features.of_group(_GROUP)) and
            checked.get(_GROUP, 'hosts_without_domain') == 'refuse' else note)
    yield make('no-domain', '[%s] hosts_without_domain' % _GROUP, outside,
               'they are in no domain, while others are: %s' % (
                   'servers of anti-affinity groups do not get there'
                   if make is warning else
                   'servers of a group may pile up there'),
               'put each into an aggregate with %s' % _KEY)


def _split(having: list[cloud.Aggregate]) -> Iterator[Finding]:
    parts: dict[str, list[str]] = {}
    for one in having:
        name = one.metadata[_KEY].strip()
        # One without a name is told as a value.
        if one.hosts and name:
            parts.setdefault(name, []).append(subject.at(one))
    for name, aggregates in sorted(parts.items()):
        if len(aggregates) > 1:
            yield warning('split-domain', '%s = %s' % (_KEY, name),
                          aggregates, 'members in the one do not count while '
                          'none of its hosts is a candidate',
                          'put all hosts of the domain into one aggregate')
