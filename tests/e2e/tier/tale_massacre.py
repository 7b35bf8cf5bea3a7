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

"""Valentine's Day Compute Node Massacre: an image that kills its host.

A user boots it, its host dies, and the user boots it again, for as long as
Nova has hosts.  The host dies as compute nodes do: its nova-compute is killed
with SIGKILL when the guest has begun, and nobody tells Nova.
"""

from __future__ import annotations

from tests.e2e.cloud import guest_image
from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.tier import told

TITLE = 'Valentine\'s Day Compute Node Massacre'
SHARD, EXTENSION = 2, 1


def tell(cloud: whole.Cloud, most: int) -> told.Told:
    """Tell it.

    :param most: so many hosts may be lost
    """
    mallory = cloud.user('mallory', 'omega')
    alice = cloud.user('alice', 'alpha')
    image = mallory.image('killer', guest_image.disk('killer'))
    lost: list[str] = []
    servers: list[str] = []
    refused = ''
    while len(lost) < len(cloud.fakes) and not refused:
        server = mallory.boot('again', image=image, az=whole.FAKE)
        servers.append(server['id'])
        if server['status'] == 'ACTIVE':
            host = cloud.admin.host_of(server['id'])
            cloud.kill('nova-compute-' + host)
            cloud.wait_down(host)
            lost.append(host)
        else:
            refused = server['fault']['message']
    other = alice.boot('of-alice', az=whole.FAKE)
    wrong = []
    if len(lost) <= most and other['status'] != 'ACTIVE':
        wrong.append('somebody else has no host: %s' % other.get('fault'))
    if refused and not refused.startswith('No valid host'):
        wrong.append('the user is told: %s' % refused)
    _clean_up(cloud, mallory, servers)
    alice.delete(other['id'])
    return told.Told(len(lost) > most, '%d of %d hosts lost; others: %s' % (
        len(lost), len(cloud.fakes), 'served' if other['status'] == 'ACTIVE'
        else 'No valid host'), tuple(wrong))


def _clean_up(cloud: whole.Cloud, mallory: user.User, servers: list[str]
              ) -> None:
    cloud.restart_compute(*(
        host for host in cloud.fakes
        if not cloud.services['nova-compute-' + host].alive))
    mallory.delete(*servers)
