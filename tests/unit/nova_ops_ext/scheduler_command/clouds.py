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

"""A cloud without a mistake, and its configuration."""

import copy
import json

HOSTS = ['host-%02d' % number for number in range(1, 41)]
SEED = '0123456789abcdef0123456789abcdef'

#: every filter and weigher is enabled, and has a rule
CONF = '''
[filter_scheduler]
available_filters = nova.scheduler.filters.all_filters
available_filters = nova_ops_ext.scheduler.filters.all_filters
enabled_filters = ComputeFilter,ComputeCapabilitiesFilter,ImagePropertiesFilter,ServerGroupAntiAffinityFilter,ServerGroupAffinityFilter,ClientNetworkFilter,CascadeBreakerFilter,NewHostFilter,ProjectPerHostFilter,FailureDomainFilter,ShuffleShardFilter
weight_classes = nova.scheduler.weights.all_weighers,nova_ops_ext.scheduler.weights.all_weighers

[ops_client_network]
networks = doc: 10.1.0.0/16
default_label = dev

[ops_shuffle_shard]
seed = %s
''' % SEED  # noqa: E501

_CLOUD = {
    'aggregates': [
        {'id': 1, 'name': 'pool', 'availability_zone': None, 'hosts': HOSTS,
         'metadata': {'ops_shard_size': '4', 'ops_shard_extend': '1',
                      'ops_burn_in': '24',
                      'ops_max_instances_per_project': '4',
                      'ops_client_networks': 'doc, dev'}},
        {'id': 2, 'name': 'rack-1', 'availability_zone': None,
         'hosts': HOSTS[:20],
         'metadata': {'ops_failure_domain': 'rack-1',
                      'ops_preference': '10'}},
        {'id': 3, 'name': 'rack-2', 'availability_zone': None,
         'hosts': HOSTS[20:], 'metadata': {'ops_failure_domain': 'rack-2'}},
        {'id': 4, 'name': 'quarantine', 'availability_zone': None,
         'hosts': HOSTS[-1:], 'metadata': {'ops_quarantine': 'true'}},
        {'id': 5, 'name': 'another', 'availability_zone': None, 'hosts': [],
         'metadata': {'filter_tenant_id': 'x'}},
    ],
    'services': [{'binary': 'nova-compute', 'host': host, 'state': 'up',
                  'status': 'enabled', 'forced_down': False}
                 for host in HOSTS],
    'server_groups': [],
}


def document():
    """Give the cloud, to be changed at will."""
    return copy.deepcopy(_CLOUD)


def set_key(made, key, value, aggregate=1):
    """Set metadata of an aggregate; None removes it."""
    metadata = next(one for one in made['aggregates']
                    if one['id'] == aggregate)['metadata']
    if value is None:
        del metadata[key]
    else:
        metadata[key] = value


class Files:
    """The two as files.

    :param directory: an empty one
    """

    def __init__(self, directory):
        self.conf = directory / 'nova.conf'
        self.dump = directory / 'dump.json'
        self.write(CONF, document())

    def write(self, text=None, made=None):
        """Write one or both of them anew."""
        if text is not None:
            self.conf.write_text(text)
        if made is not None:
            self.dump.write_text(json.dumps(made))
