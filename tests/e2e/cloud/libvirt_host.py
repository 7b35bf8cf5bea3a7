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

"""A compute node with libvirt and QEMU, on a host of its own.

Its guests are emulated (``virt_type = qemu``), so that they run on any
machine.  The instances are on the share.
"""

from __future__ import annotations

import pathlib
import uuid

from tests.e2e.cloud import features
from tests.e2e.cloud import namespaced_host
from tests.e2e.cloud import nova_services
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.e2e.cloud import shared_storage
from tests.harness import processes

DRIVER = 'libvirt.LibvirtDriver'
#: Nova's own are a day; a test has minutes.
PASS_SECONDS = 15
MINIMUM_AGE_SECONDS = 20

_PACKAGE = 'libvirt-daemon-system'
#: Whatever libvirt keeps, by name of the directory.
_OWN = ('/etc/libvirt', '/run/libvirt', '/var/lib/libvirt',
        '/var/cache/libvirt', '/var/log/libvirt')
_QEMU = ('user = "root"', 'group = "root"', 'security_driver = "none"',
         'namespaces = []', 'cgroup_controllers = []', 'remember_owner = 0')


class LibvirtHost:
    """One of them.

    :param number: from 1; its address is 127.0.0.(20 + number)
    """

    def __init__(self, where: place.Place, number: int,
                 share: shared_storage.Share) -> None:
        self.name = 'kvm%d' % number
        self.address = '127.0.0.%d' % (20 + number)
        self.instances = where.data / 'instances'
        self._where = where
        self._share = share
        self._own = where.data / self.name
        self._port = where.port('libvirtd-' + self.name)
        self.host = namespaced_host.Host(where, self.name, self._mounts())
        self.mount: processes.Process | None = None
        self.services: list[processes.Process] = []

    def prepare(self, peers: list[LibvirtHost]) -> None:
        """Write what its services read.

        :param peers: all such hosts, itself too
        """
        # libvirtd asks the resolver for the others when guests move.
        (self._own / 'hosts').write_text('127.0.0.1 localhost\n' + ''.join(
            '%s %s\n' % (peer.address, peer.name) for peer in peers))
        self._write_libvirt()
        helper = ' '.join((self._where.program('privsep-helper'),
                           *nova_services.compute_files(
                               self._where, self.name)[:4]))
        others = [peer for peer in peers if peer is not self] or [self]
        settings.write(
            nova_services.compute_conf(self._where, self.name), {
                'DEFAULT': {
                    'host': self.name, 'compute_driver': DRIVER,
                    'state_path': str(self._own), 'my_ip': self.address,
                    'instances_path': str(self.instances),
                    'reserved_host_memory_mb': '0',
                    'cpu_allocation_ratio': '64', 'ram_allocation_ratio': '4',
                    'vif_plugging_is_fatal': 'false'},
                'libvirt': {
                    'virt_type': 'qemu', 'cpu_mode': 'none',
                    'connection_uri': 'qemu:///system',
                    'images_type': 'qcow2', 'hw_machine_type': 'x86_64=pc',
                    'inject_partition': '-2', 'swtpm_enabled': 'false',
                    'live_migration_inbound_addr': self.address,
                    'live_migration_uri': 'qemu+tcp://%%s:%d/system' % (
                        others[0]._port)},
                'image_cache': {
                    'manager_interval': str(PASS_SECONDS),
                    'remove_unused_original_minimum_age_seconds':
                        str(MINIMUM_AGE_SECONDS),
                    'remove_unused_resized_minimum_age_seconds':
                        str(MINIMUM_AGE_SECONDS)},
                'workarounds': {'skip_cpu_compare_on_dest': 'true'},
                **{group: {'helper_command': helper} for group in (
                    'nova_sys_admin', 'privsep_osbrick',
                    'vif_plug_ovs_privileged',
                    'vif_plug_linux_bridge_privileged')}})

    def configure(self, *, ours: bool) -> None:
        features.write_libvirt(self._where, self.name, ours=ours)

    def start(self) -> None:
        """Start everything but nova-compute."""
        self.host.start()
        self.instances.mkdir(exist_ok=True)
        self.mount = self._share.mount(self.host, self.instances)
        self.mount.start()
        self._share.wait_until_mounted(self.host, self.instances)
        virtlogd = self._inside('virtlogd', 'virtlogd')
        virtlogd.start()
        libvirtd = namespaced_host.OnHost(
            'libvirtd-' + self.name, [
                *self.host.enter(), processes.find('libvirtd', _PACKAGE),
                '--listen', '--pid-file', '/run/libvirt/libvirtd.pid'],
            self._where.log / ('libvirtd-%s.out' % self.name))
        libvirtd.start()
        self.services += [virtlogd, libvirtd]

    def compute(self) -> processes.Process:
        """Give its nova-compute, to be started; the host has to run."""
        return nova_services.compute(
            self._where, self.name, enter=self.host.enter(),
            kind=namespaced_host.OnHost)

    def kill(self) -> None:
        """End the host, with all that runs on it."""
        self.host.first.kill()

    def path(self, path: pathlib.Path | str) -> pathlib.Path:
        """Give a file of the host as it is seen from outside."""
        return self.host.path(path)

    def _mounts(self) -> dict[str, pathlib.Path]:
        mounts = {}
        for target in _OWN:
            source = self._own / target.strip('/').replace('/', '-')
            source.mkdir(parents=True, exist_ok=True)
            pathlib.Path(target).mkdir(parents=True, exist_ok=True)
            mounts[target] = source
        for name in ('hosts', 'machine-id'):
            (self._own / name).write_text(uuid.uuid4().hex + '\n')
            mounts['/etc/' + name] = self._own / name
        return {target: source for target, source in mounts.items()
                if pathlib.Path(target).exists()}

    def _inside(self, name: str, program: str) -> processes.Process:
        return namespaced_host.OnHost(
            '%s-%s' % (name, self.name), [
                *self.host.enter(), processes.find(program, _PACKAGE),
                '--pid-file', '/run/libvirt/%s.pid' % program],
            self._where.log / ('%s-%s.out' % (name, self.name)))

    def _write_libvirt(self) -> None:
        etc = self._own / 'etc-libvirt'
        (etc / 'qemu').mkdir(exist_ok=True)
        identity = uuid.UUID((self._own / 'machine-id').read_text().strip())
        (etc / 'libvirtd.conf').write_text('\n'.join((
            'host_uuid = "%s"' % identity,
            'listen_tls = 0', 'listen_tcp = 1', 'auth_tcp = "none"',
            'listen_addr = "%s"' % self.address,
            'tcp_port = "%d"' % self._port,
            'auth_unix_ro = "none"', 'auth_unix_rw = "none"',
            'log_outputs = "3:stderr"')) + '\n')
        first = 49152 + 64 * int(self.name[3:])
        (etc / 'qemu.conf').write_text('\n'.join((
            *_QEMU, 'stdio_handler = "logd"',
            'migration_address = "%s"' % self.address,
            'migration_host = "%s"' % self.address,
            'migration_port_min = %d' % first,
            'migration_port_max = %d' % (first + 63))) + '\n')
        # As Debian ships it: 2 MiB, and three of them kept.
        (etc / 'virtlogd.conf').write_text('')
