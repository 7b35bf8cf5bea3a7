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

"""client_address, and what http_proxy_to_wsgi can still change after it."""

import logging

from oslo_config import cfg
from oslo_config import fixture as config_fixture
from oslo_middleware import http_proxy_to_wsgi
import pytest
import webob

from nova_ops_ext.api import client_address

PROXIES = '192.0.2.0/24 2001:db8::/64'
CLIENT, PROXY = '10.1.0.5', '192.0.2.1'


class Nova:
    """Keeps the environ of a request."""

    def __call__(self, env, start_response):
        self.env = env
        return webob.Response()(env, start_response)


@pytest.fixture(params=[False, True])
def conf(request, caplog):
    """With the headers of proxies believed by oslo, and without."""
    caplog.set_level(logging.INFO)
    parsed = cfg.ConfigOpts()
    parsed([])
    with config_fixture.Config(parsed) as fixed:
        fixed.register_opts(http_proxy_to_wsgi.OPTS, group='oslo_middleware')
        fixed.config(group='oslo_middleware',
                     enable_proxy_headers_parsing=request.param)
        yield parsed


def seen(conf, peer, headers, **options):
    nova = Nova()
    options.setdefault('trusted_proxies', PROXIES)
    app = client_address.filter_factory({}, **options)(
        http_proxy_to_wsgi.HTTPProxyToWSGI(nova, conf))
    request = webob.Request.blank('/servers', headers=headers)
    if peer is not None:
        request.environ['REMOTE_ADDR'] = peer
    request.get_response(app)
    return nova.env


@pytest.mark.parametrize(('peer', 'forwarded', 'address'), [
    (CLIENT, None, CLIENT),
    # Not from a proxy: whoever it is wrote the header.
    (CLIENT, '10.2.0.5', CLIENT),
    (PROXY, CLIENT, CLIENT), (PROXY, '10.2.0.5, ' + CLIENT, CLIENT),
    (PROXY, '10.2.0.5, %s, 192.0.2.7' % CLIENT, CLIENT),
    (PROXY, '%s, 2001:db8::7' % CLIENT, CLIENT),
    (PROXY, 'nonsense, %s:4711' % CLIENT, CLIENT),
    ('::ffff:192.0.2.1', CLIENT, CLIENT),
    (PROXY, '[2001:db9::1]:4711', '2001:db9::1'),
    # Nobody but the proxy is named.
    (PROXY, None, PROXY), (PROXY, '', PROXY),
    (PROXY, '192.0.2.9', '192.0.2.9'),
    (PROXY, CLIENT + ', nonsense', 'unknown'),
    (PROXY, CLIENT + ',', 'unknown'), (PROXY, 'unknown', 'unknown'),
    (None, CLIENT, 'unknown'), ('', CLIENT, 'unknown'),
    ('unix:', CLIENT, 'unknown')])
def test_x_forwarded_for(conf, caplog, peer, forwarded, address):
    headers = {} if forwarded is None else {'X-Forwarded-For': forwarded}
    env = seen(conf, peer, headers)
    assert env['REMOTE_ADDR'] == address
    assert 'HTTP_X_FORWARDED_FOR' not in env
    assert (address == 'unknown') is (
        'client_address: the client is not known' in caplog.text)


@pytest.mark.parametrize(('peer', 'forwarded', 'address'), [
    (CLIENT, 'for=10.2.0.5', CLIENT),
    (PROXY, 'for=10.2.0.5, for=%s;proto=https' % CLIENT, CLIENT),
    (PROXY, 'for=10.2.0.5;x=", for=%s' % CLIENT, CLIENT),
    (PROXY, 'for=%s, for="[2001:db8::7]:80"' % CLIENT, CLIENT),
    (PROXY, CLIENT, 'unknown'), (PROXY, 'proto=https', 'unknown'),
    (PROXY, 'for=%s, for=_hidden' % CLIENT, 'unknown'), (PROXY, '', PROXY)])
