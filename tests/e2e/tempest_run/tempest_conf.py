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

"""tempest.conf for the cloud of this tier.  Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
import pathlib
from typing import NamedTuple

from tests.e2e.cloud import settings

#: Two networks of the samples, as the cloud has them laid over.
IN_DOC, IN_OPS = '127.1.0.5', '127.2.0.5'
FEATURES = (
    'console_limit', 'client_address', 'client_stamp', 'client_network',
    'project_per_host', 'shuffle_shard', 'failure_domain', 'new_host',
    'cascade_breaker', 'aggregate_preference', 'extra_specs', 'ip_whitelist')


class Facts(NamedTuple):
    """What only the running cloud knows.

    :ivar keystone_url: as far as ``/v3``
    :ivar images: ids of two
    :ivar wordy_image: of one whose servers write many lines
    :ivar wordy_zone: where they can be read
    :ivar flavors: ids of two
    :ivar hosts: that may have rules
    :ivar scheduler_workers: how many
    :ivar operator_role: whose users have an account in Swift
    :ivar storage_region: of the endpoint of Swift; None if there is no Swift
    """

    keystone_url: str
    images: tuple[str, str]
    wordy_image: str
    wordy_zone: str
    flavors: tuple[str, str]
    hosts: Collection[str]
    scheduler_workers: int
    operator_role: str
    storage_region: str | None


def text(facts: Facts, workdir: pathlib.Path, *, features_on: bool) -> str:
    """Give the file.

    :param workdir: for Tempest's log and its locks
    :param features_on: whether the cloud has our features; if not, Tempest is
        to see that it has nothing of them
    """
    has_swift = facts.storage_region is not None
    sections: dict[str, Mapping[str, object]] = {
        'DEFAULT': {'log_file': workdir / 'tempest.log'},
        'oslo_concurrency': {'lock_path': workdir / 'locks'},
        'auth': {
            'use_dynamic_credentials': True, 'tempest_roles': 'member',
            'create_isolated_networks': False,
            'admin_username': 'admin', 'admin_project_name': 'admin',
            'admin_password': settings.PASSWORD,
            'admin_domain_name': 'Default'},
        'identity': {'uri_v3': facts.keystone_url, 'auth_version': 'v3',
                     'region': settings.REGION},
        'service_available': {
            'nova': True, 'glance': True, 'swift': has_swift,
            'neutron': False, 'cinder': False, 'horizon': False},
        'compute': {
            'image_ref': facts.images[0], 'image_ref_alt': facts.images[1],
            'flavor_ref': facts.flavors[0], 'flavor_ref_alt': facts.flavors[1],
            'max_microversion': 'latest',
            'build_timeout': 300, 'build_interval': 1},
        'compute-feature-enabled': {'cold_migration': True},
        'placement': {'max_microversion': 'latest'},
        'validation': {'run_validation': False},
        'object-storage': {
            'operator_role': facts.operator_role,
            'reseller_admin_role': facts.operator_role,
            'region': facts.storage_region or ''},
        'ops_ext_feature_enabled': dict.fromkeys(FEATURES, features_on) | {
            'ip_whitelist': features_on and has_swift},
        'ops_ext': {
            'hosts': ','.join(facts.hosts),
            'scheduler_workers': facts.scheduler_workers,
            'force_hosts_down': True,
            'console_rate': '30/m', 'console_burst': 10,
            'console_image_ref': facts.wordy_image,
            'console_availability_zone': facts.wordy_zone,
            'client_other_address': IN_OPS, 'other_source_address': IN_DOC,
            'stamp_trusted': True, 'assert_absent': not features_on},
    }
    return ''.join('[%s]\n%s\n' % (section, ''.join(
        '%s = %s\n' % item for item in options.items()))
        for section, options in sections.items())
