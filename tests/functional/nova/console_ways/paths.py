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

"""Spellings of the URL, of this server's and of others."""

from tests.functional.nova.console_ways import way

_SERVER = '/servers/{server}/action'
_OTHER = '00000000-0000-0000-0000-000000000000'
_SERVED = [
    '/v2.1' + _SERVER,
    '/v2.1/{project}' + _SERVER,
    '/v2' + _SERVER,
    '/v2/{project}' + _SERVER,
    '//v2.1///servers//{server}///action',
    '///v2' + _SERVER,
    '/v2//{project}//servers/{server}//action',
    # A route ends where a regular expression's dollar sign does.
    '/v2.1' + _SERVER + '\n',
    '/v2/{project}' + _SERVER + '\n',
    # A proxy's request line.
    'http://localhost:8774/v2.1' + _SERVER,
    'https://elsewhere.test/v2' + _SERVER,
]
_NOT_SERVED = {
    '/v2.1' + _SERVER + '/': 404,
    '/v2' + _SERVER + '/': 404,
    '/v2.1' + _SERVER + '//': 404,
    '/v2.1/{project}' + _SERVER + '/': 404,
    '/v2.1' + _SERVER + '.json': 404,
    '/v2' + _SERVER + '.json': 404,
    '/v2.1' + _SERVER + '.xml': 404,
    '/v2.1' + _SERVER + '?': 404,
    '/v2.1' + _SERVER + '///': 404,
    '/v2.1' + _SERVER + ' ': 404,
    '/v2.1' + _SERVER + '%20': 404,
    '/v2.1' + _SERVER + '\n\n': 404,
    '/v2.1' + _SERVER + '\r\n': 404,
    '/v2.1' + _SERVER + ';x=1': 404,
    '/v2.1' + _SERVER + '/x': 404,
    '/v2.1' + _SERVER + '/.': 404,
    '/v2.1/x/..' + _SERVER: 404,
    '/v2.1/.' + _SERVER: 404,
    '/v2.1/servers/./{server}/action': 404,
    '/v2.1/servers/{server}/../{server}/action': 404,
    '/v2.1%2fservers%2f{server}%2faction': 300,
    '/v2.1/servers%2f{server}/action': 404,
    '/v2.1/%73ervers/{server}/action': 404,
    '/v2.1/servers/{server}/%61ction': 404,
    '/v2.1/SERVERS/{server}/action': 404,
    '/v2.1/servers/{server}/ACTION': 404,
    '/v2.1/servers/{server}/os-getConsoleOutput': 404,
    '/v2.1/servers/{server}': 404,
    '/v2.1/servers': 400,
    '/v2.1/servers/action': 404,
    '/v2.1/servers//action': 404,
    '/v2.1/servers/{server}.json/action': 404,
    '/v2.1/servers/{server}%00/action': 404,
    '/v2.1/servers/{server}\x00/action': 404,
    '/v2.1/servers/{%s}/action' % '{server}': 404,
    '/v2.1/servers/urn:uuid:{server}/action': 404,
    '/v2.1/servers/ {server}/action': 404,
    '/v2.1/servers/%s/action' % _OTHER: 404,
    '/v2.1/servers/1/action': 404,
    '/v2.1/servers/\xc3\xa9/action': 404,
    '/v2.1/servers/\xff/action': way.RAISES,
    '/v2.1/%s%s' % ('f' * 32, _SERVER): 400,
    '/v2.1/{project}/{project}' + _SERVER: 404,
    '/v2.1/UPPER' + _SERVER: 404,
    '/V2.1' + _SERVER: 300,
    '/v2.0' + _SERVER: 300,
    '/v1.1' + _SERVER: 300,
    '/v3' + _SERVER: 300,
    '/v2.10' + _SERVER: 300,
    '/v2.1.1' + _SERVER: 300,
    '/compute/v2.1' + _SERVER: 300,
    _SERVER: 300,
    '/action': 300,
    '/': 200,
    '': 300,
    '/v2.1': 200,
    '/v2.1/': 200,
    'v2.1' + _SERVER: way.RAISES,
}


def _versioned(name: str, stock: way.Outcome, path: str,
               **environ: str | None) -> way.Way:
    return way.Way(name, stock, path=path, environ=environ)


def _of_type(version: str, stock: way.Outcome) -> list[way.Way]:
    """The path without a version, which is in a header."""
    typed = 'application/json;version=' + version
    return [
        _versioned('Content-Type %s' % typed, stock, _SERVER,
                   CONTENT_TYPE=typed),
        _versioned('Content-Type %s, with project' % typed, stock,
                   '/{project}' + _SERVER, CONTENT_TYPE=typed),
        _versioned('Accept %s' % typed, stock, _SERVER, HTTP_ACCEPT=typed),
        _versioned('Accept %s, one of several' % typed, stock, _SERVER,
                   HTTP_ACCEPT='text/html, application/*;q=0.1, ' + typed)]


WAYS = [
    *(way.Way(path, way.UNBOUNDED, path=path) for path in _SERVED),
    *(way.Way(path, stock, path=path)
      for path, stock in _NOT_SERVED.items()),
    # Where a web server mounts it.
    _versioned('below /compute', way.UNBOUNDED, way.CURRENT,
               SCRIPT_NAME='/compute'),
    _versioned('below /compute, v2', way.UNBOUNDED, way.LEGACY,
               SCRIPT_NAME='/compute'),
    _versioned('below a path that looks like another', way.UNBOUNDED,
               way.CURRENT, SCRIPT_NAME='/v2/servers/x/action'),
    _versioned('mounted at the version', 300, _SERVER, SCRIPT_NAME='/v2.1'),
    _versioned('no SCRIPT_NAME', way.RAISES, way.CURRENT,
               SCRIPT_NAME=way.ABSENT),
    _versioned('forwarded prefix', way.UNBOUNDED, way.CURRENT,
               HTTP_X_FORWARDED_PREFIX='/elsewhere'),
    # urlmap also takes the version from a media type.  By itself that is the
    # version's own page; with anything below it, it is the API.
    *_of_type('2.1', 200),
    *_of_type('2', 200),
    *_of_type('2.1/', 200),
    *_of_type('3', 300),
    *_of_type('2.1/x', way.UNBOUNDED),
    *_of_type('2/x', way.UNBOUNDED),
    *_of_type('2.1/servers/action', way.UNBOUNDED),
    _versioned('path of v2.1 and version 2 in Accept', way.UNBOUNDED,
               way.CURRENT, HTTP_ACCEPT='application/json;version=2'),
]
