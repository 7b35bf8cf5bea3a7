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

"""Requests that name the container and hide nothing."""

from tests.functional.swift.ways import registry

ways = registry.Group('Direct')

_LONG_AGO = 'Sat, 01 Jan 2000 00:00:00 GMT'
_LATER = 'Sat, 01 Jan 2050 00:00:00 GMT'


@ways.reads()
def get(place, client):
    """GET of an object."""
    client.get(place.secret + '/o')


@ways.reads()
def head(place, client):
    """HEAD of an object: its size, MD5 and metadata."""
    client.head(place.secret + '/o')


@ways.reads()
def get_first_bytes(place, client):
    """Range of the first bytes."""
    client.get(place.secret + '/o', {'Range': 'bytes=0-39'})


@ways.reads()
def get_last_bytes(place, client):
    """Range of the last bytes."""
    client.get(place.secret + '/o', {'Range': 'bytes=-40'})


@ways.reads()
def get_open_range(place, client):
    """Range without an end."""
    client.get(place.secret + '/o', {'Range': 'bytes=0-'})


@ways.reads()
def get_several_ranges(place, client):
    """Several ranges at once, answered as multipart/byteranges."""
    client.get(place.secret + '/o', {'Range': 'bytes=0-29,60-89'})


@ways.reads()
def head_range(place, client):
    """HEAD with a Range."""
    client.head(place.secret + '/o', {'Range': 'bytes=0-0'})


@ways.reads()
def get_newest(place, client):
    """GET with X-Newest, which asks every replica."""
    client.get(place.secret + '/o', {'X-Newest': 'true'})


@ways.reads()
def head_newest(place, client):
    """HEAD with X-Newest."""
    client.head(place.secret + '/o', {'X-Newest': 'true'})


@ways.reads()
def get_if_match_anything(place, client):
    """GET on the condition that there is anything."""
    client.get(place.secret + '/o', {'If-Match': '*'})


@ways.reads()
def get_if_none_match(place, client):
    """GET on the condition that it is not a certain other content."""
    client.get(place.secret + '/o', {'If-None-Match': '"' + 32 * '0' + '"'})


@ways.reads()
def get_not_modified(place, client):
    """A condition that fails: 304 with the headers of the object."""
    client.get(place.secret + '/o', {'If-None-Match': '*'})


@ways.reads()
def head_precondition_failed(place, client):
    """A condition that fails: 412 with the headers of the object."""
    client.head(place.secret + '/o', {'If-Match': '"nothing"'})


@ways.reads()
def get_modified_since(place, client):
    """GET if modified since long ago."""
    client.get(place.secret + '/o', {'If-Modified-Since': _LONG_AGO})


@ways.reads()
def get_unmodified_since(place, client):
    """GET if not modified since the future."""
    client.get(place.secret + '/o', {'If-Unmodified-Since': _LATER})


@ways.reads()
def get_with_a_body(place, client):
    """GET that has a body of its own."""
    client.request('GET', place.secret + '/o', body=b'x')


@ways.reads()
def container_head(place, client):
    """HEAD of the container: its metadata and how much it holds."""
    client.head(place.secret)


@ways.reads(lambda place: place.set(
    Container_Read='test:tester3'))
def get_by_container_acl(place, client):
    """GET by a user whom the container's read ACL names."""
    client.someone_else('test:tester3', 'testing3').get(place.secret + '/o')


@ways.reads(lambda place: place.set(Container_Read='test2:tester2'))
def get_by_another_account(place, client):
    """GET by a user of another account whom the read ACL names."""
    client.someone_else('test2:tester2', 'testing2').request(
        'GET', client.account_path + place.secret + '/o', raw_path=True)


@ways.reads()
def get_by_reseller_admin(place, client):
    """GET by a reseller admin."""
    client.someone_else('admin:admin', 'admin').request(
        'GET', client.account_path + place.secret + '/o', raw_path=True)


@ways.reads(lambda place: place.set(Container_Read='.r:*'))
def get_by_anybody(place, client):
    """GET without a token from a container that all may read."""
    client.request('GET', client.account_path + place.secret + '/o',
                   raw_path=True, token=False)


@ways.reads(lambda place: place.set(Container_Read='.r:*'))
def head_by_anybody(place, client):
    """HEAD without a token from a container that all may read."""
    client.request('HEAD', client.account_path + place.secret + '/o',
                   raw_path=True, token=False)


@ways.reads(lambda place: place.set(Container_Read='.r:.friend.example'))
def get_by_referrer(place, client):
    """GET with the Referer that the read ACL asks for."""
    client.request('GET', client.account_path + place.secret + '/o',
                   {'Referer': 'http://a.friend.example/page'},
                   raw_path=True, token=False)


@ways.changes()
def put_over(place, client):
    """PUT over an object."""
    client.put(place.secret + '/o', b'changed')


@ways.changes()
def put_new(place, client):
    """PUT of a new object."""
    client.put(place.secret + '/new', b'new')


@ways.changes()
def put_new_if_absent(place, client):
    """PUT of a new object with If-None-Match."""
    client.put(place.secret + '/new', b'new', {'If-None-Match': '*'})


@ways.changes()
def put_empty(place, client):
    """PUT of an empty directory marker."""
    client.put(place.secret + '/new/', b'', {
        'Content-Type': 'application/directory'})


@ways.changes()
def put_to_expire(place, client):
    """PUT of an object that is to vanish."""
    client.put(place.secret + '/o', b'changed', {'X-Delete-After': '9999'})


@ways.changes()
def delete(place, client):
    """DELETE of an object."""
    client.delete(place.secret + '/o')


@ways.changes()
def post_metadata(place, client):
    """POST of metadata of an object."""
    client.post(place.secret + '/o', {'X-Object-Meta-Colour': 'other'})


@ways.changes()
def post_content_type(place, client):
    """POST of another content type."""
    client.post(place.secret + '/o', {'Content-Type': 'text/html'})


@ways.changes()
def post_expiry_after(place, client):
    """POST of X-Delete-After: the object vanishes by itself."""
    client.post(place.secret + '/o', {'X-Delete-After': '9999'})


@ways.changes()
def post_expiry_at(place, client):
    """POST of X-Delete-At."""
    client.post(place.secret + '/o', {'X-Delete-At': '4102444800'})


@ways.changes(lambda place: place.set(Container_Write='test:tester3'))
def put_by_container_acl(place, client):
    """PUT by a user whom the container's write ACL names."""
    client.someone_else('test:tester3', 'testing3').put(
        place.secret + '/o', b'changed')


@ways.changes(lambda place: place.set(Container_Write='test2:tester2'))
def delete_by_another_account(place, client):
    """DELETE by a user of another account whom the write ACL names."""
    client.someone_else('test2:tester2', 'testing2').request(
        'DELETE', client.account_path + place.secret + '/o', raw_path=True)


@ways.changes()
def put_by_reseller_admin(place, client):
    """PUT by a reseller admin."""
    client.someone_else('admin:admin', 'admin').request(
        'PUT', client.account_path + place.secret + '/o', body=b'changed',
        raw_path=True)
