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

"""Guesses: does an answer tell whether the client was right?"""

import hashlib
import json

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Guesses')

_WRONG = 32 * '0'
_BEFORE = 'Sat, 01 Jan 2000 00:00:00 GMT'
_AFTER = 'Sat, 01 Jan 2050 00:00:00 GMT'


def _asks(name, what, method, header, guesses, path='/o'):
    def attempt(place, client):
        return [client.request(method, place.secret + path, {header: guess})
                for guess in guesses]
    ways.add(registry.Kind.TELLS, name, what, attempt)


def _exists(name, what, method, headers=None, query=''):
    def attempt(place, client):
        return [client.request(method, place.secret + path, headers,
                               query=query) for path in ('/o', '/p')]
    ways.add(registry.Kind.TELLS, name, what, attempt)


_asks('if_match', 'The MD5 by If-Match: 412 or not.', 'GET', 'If-Match',
      (marks.MD5, _WRONG))
_asks('if_match_head', 'The same by HEAD.', 'HEAD', 'If-Match',
      (marks.MD5, _WRONG))
_asks('if_none_match', 'The MD5 by If-None-Match: 304 or not.', 'GET',
      'If-None-Match', (marks.MD5, _WRONG))
_asks('if_modified_since', 'The time by If-Modified-Since.', 'GET',
      'If-Modified-Since', (_BEFORE, _AFTER))
_asks('if_unmodified_since', 'The time by If-Unmodified-Since.', 'HEAD',
      'If-Unmodified-Since', (_BEFORE, _AFTER))
_asks('range_within', 'The size by ranges within and beyond: 206 or 416.',
      'GET', 'Range', ('bytes=%d-' % (marks.SIZE - 1),
                       'bytes=%d-' % marks.SIZE))
_exists('get', 'Whether there is such an object, by GET.', 'GET')
_exists('head', 'Whether there is such an object, by HEAD.', 'HEAD')
_exists('post', 'Whether there is such an object, by POST.', 'POST')
_exists('delete', 'Whether there was such an object, by DELETE.', 'DELETE')
_exists('put_if_none_match', 'Whether there is one, by a PUT that would fail.',
        'PUT', {'If-None-Match': '*'})
_exists('version_id', 'Whether there is one, by a version that is not.',
        'GET', query='version-id=null')


@ways.reads()
def range_beyond(place, client):
    """Range beyond the end: 416 says the size."""
    client.get(place.secret + '/o', {'Range': 'bytes=9999999-'})


@ways.tells()
def copy_if_match(place, client):
    """The MD5 by a COPY on a condition."""
    return [client.copy(place.secret + '/o', place.open + '/copied', {
        'If-Match': guess}) for guess in (marks.MD5, _WRONG)]


@ways.tells()
def copy_exists(place, client):
    """Whether there is such an object, by X-Copy-From."""
    return [client.put(place.open + '/copied', headers={
        'X-Copy-From': place.secret[1:] + path}) for path in ('/o', '/p')]


def _manifest(name, what, right, wrong):
    def attempt(place, client):
        return [client.put(
            place.open + '/planted', json.dumps([
                {'path': place.secret + '/o', **guess}]).encode(),
            query='multipart-manifest=put') for guess in (right, wrong)]
    ways.add(registry.Kind.TELLS, name, what, attempt)


_manifest('slo_etag', 'The MD5 by the PUT of a manifest.',
          {'etag': marks.MD5}, {'etag': _WRONG})
_manifest('slo_size', 'The size by the PUT of a manifest.',
          {'size_bytes': marks.SIZE}, {'size_bytes': marks.SIZE - 1})
_manifest('slo_range', 'The size by the range of a part in a manifest.',
          {'range': '%d-' % (marks.SIZE - 1)}, {'range': '%d-' % marks.SIZE})


@ways.tells()
def slo_exists(place, client):
    """Whether there is such an object, by the PUT of a manifest."""
    answers = [client.put(place.open + '/planted', json.dumps([
        {'path': place.secret + path}]).encode(),
        query='multipart-manifest=put') for path in ('/o', '/p')]
    # The names are the client's own.
    return [(answer.status, answer.body.replace(name, b''))
            for answer, name in zip(answers, (b'/o', b'/p'), strict=True)]


@ways.tells()
def static_link_etag(place, client):
    """The MD5 by the PUT of a static link."""
    return [client.put(place.open + '/planted', headers={
        'X-Symlink-Target': place.secret[1:] + '/o',
        'X-Symlink-Target-Etag': guess}).status
        for guess in (marks.MD5, _WRONG)]


