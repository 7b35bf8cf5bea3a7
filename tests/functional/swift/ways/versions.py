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

"""Older versions, as both kinds of Swift's versioning keep them."""

import json

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Versions')


def _versions(place):
    place.ids = place.versions()


def _version(place, number=1):
    return 'version-id=' + place.ids[number]


def _before(place):
    # The version from before versioning was enabled is called null.
    place.set(Versions_Enabled='true')


@ways.reads(_versions)
def version(place, client):
    """GET of an older version."""
    client.get(place.secret + '/v', query=_version(place))


@ways.reads(_versions)
def version_head(place, client):
    """HEAD of an older version."""
    client.head(place.secret + '/v', query=_version(place))


@ways.reads(_versions)
def version_range(place, client):
    """Range of an older version."""
    client.get(place.secret + '/v', {'Range': 'bytes=0-40'},
               query=_version(place))


@ways.reads(_versions)
def newest_version(place, client):
    """GET of the newest version by its id."""
    client.get(place.secret + '/v', query=_version(place, 0))


@ways.reads(_versions)
def current(place, client):
    """GET of a versioned object, which Swift reads somewhere else."""
    client.get(place.secret + '/v')


@ways.reads(_before)
def null_version(place, client):
    """GET of the version from before there were versions."""
    client.get(place.secret + '/o', query='version-id=null')


@ways.reads(lambda place: (_versions(place), place.plain.delete(
    place.secret + '/v')))
def version_of_a_deleted_object(place, client):
    """GET of a version of an object that is deleted."""
    client.get(place.secret + '/v', query=_version(place))


@ways.reads(lambda place: (_versions(place), place.write(marks.NAME, b'')))
def version_listing(place, client):
    """Listing of all versions."""
    client.get(place.secret, query='versions')


@ways.reads(_versions)
def version_listing_json(place, client):
    """Listing of all versions as JSON."""
    client.get(place.secret, query='versions&format=json')


@ways.reads(_versions)
def version_listing_head(place, client):
    """HEAD of the listing of all versions."""
    client.head(place.secret, query='versions')


@ways.reads(_versions)
def version_copied(place, client):
    """COPY of an older version."""
    client.copy(place.secret + '/v', place.open + '/copied',
                query=_version(place))


@ways.reads(_versions, closed_by_swift=True)
def put_from_a_version(place, client):
    """PUT with X-Copy-From an older version."""
    client.put(place.open + '/copied', headers={
        'X-Copy-From': '%s/v?%s' % (place.secret[1:], _version(place))})


@ways.reads(lambda place: (_versions(place), place.link(
    place.secret + '/v')))
def symlink_to_a_versioned_object(place, client):
    """Symlink to a versioned object."""
    client.get(place.open + '/link')


@ways.reads(lambda place: (_versions(place), place.slo(
    place.secret + '/v')))
def slo_of_a_versioned_object(place, client):
    """Static large object of a versioned object."""
    client.get(place.open + '/slo')


@ways.reads(_versions, closed_by_swift=True)
def hidden_container(place, client):
    """The hidden container of the versions by its name."""
    client.request('GET', '%s/%%00versions%%00%s' % (
        client.account_path, place.secret[1:]),
        {'X-Backend-Allow-Reserved-Names': 'true'}, raw_path=True)


@ways.reads(_versions, closed_by_swift=True)
def hidden_version(place, client):
    """A version by its hidden name."""
    client.request('GET', '%s/%%00versions%%00%s/%%00v%%00%s' % (
        client.account_path, place.secret[1:], place.ids[1]),
        {'X-Backend-Allow-Reserved-Names': 'true'}, raw_path=True)


@ways.reads(_versions, closed_by_swift=True)
def symlink_to_a_hidden_version(place, client):
    """Symlink to a version by its hidden name."""
    client.put(place.open + '/planted', headers={
        'X-Symlink-Target': '%%00versions%%00%s/%%00v%%00%s' % (
            place.secret[1:], place.ids[1])})
    client.get(place.open + '/planted')


@ways.reads(_versions, closed_by_swift=True)
def dlo_of_hidden_versions(place, client):
    """Dynamic large object over the hidden container."""
    client.put(place.open + '/planted', headers={
        'X-Object-Manifest': '%%00versions%%00%s/%%00v' % place.secret[1:]})
    client.get(place.open + '/planted')


