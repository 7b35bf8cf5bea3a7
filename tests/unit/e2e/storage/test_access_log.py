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

import pytest

from tests.e2e.storage import access_log
from tests.e2e.storage import bearer

#: As Swift 2.38 logs it.
LINE = ('proxy-server: 127.0.0.3 127.0.0.10 01/Dec/2026/04/43/22 %s %s '
        'HTTP/1.0 %d - %s gAAAAABrDk6XMuAM... - 83 - '
        'txe35f1302351141e5a56ca-006b0e506a - 0.0297 - - 1796100202.229 '
        '1796100202.258 - -\n')
PATH = '/v1/SERVICE_a5/closed-72/o'


def let_in(tmp_path, method, path, status, agent=bearer.AGENT_REFUSED):
    log = tmp_path / 'log'
    log.write_text('noise\n' + LINE % (method, path, status, agent))
    return bool(access_log.let_in(log))


@pytest.mark.parametrize(('method', 'path', 'status'), [
    ('GET', PATH, 200), ('GET', PATH, 206), ('GET', PATH, 304),
    ('PUT', PATH, 201),
    ('HEAD', '/v1/AUTH_a5/closed-72', 204),
    ('GET', '/v1/AUTH_a5/closed-72%3Fformat%3Djson', 200),
    ('DELETE', '/v1/AUTH_a5/empty-3', 204)])
def test_let_in(tmp_path, method, path, status):
    assert let_in(tmp_path, method, path, status)


@pytest.mark.parametrize(('path', 'status'), [
    (PATH, 403), (PATH, 503), (PATH, 404), ('/v1/AUTH_a5/open-72/slo', 200),
    ('/v1/AUTH_a5/closed-away/o', 200)])
def test_kept_out_or_open(tmp_path, path, status):
    assert not let_in(tmp_path, 'GET', path, status)


def test_the_admitted_may(tmp_path):
    assert not let_in(tmp_path, 'GET', PATH, 200, bearer.AGENT_ADMITTED)


def test_served(tmp_path):
    log = tmp_path / 'log'
    log.write_text(''.join(
        LINE % ('GET', PATH, status, agent) for status, agent in (
            (200, bearer.AGENT_ADMITTED), (403, bearer.AGENT_ADMITTED),
            (200, bearer.AGENT_REFUSED))))
    assert access_log.served(log) == 1
