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

"""To whom rules are shown."""

import pytest
from swift.common import swob

from swift_ops_ext import shown_rules
from tests.unit.swift_ops_ext import one_request

HEADERS = {
    'X-Container-Meta-Allow-X': '1', 'X-Container-Meta-Deny': '2',
    'X-Account-Meta-Allow-Read-X': '3', 'X-Account-Meta-Allow-B\xc3\xbc': '4',
    'X-Container-Meta-IP-Whitelist-Mode': 'log',
    'X-Container-Meta-Allowed': '5', 'X-Account-Meta-Color': 'red',
    'X-Container-Meta-Access-Control-Allow-Origin': '*',
    'X-Object-Meta-Allow-X': '6', 'X-Container-Read': '.r:*', 'Allow': 'GET'}
RULES = tuple(HEADERS)[:5]


def shown(authorize, **more):
    def swift(env, start_response):
        denial = authorize(swob.Request(env))
        assert denial is None
        return swob.Response(body=b'listing', headers=HEADERS)(
            env, start_response)

    return one_request.answer(shown_rules.ToOwners(swift),
                              one_request.environ('/v1/a/c', **more))


def test_owners_see_all():
    answer = shown(one_request.authorize_owner)
    assert answer.body == b'listing'
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize(('authorize', 'more'), [
    (one_request.authorize, {}),
    # Whoever has a signed URL is called an owner.
    (one_request.authorize, {'swift.authorize_override': True}),
    (one_request.authorize_owner, {'swift.authorize_override': True})])
def test_others_see_no_rule(authorize, more):
    answer = shown(authorize, **more)
    assert answer.body == b'listing'
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == (
            None if name in RULES else value)


def test_status_is_passed_on():
    app = shown_rules.ToOwners(swob.HTTPNotFound())
    assert one_request.answer(
        app, one_request.environ('/v1/a/c')).status_int == 404