def test_forwarded(conf, peer, forwarded, address):
    env = seen(conf, peer, {'Forwarded': forwarded,
                            'X-Forwarded-For': '10.3.0.5'},
               header='Forwarded')
    assert env['REMOTE_ADDR'] == address


@pytest.mark.parametrize('name', ['Forwarded', 'X-Forwarded-For'])
def test_the_other_header_is_not_believed(conf, name):
    value = CLIENT if name == 'X-Forwarded-For' else 'for=' + CLIENT
    header = 'forwarded' if name == 'X-Forwarded-For' else 'x-forwarded-for'
    assert seen(conf, PROXY, {name: value}, header=header)[
        'REMOTE_ADDR'] == PROXY


def test_nobody_is_trusted_by_default(conf):
    for headers in ({'X-Forwarded-For': '10.2.0.5'},
                    {'Forwarded': 'for=10.2.0.5'}):
        env = seen(conf, PROXY, headers, trusted_proxies='')
        assert env['REMOTE_ADDR'] == PROXY


@pytest.mark.parametrize(('headers', 'scheme', 'host'), [
    ({'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'api.example.org'},
     'https', 'api.example.org'),
    ({'Forwarded': 'for=10.2.0.5;proto=https;host=api.example.org'},
     'https', 'api.example.org'),
    # Which of the two headers counts is as without us.
    ({'Forwarded': 'for=10.2.0.5', 'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'x'}, 'http', 'localhost:80'),
    ({'Forwarded': '', 'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'api.example.org'}, 'https', 'api.example.org')])
def test_protocol_and_host_stay(conf, headers, scheme, host):
    env = seen(conf, PROXY, headers)
    believed = conf.oslo_middleware.enable_proxy_headers_parsing
    assert env['wsgi.url_scheme'] == (scheme if believed else 'http')
    assert env['HTTP_HOST'] == (host if believed else 'localhost:80')
    assert env['REMOTE_ADDR'] == PROXY


def test_what_a_client_writes_is_told_in_short(conf, caplog):
    seen(conf, PROXY, {'X-Forwarded-For': 'x' * 10000 + '\x1b'})
    (line,) = [line for line in caplog.messages if 'not known' in line]
    assert 'entry in X-Forwarded-For from trusted proxy: ' in line
    assert len(line) < 300
    assert '\x1b' not in line


@pytest.mark.parametrize(('options', 'message'), [
    ({'trusted_proxies': '192.0.2'},
     "option trusted_proxies = '192.0.2': '192.0.2' is not an IPv4"),
    ({'trusted_proxies': '::/0'}, "option trusted_proxies = '::/0': ::/0 wou"),
    ({'trusted_proxies': '::ffff:0:0/96'}, '0.0.0.0/0 would make every'),
    ({'header': 'x-real-ip'}, "option header = 'x-real-ip': expected one of "
                              'x-forwarded-for, forwarded'),
    ({'proxies': '1'}, 'unknown option proxies; the options are trusted_')])
def test_bad_options_stop_the_api(options, message):
    with pytest.raises(ValueError) as error:
        client_address.filter_factory({}, **options)
    assert str(error.value).startswith('client_address: ')
    assert message in str(error.value)


def test_after_http_proxy_to_wsgi():
    with pytest.raises(ValueError, match='http_proxy_to_wsgi does not come a'):
        client_address.filter_factory({})(Nova())


def test_one_line_without_it(tmp_path, caplog):
    paste = tmp_path / 'api-paste.ini'
    paste.write_text(
        '[composite:a]\nuse = call:nova.api.auth:pipeline_factory_v21\n'
        'keystone = who x app\n'
        '[composite:b]\nuse = call:nova.api.auth:pipeline_factory_v21\n'
        'keystone = x app\n[filter:who]\npaste.filter_factory = '
        'nova_ops_ext.api.client_address:filter_factory\n')
    client_address.filter_factory({'__file__': str(paste)})
    assert caplog.messages == [
        'client_address: it is not in [composite:b] keystone of %s: requests '
        'that take that line have the address of a proxy, or any that they '
        'like' % paste]
