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

"""The same request in other words: paths, methods, headers, hosts."""

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Spellings')


def _path(name, what, target, closed_by_swift=False, method='GET',
          headers=None, prepare=None):
    def attempt(place, client):
        client.request(method, target.format(
            account=place.account, secret=place.secret[1:],
            encoded=place.secret[1:].replace('s', '%73'),
            twice=place.secret[1:].replace('s', '%2573')),
            headers, raw_path=True)
    ways.add(registry.Kind.READS, name, what, attempt, prepare,
             closed_by_swift)


_path('version_1_0', '/v1.0 instead of /v1.', '/v1.0/{account}/{secret}/o')
_path('percent_encoded', 'Letters percent-encoded.',
      '/v1/{account}/{encoded}/%6f')
_path('percent_encoded_account', 'The account percent-encoded.',
      '/v1/%41UTH_test/{secret}/o')
_path('encoded_slash', '%2F between container and object.',
      '/v1/{account}/{secret}%2Fo')
_path('encoded_slash_before', '%2F between account and container.',
      '/v1/{account}%2F{secret}/o')
_path('absolute', 'A whole URL as the target of the request.',
      'http://swift/v1/{account}/{secret}/o')
_path('parameter', 'A query that means nothing.',
      '/v1/{account}/{secret}/o?x=y')
_path('fragment', 'A fragment behind the object.',
      '/v1/{account}/{secret}/o#x', True)
_path('manifest_query', 'multipart-manifest=get of a plain object.',
      '/v1/{account}/{secret}/o?multipart-manifest=get')
_path('symlink_query', 'symlink=get of a plain object.',
      '/v1/{account}/{secret}/o?symlink=get')
_path('listing_slashes', 'Two slashes behind the container.',
      '/v1/{account}/{secret}//', True)
_path('slashes_first', 'Two slashes in front.', '//v1/{account}/{secret}/o',
      True)
_path('slashes_account', 'Two slashes in front of the account.',
      '/v1//{account}/{secret}/o', True)
_path('slashes_container', 'Two slashes in front of the container.',
      '/v1/{account}//{secret}/o', True)
_path('slashes_object', 'Two slashes in front of the object.',
      '/v1/{account}/{secret}//o', True)
_path('dot', 'A segment that is a dot.', '/v1/{account}/./{secret}/o', True)
_path('dots', 'Segments that climb.', '/v1/{account}/x/../{secret}/o', True)
_path('encoded_twice', 'Percent-encoded twice.', '/v1/{account}/{twice}/o',
      True)
_path('null', 'A NUL behind the container.', '/v1/{account}/{secret}%00/o',
      True)
_path('null_first', 'A NUL in front of the container.',
      '/v1/{account}/%00{secret}/o', True)
_path('not_utf8', 'A byte that is not UTF-8.',
      '/v1/{account}/{secret}%FF/o', True)
_path('not_utf8_object', 'A byte that is not UTF-8 in the object.',
      '/v1/{account}/{secret}/o%FF', True)
_path('overlong', 'A letter as overlong UTF-8.',
      '/v1/{account}/%C1%B3ecret/o', True)
_path('full_width', 'A letter of another width.',
      '/v1/{account}/%EF%BD%93ecret/o', True)
_path('upper_case_version', '/V1 instead of /v1.',
      '/V1/{account}/{secret}/o', True)
_path('other_version', '/v2 instead of /v1.', '/v2/{account}/{secret}/o',
      True)
_path('without_version', 'No version at all.', '/{account}/{secret}/o', True)
_path('semicolon', 'A path parameter.', '/v1/{account}/{secret};x/o', True)
_path('space', 'A blank in front of the container.',
      '/v1/{account}/%20{secret}/o', True)
_path('shards', 'The account in which shards are kept.',
      '/v1/.shards_{account}/{secret}', True)
_path('endpoints', 'The addresses of the object servers.',
      '/endpoints/v1/{account}/{secret}/o', True)

for _method in ('get', 'LINK', 'PROPFIND', 'TRACE', 'TEST', 'REPLICATE',
                'UPDATE', 'SSYNC', 'GETorHEAD'):
    _path('method_' + _method, 'The method %s.' % _method,
          '/v1/{account}/{secret}/o', True, _method)


def _claim(name, what, headers):
    ways.add(registry.Kind.READS, name, what,
             lambda place, client: client.get(place.secret + '/o', headers))


# Nobody is a trusted proxy here, so this may not help anyone.
_claim('forwarded_for', 'X-Forwarded-For with an admitted address.',
       {'X-Forwarded-For': '127.0.0.2'})
