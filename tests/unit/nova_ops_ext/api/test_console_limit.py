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

"""The filter as a whole, in front of an application that echoes."""

import json
import logging
import types

from nova.api.openstack import wsgi
import pytest
import webob

from nova_ops_ext.api import console_limit
from nova_ops_ext.api import console_rate

SERVER = '5a3f9c1e-77b0-4d2e-9f10-0c8a6f1d2b34'
OTHER = '00000000-77b0-4d2e-9f10-0c8a6f1d2b34'
LINES = [b'%d' % number for number in range(5000)]


class Nova:
    """Serves a log of 5000 lines, and keeps what it was asked."""

    def __init__(self):
        self.bodies = []

    def __call__(self, env, start_response):
        body = wsgi.Request(env).body
        self.bodies.append(body)
        try:
            lines = json.loads(body)['os-getConsoleOutput'].get('length')
        except (ValueError, KeyError, TypeError, AttributeError):
            answer = b'{"echo": %d}' % len(body)
        else:
            kept = LINES if lines is None else LINES[-int(lines):]
            answer = b'{"output": "%s"}' % b'\\n'.join(kept)
        start_response('200 OK', [('Content-Type', 'application/json'),
                                  ('Content-Length', str(len(answer)))])
        return [answer]


class APIRouterV21(Nova):
    """By its name, what no request of /v2 passes unnoticed."""


@pytest.fixture(autouse=True)
def log(caplog):
    caplog.set_level(logging.INFO)
    return caplog


def filtered(app, **conf):
    return console_limit.filter_factory({}, **conf)(app)


def ask(app, body, project='p', server=SERVER, **environ):
    request = webob.Request.blank(
        '/servers/%s/action' % server, method='POST', body=body)
    request.environ['nova.context'] = types.SimpleNamespace(
        project_id=project)
    request.environ.update(environ)
    return request.get_response(app)


def console(length):
    return json.dumps({'os-getConsoleOutput': {'length': length}}).encode()


@pytest.mark.parametrize('length', [None, -1, '-1', 101, '101', 1e300])
def test_more_lines_than_there_may_be(length, log):
    nova = APIRouterV21()
    answer = ask(filtered(nova, max_lines='100'), console(length))
    assert len(answer.json['output'].split('\n')) == 100
    assert answer.json['output'].endswith('4999')
    assert json.loads(nova.bodies[0]) == {
        'os-getConsoleOutput': {'length': 100}}
    assert 'X-Console-Log-Truncated' in answer.headers
    assert 'max_lines = 100' in log.text


@pytest.mark.parametrize('length', [0, 1, '1', 100, '100', 10.0])
def test_as_many_as_there_may_be(length):
    nova = APIRouterV21()
    body = console(length)
    answer = ask(filtered(nova, max_lines='100'), body)
    assert nova.bodies == [body]
    assert 'X-Console-Log-Truncated' not in answer.headers


@pytest.mark.parametrize('body', [
    b'', b'{}', b'{"reboot": {"type": "HARD"}}', b'not JSON', b'\xff',
    b'{"os-getConsoleOutput": {"length": true}}',
    b'{"os-getConsoleOutput": {"length": -2}}',
    b'{"os-getConsoleOutput": null}',
    b'{"os-getConsoleOutput": {}, "b": 1}'])
def test_everything_else_passes(body, log):
    plain, nova = APIRouterV21(), APIRouterV21()
    stock, answer = ask(plain, body), ask(filtered(
        nova, rate='1/d', max_lines='1', max_bytes='1024'), body)
    log.clear()
    for _again in range(3):
        answer = ask(filtered(nova, rate='1/d'), body)
        assert (answer.status, answer.headerlist, answer.body) == (
            stock.status, stock.headerlist, stock.body)
    assert set(nova.bodies) == {body}
    assert 'asks for' not in log.text