def _versioned_parts(place):
    parts = place.secret + '+segments'
    place.plain.put(parts, headers={'X-Versions-Enabled': 'true'})
    place.plain.put(parts + '/v', marks.SECRET)
    place.plain.put(parts + '/v', b'newer')
    listing = json.loads(place.plain.get(
        parts, query='versions&format=json').body)
    place.ids = [entry['version_id'] for entry in listing]


@ways.reads(_versioned_parts)
def version_of_a_part(place, client):
    """An older version in the container of S3's parts."""
    client.get(place.secret + '+segments/v', query=_version(place))


@ways.changes(_versions)
def version_deleted(place, client):
    """DELETE of an older version."""
    client.delete(place.secret + '/v', query=_version(place))


@ways.changes(_versions)
def newest_version_deleted(place, client):
    """DELETE of the newest version by its id."""
    client.delete(place.secret + '/v', query=_version(place, 0))


@ways.changes(_versions)
def version_restored(place, client):
    """PUT with a version-id, which makes an older version current."""
    client.put(place.secret + '/v', query=_version(place))


@ways.changes(_versions)
def versioned_put(place, client):
    """PUT of one more version."""
    client.put(place.secret + '/v', b'changed')


@ways.changes(_versions)
def delete_marker(place, client):
    """DELETE, which leaves a marker and all versions."""
    client.delete(place.secret + '/v')


@ways.changes(_before)
def null_version_deleted(place, client):
    """DELETE of the version from before there were versions."""
    client.delete(place.secret + '/o', query='version-id=null')


@ways.changes()
def versioning_enabled(place, client):
    """POST that enables versioning."""
    client.post(place.secret, {'X-Versions-Enabled': 'true'})


@ways.changes(_versions)
def versioning_suspended(place, client):
    """POST that suspends versioning."""
    client.post(place.secret, {'X-Versions-Enabled': 'false'})


def _archived(mode, current, archive):
    def prepare(place):
        # A container of the fixture may be the archive or the archived.
        name = {'secret': place.secret, 'open': place.open}
        place.plain.post(name[current], {
            'X-%s-Location' % mode: name[archive][1:]})
        for body in (marks.SECRET, b'newer'):
            place.plain.put(name[current] + '/v', body)
    return prepare


@ways.reads(_archived('Versions', 'open', 'secret'), once=True)
def old_stack_restored(place, client):
    """X-Versions-Location: DELETE outside brings back what is archived."""
    client.delete(place.open + '/v')


@ways.reads(lambda place: (
    place.set(Versions_Location=place.open[1:]),
    place.write('v')), once=True)
def old_stack_pushed_out(place, client):
    """X-Versions-Location: PUT archives the secret outside."""
    client.put(place.secret + '/v', b'newer')


@ways.reads(lambda place: (
    place.set(History_Location=place.open[1:]),
    place.write('v')), once=True)
def old_history_pushed_out(place, client):
    """X-History-Location: DELETE archives the secret outside."""
    client.delete(place.secret + '/v')


@ways.reads(lambda place: place.open, once=True)
def old_stack_led_out(place, client):
    """POST of X-Versions-Location, so that the next PUT archives outside."""
    client.post(place.secret, {'X-Versions-Location': place.open[1:]})
    client.put(place.secret + '/o', b'newer')


@ways.changes(_archived('Versions', 'open', 'secret'))
def old_stack_put(place, client):
    """X-Versions-Location: PUT outside archives into the container."""
    client.put(place.open + '/v', b'newest')


@ways.changes(_archived('Versions', 'open', 'secret'))
def old_stack_delete(place, client):
    """X-Versions-Location: DELETE outside takes out of the archive."""
    client.delete(place.open + '/v')


@ways.changes(_archived('History', 'open', 'secret'))
def old_history_put(place, client):
    """X-History-Location: PUT outside archives into the container."""
    client.put(place.open + '/v', b'newest')


@ways.changes(_archived('History', 'open', 'secret'))
def old_history_delete(place, client):
    """X-History-Location: DELETE outside archives into the container."""
    client.delete(place.open + '/v')


@ways.changes(lambda place: place.plain.put(place.open + '/v', b'older'))
def old_stack_led_in(place, client):
    """POST of X-Versions-Location outside, so that a PUT archives inside."""
    client.post(place.open, {'X-Versions-Location': place.secret[1:]})
    client.put(place.open + '/v', b'newer')