_claim('forwarded_for_twice', 'X-Forwarded-For twice.',
       [('X-Forwarded-For', '127.0.0.2'), ('X-Forwarded-For', '127.0.0.2')])
_claim('forwarded_for_underscores', 'X_Forwarded_For, as WSGI would read it.',
       {'X_Forwarded_For': '127.0.0.2'})
_claim('cluster_client_ip', 'X-Cluster-Client-Ip, which Swift believes.',
       {'X-Cluster-Client-Ip': '127.0.0.2'})
_claim('real_ip', 'X-Real-Ip.', {'X-Real-Ip': '127.0.0.2'})
_claim('forwarded', 'Forwarded.', {'Forwarded': 'for=127.0.0.2'})
_claim('remote_addr', 'Remote-Addr.', {'Remote-Addr': '127.0.0.2'})
_claim('backend_headers', 'Headers that only Swift itself may send.',
       {'X-Backend-Allow-Reserved-Names': 'true',
        'X-Backend-Allow-Private-Methods': 'true',
        'X-Backend-Storage-Policy-Index': '0'})
_claim('method_override', 'X-Http-Method-Override.',
       {'X-Http-Method-Override': 'OPTIONS'})
_claim('original_url', 'X-Original-Url and X-Rewrite-Url.',
       {'X-Original-Url': '/info', 'X-Rewrite-Url': '/info'})
_claim('origin', 'Origin, as a browser sends it.',
       {'Origin': 'http://a.friend.example'})
_claim('upgrade', 'An upgrade of the connection.',
       {'Connection': 'Upgrade', 'Upgrade': 'h2c'})


@ways.changes(closed_by_swift=True)
def delete_by_override(place, client):
    """POST with X-Http-Method-Override: DELETE."""
    client.put(place.open + '/x', b'x', {
        'X-Http-Method-Override': 'DELETE',
        'X-Original-Url': client.account_path + place.secret + '/o'})


@ways.changes(closed_by_swift=True)
def private_update(place, client):
    """UPDATE, by which Swift queues deletions for itself."""
    client.request('UPDATE', place.secret, {
        'X-Backend-Allow-Private-Methods': 'true',
        'Content-Length': '2'}, b'[]')


def _host(name, what, host, path='/o', prepare=None, closed_by_swift=False):
    def attempt(place, client):
        client.request('GET', path.format(
            account=place.account, secret=place.secret[1:]), {
            'Host': host.format(
                secret=place.secret[1:],
                account=place.account.replace('_', '-'),
                lower=place.account.replace('_', '-').lower())},
            raw_path=True)
    ways.add(registry.Kind.READS, name, what, attempt, prepare,
             closed_by_swift)


_host('host', 'Container and account in the Host.',
      '{secret}.{account}.example.com')
_host('host_lower_case', 'A reseller prefix in lower case.',
      '{secret}.{lower}.example.com')
_host('host_upper_case', 'The domain in upper case.',
      '{secret}.{account}.EXAMPLE.COM', closed_by_swift=True)
_host('host_and_port', 'The same with a port.',
      '{secret}.{account}.example.com:80')
_host('host_of_account', 'The account in the Host, the container not.',
      '{account}.example.com', '/{secret}/o')
_host('host_and_path', 'The whole path besides the Host.',
      '{account}.example.com', '/v1/{account}/{secret}/o', None, True)
_host('host_listing', 'The listing with all in the Host.',
      '{secret}.{account}.example.com', '/',
      lambda place: place.write(marks.NAME, b''))


def _unicode(place):
    place.named = '/\u00e9\u4e2d-' + place.tag
    place.restrict_also(place.named)
    place.plain.put(place.named + '/o \u00e9', marks.SECRET)


@ways.reads(_unicode)
def unicode(place, client):
    """Container and object with names beyond ASCII."""
    client.get(place.named + '/o \u00e9')


@ways.reads(_unicode)
def unicode_copied(place, client):
    """COPY from a container with a name beyond ASCII."""
    client.copy(place.named + '/o \u00e9', place.open + '/copied')


@ways.reads(_unicode)
def unicode_in_a_symlink(place, client):
    """Symlink to a container with a name beyond ASCII."""
    client.put(place.open + '/planted', headers={
        'X-Symlink-Target': '%%C3%%A9%%E4%%B8%%AD-%s/o%%20%%C3%%A9' %
        place.tag})
    client.get(place.open + '/planted')
