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

"""What a path names."""

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import swob
from swift.common import utils

from swift_ops_ext import paths
from tests.unit.swift_ops_ext import one_request


def read(path, script=''):
    return paths.read({'PATH_INFO': path, 'SCRIPT_NAME': script})


@pytest.mark.parametrize(('path', 'account', 'container', 'is_object'), [
    ('/v1/a', 'a', '', False), ('/v1/a/', 'a', '', False),
    ('/v1/a/c', 'a', 'c', False), ('/v1/a/c/', 'a', 'c', False),
    ('/v1/a/c/o', 'a', 'c', True), ('/v1/a/c/o/p', 'a', 'c', True),
    ('/v1/a/c//', 'a', 'c', True), ('/v1/a//o', 'a', '', False),
    ('/v1.0/a/c/o', 'a', 'c', True),
    ('/v1/\xc3\xa9/\xc3\xbc/o', '\xe9', '\xfc', True),
    ('/v1/a/\xff', 'a', '\udcff', False),
    ('/v1/a/\x00versions\x00c/o', 'a', '\x00versions\x00c', True),
    ('/v1/a/./..', 'a', '.', True)])
def test_read(path, account, container, is_object):
    assert read(path) == (path, account, container, is_object)


@pytest.mark.parametrize('path', [
    '', '/', '//', 'v1', '/v1', '/v1/', '/v1//c', '/v2/a/c', '/bucket/key',
    '/info', '/healthcheck', '/auth/v1.0', '/V1/a/c', '/v1 /a/c', '/v/a/c'])
def test_names_no_account(path):
    assert read(path) is None


def test_the_name_of_the_script_counts():
    assert read('/c/o', '/v1/a') == ('/v1/a/c/o', 'a', 'c', True)
    assert read('/v1/a/c', '/prefix') is None


PARTS = strategies.sampled_from(['v1', 'a', '', '.', '\xc3\xa9', '\x00'])


@hypothesis.given(strategies.lists(PARTS, max_size=6).map(
    lambda parts: '/' + '/'.join(parts)))
def test_like_swift(path):
    """What Swift serves is read as Swift reads it."""
    try:
        version, account, container, name = utils.split_path(path, 1, 4, True)
    except ValueError:
        return
    found = read(path)
    if not account or version != 'v1':
        assert found is None
        return
    assert found == (path, swob.wsgi_to_str(account),
                     swob.wsgi_to_str(container) or '',
                     bool(container and name))


@hypothesis.given(strategies.binary().map(
    lambda data: data.decode('latin1')))
def test_no_path_raises(path):
    for prefix in '', '/v1/', '/v1/a/', '/v1/a/c/':
        env = one_request.environ('/')
        env['PATH_INFO'] = prefix + path
        paths.read(env)
        assert paths.can_exist(env) in (True, False)


@pytest.mark.parametrize(('path', 'headers', 'can'), [
    ('/v1/a/c', {}, True), ('/v1/a/%C3%A9', {}, True),
    ('/v1/a/%FF', {}, False), ('/v1/a/c/%ED%A0%80', {}, False),
    ('/v1/a/%00c', {}, False), ('/v1/a/c/o%00', {}, False),
    ('/v1/a/%00c', {'X-Backend-Allow-Reserved-Names': 'true'}, True),
    ('/v1/a/%FF', {'X-Backend-Allow-Reserved-Names': 'true'}, False)])
def test_can_exist(path, headers, can):
    assert paths.can_exist(one_request.environ(path, 'GET', headers)) is can


@pytest.mark.parametrize(('version', 'known'), [
    ('v1', True), ('v1.0', True), ('v2', False), ('', False),
    ('bucket', False)])
def test_is_swift(version, known):
    assert paths.is_swift(version) is known
