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

"""The harness itself: addresses, configuration, moves, and clean-up.

The sample used here enables an in-tree filter and one of this module, which
notes what every filter is given: the context of the request.
"""

import logging
import pathlib
import tempfile
import threading
import unittest

from nova.scheduler import filters
from oslo_config import cfg
import requests

from tests.harness import nova_cloud
from tests.harness import nova_moves

LOG = logging.getLogger(__name__)
THIS = __name__
SAMPLE = f"""\
[filter_scheduler]
available_filters = nova.scheduler.filters.all_filters
available_filters = {THIS}.NoteAddress
enabled_filters = ComputeFilter, AggregateMultiTenancyIsolation, NoteAddress

[harness_test]
# Values of a documentation network, which REPLACEMENTS makes local.
networks = 192.0.2.0/24
networks = 198.51.100.0/24
word = one

[harness_late]
word = late
"""
cfg.CONF.register_opts([cfg.MultiStrOpt('networks', default=[]),
                        cfg.StrOpt('word', mutable=True)],
                       group='harness_test')


class NoteAddress(filters.BaseHostFilter):
    """Passes every host."""

    RUN_ON_REBUILD = True
    seen: list[str] = []

    def host_passes(self, host_state, spec_obj):
        self.seen.append(spec_obj._context.remote_address)
        LOG.info('INFO about %s', host_state.host)
        LOG.debug('DEBUG about %s', host_state.host)
        return True


class SampledCloud(nova_cloud.NovaCloud):
    REPLACEMENTS = {'192.0.2.0/24': '127.1.0.0/16'}
    HOSTS = ('rack1', 'rack2')

    def setUp(self):
        with tempfile.NamedTemporaryFile('w', suffix='.conf') as sample:
            sample.write(SAMPLE)
            sample.flush()
            self.SAMPLE = pathlib.Path(sample.name)
            super().setUp()
        NoteAddress.seen.clear()


class TestRequests(SampledCloud):
    # One cloud for all of it: each takes seconds to start.
    def test_requests(self):
        self._filters_see_the_source_address_of_the_connection()
        self._clients_in_process_work_beside_http()
        self._log_tells_levels_apart()
        self._server_lands_on_the_host_that_is_admitted()
        self._server_without_an_admitted_host_is_in_error()

    def _filters_see_the_source_address_of_the_connection(self):
        self.boot(self.client('127.1.0.5'), name='a')
        self.assertEqual({'127.1.0.5'}, set(NoteAddress.seen))
        NoteAddress.seen.clear()
        self.boot(self.client(), name='b')
        self.assertEqual({'127.0.0.1'}, set(NoteAddress.seen))

    def _clients_in_process_work_beside_http(self):
        self.assertEqual({'a', 'b'},
                         {s['name'] for s in self.api.get_servers()})

    def _log_tells_levels_apart(self):
        before = len(self.scheduler_log('INFO about rack1'))
        self.boot(self.client(admin=True), name='c', host='rack1')
        self.assertEqual([f'INFO [{THIS}] INFO about rack1'],
                         self.scheduler_log('INFO about rack1')[before:])
        self.assertEqual([f'DEBUG [{THIS}] DEBUG about rack1'],
                         self.scheduler_log('DEBUG about rack1')[before:])

    def _server_lands_on_the_host_that_is_admitted(self):
        self.aggregate('a', ['rack1'], {'filter_tenant_id': 'alpha'})
        self.aggregate('b', ['rack2'], {'filter_tenant_id': 'beta'})
        for project, host in (('alpha', 'rack1'), ('beta', 'rack2')):
            server = self.boot(self.client(project=project), name=project)
            self.assertEqual(host, server['OS-EXT-SRV-ATTR:host'])
            self.assertEqual(project, server['tenant_id'])

    def _server_without_an_admitted_host_is_in_error(self):
        server = self.boot(
            self.client(project='gamma'), name='d', expect='ERROR')
        self.assertIn('No valid host', server['fault']['message'])
        self.assertIsNone(server['OS-EXT-SRV-ATTR:host'])


