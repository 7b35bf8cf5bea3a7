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

"""The cloud: starts its services in order, and disturbs them by name."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
import concurrent.futures
import datetime
import pathlib
import time
from types import TracebackType

from tests.e2e.cloud import accounts
from tests.e2e.cloud import balancer
from tests.e2e.cloud import fake_host
from tests.e2e.cloud import features
from tests.e2e.cloud import glance
from tests.e2e.cloud import guest_image
from tests.e2e.cloud import keystone
from tests.e2e.cloud import libvirt_host
from tests.e2e.cloud import mariadb
from tests.e2e.cloud import memory
from tests.e2e.cloud import network_stand_in
from tests.e2e.cloud import nova_conf
from tests.e2e.cloud import nova_services
from tests.e2e.cloud import place
from tests.e2e.cloud import placement
from tests.e2e.cloud import schemas
from tests.e2e.cloud import settings
from tests.e2e.cloud import shared_storage
from tests.e2e.cloud import user
from tests.e2e.cloud import web_service
from tests.e2e.cloud import wordy_host
from tests.harness import amqp_relay
from tests.harness import memcached_server
from tests.harness import processes
from tests.harness import rabbitmq

#: Availability zones: hosts with QEMU guests, with imagined ones, and the one
#: that sends console logs whole.
REAL, FAKE, WORDY = 'kvm', 'fake', wordy_host.NAME
PASSWORD = settings.PASSWORD
_SERVICE_ACCOUNTS = ('nova', 'placement', 'glance', 'neutron')


class Cloud:
    """One cloud in one directory, from start() to stop().

    :param workdir: where everything is kept; nothing may be in it
    :param ours: whether Nova has our plug-ins
    :param fakes: how many nova-computes have imagined guests
    :param libvirt: how many have libvirt and QEMU
    """

    def __init__(self, workdir: pathlib.Path, *, ours: bool = True,
                 fakes: int = 6, libvirt: int = 2) -> None:
        self.place = place.Place(workdir)
        self.ours = ours
        self.fakes = ['fake%d' % (n + 1) for n in range(fakes)]
        self.services: dict[str, processes.Process] = {}
        self.share = shared_storage.Share(self.place)
        self.libvirt = [libvirt_host.LibvirtHost(self.place, n + 1,
                                                 self.share)
                        for n in range(libvirt)]
        self.broker = rabbitmq.Broker(self.place.data)
        self.relay = amqp_relay.Relay(self.broker.port)
        self.database = mariadb.MariaDB(self.place)
        self.keystone_url = self.place.url('keystone', '/v3')
        self.nova_url = self.place.url('haproxy', '/v2.1')
        self.nova_direct_url = self.place.url('nova-api', '/v2.1')
        self.accounts: accounts.Accounts
        self.admin: user.User

    def __enter__(self) -> Cloud:
        self.start_all()
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.stop_all()

    # Its life

    def start_all(self) -> None:
        """Start everything; on return servers can be booted."""
        try:
            self._start_ground()
            self._start_identity()
            self._start_control()
            self._start_computes()
            self._furnish()
        except BaseException:
            self.stop_all()
            raise

    def stop_all(self) -> None:
        """Kill everything; harmless if it has happened before."""
        for service in reversed(self.services.values()):
            service.kill()
        for host in self.libvirt:
            host.kill()
        self.share.server.kill()
        self.relay.stop()
        self.broker.stop()
        self.place.release()

    def use(self, *, ours: bool) -> None:
        """Have our plug-ins or not: restarts what reads the difference."""
        self.ours = ours
        self._configure()
        names = ['nova-api', 'nova-scheduler',
                 *('nova-compute-' + host for host in self.hosts)]
        for name in names:
            self.kill(name)
        began = time.time()
        self._begin(*map(self.services.__getitem__, names))
        self._wait_for_api()
        self._wait_for_heartbeat(self.hosts, began)

    # Its services

    @property
    def hosts(self) -> list[str]:
        """Names of all compute hosts, as Nova has them."""
        return [*(host.name for host in self.libvirt), *self.fakes,
                wordy_host.NAME]

    def add(self, service: processes.Process) -> None:
        """Have a further process end with the cloud; start it yourself."""
        self.services[service.name] = service

    def start(self, name: str) -> None:
        service = self.services[name]
        if isinstance(service, processes.Server):
            service.start(wait=False)
            service.wait_until_accepting(user.PATIENCE)
        else:
            service.start()

    def kill(self, name: str) -> None:
        self.services[name].kill()

    def terminate(self, name: str, timeout: float = 60) -> None:
        self.services[name].terminate(timeout)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def restart_compute(self, *hosts: str) -> None:
        """Restart the nova-compute of hosts, and wait until it works."""
        began = time.time()
        for host in hosts:
            self.restart('nova-compute-' + host)
        self._wait_for_heartbeat(hosts, began)

    def hang(self, name: str) -> None:
        self.services[name].hang()

    def resume(self, name: str) -> None:
        self.services[name].resume()

    def log(self, name: str) -> pathlib.Path:
        """Give the file into which a service logs."""
        # uWSGI is the program, as far as Nova sees.
        own = self.place.log / (
            'uwsgi.log' if name == 'nova-api' else name + '.log')
        return own if own.exists() else self.services[name].log

    def rss(self, name: str) -> int:
        """Bytes of memory of a service and its children."""
        service = self.services[name]
        return memory.resident(service.pid) if service.alive else 0

    def set(self, file: str, section: str, option: str,
            value: str | Sequence[str] | None) -> None:
        """Set an option in a file of etc/nova; restart what reads it."""
        settings.assign(self.place.etc / 'nova' / file, section, option,
                        value)

    def wait_up(self, *hosts: str, timeout: float = user.PATIENCE) -> None:
        self._wait_for_state('up', hosts, timeout)

    def wait_down(self, *hosts: str, timeout: float = 60) -> None:
        self._wait_for_state('down', hosts, timeout)

    def host(self, name: str) -> libvirt_host.LibvirtHost:
        """Give a host that has libvirt."""
        return next(host for host in self.libvirt if host.name == name)

    # Its users

    def project(self, name: str) -> str:
        return self.accounts.project(name)

    def user(self, name: str, project: str, roles: Sequence[str] = (
            'member', 'reader'), source: str = '127.0.0.1') -> user.User:
        self.accounts.user(name, project, roles)
        return user.User(self.keystone_url, name, project, source)

    def service_user(self, name: str) -> None:
        self.accounts.user(name, 'service', ('admin', 'service'))

    def auth_options(self, name: str) -> settings.Values:
        """Give what [keystone_authtoken] of a service has."""
        return settings.token_check(self.place, name)

    def register(self, kind: str, name: str, url: str) -> None:
        self.accounts.register(kind, name, url)

    def port(self, name: str) -> int:
        return self.place.port(name)

    def environ(self, one: user.User | None = None) -> dict[str, str]:
        """Give the OS_* variables of a user, for the command lines."""
        one = one or self.admin
        return {'OS_AUTH_URL': self.keystone_url, 'OS_USERNAME': one.name,
                'OS_PASSWORD': settings.PASSWORD,
                'OS_PROJECT_NAME': one.project,
                'OS_USER_DOMAIN_ID': 'default',
                'OS_PROJECT_DOMAIN_ID': 'default',
                'OS_REGION_NAME': settings.REGION,
                'OS_IDENTITY_API_VERSION': '3'}

    def sql(self, database: str, query: str) -> list[list[str]]:
        return self.database.sql(database, query)

    # How it starts

    def _start_ground(self) -> None:
        """Everything that stands on nothing else."""
        where = self.place
        cache = memcached_server.Memcached(
            where.port('memcached'), where.log / 'memcached.out')
        for service in (self.broker.server, self.database, cache):
            self.add(service)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            broker = pool.submit(self.broker.start)
            self.database.start()
            cache.start()
            self.database.create()
            self.relay.start()
            for service in (keystone, placement, glance):
                service.write(where)
            nova_conf.write(where, self.relay.url)
            schemas.make(where, self.database)
            for one in (broker, pool.submit(keystone.prepare, where),
                        pool.submit(nova_conf.prepare, where,
                                    self.relay.url)):
                one.result()

    def _start_identity(self) -> None:
        self._begin(keystone.server(self.place))
        self._wait()
        self.accounts = accounts.Accounts(self.keystone_url)
        self.admin = self.accounts.admin
        self.project('service')
        for name in _SERVICE_ACCOUNTS:
            self.service_user(name)
        for kind, name, url in (
                ('compute', 'nova', self.nova_url),
                ('compute_legacy', 'nova_legacy',
                 self.place.url('haproxy', '/v2/%(tenant_id)s')),
                ('placement', 'placement', self.place.url('placement')),
                ('image', 'glance', self.place.url('glance')),
                ('network', 'neutron', self.place.url('neutron'))):
            self.register(kind, name, url)

    def _start_control(self) -> None:
        where = self.place
        self._configure()
        port = where.port('neutron')
        self._begin(
            processes.Server(
                'neutron', [where.program('python'), '-m',
                            network_stand_in.__name__, str(port)],
                where.log / 'neutron.out', host=place.HOST, port=port,
                probe=web_service.PROBE),
            placement.server(where), glance.server(where),
            nova_services.api(where), balancer.server(where),
            nova_services.conductor(where), nova_services.scheduler(where))
        self._wait()

    def _start_computes(self) -> None:
        if self.libvirt:
            self.add(self.share.server)
            self.share.start()
        for host in self.libvirt:
            self.add(host.host.first)
            host.prepare(self.libvirt)
            host.start()
            for service in host.services:
                self.add(service)
            self._begin(host.compute())
        for name in self.fakes:
            fake_host.prepare(self.place, name)
            self._begin(fake_host.process(self.place, name))
        wordy_host.prepare(self.place)
        self._begin(wordy_host.process(self.place))
        self.wait_up(*self.hosts)
        self._wait_for_nodes()
        nova_conf.discover(self.place)

    def _furnish(self) -> None:
        """Make flavors, an image, and a zone for each kind of host."""
        for name, memory_mb in (('tiny', 64), ('small', 128)):
            # Without a disk of its own, Nova wants a volume.
            self.admin.request('POST', '/flavors', {'flavor': {
                'id': name, 'name': name, 'ram': memory_mb, 'vcpus': 1,
                'disk': 1}})
        self.admin.image(user.IMAGE, guest_image.disk('plain'),
                         visibility='public')
        for zone, hosts in ((REAL, [host.name for host in self.libvirt]),
                            (FAKE, self.fakes), (WORDY, [WORDY])):
            if hosts:
                self.admin.aggregate(zone, hosts, az=zone)

    def _configure(self) -> None:
        features.write_control(self.place, ours=self.ours)
        for host in self.libvirt:
            host.configure(ours=self.ours)
        for name in self.fakes:
            fake_host.configure(self.place, name, ours=self.ours)
        wordy_host.configure(self.place, ours=self.ours)

    def _begin(self, *services: processes.Process) -> None:
        for service in services:
            self.add(service)
            if isinstance(service, processes.Server):
                service.start(wait=False)
            else:
                service.start()

    def _wait(self) -> None:
        for service in self.services.values():
            if isinstance(service, processes.Server) and (
                    service is not self.share.server):
                service.wait_until_accepting(user.PATIENCE)

    def _wait_for_api(self) -> None:
        # HAProxy answers in any case.
        user.until(lambda: self.admin.request(
            'GET', '/os-services', ok=False).status_code == 200,
            'nova-api', user.PATIENCE)

    def _wait_for_state(self, state: str, hosts: Iterable[str],
                        timeout: float) -> None:
        def missing() -> set[str]:
            return set(hosts) - {one['host'] for one in self.admin.services()
                                 if one['state'] == state}

        user.until(lambda: not missing(), 'hosts to be ' + state, timeout,
                   lambda: ', '.join(sorted(missing())))

    def _wait_for_heartbeat(self, hosts: Iterable[str], since: float
                            ) -> None:
        """Wait for one of each host that is younger; that of before counts
        for a while, and Nova would call it up.
        """
        def missing() -> set[str]:
            return set(hosts) - {
                one['host'] for one in self.admin.services()
                if one['state'] == 'up' and one['updated_at']
                and datetime.datetime.fromisoformat(
                    one['updated_at'] + '+00:00').timestamp() > since + 1}

        user.until(lambda: not missing(), 'hosts to be back', user.PATIENCE,
                   lambda: ', '.join(sorted(missing())))

    def _wait_for_nodes(self) -> None:
        def known() -> int:
            return len(self.admin.get(
                '/resource_providers', service='placement')[
                    'resource_providers'])

        user.until(lambda: known() >= len(self.hosts),
                   'placement to know all hosts', user.PATIENCE,
                   lambda: str(known()))
