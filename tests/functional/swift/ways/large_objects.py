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

"""Large objects whose parts are in the container, or that are."""

import base64
import json

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Large objects')

_PUT = 'multipart-manifest=put'
_DELETE = 'multipart-manifest=delete'


def _first(place):
    done = place.plain.put(place.open + '/first', b'first')
    assert done.status == 201
    return place.open + '/first'


def _slo(place):
    return place.slo(place.secret + '/o')


def _slo_later(place):
    return place.slo(_first(place), place.secret + '/o')


def _manifest(place, client, entries, query=_PUT, path=None):
    return client.put(path or place.open + '/planted',
                      json.dumps(entries).encode(), query=query)


@ways.reads(lambda place: place.dlo())
def dlo(place, client):
    """Dynamic large object over the container."""
    client.get(place.open + '/dlo')


@ways.reads(lambda place: place.dlo())
def dlo_head(place, client):
    """HEAD of a dynamic large object, which adds up the parts."""
    client.head(place.open + '/dlo')


@ways.reads(lambda place: place.dlo())
def dlo_range(place, client):
    """Range of a dynamic large object."""
    client.get(place.open + '/dlo', {'Range': 'bytes=0-40'})


@ways.reads()
def dlo_planted(place, client):
    """Dynamic large object that the client makes himself."""
    client.put(place.open + '/planted', headers={
        'X-Object-Manifest': place.secret[1:] + '/o'})
    client.get(place.open + '/planted')


@ways.reads()
def dlo_planted_percent_encoded(place, client):
    """The same with a percent-encoded X-Object-Manifest."""
    client.put(place.open + '/planted', headers={
        'X-Object-Manifest': place.secret[1:].replace('s', '%73') + '/%6f'})
    client.get(place.open + '/planted')


@ways.reads()
def dlo_posted(place, client):
    """An object turned into a dynamic large object by POST."""
    client.put(place.open + '/planted')
    client.post(place.open + '/planted', {
        'X-Object-Manifest': place.secret[1:] + '/o'})
    client.get(place.open + '/planted')


@ways.reads(lambda place: place.dlo())
def dlo_copied(place, client):
    """COPY of a dynamic large object, which copies the bytes."""
    client.copy(place.open + '/dlo', place.open + '/copied')


@ways.reads(lambda place: (place.link(name='part/1'), place.plain.put(
    place.open + '/dlo', headers={
        'X-Object-Manifest': place.open[1:] + '/part'})),
    closed_by_swift=True)
def dlo_of_symlinks(place, client):
    """Dynamic large object whose parts are symlinks into the container."""
    client.get(place.open + '/dlo')


@ways.reads(_slo)
def slo(place, client):
    """Static large object with a part in the container."""
    client.get(place.open + '/slo')


@ways.reads(_slo_later)
def slo_second_part(place, client):
    """The same as the second part: the answer has begun."""
    client.get(place.open + '/slo')


@ways.reads(_slo_later)
def slo_range_in_the_second_part(place, client):
    """Range that lies in the second part."""
    client.get(place.open + '/slo', {'Range': 'bytes=20-60'})


@ways.reads(_slo_later)
def slo_several_ranges(place, client):
    """Several ranges in both parts."""
    client.get(place.open + '/slo', {'Range': 'bytes=0-3,20-60'})


@ways.reads(_slo_later)
def slo_part_number(place, client):
    """The second part by part-number."""
    client.get(place.open + '/slo', query='part-number=2')


@ways.reads(lambda place: place.slo(_slo_later(place),
                                    at=place.open + '/outer'))
def slo_in_slo(place, client):
    """Static large object in a static large object."""
    client.get(place.open + '/outer')


@ways.reads(lambda place: place.slo(place.link()))
def slo_of_a_symlink(place, client):
    """Static large object whose part is a symlink into the container."""
    client.get(place.open + '/slo')


@ways.reads(lambda place: _manifest(place, place.plain, [
    {'path': place.secret + '/o', 'range': '0-40'}]))
def slo_part_of_a_part(place, client):
    """Static large object of a range of an object in the container."""
    client.get(place.open + '/planted')


@ways.reads(lambda place: place.link(_slo(place)))
def slo_through_a_symlink(place, client):
    """Symlink to a static large object."""
    client.get(place.open + '/link')


@ways.reads(_slo_later)
def slo_copied(place, client):
    """COPY of a static large object, which copies the bytes."""
    client.copy(place.open + '/slo', place.open + '/copied')


@ways.reads(_slo_later)
def slo_newest(place, client):
    """Static large object with X-Newest."""
    client.get(place.open + '/slo', {'X-Newest': 'true'})


