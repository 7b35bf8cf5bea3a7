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

"""console_limit in a real nova-api, configured by the sample of etc/."""

import collections
import concurrent.futures
import re
import socket
import threading

from tests.functional.nova import limited_cloud
from tests.harness import faulty_memcached
from tests.harness import memcached_server
from tests.harness import ports
from tests.harness import redis_server

USERS = 50
BURST = 10


class TestBounds(limited_cloud.LimitedCloud):
    OPTIONS = {'rate': '1000/s', 'burst': '1000'}

    def test_lines(self):
        for version in 'v2.1', 'v2':
            answer = self.log_of(self.server, version=version)
            lines = answer.json()['output'].split('\n')
            self.assertEqual((200, 1000), (answer.status_code, len(lines)))
            self.assertEqual(['line 2999', ''], lines[-2:])
            self.assertEqual(
                'bytes-kept=%d, lines-kept=1000' % len(answer.content),
                answer.headers[limited_cloud.HEADER])

    def test_a_short_log_is_whole(self):
        self.LOG = 'one\ntwo\n'
        answer = self.log_of(self.server)
        self.assertEqual({'output': self.LOG}, answer.json())
        self.assertNotIn(limited_cloud.HEADER, answer.headers)

    def test_bytes_of_one_line(self):
        self.LOG = 'x' * 3000000 + 'end'
        answer = self.log_of(self.server, {
            'os-getConsoleOutput': {'length': 10}})
        self.assertEqual(1024 * 1024, len(answer.content))
        self.assertEqual(str(len(answer.content)),
                         answer.headers['Content-Length'])
        self.assertTrue(answer.json()['output'].endswith('xend'))
        self.assertEqual(
            'bytes-kept=1048576, bytes-dropped=1951441, lines-kept=1, '
            'lines-dropped=0', answer.headers[limited_cloud.HEADER])

    def test_what_nova_refuses_it_refuses_in_its_own_words(self):
        answer = self.log_of(self.server, {
            'os-getConsoleOutput': {'length': 'many'}})
        self.assertEqual(400, answer.status_code)
        self.assertIn("'many' does not match",
                      answer.json()['badRequest']['message'])


class TestOtherAnswers(limited_cloud.LimitedCloud):
    OPTIONS = {'max_bytes': '1024'}

    def test_a_long_answer_to_something_else_passes(self):
        """Nova says itself that it took the request for something else."""
        plain = self.admin.api_request('/servers/detail')
        odd = self.admin.api_request(
            '/servers/detail', body='{"os-getConsoleOutput": {}}')
        self.assertGreater(len(plain.content), 1024)
        self.assertEqual((200, plain.json()), (odd.status_code, odd.json()))


class Rated(limited_cloud.LimitedCloud):
    """No test takes the hour in which the next request may pass."""

    OPTIONS = {'rate': '%d/h' % BURST, 'burst': str(BURST)}

    def statuses(self, server, count=USERS, **how):
        """Ask many times at once; how many got which status."""
        ready = threading.Barrier(count)

        def ask(_number):
            ready.wait()
            return self.log_of(server, **how).status_code

        with concurrent.futures.ThreadPoolExecutor(count) as users:
            return dict(collections.Counter(users.map(ask, range(count))))

    def assert_limited(self, statuses):
        self.assertEqual({200: BURST, 429: USERS - BURST}, statuses)


class TestRate(Rated):
    def test_many_at_once(self):
        self.assert_limited(self.statuses(self.server))
        # Another server of the project, and the server in another version
        # of the API and in another spelling of its path.
        self.assertEqual({429: 1}, self.statuses(
            {'id': '/' + self.server['id'].upper()}, 1, version='v2'))
        self.assert_limited(self.statuses(self.boot(self.user, name='b')))

    def test_refusal(self):
        self.statuses(self.server, BURST)
        answer = self.log_of(self.server)
        self.assertEqual(429, answer.status_code)
        fault = answer.json()['overLimit']
        after = answer.headers['Retry-After']
        self.assertEqual((429, after), (fault['code'], fault['retryAfter']))
        self.assertEqual(
            'The console log of this server is asked for too often. Retry '
            'after %s seconds.' % after, fault['message'])
        self.assertTrue(re.fullmatch('3[0-9]{2}', after), after)
        self.assertEqual('compute 2.1',
                         answer.headers['OpenStack-API-Version'])
        self.assertEqual(1, len(self.scheduler_log(
            'more often than 10/h with a burst of 10; refused')))

    def test_other_requests_are_not_counted(self):
        self.statuses(self.server, BURST)
        self.assertEqual(
            200, self.user.api_request('/servers').status_code)
        self.assertEqual(400, self.log_of(self.server, {
            'os-getConsoleOutput': {'length': True}}).status_code)


class TestSharedRate(Rated):
    """Two workers and a memcached that can fail."""

    def options(self):
        port, front = ports.reserve(), ports.reserve()
        self.addCleanup(port.release)
        self.addCleanup(front.release)
        self.store = memcached_server.Memcached(
            port.number, self.place / 'memcached.log')
        self.store.start()
        self.addCleanup(self.store.kill)
        self.front = faulty_memcached.FaultyMemcached(
            front.number, port.number)
        self.front.start()
        self.addCleanup(self.front.stop)
        # No test is as slow as that, and one waits for it.
        return dict(self.OPTIONS, storage_timeout='2',
                    storage='memcached://127.0.0.1:%d' % front.number)

    def test_workers_count_together(self):
        other = self.another_api()
        self.assert_limited(self.statuses(self.server))
        self.assertEqual({429: 5}, self.statuses(self.server, 5, api=other))

    def test_gone(self):
        with self.front.gone():
            self.assert_limited(self.statuses(self.server))
        self.assertEqual(1, len(self.scheduler_log(
            'does not count (ConnectionRefusedError')))

    def test_hung(self):
        with self.front.doing(lambda command: b''):
            self.assert_limited(self.statuses(self.server))
        self.assertEqual(1, len(self.scheduler_log('each worker counts')))

    def test_garbage(self):
        with self.front.doing(faulty_memcached.saying(b'\x00\xffwhat?\r\n')):
            self.assert_limited(self.statuses(self.server))
        self.assertEqual(1, len(self.scheduler_log('each worker counts')))

    def test_drips(self):
        """Each byte comes in time, and the answer never does."""
        done = threading.Event()
        self.addCleanup(done.set)

        def drip(command):
            done.wait(0.2)
            return b'V'

        with self.front.doing(drip):
            self.assert_limited(self.statuses(self.server))


class TestRedis(Rated):
    def options(self):
        port = ports.reserve()
        self.addCleanup(port.release)
        self.store = redis_server.Redis(port.number, self.place / 'redis.log')
        self.store.start()
        self.addCleanup(self.store.kill)
        # As above.
        return dict(self.OPTIONS, storage_timeout='2',
                    storage='redis://127.0.0.1:%d' % port.number)

    def test_workers_count_together(self):
        other = self.another_api()
        self.assert_limited(self.statuses(self.server))
        self.assertEqual({429: 5}, self.statuses(self.server, 5, api=other))

    def test_gone(self):
        self.store.kill()
        self.assert_limited(self.statuses(self.server))


class TestNobodyListens(Rated):
    """A store that takes connections and never says a word."""

    def options(self):
        listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(listener.close)
        return dict(self.OPTIONS, storage='memcached://127.0.0.1:%d' % (
            listener.getsockname()[1]))

    def test_local_bucket_decides(self):
        self.assert_limited(self.statuses(self.server))


class TestModeLog(limited_cloud.LimitedCloud):
    OPTIONS = {'mode': 'log', 'rate': '1/h', 'burst': '1',
               'max_bytes': '2000'}

    def test_everything_passes_and_is_told(self):
        for _time in range(2):
            answer = self.log_of(self.server)
            self.assertEqual({'output': self.LOG}, answer.json())
            self.assertNotIn(limited_cloud.HEADER, answer.headers)
        for said in ('more often than 1/h with a burst of 1; mode = log, so '
                     'it may', 'max_lines = 1000; mode = log, so it gets them',
                     'max_bytes = 2000; mode = log, so it passes'):
            self.assertTrue(self.scheduler_log(said), said)


class TestModeOff(limited_cloud.LimitedCloud):
    OPTIONS = {'mode': 'off'}

    def test_nothing_is_bounded(self):
        self.assertEqual({'output': self.LOG}, self.log_of(
            self.server).json())


class TestOneLine(limited_cloud.LimitedCloud):
    """The word is in one of the two lines."""

    def setUp(self):
        paste = limited_cloud.api_paste.laid_over
        self.useFixture(limited_cloud.fixtures.MonkeyPatch(
            'tests.harness.api_paste.laid_over',
            lambda *given: paste(*given).replace(
                'legacy_v2_compatible console_limit ',
                'legacy_v2_compatible ')))
        super().setUp()

    def test_is_told_at_start(self):
        self.assertIn(
            'WARNING [nova_ops_ext.api.console_limit] console_limit: it is '
            'not in [composite:openstack_compute_api_v21_legacy_v2_'
            'compatible] keystone of ', self.stdlog.logger.output)
