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

"""The guide's example of a scheduler: hosts by the network of the client.

Three networks have two hosts each.  Users of each boot through the load
balancer, and one of them claims to be somewhere else: in X-Forwarded-For, in
the hint that is our stamp, and past the balancer.
"""

from __future__ import annotations

from tests.e2e.cloud import whole
from tests.e2e.tier import told

TITLE = 'Hosts by the client\'s network'
#: Addresses of clients, as tests.e2e.cloud.features lays them over.
SOURCES = {'doc': '127.1.0.5', 'ops': '127.2.0.7', 'dev': '127.0.0.1'}
_EACH = 3
#: What somebody in none of them writes into a request.
_FORGERIES = {
    'X-Forwarded-For': {'headers': {'X-Forwarded-For': SOURCES['doc']}},
    'several of them': {'headers': {'X-Forwarded-For': '%s, %s' % (
        SOURCES['doc'], SOURCES['doc'])}},
    'with underscores': {'headers': {'X_Forwarded_For': SOURCES['doc']}},
    'Forwarded': {'headers': {'Forwarded': 'for=' + SOURCES['doc']}},
    'the stamp': {'hints': {'ops_client_network': 'doc'}},
}
_PAST = {'headers': {'X-Forwarded-For': SOURCES['doc']}}


def tell(cloud: whole.Cloud) -> told.Told:
    """Tell it."""
    made, hosts = aggregates(cloud)
    users = {label: cloud.user('alice', 'alpha', source=source)
             for label, source in SOURCES.items()}
    servers = []
    forged = []
    right = 0
    try:
        for label, alice in users.items():
            for _number in range(_EACH):
                server = alice.running(label, az=whole.FAKE)
                servers.append(server['id'])
                right += cloud.admin.host_of(server['id']) in hosts[label]
        liar = users['dev']
        for how, options in _FORGERIES.items():
            server = liar.running('forged', az=whole.FAKE, **options)
            servers.append(server['id'])
            if cloud.admin.host_of(server['id']) not in hosts['dev']:
                forged.append(how)
        server = liar.running('past', az=whole.FAKE, **_PAST,
                              through=cloud.nova_direct_url)
        servers.append(server['id'])
        if cloud.admin.host_of(server['id']) not in hosts['dev']:
            forged.append('past the balancer')
    finally:
        users['dev'].delete(*servers)
        for aggregate in made:
            cloud.admin.remove_aggregate(aggregate)
    total = _EACH * len(users)
    return told.Told(bool(forged) or right < total, (
        '%d of %d on the hosts of their network; %d of %d forgeries reached '
        'those of another' % (
            right, total, len(forged), len(_FORGERIES) + 1)))


def aggregates(cloud: whole.Cloud) -> tuple[list[int], dict[str, list[str]]]:
    share = len(cloud.fakes) // len(SOURCES)
    hosts = {label: cloud.fakes[number * share:(number + 1) * share]
             for number, label in enumerate(SOURCES)}
    return [cloud.admin.aggregate(
        'of-' + label, names, {'ops_client_networks': label})
        for label, names in hosts.items()], hosts
