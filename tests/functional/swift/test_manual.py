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

"""What doc/source/ip_whitelist.rst quotes is what a user sees."""

import pathlib
import re

import pytest

from tests.functional.swift import conftest
from tests.harness import quotations
from tests.harness import swift_client

MANUAL = quotations.read('ip_whitelist')

#: The manual's reader is at an address that is nobody's.
READER = '203.0.113.9'


def rendered(method, path, answer):
    lines = ['%s %s' % (method, path), '',
             'HTTP/1.1 %d %s' % (answer.status, answer.reason)]
    for name in 'Content-Type', 'Retry-After':
        if answer.headers[name]:
            lines.append('%s: %s' % (name, answer.headers[name]))
    return '\n'.join([*lines, '', answer.body.decode().rstrip('\n')])


def logged(proxy, text):
    line = proxy.wait_for_line(text)
    line = line[line.index('ip_whitelist: '):]
    line = line.replace(conftest.REFUSED, READER)
    return re.sub(r' \(txn: \S+\)$', '',
                  re.sub(r'txn: tx\w+-\w+\)', 'txn: tx0000)', line)).replace(
                      ' (txn: tx0000)', '')


@pytest.fixture(scope='module')
def private(plain):
    assert plain.put('/private', headers={
        'X-Container-Meta-Allow-Office': '192.0.2.0/24'}).status == 201
    assert plain.put('/private/o', b'x').status == 201
    return '/private/o'


def test_refused(cluster, refused, private):
    answer = refused.get(private)
    assert rendered('GET', refused.account_path + private,
                    answer) == MANUAL['refused']
    assert logged(cluster.filtered, 'refused GET /v1/AUTH_test/private/o'
                  ) == MANUAL['refused-log']


def test_malformed(cluster, refused, plain):
    plain.put('/misspelt', headers={
        'X-Container-Meta-Allow-Office': '192.0.2.0/255.255.255.0'})
    assert refused.get('/misspelt').status == 403
    assert refused.get('/misspelt').status == 403
    assert logged(cluster.filtered, 'AUTH_test/misspelt admits no one'
                  ) == MANUAL['malformed-log']
    assert cluster.filtered.output().count(
        'AUTH_test/misspelt admits no one') == 1


def test_closed(cluster, plain):
    proxy = cluster.add_proxy('manual-closed', overlay={
        'filter:ip_whitelist': {'default': 'closed'}})
    plain.put('/ruleless')
    answer = swift_client.Client(proxy).get('/ruleless/o')
    assert rendered('GET', '/v1/AUTH_test/ruleless/o',
                    answer) == MANUAL['closed']


def test_unknown(cluster, refused, private):
    server = cluster.servers['container']
    assert refused.token
    server.kill()
    try:
        cluster.flush_memcached()
        answer = refused.get(private)
    finally:
        server.start()
    assert rendered('GET', refused.account_path + private,
                    answer) == MANUAL['unknown']


@pytest.mark.parametrize(('name', 'overlay'), [
    ('bad-default', {'filter:ip_whitelist': {'default': 'deny'}}),
    ('bad-option', {'filter:ip_whitelist': {'trusted_proxy': '10.0.0.1'}}),
    ('place', {'pipeline:main': {'pipeline': (
        'catch_errors gatekeeper healthcheck proxy-logging cache '
        'ip_whitelist bulk tempurl ratelimit s3api tempauth copy slo dlo '
        'versioned_writes symlink proxy-logging proxy-server')}}),
])
def test_start_is_refused(cluster, name, overlay):
    code, output = cluster.start_proxy_expecting_failure(overlay)
    assert code == 1
    assert output.splitlines()[-1] == MANUAL[name]


def test_every_quotation_is_tested():
    source = pathlib.Path(__file__).read_text()
    assert [name for name in MANUAL if "'%s'" % name not in source] == []
