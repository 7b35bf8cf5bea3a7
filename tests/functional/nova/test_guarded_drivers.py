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

"""Guarded drivers in a real Nova, from the REST request to the log.

Stock and ours stand side by side, and what each puts on the bus is measured.
"""

import json
import pathlib
import sys
import types

from tests.harness import nova_cloud

import fixtures
import nova.conf
from nova.tests import fixtures as nova_fixtures
from nova.tests.functional.libvirt import base as libvirt_base
from nova.virt import fake
from oslo_messaging._drivers import impl_fake

from nova_ops_ext import conf as conf_module
from nova_ops_ext.virt import guarded_libvirt
from nova_ops_ext.virt import nova_elsewhere
from tests.harness import rpc_reply

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
MIB = 2 ** 20

EMPTY = rpc_reply.on_the_wire('')

conf_module.register_opts(nova.conf.CONF)
nova_elsewhere.make_importable()


class FloodDriver(fake.FakeDriver):
    """Gives LOG, as drivers do that read all of it."""

    LOG = b''

    def get_console_output(self, context, instance):
        return self.LOG


class SilentDriver(fake.FakeDriver):
    def get_console_output(self, context, instance):
        raise NotImplementedError


class Replies(fixtures.Fixture):
    """What the RPC servers of this process answer."""

    def _setUp(self):
        self.replies = []
        stock = impl_fake.FakeIncomingMessage.reply

        def reply(message, reply=None, failure=None):
            self.replies.append(reply)
            return stock(message, reply, failure)

        self.useFixture(fixtures.MonkeyPatch(
            'oslo_messaging._drivers.impl_fake.FakeIncomingMessage.reply',
            reply))

    def on_the_wire(self, log):
        """Bytes that this log took in RabbitMQ's message."""
        assert log in self.replies
        return rpc_reply.on_the_wire(log) - EMPTY


class GuardedDriverTest(nova_cloud.NovaCloud):

    SAMPLE = ETC / 'console-compute.conf'

    def setUp(self):
        super().setUp()
        module = types.ModuleType('nova.virt.somebodys')
        module.FloodDriver, module.SilentDriver = FloodDriver, SilentDriver
        sys.modules[module.__name__] = module
        self.addCleanup(sys.modules.pop, module.__name__)
        self.bus = self.useFixture(Replies())
        self.flood(b'')

    def flood(self, log):
        self.useFixture(fixtures.MonkeyPatch(
            __name__ + '.FloodDriver.LOG', log))

    def server_with(self, driver, *, guarded):
        """A server on a host of its own, which has this driver."""
        host = 'guarded' if guarded else 'stock'
        self.flags(compute_driver='ops_ext.GuardedDriver' if guarded
                   else driver)
        self.flags(driver=driver, group='ops_ext')
        self._start_compute(host)
        return self.boot(self.admin, name=host,
                         availability_zone='nova:' + host)['id']

    def ask(self, server, **length):
        return self.admin.api_request(
            'servers/%s/action' % server, method='POST',
            body=json.dumps({'os-getConsoleOutput': length}))

    def log(self, server, **length):
        response = self.ask(server, **length)
        self.assertEqual(200, response.status_code, response.text)
        return response.json()['output']

    def test_around_the_fake_driver_nothing_changes(self):
        ours = self.server_with('fake.FakeDriver', guarded=True)
        stock = self.server_with('fake.FakeDriver', guarded=False)
        for length in ({}, {'length': None}, {'length': 2}, {'length': 0},
                       {'length': -1}, {'length': '1'}):
            self.assertEqual(self.log(stock, **length),
                             self.log(ours, **length), length)
        self.assertEqual('ANOTHER\nLAST LINE', self.log(ours, length=2))
        (line,) = self.scheduler_log('GuardedDriver guards')
        self.assertIn('GuardedDriver guards fake.FakeDriver', line)
        self.assertTrue(self.scheduler_log(
            'Console logs take at most 262144 bytes in a message'))

    def test_high_bytes_are_not_amplified(self):
        self.flood(b'\xff' * MIB)
        stock = self.log(self.server_with('somebodys.FloodDriver',
                                          guarded=False))
        self.assertEqual('\ufffd' * MIB, stock)
        self.assertEqual(7 * MIB, self.bus.on_the_wire(stock))
        server = self.server_with('somebodys.FloodDriver', guarded=True)
        ours = self.log(server)
        self.assertEqual('?' * 262144, ours)
        self.assertEqual(262144, self.bus.on_the_wire(ours))
        self.flood(b'\xff' * (100 * MIB))
        self.assertEqual(ours, self.log(server))
        self.assertEqual(ours, self.log(server, length=10))
        (last,) = self.scheduler_log('Of the console log, 104857600 ')[-1:]
        self.assertIn('262144 bytes are sent', last)

    def test_what_a_user_reads_is_what_stock_shows(self):
        self.flood(b'\0old\r\n\x1b[32mok\x1b[0m\t"C:\\"\x7f\xfc\n' * 20)
        ours = self.log(self.server_with('somebodys.FloodDriver',
                                         guarded=True))
        stock = self.log(self.server_with('somebodys.FloodDriver',
                                          guarded=False))
        self.assertEqual(
            stock.replace('\ufffd', '?').replace('\x7f', '?'), ours)

    def test_lines_are_counted_as_ever(self):
        lines = ['line %06d of the log' % number for number in range(100000)]
        self.flood('\n'.join(lines))
        server = self.server_with('somebodys.FloodDriver', guarded=True)
        self.assertEqual('\n'.join(lines[-35:]), self.log(server, length=35))
        whole = self.log(server)
        self.assertTrue('\n'.join(lines).endswith(whole))
        self.assertTrue(262100 < self.bus.on_the_wire(whole) <= 262144)

    def test_no_console_log_is_501(self):
        for guarded in (True, False):
            response = self.ask(self.server_with('somebodys.SilentDriver',
                                                 guarded=guarded))
            self.assertEqual(501, response.status_code)

    def test_what_is_no_log_fails_as_stock(self):
        self.flood(None)
        for guarded in (True, False):
            server = self.server_with('somebodys.FloodDriver', guarded=guarded)
            self.assertEqual(500, self.ask(server).status_code)