@ways.tells()
def symlink_exists(place, client):
    """Whether there is such an object, through symlinks."""
    for name in ('o', 'p'):
        client.put(place.open + '/' + name, headers={
            'X-Symlink-Target': '%s/%s' % (place.secret[1:], name)})
    return [client.get(place.open + path).status for path in ('/o', '/p')]


@ways.tells()
def dlo_exists(place, client):
    """Whether there is such an object, through dynamic large objects."""
    for name in ('o', 'p'):
        client.put(place.open + '/' + name, headers={
            'X-Object-Manifest': '%s/%s' % (place.secret[1:], name)})
    return [(answer.status, answer.headers['Content-Length'])
            for answer in (client.head(place.open + '/o'),
                           client.head(place.open + '/p'))]


@ways.tells()
def bulk_delete_exists(place, client):
    """Whether there was such an object, by deleting in bulk."""
    return [client.post('', {'Content-Type': 'text/plain'},
                        ('%s/%s\n' % (place.secret, name)).encode(),
                        'bulk-delete').body.replace(
                            ('/' + name).encode(), b'')
            for name in ('o', 'p')]


@ways.tells()
def tempurl_exists(place, client):
    """Whether there is such an object, by a temporary URL."""
    return [client.request('GET', client.tempurl(
        'GET', place.secret + path, place.key), raw_path=True,
        token=False) for path in ('/o', '/p')]


@ways.tells(lambda place: place.set(Container_Read='.r:*'))
def exists_for_anybody(place, client):
    """Whether there is such an object, without a token."""
    return [client.request(
        'GET', client.account_path + place.secret + path, raw_path=True,
        token=False) for path in ('/o', '/p')]


@ways.tells(lambda place: place.set(
    Container_Meta_Quota_Bytes=str(marks.SIZE + 10)))
def quota_bytes(place, client):
    """The quota and the size by PUTs that fit or not: 413."""
    return [client.put(place.secret + '/new', size * b'x').status
            for size in (9, 11)]


@ways.tells(lambda place: (
    place.set(Container_Meta_Quota_Count='1'),
    place.plain.post(place.twin, {'X-Container-Meta-Quota-Count': '1'})))
def quota_count(place, client):
    """How many objects there are, by PUTs that fit or not."""
    return [client.put(container + '/new', b'x').status
            for container in (place.secret, place.twin)]


@ways.tells(lambda place: place.set(
    Container_Meta_Quota_Bytes=str(marks.SIZE + 10)))
def quota_by_copy(place, client):
    """The quota by copies that fit or not."""
    statuses = []
    for size in (9, 11):
        place.plain.put(place.open + '/source', size * b'x')
        statuses.append(client.copy(place.open + '/source',
                                    place.secret + '/new').status)
    return statuses


@ways.reads(lambda place: place.set(
    Container_Meta_Access_Control_Allow_Origin='http://a.friend.example',
    Container_Meta_Access_Control_Expose_Headers=marks.META))
def cors(place, client):
    """Headers that the container shows to scripts of other sites."""
    client.get(place.secret + '/o', {'Origin': 'http://a.friend.example'})


@ways.tells(lambda place: place.set(
    Container_Meta_Access_Control_Allow_Origin='http://a.friend.example'))
def cors_preflight(place, client):
    """Whether a site may ask, by the preflight of a browser."""
    return [client.request(
        'OPTIONS', client.account_path + place.secret + '/o', {
            'Origin': origin, 'Access-Control-Request-Method': 'GET'},
        raw_path=True, token=False).status
        for origin in ('http://a.friend.example', 'http://b.example')]


@ways.tells(lambda place: place.plain.post(
    place.twin, {'X-Container-Meta-Web-Listings': 'true',
                 'X-Container-Read': '.r:*,.rlistings'}))
def site(place, client):
    """Whether a container is a web site."""
    return [client.request(
        'GET', client.account_path + container + '/',
        {'X-Web-Mode': 'true'}, raw_path=True).status
        for container in (place.secret, place.twin)]


def _known(content):
    return hashlib.md5(content).hexdigest()


@ways.tells(lambda place: place.write('vote', b'yes'))
def small_content(place, client):
    """Which of a few contents it is, by their MD5s."""
    return [client.get(place.secret + '/vote', {
        'If-None-Match': _known(content)}) for content in (b'yes', b'no')]
