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

"""What Swift says of a container, in our terms."""

import pytest
from swift.proxy.controllers import base

from swift_ops_ext import containers
from swift_ops_ext import verdict


@pytest.mark.parametrize(('container', 'owner'), [
    ('c', None), ('c_segments', None), ('+segments', None),
    ('c+segments', ('c', False)), ('c+segments+segments',
                                   ('c+segments', False)),
    ('\x00versions\x00c', ('c', True)),
    ('\x00versions\x00c+segments', ('c+segments', True)),
    ('\x00versions\x00', None), ('\x00other\x00c', None),
    ('\x00versions', None), ('\x00', None),
    ('\x00versions\x00c\x00d', None)])
def test_owner_of(container, owner):
    assert containers.owner_of(container) == owner


def look_up(monkeypatch, container_status, account_status=204, meta=None):
    asked = []

    def container_info(env, app, swift_source):
        asked.append(env['PATH_INFO'])
        return {'status': container_status, 'meta': meta or {}}

    def account_info(env, app, swift_source):
        asked.append(env['PATH_INFO'])
        return {'status': account_status, 'meta': {}}

    monkeypatch.setattr(base, 'get_container_info', container_info)
    monkeypatch.setattr(base, 'get_account_info', account_info)
    env = {'PATH_INFO': '/bucket/key', 'swift.infocache': {}}
    return containers.look_up(env, None, 'AUTH_\xe4', 'c\xe4'), asked


@pytest.mark.parametrize(('container', 'account', 'state'), [
    (200, 204, 'there'), (204, 204, 'there'), (299, 204, 'there'),
    (404, 204, 'missing'), (0, 404, 'missing'),
    (0, 204, 'unknown'), (0, 503, 'unknown'), (0, 0, 'unknown'),
    (503, 204, 'unknown'), (500, 204, 'unknown'), (403, 204, 'unknown'),
    (301, 204, 'unknown'), (401, 404, 'unknown')])
def test_status(monkeypatch, container, account, state):
    found, _asked = look_up(monkeypatch, container, account)
    assert found.state is verdict.State(state)
    assert found.rules is None


def test_asks_for_the_right_path(monkeypatch):
    found, asked = look_up(monkeypatch, 0)
    assert found.state is verdict.State.UNKNOWN
    assert asked == ['/v1/AUTH_\xc3\xa4/c\xc3\xa4', '/v1/AUTH_\xc3\xa4']


def test_uses_the_information_at_hand(monkeypatch):
    monkeypatch.setattr(base, 'get_container_info', None)
    env = {'swift.infocache': {base.get_cache_key('AUTH_a', 'c'): {
        'status': 204, 'meta': {'allow-x': '::1'}}}}
    found = containers.look_up(env, None, 'AUTH_a', 'c')
    assert found.state is verdict.State.THERE
    assert found.rules is not None