class GuardedLibvirtDriverTest(libvirt_base.ServersTestBase):
    """Nova's own tests of libvirt's driver, with ours in its place."""

    def setUp(self):
        self.flags(api_paste_config=str(nova_cloud.NovaCloud.API_PASTE),
                   group='wsgi')
        super().setUp()
        # libvirt's driver reads the file through it.
        self.useFixture(nova_fixtures.PrivsepFixture())
        self.bus = self.useFixture(Replies())

    def _log(self, compute_driver, content):
        self.flags(compute_driver=compute_driver)
        host = self.start_compute(hostname=compute_driver.rpartition('.')[2])
        driver = self.computes[host].driver
        server = self._create_server(host=host, networks='none')
        path = pathlib.Path(
            self.useFixture(fixtures.TempDir()).path, 'console.log')
        path.write_bytes(content)
        # The fake of libvirt has consoles without logs.
        self.useFixture(fixtures.MockPatch(
            'nova.virt.libvirt.guest.Guest.get_xml_desc',
            return_value="<domain><devices><console type='tcp'><log file='%s'"
                         "/></console></devices></domain>" % path))
        log = self.api.post_server_action(
            server['id'], {'os-getConsoleOutput': {}})['output']
        return log, driver

    def test_stock(self):
        log, _driver = self._log('libvirt.LibvirtDriver', b'\xff' * MIB)
        self.assertEqual('\ufffd' * 102400, log)
        self.assertEqual(716800, self.bus.on_the_wire(log))

    def test_guarded(self):
        log, driver = self._log('ops_ext.GuardedLibvirtDriver',
                                b'\xff' * MIB)
        self.assertIsInstance(driver, guarded_libvirt.GuardedLibvirtDriver)
        self.assertEqual('?' * 102400, log)
        self.assertEqual(102400, self.bus.on_the_wire(log))

    def test_wrapped(self):
        self.flags(driver='libvirt.LibvirtDriver', group='ops_ext')
        self.flags(max_bytes=2048, group='ops_console')
        log, driver = self._log('ops_ext.GuardedDriver', b'"\xff\n' * MIB)
        self.assertEqual('GuardedLibvirtDriver', type(driver).__name__)
        self.assertEqual('"?\n' * 256, log)
        self.assertEqual(2048, self.bus.on_the_wire(log))
