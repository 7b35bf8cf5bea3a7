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

"""Requests that carry their permission with them."""

import hashlib
import hmac
import time
import urllib.parse

import swift

from tests.functional.swift.ways import place as place_module
from tests.functional.swift.ways import registry

ways = registry.Group('Signed')

KEY = place_module.KEY
CONTAINER_KEY = place_module.CONTAINER_KEY
#: gatekeeper takes the time away that a key of container sync needs; since
#: 2.37, Swift gives each request one of its own before it authorizes it.
UNTIMED = tuple(map(int, swift.__version__.split('.')[:2])) < (2, 37)


def _expires():
    return int(time.time()) + 300


def _hmac(text, key=KEY, digest=hashlib.sha256):
    return hmac.new(key.encode(), text.encode(), digest).hexdigest()


def _signed(client, method, path, key=KEY, query='', **request):
    target = client.tempurl(request.pop('signed', method), path, key)
    return client.request(method, target + query, raw_path=True, token=False,
                          **request)


def _container_key(place):
    place.set(Container_Meta_Temp_URL_Key=CONTAINER_KEY)


@ways.reads()
def tempurl(place, client):
    """Temporary URL with the account's key."""
    _signed(client, 'GET', place.secret + '/o')


@ways.reads(_container_key)
def tempurl_container_key(place, client):
    """Temporary URL with the container's key."""
    _signed(client, 'GET', place.secret + '/o', CONTAINER_KEY)


@ways.reads(lambda place: place.set(
    Container_Meta_Temp_URL_Key_2=CONTAINER_KEY))
def tempurl_second_key(place, client):
    """Temporary URL with the container's second key."""
    _signed(client, 'GET', place.secret + '/o', CONTAINER_KEY)


@ways.reads()
def tempurl_head(place, client):
    """HEAD with a temporary URL for HEAD."""
    _signed(client, 'HEAD', place.secret + '/o')


@ways.reads()
def tempurl_head_of_get(place, client):
    """HEAD with a temporary URL for GET."""
    _signed(client, 'HEAD', place.secret + '/o', signed='GET')


@ways.reads()
def tempurl_head_of_put(place, client):
    """HEAD with a temporary URL for PUT."""
    _signed(client, 'HEAD', place.secret + '/o', signed='PUT')


@ways.reads()
def tempurl_range(place, client):
    """Range of a temporary URL."""
    _signed(client, 'GET', place.secret + '/o',
            headers={'Range': 'bytes=0-40'})


@ways.reads()
def tempurl_inline(place, client):
    """Temporary URL with inline and a filename."""
    _signed(client, 'GET', place.secret + '/o',
            query='&inline&filename=renamed')


@ways.reads()
def tempurl_prefix(place, client):
    """Temporary URL for all names that begin with something."""
    path, expires = client.account_path + place.secret + '/', _expires()
    client.request(
        'GET', path + 'o', raw_path=True, token=False,
        query='temp_url_sig=%s&temp_url_expires=%d&temp_url_prefix=' % (
            _hmac('GET\n%d\nprefix:%s' % (expires, path)), expires))


@ways.reads()
def tempurl_ip_range(place, client):
    """Temporary URL that Swift itself limits to other addresses."""
    path, expires = client.account_path + place.secret + '/o', _expires()
    client.request(
        'GET', path, raw_path=True, token=False,
        query='temp_url_sig=%s&temp_url_expires=%d&temp_url_ip_range=%s' % (
            _hmac('ip=127.0.0.0/8\nGET\n%d\n%s' % (expires, path)), expires,
            urllib.parse.quote('127.0.0.0/8')))


@ways.reads()
def tempurl_sha512(place, client):
    """Temporary URL signed with SHA-512."""
    path, expires = client.account_path + place.secret + '/o', _expires()
    client.request(
        'GET', path, raw_path=True, token=False,
        query='temp_url_sig=%s&temp_url_expires=%d' % (
            _hmac('GET\n%d\n%s' % (expires, path), digest=hashlib.sha512),
            expires))


@ways.reads(lambda place: place.slo(place.secret + '/o'))
def tempurl_of_slo(place, client):
    """Temporary URL of a static large object in an open container."""
    _signed(client, 'GET', place.open + '/slo')


