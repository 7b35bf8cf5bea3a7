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

"""Rules that cannot be read admit no one, and come back by themselves."""

import json

import pytest

from tests.functional.swift import conftest
from tests.harness import swift_client
from tests.harness import swift_cluster


@pytest.fixture(scope='module')
def own_cluster(tmp_path_factory):
    """A Swift that may be broken, without affecting other tests."""
    # A hung server is given up after this many seconds for each attempt.
    impatient = {'node_timeout': '0.4', 'recoverable_node_timeout': '0.4'}
    with swift_cluster.SwiftCluster(
            tmp_path_factory.mktemp('swift'),
            overlay={'app:proxy-server': impatient}) as it:
        yield it


@pytest.fixture(scope='module')
def plain(own_cluster):
    client = swift_client.Client(own_cluster.plain)
    for container in '/secret', '/manifests':
        assert client.put(container).status == 201
    assert client.put('/secret/o', b'the secret bytes').status == 201
    assert client.put('/manifests/slo', json.dumps(
        [{'path': '/secret/o'}]).encode(),
        query='multipart-manifest=put').status == 201
    assert client.post('/secret', {
        'X-Container-Meta-Allow-Office': conftest.ADMITTED}).status == 204
    return client


@pytest.fixture(params=[conftest.ADMITTED, conftest.REFUSED])
def client(request, own_cluster, plain):
    client = swift_client.Client(own_cluster.filtered, request.param)
    assert client.token
    return client


def _break(server, how):
    getattr(server, how)()


def _mend(server, how):
    if how == 'hang':
        server.resume()
    else:
        server.start()


@pytest.mark.parametrize('name', ['container', 'account'])
@pytest.mark.parametrize('how', ['kill', 'hang'])
def test_back_end_gone(own_cluster, client, name, how):
    server = own_cluster.servers[name]
    _break(server, how)
    try:
        own_cluster.flush_memcached()
        for path in '/secret/o', '/secret':
            answer = client.get(path)
            assert answer.status == 503
            assert int(answer.headers['Retry-After']) > 0
            assert b'cannot be read at the moment' in answer.body
        assert b'secret bytes' not in client.get('/manifests/slo').body
        assert client.put('/secret/new', b'x').status == 503
    finally:
        _mend(server, how)
    expected = 200 if client.source == conftest.ADMITTED else 403
    assert client.get('/secret/o').status == expected


def test_rules_in_memcached_outlive_the_container_server(own_cluster, client):
    expected = 200 if client.source == conftest.ADMITTED else 403
    assert client.get('/secret/o').status == expected
    server = own_cluster.servers['container']
    server.kill()
    try:
        assert client.get('/secret/o').status == expected
    finally:
        server.start()


def test_lost_container_database(own_cluster, plain, client):
    """Swift serves the object all the same; its rules are not known."""
    assert plain.put('/lost', headers={
        'X-Container-Meta-Allow-Office': conftest.ADMITTED}).status in (
            201, 202)
    assert plain.put('/lost/o', b'the secret bytes').status == 201
    for database in own_cluster.workdir.glob('srv/*/containers/**/*.db'):
        if b'lost' in database.read_bytes():
            database.unlink()
    own_cluster.flush_memcached()
    assert plain.get('/lost/o').body == b'the secret bytes'
    own_cluster.flush_memcached()
    assert client.get('/lost/o').status == 404


def test_memcached_gone(own_cluster, client):
    expected = 200 if client.source == conftest.ADMITTED else 403
    own_cluster.memcached.kill()
    try:
        assert client.get('/secret/o').status == expected
    finally:
        own_cluster.memcached.start()


def test_without_memcached(tmp_path):
    with swift_cluster.SwiftCluster(tmp_path, memcached=False) as cluster:
        plain = swift_client.Client(cluster.plain)
        assert plain.put('/c', headers={
            'X-Container-Meta-Allow-Office': conftest.ADMITTED}).status == 201
        assert plain.put('/c/o', b'x').status == 201
        for source, status in ((conftest.ADMITTED, 200),
                               (conftest.REFUSED, 403)):
            client = swift_client.Client(cluster.filtered, source)
            assert client.get('/c/o').status == status
        cluster.servers['container'].kill()
        assert client.get('/c/o').status == 503
