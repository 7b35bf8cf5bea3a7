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

"""What doc/source/ip_whitelist_migration.rst says of older rules is so."""

import pathlib

import pytest

from tests.functional.swift import conftest
from tests.harness import exchanges
from tests.harness import quotations
from tests.harness import swift_client

PAGE = quotations.read('ip_whitelist_migration')
CONTAINER = 'X-Container-Meta-'
ACCOUNT = 'X-Account-Meta-'
HERMES = {CONTAINER + 'Allowed-Iprange-Example': '192.168.200.0/24',
          CONTAINER + 'Ipacl-Default': 'denied'}


@pytest.mark.parametrize(('name', 'option'), [
    ('deny-message', {'deny_message': 'IP Denied'}),
    ('meta-write-roles', {'meta_write_roles': 'editor'}),
])
def test_old_options_are_refused(cluster, name, option):
    code, output = cluster.start_proxy_expecting_failure(
        {'filter:ip_whitelist': option})
    assert code == 1
    assert output.splitlines()[-1] == PAGE[name]


def test_the_guides_rules_hold(plain, admitted, refused, new_container):
    path = new_container('guide', dev=conftest.ADMITTED)
    assert admitted.get(path).status == 204
    assert refused.get(path).status == 403


@pytest.mark.parametrize(('name', 'value', 'status'), [
    ('Allowdev', conftest.ADMITTED, 204),
    ('Allow', conftest.ADMITTED, 403),
    ('Allow', conftest.REFUSED, 403),
    ('Deny', '192.0.2.1', 403),
    ('Allow-Read-x', conftest.REFUSED, 204),
    ('Allow-Write-x', conftest.REFUSED, 403),
])
def test_names_that_older_filters_read_otherwise(
        plain, refused, new_container, name, value, status):
    path = new_container('older')
    assert plain.post(path, {CONTAINER + name: value}).status == 204
    assert refused.get(path).status == status


def test_hermes_rules_mean_nothing(plain, refused, new_container):
    path = new_container('hermes')
    assert plain.post(path, HERMES).status == 204
    assert refused.get(path).status == 204


class TestConverted:
    """A proxy as the page configures it."""

    @pytest.fixture(scope='class')
    @staticmethod
    def proxy(cluster):
        return cluster.add_proxy('converted', overlay={'filter:ip_whitelist': {
            'default': 'closed', 'container_rules': 'replace',
            'rule_changes': 'owners', 'always_allow': '127.0.0.4',
            'list_campus': '10.100.0.0/16, %s' % conftest.ADMITTED}})

    def test_the_same_effect(self, plain, proxy):
        assert plain.put('/measurements', headers=HERMES).status == 201
        assert plain.put('/measurements/o', b'x').status == 201
        other, campus, always = (
            swift_client.Client(proxy, source) for source in (
                conftest.REFUSED, conftest.ADMITTED, '127.0.0.4'))
        assert other.get('/measurements/o').status == 403
        assert campus.get('/measurements/o').status == 403
        sent = {CONTAINER + 'Allow-Example': '192.168.200.0/24',
                CONTAINER + 'Allow-Campus': 'campus'}
        answer = always.post('/measurements', sent)
        assert exchanges.render(always, 'POST', '/measurements', answer, sent
                                ) == PAGE['converted']
        assert other.get('/measurements/o').status == 403
        assert campus.get('/measurements/o').status == 200

    def test_allowed_by_default(self, plain, proxy, new_container):
        path = new_container('allowed')
        other = swift_client.Client(proxy, conftest.REFUSED)
        assert other.get(path).status == 403
        assert plain.post(path, {
            CONTAINER + 'Allow-All': '0.0.0.0/0 ::/0'}).status == 204
        assert other.get(path).status == 204


def test_account_and_container_both_have_to_let_in(cluster):
    user = {'user': 'test2:tester2', 'key': 'testing2'}
    plain = swift_client.Client(cluster.plain, **user)
    assert plain.put('/both', headers={
        CONTAINER + 'Allow-x': conftest.REFUSED}).status == 201
    assert plain.post('', {
        ACCOUNT + 'Allow-x': conftest.ADMITTED}).status == 204
    try:
        for source in conftest.ADMITTED, conftest.REFUSED:
            client = swift_client.Client(cluster.filtered, source, **user)
            assert client.get('/both').status == 403
    finally:
        plain.post('', {ACCOUNT + 'Allow-x': ''})


def test_every_quotation_is_tested():
    source = pathlib.Path(__file__).read_text()
    assert [name for name in PAGE if "'%s'" % name not in source] == []