@pytest.mark.parametrize(('app', 'environ', 'cut'), [
    (APIRouterV21, {}, False),
    (APIRouterV21, {'openstack.legacy_v2': True}, True),
    (APIRouterV21, {'openstack.legacy_v2': False}, False), (Nova, {}, True)])
def test_unknown_keys(app, environ, cut):
    """Nova serves such a request to /v2, and to /v2 alone."""
    nova = app()
    body = b'{"os-getConsoleOutput": {"length": null, "x": 1}}'
    ask(filtered(nova, max_lines='7'), body, **environ)
    assert (nova.bodies == [body]) is not cut


def test_too_many_bytes():
    answer = ask(filtered(APIRouterV21(), max_bytes='2000'), console(1000))
    assert 1986 < len(answer.body) <= 2000
    assert answer.content_length == len(answer.body)
    assert answer.json['output'].endswith('4998\n4999')
    assert 'bytes-dropped=' in answer.headers['X-Console-Log-Truncated']


def test_too_often(log):
    app = filtered(APIRouterV21(), rate='1/h', burst='2')
    assert [ask(app, console(5)).status_int for _each in range(4)] == [
        200, 200, 429, 429]
    answer = ask(app, b'{"os-getConsoleOutput": {}}', server=SERVER.upper())
    said = answer.json['overLimit']
    assert answer.status_int == said['code'] == 429
    assert said['retryAfter'] == answer.headers['Retry-After']
    assert 3590 < int(answer.headers['Retry-After']) <= 3600
    assert answer.headers['Retry-After'] in said['message']
    assert 'refused' in log.text
    assert ask(app, console(5), server=OTHER).status_int == 200
    assert ask(app, console(5), project='q').status_int == 200


@pytest.mark.parametrize('version', [
    '2.1', 'compute 2.99', 'compute 2.9999', 'compute x', '\xff', ''])
def test_too_often_whatever_the_version(version):
    app = filtered(APIRouterV21(), rate='1/d')
    ask(app, console(5))
    answer = ask(app, console(5), HTTP_OPENSTACK_API_VERSION=version,
                 HTTP_X_OPENSTACK_NOVA_API_VERSION=version)
    assert answer.status_int == 429
    assert answer.json['overLimit']['code'] == 429


def test_store_decides_beside_the_local_count(monkeypatch):
    waits = iter([0, None, 90 * 10 ** 9 + 1])

    class Shared:
        def __init__(self, *args):
            pass

        def take(self, project, server, *, count=True):
            return next(waits)
    monkeypatch.setattr(console_rate.shared_rate, 'SharedRate', Shared)
    app = filtered(APIRouterV21(), rate='4/d', storage='redis://h')
    answers = [ask(app, console(5)) for _each in range(5)]
    # The last ones do not get as far as the store.
    assert [one.status_int for one in answers] == [200, 200, 429, 429, 429]
    assert answers[2].headers['Retry-After'] == '91'


def test_mode_log(log):
    plain, nova = APIRouterV21(), APIRouterV21()
    app = filtered(nova, mode='log', max_lines='10', max_bytes='1024',
                   rate='1/d')
    stock = ask(plain, console(None))
    for _each in range(2):
        answer = ask(app, console(None))
        assert (answer.status, answer.headerlist, answer.body) == (
            stock.status, stock.headerlist, stock.body)
    assert nova.bodies == plain.bodies * 2
    for said in ('mode = log, so it may', 'mode = log, so it gets them',
                 'an answer of %d bytes' % len(stock.body)):
        assert said in log.text


def test_mode_off():
    nova = APIRouterV21()
    assert filtered(nova, mode='off', max_lines='1') is nova


@pytest.mark.parametrize('conf', [
    {'max_lines': '0'}, {'rate': 'often'}, {'lines': '5'}])
def test_bad_options(conf):
    with pytest.raises(ValueError, match='console_limit: .*option'):
        console_limit.filter_factory({}, **conf)
