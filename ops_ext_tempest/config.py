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

"""The options of the plug-in, in tempest.conf.

Everything is off by default: on a cloud of which nobody said what it has, all
tests are skipped.
"""

from __future__ import annotations

from oslo_config import cfg

GROUP = cfg.OptGroup(
    'ops_ext', title='openstack-ops-ext',
    help='How the cloud is configured, and what tests may do to it.')

FEATURES = cfg.OptGroup(
    'ops_ext_feature_enabled', title='Features of openstack-ops-ext',
    help='Which features the cloud has, enforced.  Tests of the others are '
         'skipped.')

OPTIONS = [
    cfg.ListOpt(
        'hosts', default=[],
        help='Compute hosts for which tests may make rules.  Not set: all '
             'that are up and enabled.  Never used are those of which an '
             'aggregate has a key that begins with ops_, since what is right '
             'there depends on more than the test.'),
    cfg.IntOpt(
        'scheduler_workers', default=1, min=1,
        help='How many workers all nova-schedulers have together.  Of '
             'CascadeBreakerFilter each remembers for itself by when a host '
             'was forced down that still sends heartbeats.'),
    cfg.BoolOpt(
        'force_hosts_down', default=False,
        help='Whether tests may force compute hosts down, and free them '
             'again.  The servers that others have there keep running, but '
             'instance HA may evacuate them.'),
    cfg.IntOpt(
        'console_max_lines', default=1000, min=1,
        help='max_lines of [filter:console_limit].'),
    cfg.IntOpt(
        'console_max_bytes', default=1048576, min=1,
        help='max_bytes of [filter:console_limit].'),
    cfg.StrOpt(
        'console_rate', default='30/m', regex=r'^([0-9.]+/[smhd])?$',
        help='rate of [filter:console_limit].  Empty: there is none, and the '
             'tests of it are skipped.'),
    cfg.IntOpt(
        'console_burst', default=10, min=1,
        help='burst of [filter:console_limit].'),
    cfg.IntOpt(
        'console_counters', default=1, min=1,
        help='How many count requests, each for itself: 1 where they have a '
             'storage, otherwise the number of processes of nova-api.'),
    cfg.StrOpt(
        'console_image_ref',
        help='An image whose servers write more than console_max_lines lines '
             'to their console, or more than console_max_bytes.  Not set: '
             'image_ref of [compute].'),
    cfg.StrOpt(
        'console_availability_zone',
        help='Where the driver reads such a console.  Not set: anywhere.'),
    cfg.StrOpt(
        'client_other_address',
        help='An address, not one of Tempest, whose network has another label '
             'in [ops_client_network] than that of Tempest.  Tests pretend '
             'to have it.'),
    cfg.StrOpt(
        'other_source_address',
        help='A second address of the machine where Tempest runs, which is '
             'also that by which nova-api and Swift know who connects from '
             'it.  Tests that need two clients connect from it; of Nova, it '
             'should be in another network than the first.'),
    cfg.BoolOpt(
        'stamp_trusted', default=False,
        help='Whether [ops_client_network] has stamp = trust, so that moves '
             'are judged as well.'),
    cfg.BoolOpt(
        'assert_absent', default=False,
        help='Whether to test of each feature that is not enabled that the '
             'cloud behaves as without it.'),
]

#: Name: what it is.
_NAMES = {
    'console_limit': 'console_limit in nova-api',
    'client_address': 'client_address in nova-api',
    'client_stamp': 'client_stamp in nova-api',
    'client_network': 'ClientNetworkFilter and ClientNetworkWeigher',
    'project_per_host': 'ProjectPerHostFilter',
    'shuffle_shard': 'ShuffleShardFilter and ShuffleShardWeigher',
    'failure_domain': 'FailureDomainFilter and FailureDomainWeigher',
    'new_host': 'NewHostFilter',
    'cascade_breaker': 'CascadeBreakerFilter',
    'aggregate_preference': 'AggregatePreferenceWeigher',
    'extra_specs': 'the validator of extra specs in nova-api, which is there '
                   'as soon as the package is',
    'ip_whitelist': 'ip_whitelist in swift-proxy',
}

FEATURE_OPTIONS = [
    cfg.BoolOpt(name, default=False, help='Whether there is %s.' % what)
    for name, what in _NAMES.items()]


def list_opts() -> list[tuple[cfg.OptGroup, list[cfg.Opt]]]:
    """Give all groups with their options, for oslo.config's generator too."""
    return [(GROUP, OPTIONS), (FEATURES, FEATURE_OPTIONS)]
