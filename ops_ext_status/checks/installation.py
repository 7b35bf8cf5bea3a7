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

"""Is this the environment of the service, and one that was tried?  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator

from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import node

_PROGRAMS = {'swift': ('swift-proxy-server',),
             'nova': ('nova-compute', 'nova-scheduler', 'nova-conductor')}
_NAMES = {'swift': 'Swift', 'nova': 'Nova'}
_FIRST = {'swift': '2.%d', 'nova': '%d'}


def findings(of: node.Node, service: str, wanted: Collection[str]
             ) -> Iterator[Finding]:
    """Find what is wrong with what is installed.

    :param service: ``nova`` or ``swift``
    :param wanted: entry points of ours that are used
    """
    where = 'environment %s' % of.prefix
    name = _NAMES[service]
    version = of.versions.get(service)
    if version is None:
        places = [path for path in map(of.service, _PROGRAMS[service])
                  if path]
        yield failure(
            'other-environment', where, '', '%s is not installed in it: what '
            'is looked at here is not what the service loads' % name,
            'install openstack-ops-ext where %s is%s, and run ops-ext-status '
            'from there' % (name, ', the environment of ' + places[0]
                            if places else ''))
    else:
        yield from _version(of, where, service, version)
    if not of.python >= node.PYTHONS[0] or not of.python <= node.PYTHONS[1]:
        yield warning(
            'version', where, 'Python %d.%d' % of.python, 'it was tried with '
            'Python %d.%d to %d.%d' % (*node.PYTHONS[0], *node.PYTHONS[1]),
            'take one of those')
    if entry_points.DISTRIBUTION not in of.versions:
        yield failure(
            'not-installed', where, '', 'openstack-ops-ext is not installed '
            'in it, or without what pip writes about it: services do not '
            'find it', 'install it by pip')
    for one in wanted:
        if of.entry_points.get(one) != entry_points.FACTORIES[one] and (
                entry_points.DISTRIBUTION in of.versions):
            yield failure(
                'stale', where, one, 'the openstack-ops-ext that is installed '
                '(%s) does not have it' %
                of.versions[entry_points.DISTRIBUTION], 'install it anew')
    if version is not None:
        for module, problem in of.broken.items():
            if not module.startswith(service):
                continue
            yield failure('stale', where, module, 'it cannot be imported: %s'
                          % problem, 'install openstack-ops-ext anew, into '
                          'the environment of %s' % name)


def _version(of: node.Node, where: str, service: str, version: str
             ) -> Iterator[Finding]:
    first, last = node.SUPPORTED[service]
    number = node.release(service, version)
    if number is None or not first <= number <= last:
        yield warning(
            'version', where, '%s %s' % (_NAMES[service], version),
            'it was tried with %s %s to %s' % (
                _NAMES[service], _FIRST[service] % first,
                _FIRST[service] % last),
            'take an openstack-ops-ext that knows this release')
