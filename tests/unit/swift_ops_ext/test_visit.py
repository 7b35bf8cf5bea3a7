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

"""What is remembered of a request."""

import time

from swift_ops_ext import visit as visits
from tests.unit.swift_ops_ext import one_request


def test_what_swift_knows_is_forgotten_after_a_while(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(time, 'monotonic', lambda: now[0])
    env = one_request.environ('/v1/a/c')
    visit = one_request.visit(env)

    def refreshed():
        env['swift.infocache'].update({
            'container/a/c': {}, 'account/a': {}, 'object/a/c/o': {},
            visits.KEY: visit})
        visit.refresh(env)
        return sorted(env['swift.infocache'])

    everything = ['account/a', 'container/a/c', 'object/a/c/o', visits.KEY]
    assert refreshed() == sorted(everything)
    now[0] += 9
    assert refreshed() == sorted(everything)
    now[0] += 2
    assert refreshed() == sorted(everything[2:])
    assert refreshed() == sorted(everything)
    now[0] += 11
    assert refreshed() == sorted(everything[2:])


def test_each_visit_begins_anew():
    env = one_request.environ('/v1/a/c', 'PUT')
    first, second = one_request.visit(env), one_request.visit(env)
    first.admitted, first.reason = '/v1/a/c', 'Because.'
    assert second.admitted is second.reason is None
    assert second.method == 'PUT'
    assert str(second.client) == one_request.NAMED
