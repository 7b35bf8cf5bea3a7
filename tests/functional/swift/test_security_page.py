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

"""What doc/source/ip_whitelist_security.rst admits is so."""

import json
import pathlib
import time

import pytest

from tests.functional.swift import conftest
from tests.harness import exchanges
from tests.harness import memcached_server
from tests.harness import ports
from tests.harness import quotations
from tests.harness import swift_client

PAGE = quotations.read('ip_whitelist_security')
CONTAINER = 'X-Container-Meta-'


@pytest.fixture(scope='module')
def vault(plain):
    assert plain.put('/vault', headers={
        CONTAINER + 'Allow-Office': conftest.ADMITTED}).status == 201
    assert plain.put('/vault/o', b'secret').status == 201
    return '/vault'


def test_who_may_write_may_open(plain, refused):
    plain.put('/inbox', headers={
        CONTAINER + 'Allow-Read-Office': conftest.ADMITTED,
        CONTAINER + 'Allow-Write-All': '0.0.0.0/0'})
    assert refused.get('/inbox').status == 403
    rule = {CONTAINER + 'Allow-Me': conftest.REFUSED}
    assert exchanges.render(refused, 'POST', '/inbox', refused.post(
        '/inbox', rule), rule) == PAGE['writer-opens']
    assert refused.get('/inbox').status == 204


@pytest.mark.parametrize(('name', 'path', 'query'), [
    ('exists', '/vault/no-such-object', ''),
    ('does-not-exist', '/no-such-container/o', ''),
    ('listing', '', 'prefix=vault'),
])
def test_what_is_told(refused, vault, name, path, query):
    answer = refused.get(path, query=query)
    assert exchanges.render(refused, 'GET', path, answer, query=query
                            ) == PAGE[name]


def test_a_reseller_admin_is_judged_as_all_others(cluster, vault):
    for source, status in (conftest.ADMITTED, 200), (conftest.REFUSED, 403):
        client = swift_client.Client(
            cluster.filtered, source, 'admin:admin', 'admin')
        assert client.request('GET', '/v1/AUTH_test/vault/o', raw_path=True
                              ).status == status


def test_whether_an_object_exists_is_not_told(refused, vault):
    there, missing = (refused.get(vault + name) for name in ('/o', '/no'))
    assert (there.status, there.body) == (missing.status, missing.body)


def test_a_manifest_tells_of_its_segments(plain, refused, vault):
    plain.put('/manifests')
    assert plain.put('/manifests/slo', json.dumps(
        [{'path': '/vault/o'}]).encode(),
        query='multipart-manifest=put').status == 201
    assert refused.head('/manifests/slo').headers['Content-Length'] == '6'
    assert b'/vault/o' in refused.get(
        '/manifests/slo', query='multipart-manifest=get').body
    assert b'secret' not in refused.get('/manifests/slo').body


def test_a_database_that_is_lost_takes_its_rules_along(
        cluster, plain, admitted, refused):
    plain.put('/to-be-lost', headers={
        CONTAINER + 'Allow-Office': conftest.ADMITTED})
    plain.put('/to-be-lost/o', b'secret')
    for database in cluster.workdir.glob('srv/*/containers/**/*.db'):
        if b'to-be-lost' in database.read_bytes():
            database.unlink()
    cluster.flush_memcached()
    for client in admitted, refused:
        assert client.get('/to-be-lost/o').status == 404
    assert refused.put('/to-be-lost').status == 201
    assert refused.get('/to-be-lost/o').body == b'secret'


class TestSeparateMemcached:
    """Two proxies that do not hear of each other's changes."""

    @pytest.fixture(scope='class')
    @staticmethod
    def far(cluster, tmp_path_factory):
        port = ports.reserve()
        memcached = memcached_server.Memcached(
            port.number, tmp_path_factory.mktemp('far') / 'memcached.log')
        memcached.start()
        yield memcached
        memcached.kill()
        port.release()

    def client(self, cluster, far, seconds):
        proxy = cluster.add_proxy('far-%s' % seconds, overlay={
            'filter:cache': {'memcache_servers': '127.0.0.1:%d' % far.port},
            'app:proxy-server': {'recheck_container_existence': seconds}})
        return swift_client.Client(proxy, conftest.REFUSED)

    def test_old_rules_hold_until_they_expire(
            self, cluster, far, admitted, refused, new_container):
        path = new_container('far')
        client = self.client(cluster, far, '3600')
        assert client.get(path).status == 204
        assert admitted.post(path, {
            CONTAINER + 'Allow-Office': conftest.ADMITTED}).status == 204
        assert refused.get(path).status == 403
        assert client.get(path).status == 204
        far.flush()
        assert client.get(path).status == 403

    def test_and_then_the_new_ones(
            self, cluster, far, admitted, new_container):
        path = new_container('far')
        client = self.client(cluster, far, '1')
        assert client.get(path).status == 204
        assert admitted.post(path, {
            CONTAINER + 'Allow-Office': conftest.ADMITTED}).status == 204
        deadline = time.monotonic() + 60
        while client.get(path).status != 403:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_every_quotation_is_tested():
    source = pathlib.Path(__file__).read_text()
    assert [name for name in PAGE if "'%s'" % name not in source] == []
