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

"""The names in the container."""

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Listings')


def _names(place):
    place.write('dir/' + marks.NAME, b'')


def _listing(name, what, query='', headers=None, path=''):
    ways.add(registry.Kind.READS, name, what,
             lambda place, client: client.get(place.secret + path, headers,
                                              query), _names)


_listing('text', 'Listing as text.')
_listing('json', 'Listing as JSON.', 'format=json')
_listing('xml', 'Listing as XML.', 'format=xml')
_listing('accept_json', 'JSON asked for by Accept.', '',
         {'Accept': 'application/json'})
_listing('accept_xml', 'XML asked for by Accept.', '', {'Accept': 'text/xml'})
_listing('prefix', 'Names that begin with something.', 'prefix=dir/')
_listing('delimiter', 'Names up to a delimiter, below a prefix.',
         'delimiter=/&prefix=dir/')
_listing('path', 'Names in one pseudo-directory.', 'path=dir')
_listing('marker', 'Names after another.', 'marker=dia')
_listing('end_marker', 'Names before another.', 'end_marker=e')
_listing('reverse', 'Names in reverse order.', 'reverse=on&format=json')
_listing('limit', 'The first name only.', 'limit=1')
_listing('other_delimiter', 'A delimiter of several letters.',
         'delimiter=name&format=json')
_listing('newest', 'Listing with X-Newest.', 'format=json',
         {'X-Newest': 'true'})
_listing('states', 'Listing with states=listing, as shards are asked.',
         'states=listing&format=json')
_listing('slash', 'The container with a slash behind it.', path='/')


@ways.reads(_names)
def head_counts(place, client):
    """HEAD of a listing: how many objects and bytes."""
    client.head(place.secret, query='format=json')


@ways.reads(lambda place: (_names(place), place.set(
    Container_Read='.r:*,.rlistings')))
def by_anybody(place, client):
    """Listing without a token."""
    client.request('GET', client.account_path + place.secret, raw_path=True,
                   token=False)


@ways.reads(lambda place: (_names(place), place.set(
    Container_Read='test:tester3')))
def by_container_acl(place, client):
    """Listing by a user whom the read ACL names."""
    client.someone_else('test:tester3', 'testing3').get(place.secret)


@ways.reads(lambda place: (_names(place), place.set(
    Container_Read='.r:.friend.example,.rlistings')))
def by_referrer(place, client):
    """Listing with the Referer that the read ACL asks for."""
    client.request('GET', client.account_path + place.secret,
                   {'Referer': 'http://a.friend.example/'}, raw_path=True,
                   token=False)