@ways.reads(lambda place: place.slo(
    place.secret + '/o', at=place.secret + '/slo'))
def manifest_in_the_container(place, client):
    """multipart-manifest=get: names, sizes and MD5s of the parts."""
    client.get(place.secret + '/slo', query='multipart-manifest=get')


@ways.reads(lambda place: place.slo(
    place.secret + '/o', at=place.secret + '/slo'))
def raw_manifest_in_the_container(place, client):
    """The same with format=raw."""
    client.get(place.secret + '/slo',
               query='multipart-manifest=get&format=raw')


@ways.reads(lambda place: place.slo(
    place.secret + '/o', at=place.secret + '/slo'))
def manifest_copied(place, client):
    """COPY with multipart-manifest=get of a manifest in the container."""
    client.copy(place.secret + '/slo', place.open + '/copied',
                query='multipart-manifest=get')


@ways.reads(lambda place: _manifest(
    place, place.plain, [
        {'data': base64.b64encode(marks.BYTES).decode()},
        {'path': _first(place)}],
    path=place.secret + '/inline'))
def data_in_the_manifest(place, client):
    """Static large object in the container whose bytes are in itself."""
    client.get(place.secret + '/inline')


@ways.reads()
def slo_planted(place, client):
    """PUT of a manifest: Swift looks up size and MD5 of the parts."""
    _manifest(place, client, [{'path': place.secret + '/o'}])
    client.get(place.open + '/planted', query='multipart-manifest=get')


@ways.reads()
def slo_planted_with_heartbeat(place, client):
    """The same with heartbeat=on, which answers 202 before it looks."""
    _manifest(place, client, [{'path': place.secret + '/o'}],
              _PUT + '&heartbeat=on')
    client.get(place.open + '/planted', query='multipart-manifest=get')


@ways.reads()
def slo_planted_with_a_range(place, client):
    """PUT of a manifest with a range of the part."""
    _manifest(place, client, [{'path': place.secret + '/o',
                               'range': '0-40'}])
    client.get(place.open + '/planted')


@ways.reads(_first)
def slo_planted_second_part(place, client):
    """PUT of a manifest with the container in the second part."""
    _manifest(place, client, [{'path': place.open + '/first'},
                              {'path': place.secret + '/o'}])
    client.get(place.open + '/planted')


@ways.reads()
def slo_planted_without_slash(place, client):
    """PUT of a manifest whose path has no slash in front."""
    _manifest(place, client, [{'path': place.secret[1:] + '/o'}])
    client.get(place.open + '/planted')


@ways.reads(closed_by_swift=True)
def slo_planted_percent_encoded(place, client):
    """PUT of a manifest with a percent-encoded path."""
    _manifest(place, client, [{'path': place.secret.replace('s', '%73')
                               + '/o'}])
    client.get(place.open + '/planted')


@ways.changes(_first)
def manifest_put(place, client):
    """PUT of a manifest into the container."""
    _manifest(place, client, [{'path': place.open + '/first'}],
              path=place.secret + '/new')


@ways.changes(_first)
def manifest_put_with_data(place, client):
    """PUT of a manifest with heartbeat into the container."""
    _manifest(place, client, [
        {'data': 'YQ=='}, {'path': place.open + '/first'}],
        _PUT + '&heartbeat=on', place.secret + '/new')


@ways.changes(_first)
def dlo_put(place, client):
    """PUT of a dynamic large object into the container."""
    client.put(place.secret + '/new', headers={
        'X-Object-Manifest': place.open[1:] + '/first'})


@ways.changes(_slo, once=True)
def slo_deleted_with_parts(place, client):
    """DELETE of a static large object with all its parts."""
    client.delete(place.open + '/slo', query=_DELETE)


@ways.changes(lambda place: place.slo(_slo(place), at=place.open + '/outer'),
              once=True)
def outer_slo_deleted_with_parts(place, client):
    """The same where the part is a part of a part."""
    client.delete(place.open + '/outer', query=_DELETE)


def _queued(place):
    place.queue = True
    _slo(place)


@ways.changes(_queued)
def slo_deleted_later(place, client):
    """DELETE with async=on: parts are queued for a daemon of Swift."""
    client.delete(place.open + '/slo', query=_DELETE + '&async=on')


@ways.changes(lambda place: place.slo(
    place.secret + '/o', at=place.secret + '/slo'))
def slo_deleted_in_the_container(place, client):
    """DELETE of a manifest that is in the container, parts and all."""
    client.delete(place.secret + '/slo', query=_DELETE)
