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

"""What can be believed."""

import pytest
from swift.proxy.controllers import base

from swift_ops_ext import information
from tests.unit.swift_ops_ext import stub_swift


def of_container(status=204, **changed):
    return base.headers_to_container_info(
        {**stub_swift.OF_CONTAINERS, **changed}, status)


def of_account(status=204, **changed):
    return base.headers_to_account_info(
        {**stub_swift.OF_ACCOUNTS, **changed}, status)


@pytest.mark.parametrize('status', [200, 202, 204, 299])
def test_what_storage_servers_send_is_whole(status):
    assert information.is_whole(of_container(status))
    assert information.is_whole(of_account(status))


@pytest.mark.parametrize('status', [0, 100, 301, 404, 410, 503])
def test_nothing_else_is(status):
    assert not information.is_whole(of_container(status))
    assert not information.is_whole(of_account(status))


def test_what_is_cut_off_is_not_whole():
    for name in stub_swift.OF_CONTAINERS:
        assert not information.is_whole(of_container(**{name: None}))
    for name in stub_swift.OF_ACCOUNTS:
        assert not information.is_whole(of_account(**{name: None}))
    assert not information.is_whole(base.headers_to_container_info({}, 200))
    assert not information.is_whole(base.headers_to_account_info({}, 200))


def test_the_stub_sends_what_swift_keeps():
    for key, value in stub_swift.info({}).items():
        assert of_container().get(key, value) == value
        assert of_account().get(key, value) == value
