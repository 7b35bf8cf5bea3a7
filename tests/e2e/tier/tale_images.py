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

"""Disappearing Images: the base of a running guest, seen from another host.

A guest runs on one host of a share, and its image is deleted in Glance.  The
host's nova-compute stops, and its entry in the registry of hosts is a day old.
Then the other host makes its passes over the image cache.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import time

from tests.e2e.cloud import guest_image
from tests.e2e.cloud import libvirt_host
from tests.e2e.cloud import nova_services
from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.tier import told

TITLE = 'Disappearing Images'
_A_DAY_SECONDS = 25 * 3600
#: In which Nova's own manager has always removed it.
_PATIENCE_SECONDS = 3 * (libvirt_host.PASS_SECONDS
                         + libvirt_host.MINIMUM_AGE_SECONDS)


def tell(cloud: whole.Cloud, removal: str = 'observe') -> told.Told:
    """Tell it.

    :param removal: what [ops_image_cache] says, if it is ours
    """
    alice = cloud.user('alice', 'alpha')
    if cloud.ours:
        for host in cloud.libvirt:
            cloud.set('ops-ext-%s.conf' % host.name, 'ops_image_cache',
                      'removal', removal)
        cloud.restart_compute(*(host.name for host in cloud.libvirt))
    name = 'snapshot-%d' % time.time()
    image = alice.image(name, guest_image.disk(name))
    server = alice.running('long-running', image=image, az=whole.REAL)
    mine = cloud.host(cloud.admin.host_of(server['id']))
    other = next(host for host in cloud.libvirt if host is not mine)
    base = _base(cloud, server['id'])
    alice.request('DELETE', '/v2/images/' + image, service='image')
    cloud.kill('nova-compute-' + mine.name)
    _age(cloud, mine.name)
    began = time.monotonic()
    passes = _passes(cloud, other.name)
    while time.monotonic() < began + _PATIENCE_SECONDS and base.exists():
        time.sleep(1)
    seconds = time.monotonic() - began
    gone = not base.exists()
    wrong = []
    made = _passes(cloud, other.name) - passes
    if cloud.ours and made < 3:
        wrong.append('only %d passes were made' % made)
    cloud.restart_compute(mine.name)
    alice.action(server['id'], {'reboot': {'type': 'HARD'}})
    after = alice.wait(server['id'])['status']
    if not gone:
        if after != 'ACTIVE':
            wrong.append('a hard reboot ends in %s' % after)
        if cloud.ours and 'refuse' not in _why(cloud, other, base.name):
            wrong.append('the command does not tell why it was kept')
    alice.delete(server['id'])
    outcome = ('base unlinked after %d s; hard reboot: %s' if gone else
               'base there after %d s; hard reboot: %s') % (seconds, after)
    return told.Told(gone, outcome, tuple(wrong))


def _base(cloud: whole.Cloud, server_id: str) -> pathlib.Path:
    """Give the file below a server's disk, as the file server has it."""
    disk = cloud.share.brick / server_id / 'disk'
    shown = json.loads(subprocess.run(
        ['qemu-img', 'info', '-U', '--output=json', str(disk)], check=True,
        capture_output=True, text=True).stdout)
    return cloud.share.brick / '_base' / pathlib.Path(
        shown['backing-filename']).name


def _age(cloud: whole.Cloud, host: str) -> None:
    """Have the registry of hosts say that one was last seen a day ago."""
    registry = cloud.share.brick / 'compute_nodes'
    user.until(lambda: registry.exists()
               and host in json.loads(registry.read_text()),
               '%s to be registered' % host, 60)
    known = json.loads(registry.read_text())
    known[host] = time.time() - _A_DAY_SECONDS
    registry.write_text(json.dumps(known))


def _passes(cloud: whole.Cloud, host: str) -> int:
    """Count what nova-compute has logged of passes."""
    text = cloud.log('nova-compute-' + host).read_text(errors='replace')
    return text.count('Image cache: pass over')


def _why(cloud: whole.Cloud, host: libvirt_host.LibvirtHost, name: str
         ) -> str:
    done = subprocess.run(
        [*host.host.enter(), cloud.place.program('nova-ops-image-cache'),
         *nova_services.compute_files(cloud.place, host.name), 'why', name],
        capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr
