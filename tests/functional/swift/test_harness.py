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

"""The Swift laboratory itself: does it do what the other tests rely on?"""

from collections.abc import Iterator
import signal
import socket
import time

import pytest

from tests.harness import processes
from tests.harness import swift_client
from tests.harness import swift_cluster


@pytest.fixture(scope='module')
def cluster(tmp_path_factory: pytest.TempPathFactory,
            ) -> Iterator[swift_cluster.SwiftCluster]:
    with swift_cluster.SwiftCluster(tmp_path_factory.mktemp('swift')) as it:
        yield it


@pytest.fixture
def plain(cluster: swift_cluster.SwiftCluster) -> swift_client.Client:
    client = swift_client.Client(cluster.plain)
    assert client.put('/store').status in (201, 202)
    assert client.put('/store/thing', b'content').status == 201
    return client


def test_both_proxies_serve_the_same_data(
        cluster: swift_cluster.SwiftCluster,
        plain: swift_client.Client) -> None:
    filtered = swift_client.Client(cluster.filtered)
    assert filtered.put('/store/caf\u00e9 1%', b'other').status == 201
    assert plain.get('/store/caf\u00e9 1%').body == b'other'
    assert filtered.get('/store/thing').body == b'content'


def test_proxies_load_the_sample_as_it_stands(
        cluster: swift_cluster.SwiftCluster) -> None:
    for name in ('filtered', 'plain'):
        copy = cluster.workdir / 'etc' / (name + '.conf.d') / '10-sample.conf'
        assert copy.read_bytes() == swift_cluster.SAMPLE.read_bytes()


@pytest.mark.parametrize('source', ['127.0.0.2', '127.8.9.10'])
def test_proxy_sees_the_source_address(
        cluster: swift_cluster.SwiftCluster, plain: swift_client.Client,
        source: str) -> None:
    swift_client.Client(cluster.plain, source).get('/store/thing')
    line = cluster.plain.wait_for_line(' %s ' % source)
    assert line.split()[1:3] == [source, source]


def test_proxy_on_both_families(cluster: swift_cluster.SwiftCluster,
                                plain: swift_client.Client) -> None:
    try:
        socket.create_server(('::1', 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip('this machine has no IPv6')
    both = cluster.add_proxy('both', filtered=False, bind_ip='::')
    for source, seen in (('127.0.0.7', '::ffff:127.0.0.7'), ('::1', '::1')):
        client = swift_client.Client(both, source)
        assert client.get('/store/thing').body == b'content'
        both.wait_for_line(' %s %s ' % (seen, seen))


def test_users(cluster: swift_cluster.SwiftCluster,
               plain: swift_client.Client) -> None:
    def status(user: str, key: str) -> int:
        client = swift_client.Client(cluster.plain, user=user, key=key)
        return client.request(
            'GET', plain.account_path + '/store', raw_path=True).status

    assert status('test:tester', 'testing') == 200
    assert status('test:tester3', 'testing3') == 403
    assert status('test2:tester2', 'testing2') == 403
    assert status('admin:admin', 'admin') == 200
    assert plain.request('GET', '/store', token=False).status == 401
    with pytest.raises(PermissionError):
        status('test:tester', 'not the key')


def test_dead_backend_and_its_return(
        cluster: swift_cluster.SwiftCluster,
        plain: swift_client.Client) -> None:
    cluster.servers['object'].kill()
    assert plain.get('/store/thing').status == 503
    cluster.servers['object'].restart()
    assert plain.get('/store/thing').status == 200


def test_hanging_backend_and_its_return(
        cluster: swift_cluster.SwiftCluster,
        plain: swift_client.Client) -> None:
    cluster.servers['object'].hang()
    began = time.monotonic()
    assert plain.get('/store/thing').status == 503
    assert time.monotonic() - began < 12
    cluster.servers['object'].resume()
    assert plain.get('/store/thing').status == 200


def test_server_that_is_asked_to_end(
        cluster: swift_cluster.SwiftCluster) -> None:
    server = cluster.servers['account']
    before = server.pid
    assert server.terminate() in (0, -signal.SIGTERM)
    assert not server.alive
    server.start()
    assert server.pid != before


def test_cache_is_forgotten_but_not_the_tokens(
        cluster: swift_cluster.SwiftCluster,
        plain: swift_client.Client) -> None:
    assert plain.get('/store/thing').status == 200
    cluster.servers['container'].kill()
    assert plain.get('/store/thing').status == 200
    cluster.flush_memcached()
    assert plain.get('/store/thing').status == 503
    cluster.servers['container'].restart()
    assert plain.get('/store/thing').status == 200


def test_memcached_outage(cluster: swift_cluster.SwiftCluster,
                          plain: swift_client.Client) -> None:
    assert cluster.memcached is not None
    cluster.memcached.kill()
    assert plain.get('/store/thing').status == 200
    cluster.memcached.restart()
    assert plain.get('/store/thing').status == 200
    # It is in use again at once.
    cluster.servers['container'].kill()
    assert plain.get('/store/thing').status == 200
    cluster.servers['container'].restart()


@pytest.mark.parametrize('signer', ['v4', 'v4-query', 'v2', 'v2-query'])
def test_s3(cluster: swift_cluster.SwiftCluster, plain: swift_client.Client,
            signer: str) -> None:
    client = swift_client.Client(cluster.plain, '127.0.0.5')
    assert client.s3('PUT', '/store/of s3', body=b'bytes',
                     signer=signer).status == 200
    assert client.s3('GET', '/store/of s3', signer=signer).body == b'bytes'
    listing = client.s3('GET', '/store', query='prefix=of%20s3',
                        signer=signer)
    assert b'<Key>of s3</Key>' in listing.body
    client.key = 'wrong'
    assert client.s3('GET', '/store/thing', signer=signer).status == 403


def test_tempurl(plain: swift_client.Client) -> None:
    plain.post('/store', {'X-Container-Meta-Temp-URL-Key': 'secret'})
    for key, status in (('secret', 200), ('guess', 401)):
        answer = plain.request('GET', plain.tempurl(
            'GET', '/store/thing', key), raw_path=True, token=False)
        assert answer.status == status


def test_copy(plain: swift_client.Client) -> None:
    assert plain.copy('/store/thing', '/store/twin').status == 201
    assert plain.get('/store/twin').body == b'content'


def test_proxy_that_must_not_start(
        cluster: swift_cluster.SwiftCluster) -> None:
    code, output = cluster.start_proxy_expecting_failure(
        {'filter:ratelimit': {'account_ratelimit': 'much'}})
    assert code != 0
    assert "could not convert string to float: 'much'" in output


def test_proxy_that_starts_although_it_must_not(
        cluster: swift_cluster.SwiftCluster) -> None:
    with pytest.raises(processes.ProcessError, match='but serves'):
        cluster.start_proxy_expecting_failure({})