@ways.reads(lambda place: place.dlo())
def tempurl_of_dlo(place, client):
    """Temporary URL of a dynamic large object in an open container."""
    _signed(client, 'GET', place.open + '/dlo')


@ways.reads(lambda place: place.link())
def tempurl_of_symlink(place, client):
    """Temporary URL of a symlink in an open container."""
    _signed(client, 'GET', place.open + '/link')


@ways.changes()
def tempurl_put(place, client):
    """Temporary URL for PUT."""
    _signed(client, 'PUT', place.secret + '/o', body=b'changed')


@ways.changes(_container_key)
def tempurl_put_container_key(place, client):
    """Temporary URL for PUT with the container's key."""
    _signed(client, 'PUT', place.secret + '/new', CONTAINER_KEY,
            body=b'changed')


@ways.changes()
def tempurl_post(place, client):
    """Temporary URL for POST."""
    _signed(client, 'POST', place.secret + '/o',
            headers={'X-Object-Meta-Colour': 'other'})


@ways.changes()
def tempurl_delete(place, client):
    """Temporary URL for DELETE."""
    _signed(client, 'DELETE', place.secret + '/o')


@ways.changes(lambda place: place.slo(place.secret + '/o'),
              closed_by_swift=True, once=True)
def tempurl_delete_of_parts(place, client):
    """Temporary URL for DELETE of a large object; its parts stay."""
    _signed(client, 'DELETE', place.open + '/slo',
            query='&multipart-manifest=delete')


@ways.reads(lambda place: place.open, closed_by_swift=True)
def tempurl_put_from(place, client):
    """Temporary URL for PUT outside, with X-Copy-From."""
    _signed(client, 'PUT', place.open + '/copied',
            headers={'X-Copy-From': place.secret[1:] + '/o'})


def _form(client, path, key=KEY, files=('formed',)):
    target, expires = client.account_path + path, _expires()
    fields = [('redirect', ''), ('max_file_size', '1000'),
              ('max_file_count', '2'), ('expires', str(expires)),
              ('signature', _hmac('%s\n\n1000\n2\n%d' % (target, expires),
                                  key))]
    body = ''.join('--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
                   '%s\r\n' % field for field in fields)
    body += ''.join(
        '--X\r\nContent-Disposition: form-data; name="%s"; filename="%s"'
        '\r\n\r\nchanged\r\n' % (name, name) for name in files)
    client.request('POST', target, {
        'Content-Type': 'multipart/form-data; boundary=X'},
        (body + '--X--\r\n').encode(), raw_path=True, token=False)


@ways.changes()
def form(place, client):
    """Form with a file, signed with the account's key."""
    _form(client, place.secret + '/')


@ways.changes(_container_key)
def form_container_key(place, client):
    """Form with a file, signed with the container's key."""
    _form(client, place.secret + '/', CONTAINER_KEY)


@ways.changes()
def form_below(place, client):
    """Form for names that begin with something."""
    _form(client, place.secret + '/dir/pre')


@ways.changes()
def form_with_two_files(place, client):
    """Form with two files, one over an object."""
    _form(client, place.secret + '/', files=('o', 'formed'))


def _synced(place):
    place.set(Container_Sync_Key='shared',
              Container_Sync_To='http://127.0.0.1/v1/AUTH_x/c')


def _sync(client, method, place, **request):
    # Swift believes this header: syncing is allowed from 127.0.0.1 only.
    client.request(method, client.account_path + place.secret + '/o', {
        'X-Container-Sync-Key': 'shared', 'X-Forwarded-For': '127.0.0.1',
        'X-Timestamp': '%.5f' % (time.time() + 2)},
        raw_path=True, token=False, **request)


@ways.reads(_synced, closed_by_swift=True)
def sync_get(place, client):
    """GET with the key of container sync."""
    _sync(client, 'GET', place)


@ways.changes(_synced, closed_by_swift=UNTIMED)
def sync_put(place, client):
    """PUT as another cluster syncs it."""
    _sync(client, 'PUT', place, body=b'changed')


@ways.changes(_synced, closed_by_swift=UNTIMED)
def sync_delete(place, client):
    """DELETE as another cluster syncs it."""
    _sync(client, 'DELETE', place)
