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

"""What the tests need in the cloud, besides what is there."""

from __future__ import annotations

from tests.e2e.cloud import guest_image
from tests.e2e.cloud import nova_conf
from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.storage import pipeline
from tests.e2e.storage import storage
from tests.e2e.tempest_run import tempest_conf

#: Where the endpoint of Swift without our filter is found.
_STOCK_REGION = 'Stock'
_FLAVOR = {'ram': 64, 'vcpus': 1, 'disk': 1}
#: 18 lines a second; a thousand of them are less than libvirt's driver reads.
_LINE, _TICKS = 'the console log of this server gets longer and longer', 1


def furnish(cloud: whole.Cloud, swift: storage.Storage
            ) -> dict[bool, tempest_conf.Facts]:
    """Make images, flavors, a role and an endpoint.

    :returns: what to tell Tempest, by whether our features are on
    """
    admin = cloud.admin
    other = admin.image('other', guest_image.disk('other'),
                        visibility='public')
    wordy = admin.image('wordy', guest_image.disk(_LINE, ticks=_TICKS),
                        visibility='public')
    for name in ('one', 'two'):
        admin.request('POST', '/flavors', {
            'flavor': {'id': name, 'name': name, **_FLAVOR}})
    # Its role, too, is made with a user.
    cloud.user('storage-operator', 'storage', (pipeline.OPERATOR,))
    _register_stock(cloud, swift)
    facts = tempest_conf.Facts(
        keystone_url=cloud.keystone_url,
        images=(admin.image_id(user.IMAGE), other), wordy_image=wordy,
        wordy_zone=whole.REAL, flavors=('one', 'two'), hosts=cloud.fakes,
        scheduler_workers=nova_conf.SCHEDULER_WORKERS,
        operator_role=pipeline.OPERATOR, storage_region='RegionOne')
    return {True: facts,
            False: facts._replace(storage_region=_STOCK_REGION)}


def _register_stock(cloud: whole.Cloud, swift: storage.Storage) -> None:
    url, ask = cloud.keystone_url, cloud.admin.request
    ask('POST', url + '/regions', {'region': {'id': _STOCK_REGION}})
    service = ask('GET', url + '/services?type=object-store').json()[
        'services'][0]['id']
    stock = swift.ways_in[pipeline.Filter.STOCK].balanced.url
    ask('POST', url + '/endpoints', {'endpoint': {
        'interface': 'public', 'service_id': service,
        'region_id': _STOCK_REGION,
        'url': stock + '/v1/AUTH_%(project_id)s'}})
