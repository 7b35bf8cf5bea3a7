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

"""What a person may write for a container."""

import pytest

from swift_ops_ext.cmd import target


@pytest.mark.parametrize('text', [
    'AUTH_test/private', 'AUTH_test/private/', 'AUTH_test/private/o',
    'AUTH_test/private/o/p', '/v1/AUTH_test/private',
    '/v1/AUTH_test/private/o/p', '/v1.0/AUTH_test/private',
    '/v1/AUTH_test/private?prefix=x', 'http://host/v1/AUTH_test/private',
    'HTTPS://host:8080/v1/AUTH_test/private/o?temp_url_sig=x#y',
    'http://[::1]:8080/v1/AUTH%5Ftest/priv%61te/o',
])
def test_container(text):
    assert target.read(text) == ('AUTH_test', 'private')


@pytest.mark.parametrize('text', [
    'AUTH_test', 'AUTH_test/', '/v1/AUTH_test', 'http://host/v1/AUTH_test/'])
def test_account(text):
    assert target.read(text) == ('AUTH_test', '')
    assert target.read(text).name == 'AUTH_test'


def test_only_paths_are_decoded():
    assert target.read('A/50%25').container == '50%25'
    assert target.read('/v1/A/50%25').container == '50%'
    assert target.read('/v1/A/%C3%A4').container == 'ä'
    assert target.read('A/ä').name == 'A/ä'


@pytest.mark.parametrize('text', [
    '', '/', '/v1', '/v1/', '/v2/A/c', '/bucket/key', 'v1/AUTH_test/private',
    'http://host/', 'http://private.AUTH_test.example.com/o', 'A//o',
    '/v1//c', '/v1/A//o', '/v1/A/%FF', 'http://host/v1/A/%FF',
])
def test_neither(text):
    with pytest.raises(ValueError):
        target.read(text)
