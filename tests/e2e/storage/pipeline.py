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

"""The sample of a proxy, with keystone in the place of tempauth.

What an operator changes in etc/swift/proxy-server.conf-sample to have users
of keystone, and in each of three ways: with our filter, without any, and with
the example of the Operations Guide.
"""

from __future__ import annotations

from collections.abc import Mapping
import enum
import os
import pathlib

from tests.harness import load_balancers
from tests.harness import swift_cluster
from tests.harness import swift_conf

#: Who administers the account of a project, as Swift has it by default.
OPERATOR = 'swiftoperator'
#: Who may do everything in every account.
RESELLER = 'ResellerAdmin'
#: Whose token has to come with a user's, for accounts of services.
SERVICE = 'service'
#: Accounts of services are called so, and those of projects AUTH.
SERVICE_PREFIX = 'SERVICE'

_GUIDE = 'guide_whitelist'
_ROOT = pathlib.Path(__file__).resolve().parents[3]


class Filter(enum.Enum):
    """What stands in the pipeline to keep addresses out."""

    OURS = 'ours'
    STOCK = 'stock'
    GUIDE = 'guide'


def overlay(which: Filter, auth: Mapping[str, str],
            ) -> dict[str, dict[str, str]]:
    """Options on top of the sample.

    :param auth: how Swift itself logs in to keystone: auth_type, auth_url ...
    """
    names = swift_conf.pipeline_of(swift_cluster.SAMPLE)
    sections = {
        'pipeline:main': {'pipeline': ' '.join(pipeline(names, which))},
        'filter:authtoken': {
            'paste.filter_factory':
                'keystonemiddleware.auth_token:filter_factory',
            **auth, 'delay_auth_decision': 'true',
            'include_service_catalog': 'false', 'cache': 'swift.cache',
            'service_token_roles': SERVICE,
            'service_token_roles_required': 'true'},
        'filter:s3token': {
            'use': 'egg:swift#s3token', 'auth_uri': auth['auth_url'],
            **auth},
        'filter:keystoneauth': {
            'use': 'egg:swift#keystoneauth',
            'operator_roles': 'admin, ' + OPERATOR,
            'reseller_admin_role': RESELLER,
            'reseller_prefix': 'AUTH, ' + SERVICE_PREFIX,
            SERVICE_PREFIX + '_service_roles': SERVICE},
    }
    if which is Filter.OURS:
        sections['filter:' + swift_cluster.WHITELIST] = {
            'trusted_proxies': load_balancers.HAProxy.SOURCE}
    if which is Filter.GUIDE:
        sections['filter:' + _GUIDE] = {
            'paste.filter_factory':
                'tests.e2e.storage.guide_filter:filter_factory'}
    return sections


def pipeline(names: list[str], which: Filter) -> list[str]:
    """Change the sample's pipeline.

    keystonemiddleware comes before s3api, as Swift's manual advises, and the
    guide's filter where the guide has it: before whoever authorizes.
    """
    changed: list[str] = []
    for name in names:
        if name == 's3api':
            if which is Filter.GUIDE:
                changed.append(_GUIDE)
            changed += ['authtoken', 's3api', 's3token']
        elif name == 'tempauth':
            changed.append('keystoneauth')
        elif name != swift_cluster.WHITELIST or which is Filter.OURS:
            changed.append(name)
    return changed


def environ() -> dict[str, str]:
    """What a proxy needs to find the guide's filter, which no wheel has."""
    paths = [str(_ROOT), os.environ.get('PYTHONPATH', '')]
    return {'PYTHONPATH': os.pathsep.join(filter(None, paths))}
