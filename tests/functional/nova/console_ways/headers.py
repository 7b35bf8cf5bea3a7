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

"""Media types, languages, versions and other headers."""

from tests.functional.nova.console_ways import way

_VENDOR = 'application/vnd.openstack.compute+json'
_TYPES = {
    way.JSON: way.UNBOUNDED,
    _VENDOR: way.UNBOUNDED,
    'text/plain': way.UNBOUNDED,
    '': way.UNBOUNDED,
    'application/json; charset=utf-8': way.UNBOUNDED,
    'application/json; charset=utf-16': way.UNBOUNDED,
    'application/json; charset=latin-1': way.UNBOUNDED,
    'application/json; charset=no-such': way.UNBOUNDED,
    'application/json;charset="UTF-32"': way.UNBOUNDED,
    'application/json;': way.UNBOUNDED,
    'application/json; a=b': way.UNBOUNDED,
    'application/json;;;': way.UNBOUNDED,
    'text/plain; charset=ascii': way.UNBOUNDED,
    '; charset=utf-8': way.UNBOUNDED,
    _VENDOR + '; version=2.1': way.UNBOUNDED,
    'application/json ; a=b': 415,
    'APPLICATION/JSON': 415,
    'application/JSON': 415,
    ' application/json': 415,
    'application/json, text/html': 415,
    'application/xml': 415,
    'application/json+x': 415,
    'application/vnd.openstack.compute+xml': 415,
    'application/vnd.openstack.compute': 415,
    'application/octet-stream': 415,
    'application/x-www-form-urlencoded': 415,
    'multipart/form-data; boundary=x': 415,
    'text/json': 415,
    'text/html': 415,
    'text/plain2': 415,
    'json': 415,
    '*/*': 415,
    '/': 415,
    'application/json\x00': 415,
    '\xff\xfe': 415,
}
_ACCEPTS = [
    '', '*/*', way.JSON, _VENDOR, 'application/xml', 'text/plain',
    'application/json;q=0', 'application/xml, application/json;q=0.1',
    _VENDOR + ';q=0.9, application/json;q=0.1', 'application/*',
    'text/html,application/xhtml+xml,*/*;q=0.8', 'garbage', ',,,',
    'application/json; q=x', '\xff', 'application/atom+xml',
]
_VERSIONS = {
    'compute 2.1': way.UNBOUNDED, 'compute 2.90': way.UNBOUNDED,
    'compute latest': way.UNBOUNDED, 'COMPUTE 2.1': way.UNBOUNDED,
    'compute': way.UNBOUNDED,
    'volume 3.0': way.UNBOUNDED, 'garbage': way.UNBOUNDED, '': way.UNBOUNDED,
    'volume 3.0, compute 2.1': way.UNBOUNDED,
    'compute 2.99999': 406, 'compute 2.0': 406, 'compute 1.1': 406,
    'compute 3.1': 406,
    'compute 2': 400, 'compute 2.1.1': 400, 'compute x': 400,
    'compute 2.01': 400, 'compute -2.1': 400, 'compute LATEST': 400,
}
_OLD_VERSIONS = {
    '2.1': way.UNBOUNDED, 'latest': way.UNBOUNDED, '2.60': way.UNBOUNDED,
    '2.99999': 406, 'x': 400, '': 400,
}
_HEADERS = {
    'Content-Encoding: gzip': ('CONTENT_ENCODING', 'gzip'),
    'Content-Encoding: identity': ('CONTENT_ENCODING', 'identity'),
    'Accept-Encoding': ('ACCEPT_ENCODING', 'gzip, deflate, br'),
    'Accept-Charset': ('ACCEPT_CHARSET', 'utf-16'),
    'Accept-Language': ('ACCEPT_LANGUAGE', 'de, en;q=0.5'),
    'Range': ('RANGE', 'bytes=0-9'),
    'If-None-Match': ('IF_NONE_MATCH', '*'),
    'If-Modified-Since': ('IF_MODIFIED_SINCE',
                          'Thu, 01 Jan 2099 00:00:00 GMT'),
    'Expect': ('EXPECT', '100-continue'),
    'Connection: upgrade': ('CONNECTION', 'upgrade'),
    'Origin': ('ORIGIN', 'http://evil.test'),
    'another Host': ('HOST', 'v2.test:1'),
    'Host without a port': ('HOST', 'LOCALHOST'),
    'request id': ('X_OPENSTACK_REQUEST_ID',
                   'req-00000000-0000-0000-0000-000000000000'),
    'X-Original-URL': ('X_ORIGINAL_URL', '/v2.1/flavors'),
    'X-Rewrite-URL': ('X_REWRITE_URL', '/v2.1/flavors'),
    'the header that tells of a cut': (
        'X_CONSOLE_LOG_TRUNCATED', 'bytes-kept=1'),
}


def _with(name: str, stock: way.Outcome, key: str, value: str | None,
          legacy: way.Outcome | None = None) -> list[way.Way]:
    return way.on_both(name, way.PLAIN, stock, legacy, environ={key: value})


WAYS = [
    *(one for value, stock in _TYPES.items()
      for one in _with('Content-Type %r' % value, stock,
                       'CONTENT_TYPE', value)),
    *_with('no Content-Type', way.UNBOUNDED, 'CONTENT_TYPE', way.ABSENT),
    *(one for value in _ACCEPTS
      for one in _with('Accept %r' % value, way.UNBOUNDED,
                       'HTTP_ACCEPT', value)),
    # urlmap stumbles over it, outside of what answers an error.
    *_with('Accept of nothing but marks', way.RAISES,
           'HTTP_ACCEPT', ';;;,,,'),
    # The legacy v2 knows no microversions and drops the headers.
    *(one for value, stock in _VERSIONS.items()
      for one in _with('OpenStack-API-Version %r' % value, stock,
                       'HTTP_OPENSTACK_API_VERSION', value, way.UNBOUNDED)),
    *(one for value, stock in _OLD_VERSIONS.items()
      for one in _with('X-OpenStack-Nova-API-Version %r' % value, stock,
                       'HTTP_X_OPENSTACK_NOVA_API_VERSION', value,
                       way.UNBOUNDED)),
    *(one for name, (key, value) in _HEADERS.items()
      for one in _with(name, way.UNBOUNDED, 'HTTP_' + key, value)),
    # Who asks.
    *_with('no user', 401, 'HTTP_X_USER_ID', way.ABSENT),
    *_with('another project', 404, 'HTTP_X_PROJECT_ID', 'f' * 32),
    *_with('an admin', way.UNBOUNDED, 'HTTP_X_ROLES', 'admin,member,reader'),
]
