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

"""Symlinks into the container, from it, and in it."""

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Symlinks')


def _link(place):
    return place.link()


def _plant(client, path, target, **headers):
    client.put(path, headers=dict({'X-Symlink-Target': target}, **headers))
    client.get(path)


@ways.reads(_link)
def symlink(place, client):
    """GET of a symlink into the container."""
    client.get(place.open + '/link')


@ways.reads(_link)
def symlink_head(place, client):
    """HEAD of a symlink: size, MD5 and metadata of the target."""
    client.head(place.open + '/link')


@ways.reads(_link)
def symlink_range(place, client):
    """Range of a symlink's target."""
    client.get(place.open + '/link', {'Range': 'bytes=0-40'})


@ways.reads(_link)
def symlink_not_modified(place, client):
    """A condition that the symlink's target fails."""
    client.get(place.open + '/link', {'If-None-Match': '*'})


@ways.reads(_link)
def symlink_forwarded(place, client):
    """GET with an admitted X-Forwarded-For, which symlinks hand on."""
    client.get(place.open + '/link', {'X-Forwarded-For': '127.0.0.2'})


@ways.reads(lambda place: place.link(_link(place), 'outer'))
def symlink_to_a_symlink(place, client):
    """GET of a symlink to a symlink."""
    client.get(place.open + '/outer')


@ways.reads(lambda place: place.link(static=True))
def static_link(place, client):
    """GET of a static link."""
    client.get(place.open + '/link')


@ways.reads(_link)
def symlink_copied(place, client):
    """COPY of a symlink, which copies the target."""
    client.copy(place.open + '/link', place.open + '/copied')


@ways.reads(_link)
def put_from_a_symlink(place, client):
    """PUT with X-Copy-From a symlink."""
    client.put(place.open + '/copied', headers={
        'X-Copy-From': place.open[1:] + '/link'})


@ways.reads(_link)
def symlink_itself_copied(place, client):
    """COPY with symlink=get, and GET of the new symlink."""
    client.copy(place.open + '/link', place.open + '/copied',
                query='symlink=get')
    client.get(place.open + '/copied')


@ways.reads()
def planted(place, client):
    """Symlink that the client makes himself."""
    _plant(client, place.open + '/planted', place.secret[1:] + '/o')


@ways.reads()
def planted_percent_encoded(place, client):
    """The same with a percent-encoded target."""
    _plant(client, place.open + '/planted',
           place.secret[1:].replace('s', '%73') + '/%6f')


@ways.reads()
def planted_naming_the_account(place, client):
    """The same with the account's own name as X-Symlink-Target-Account."""
    _plant(client, place.open + '/planted', place.secret[1:] + '/o',
           **{'X-Symlink-Target-Account': place.account})


@ways.reads()
def planted_static(place, client):
    """Static link that the client makes: PUT checks the MD5."""
    _plant(client, place.open + '/planted', place.secret[1:] + '/o',
           **{'X-Symlink-Target-Etag': marks.MD5})


@ways.reads()
def planted_static_wrong(place, client):
    """Static link with a wrong MD5: the refusal tells the right one."""
    _plant(client, place.open + '/planted', place.secret[1:] + '/o',
           **{'X-Symlink-Target-Etag': 32 * '0'})


@ways.reads(closed_by_swift=True)
def planted_with_slash(place, client):
    """Symlink whose target has a slash in front."""
    _plant(client, place.open + '/planted', place.secret + '/o')


@ways.reads()
def from_another_account(place, client):
    """Symlink in another account, by a reseller admin."""
    reseller = client.someone_else('admin:admin', 'admin')
    reseller.put('/links-' + place.tag)
    _plant(reseller, '/links-%s/planted' % place.tag,
           place.secret[1:] + '/o',
           **{'X-Symlink-Target-Account': place.account})


def _name_of_a_target(place):
    place.plain.put(place.secret + '/link', headers={
        'X-Symlink-Target': place.open[1:] + '/' + marks.NAME})


@ways.reads(_name_of_a_target)
def symlink_in_the_container(place, client):
    """symlink=get of a symlink in the container: where it leads to."""
    client.get(place.secret + '/link', query='symlink=get')


@ways.reads(_name_of_a_target)
def symlink_head_in_the_container(place, client):
    """HEAD with symlink=get of a symlink in the container."""
    client.head(place.secret + '/link', query='symlink=get')


@ways.reads(_name_of_a_target)
def symlink_taken_out(place, client):
    """COPY with symlink=get of a symlink in the container."""
    client.copy(place.secret + '/link', place.open + '/copied',
                query='symlink=get')


@ways.changes()
def symlink_put(place, client):
    """PUT of a symlink over an object of the container."""
    client.put(place.secret + '/o', headers={
        'X-Symlink-Target': place.open[1:] + '/x'})


@ways.changes(_link)
def symlink_copied_in(place, client):
    """COPY with symlink=get into the container."""
    client.copy(place.open + '/link', place.secret + '/new',
                query='symlink=get')


@ways.changes(_link)
def post_through_a_symlink(place, client):
    """POST to a symlink, sent on by the client as Swift says."""
    answer = client.post(place.open + '/link', {
        'X-Object-Meta-Colour': 'other'})
    if answer.headers['Location']:
        client.request('POST', answer.headers['Location'], {
            'X-Object-Meta-Colour': 'other'}, raw_path=True)


@ways.changes(_link, closed_by_swift=True)
def put_through_a_symlink(place, client):
    """PUT to a symlink, which replaces the symlink alone."""
    client.put(place.open + '/link', b'changed')


@ways.changes(_link, closed_by_swift=True, once=True)
def delete_through_a_symlink(place, client):
    """DELETE of a symlink, which deletes the symlink alone."""
    client.delete(place.open + '/link')