class TestConfiguration(SampledCloud):
    HOSTS = ()

    def test_file_is_parsed_as_in_a_service(self):
        self.assertEqual(['127.1.0.0/16', '198.51.100.0/24'],
                         cfg.CONF.harness_test.networks)
        self.assertEqual(
            ['ComputeFilter', 'AggregateMultiTenancyIsolation', 'NoteAddress'],
            cfg.CONF.filter_scheduler.enabled_filters)

    def test_option_registered_late_has_the_files_value(self):
        cfg.CONF.register_opt(cfg.StrOpt('word'), group='harness_late')
        self.assertEqual('late', cfg.CONF.harness_late.word)

    def test_option_is_set_while_running(self):
        self.assertEqual('one', cfg.CONF.harness_test.word)
        self.set_option('harness_test', word='two')
        self.assertEqual('two', cfg.CONF.harness_test.word)

    def test_immutable_option_cannot_be_set_while_running(self):
        self.assertRaises(AssertionError, self.set_option, 'harness_test',
                          networks=['127.2.0.0/16'])


class TestMoves(SampledCloud):
    def setUp(self):
        super().setUp()
        self.server = self.boot(self.client('127.1.0.5'), name='a')

    def test_moves(self):
        self._resize()
        self._cold_migrate()
        self._live_migrate()
        self._rebuild()
        self._shelve_and_unshelve()
        self._evacuate()

    def test_moves_without_a_host_are_refused(self):
        self.aggregate('all', self.HOSTS, {'filter_tenant_id': 'nobody'})
        for move in (self.live_migrate, self.cold_migrate):
            with self.assertRaisesRegex(nova_moves.Refused, 'NoValidHost'):
                move(self.server)
            self.assertEqual('ACTIVE', self.show(self.server)['status'])
        self.assertRaises(nova_moves.Refused, self.evacuate, self.server)

    def _start(self):
        NoteAddress.seen.clear()
        return self.show(self.server)['OS-EXT-SRV-ATTR:host']

    def _moved(self, source, server):
        self.assertNotEqual(source, server['OS-EXT-SRV-ATTR:host'])
        self.assertTrue(NoteAddress.seen)

    def _resize(self):
        source = self._start()
        client = self.client('127.1.0.6')
        server = self.resize(
            self.server, nova_cloud.LARGER_FLAVOR, client=client)
        self.assertEqual({'127.1.0.6'}, set(NoteAddress.seen))
        self._moved(source, self.confirm(server, client=client))

    def _cold_migrate(self):
        source = self._start()
        self._moved(source, self.confirm(self.cold_migrate(self.server)))
        self.assertEqual({'127.0.0.1'}, set(NoteAddress.seen))

    def _live_migrate(self):
        source = self._start()
        self._moved(source, self.live_migrate(self.server))

    def _rebuild(self):
        source = self._start()
        server = self.rebuild(self.server, nova_cloud.OTHER_IMAGE)
        self.assertEqual(source, server['OS-EXT-SRV-ATTR:host'])
        self.assertTrue(NoteAddress.seen)

    def _shelve_and_unshelve(self):
        self.assertIsNone(
            self.shelve(self.server)['OS-EXT-SRV-ATTR:host'])
        NoteAddress.seen.clear()
        self.assertEqual('ACTIVE', self.unshelve(self.server)['status'])
        self.assertTrue(NoteAddress.seen)

    def _evacuate(self):
        source = self._start()
        self._moved(source, self.evacuate(self.server))


class TestCleanUp(unittest.TestCase):
    def test_no_thread_and_no_listener_stay(self):
        urls = []

        class Cloud(SampledCloud):
            def runTest(self):
                self.boot(self.client('127.1.0.5'), name='a')
                urls.append(self._http.url)

        before = set(threading.enumerate())
        result = unittest.TestResult()
        Cloud('runTest').run(result)
        self.assertEqual(([], []), (result.failures, result.errors))
        # The daemons are workers of Nova's own pools, which idle on after
        # Nova's fixtures have ended.
        self.assertEqual([], [thread for thread in threading.enumerate()
                              if thread not in before and not thread.daemon])
        self.assertRaises(
            requests.ConnectionError, requests.get, urls[0], timeout=5)
