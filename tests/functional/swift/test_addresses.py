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

"""Whose address counts: direct, IPv6, and behind proxies."""

import pytest

from tests.harness import swift_client


@pytest.fixture
def container(new_container, plain):
    def make(allowed):
        path = new_container('addressed', office=allowed)
        assert plain.put(path + '/o', b'x').status == 201
        return path
    return make


@pytest.fixture(scope='module')
def dual_stack(cluster):
    return cluster.add_proxy('dual-stack', bind_ip='::')


@pytest.fixture(scope='module')
def behind_proxies(cluster):
    return cluster.add_proxy('behind-proxies', overlay={
        'filter:ip_whitelist': {'trusted_proxies': '127.0.1.0/24'}})


@pytest.mark.parametrize(('source', 'allowed', 'status'), [
    # An IPv4 client of a dual-stack socket is ::ffff:127.0.0.2 to it.
    ('127.0.0.2', '127.0.0.2', 200),
    ('127.0.0.3', '127.0.0.2', 403),
    ('127.0.0.2', '::ffff:127.0.0.2', 200),
    ('127.0.0.2', '::/0', 403),
    ('::1', '::1', 200),
    ('::1', '0:0:0:0::/64', 200),
    ('::1', '0.0.0.0/0', 403),
])
def test_dual_stack(dual_stack, container, source, allowed, status):
    path = container(allowed)
    client = swift_client.Client(dual_stack, source)
    assert client.get(path + '/o').status == status


@pytest.mark.parametrize(('source', 'forwarded', 'status'), [
    # Straight to the proxy: no header counts.
    ('127.0.0.2', [], 200),
    ('127.0.0.3', ['127.0.0.2'], 403),
    ('127.0.0.2', ['127.0.0.3'], 200),
    # One balancer.
    ('127.0.1.1', ['127.0.0.2'], 200),
    ('127.0.1.1', ['127.0.0.3'], 403),
    ('127.0.1.1', ['127.0.0.2, 127.0.0.3'], 403),
    ('127.0.1.1', ['127.0.0.2', '127.0.0.3'], 403),
    ('127.0.1.1', ['127.0.0.3', '127.0.0.2'], 200),
    ('127.0.1.1', ['garbage, 127.0.0.2:4711'], 200),
    ('127.0.1.1', ['::ffff:127.0.0.2'], 200),
    # Two balancers.
    ('127.0.1.2', ['127.0.0.2, 127.0.1.1'], 200),
    ('127.0.1.2', ['127.0.0.2, 127.0.0.3, 127.0.1.1'], 403),
    # Nobody knows.
    ('127.0.1.1', ['unknown'], 403),
    ('127.0.1.1', ['127.0.0.2,'], 403),
    ('127.0.1.1', [], 403),
])
def test_behind_proxies(behind_proxies, container, source, forwarded, status):
    path = container('127.0.0.2')
    client = swift_client.Client(behind_proxies, source)
    headers = [('X-Forwarded-For', value) for value in forwarded]
    assert client.get(path + '/o', headers).status == status


@pytest.mark.parametrize(('value', 'status'), [
    ('127.0.0.0/30', 200), ('127.0.0.1/8', 200), ('10.0.0.1 127.0.0.2', 200),
    ('127.0.0.2, nonsense', 403), ('127.0.0.0/255.0.0.0', 403),
    ('127.0.0.02', 403), ('*', 403), ('127.0.0.1-127.0.0.9', 403),
    (',', 403)])
def test_rule_syntax(admitted, container, value, status):
    path = container(value)
    assert admitted.get(path + '/o').status == status


def test_malformed_rule_leaves_the_others(admitted, new_container, plain):
    path = new_container('two-rules', bad='nonsense', good='127.0.0.2')
    assert plain.put(path + '/o', b'x').status == 201
    assert admitted.get(path + '/o').status == 200


def test_what_is_not_restricted_is_left_alone(refused, new_container):
    path = new_container('nothing-special')
    assert refused.put(path + '/o', b'x').status == 201
    assert refused.get(path + '/o').body == b'x'
    assert refused.get('').status == 200
    assert refused.get(path + '/not-there').status == 404
    assert refused.get('/no-such-container/o').status == 404
    assert refused.get('/no-such-container').status == 404
    assert refused.request('GET', '/info', raw_path=True,
                           token=False).status == 200
    assert refused.request(
        'GET', refused.account_path + '/no-such-container/o', raw_path=True,
        token=False).status == 401
    assert refused.request('GET', '/v2/a/c/o', raw_path=True).status == 400
    assert refused.request('GET', refused.account_path + '/c/%FF',
                           raw_path=True).status == 412


def test_default_closed(cluster, new_container, plain):
    proxy = cluster.add_proxy('closed', overlay={
        'filter:ip_whitelist': {'default': 'closed'}})
    client = swift_client.Client(proxy)
    path = new_container('ruleless')
    assert plain.put(path + '/o', b'x').status == 201
    assert client.get(path + '/o').status == 403
    assert client.put('/closed-with-rule', headers={
        'X-Container-Meta-Allow-Office': client.source}).status == 201
    assert client.put('/closed-with-rule/o', b'x').status == 201
    assert client.get('/closed-with-rule/o').body == b'x'
    assert client.get('').status == 200
