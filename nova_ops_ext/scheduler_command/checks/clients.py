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

"""Labels, addresses and stamps of clients.  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import note
from nova_ops_ext.scheduler_command.finding import warning
from nova_ops_ext.scheduler_command import paste_lines

_GROUP = 'ops_client_network'


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what is wrong with the networks of clients."""
    if not checked.works(features.of_group(_GROUP)):
        return
    try:
        networks = client_network.ClientNetworks.parse(
            checked.get(_GROUP, 'networks') or (),
            checked.get(_GROUP, 'default_label'))
        globs = client_network.HostGlobs.parse(
            checked.get(_GROUP, 'hosts') or (), networks.known_labels())
    except ValueError:
        # Told as an option.
        return
    yield from _labels(checked, networks, globs)
    yield from address(checked)
    yield from stamp(checked)


def _labels(checked: subject.Subject,
            networks: client_network.ClientNetworks,
            globs: client_network.HostGlobs) -> Iterator[Finding]:
    known = networks.known_labels()
    admitted: set[str] = set()
    ruled: set[str] = set()
    for aggregate in checked.cloud.aggregates:
        try:
            labels = client_network.aggregate_labels(aggregate.metadata)
        except ValueError:
            # Told as a value.  It admits nobody.
            labels = frozenset()
        if labels is None:
            continue
        ruled.update(aggregate.hosts)
        if aggregate.hosts:
            admitted |= labels
        for label in sorted(labels - known):
            yield warning('unknown-label', subject.at(aggregate), label,
                          'no client has this label; the labels are %s' % (
                              ', '.join(sorted(known)) or 'none'),
                          'mend it, or add it to [%s] networks' % _GROUP)
    hosts = checked.cloud.hosts()
    for host in hosts:
        labels = globs.labels(host)
        if labels is not None:
            admitted |= labels
            ruled.add(host)
    free = (checked.get(_GROUP, 'unlisted_hosts') == 'pass'
            and not ruled.issuperset(hosts))
    if not ruled:
        return
    for label in sorted(known - admitted):
        make = note if free else warning
        yield make('unused-label', '[%s] networks' % _GROUP, label,
                   'no host admits it: its clients get %s' % (
                       'only hosts that no rule names' if free
                       else '"No valid host"'),
                   'name it in %s of an aggregate' %
                   client_network.AGGREGATE_KEY)


def address(checked: subject.Subject) -> Iterator[Finding]:
    """Find that clients choose their address."""
    if not checked.get('oslo_middleware', 'enable_proxy_headers_parsing'):
        return
    if checked.paste is not None and paste_lines.before_proxy_headers(
            checked.paste, 'client_address'):
        return
    yield warning(
        'proxy-headers', '[oslo_middleware] enable_proxy_headers_parsing',
        True, 'nova-api takes the address that a client writes into '
        'X-Forwarded-For, so that clients choose their network%s' % (
            '' if checked.paste is not None else
            ', unless client_address is in its api-paste.ini'),
        'put client_address before http_proxy_to_wsgi%s' % (
            '' if checked.paste is not None else
            '; name the file with --api-paste to have it looked at'))


def stamp(checked: subject.Subject) -> Iterator[Finding]:
    """Find that users can write stamps which are trusted."""
    if checked.get(_GROUP, 'stamp') != 'trust':
        return
    where = '[%s] stamp' % _GROUP
    if checked.paste is None:
        yield note('stamp', where, 'trust', 'it is not known whether '
                   'client_stamp is in the api-paste.ini of every nova-api; '
                   'without it users can send any stamp',
                   'name the file with --api-paste to have it looked at')
        return
    for name, line in paste_lines.without_after_keystone(
            checked.paste, 'client_stamp'):
        yield warning('stamp', where, 'trust', 'client_stamp is not behind '
                      'the keystone filter in "%s = %s" of api-paste.ini, so '
                      'users can send any stamp' % (name, ' '.join(line)),
                      'put client_stamp behind keystonecontext in every '
                      'line')
