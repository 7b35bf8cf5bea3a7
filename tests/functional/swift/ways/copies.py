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

"""Copies made by the proxy: out of the container, and into it."""

from tests.functional.swift.ways import registry

ways = registry.Group('Copies')


def _source(place):
    done = place.plain.put(place.open + '/source', b'changed')
    assert done.status == 201


def _put_from(name, what, headers, query='', closed_by_swift=False):
    def attempt(place, client):
        words = {'container': place.secret[1:], 'account': place.account,
                 'encoded': place.secret[1:].replace('s', '%73')}
        client.put(place.open + '/copied', headers={
            header: value.format(**words)
            for header, value in headers.items()}, query=query)
    ways.add(registry.Kind.READS, name, what, attempt,
             closed_by_swift=closed_by_swift)


@ways.reads()
def copy_out(place, client):
    """COPY to an open container."""
    client.copy(place.secret + '/o', place.open + '/copied')


@ways.reads()
def copy_out_without_slash(place, client):
    """COPY with a Destination that has no slash in front."""
    client.request('COPY', place.secret + '/o', {
        'Destination': place.open[1:] + '/copied'})


@ways.reads()
def copy_out_percent_encoded(place, client):
    """COPY with a percent-encoded Destination."""
    client.request('COPY', place.secret + '/o', {
        'Destination': place.open.replace('o', '%6f') + '/%63opied'})


@ways.reads()
def copy_out_naming_the_account(place, client):
    """COPY with the account's own name as Destination-Account."""
    client.copy(place.secret + '/o', place.open + '/copied', {
        'Destination-Account': place.account})


@ways.reads()
def copy_out_with_fresh_metadata(place, client):
    """COPY that leaves the metadata behind."""
    client.copy(place.secret + '/o', place.open + '/copied', {
        'X-Fresh-Metadata': 'true'})


@ways.reads()
def copy_out_as_manifest(place, client):
    """COPY with multipart-manifest=get."""
    client.copy(place.secret + '/o', place.open + '/copied',
                query='multipart-manifest=get')


@ways.reads()
def copy_out_as_symlink(place, client):
    """COPY with symlink=get."""
    client.copy(place.secret + '/o', place.open + '/copied',
                query='symlink=get')


@ways.reads()
def copy_out_on_condition(place, client):
    """COPY with If-Match."""
    client.copy(place.secret + '/o', place.open + '/copied', {
        'If-Match': '*'})


_put_from('put_from', 'PUT with X-Copy-From.',
          {'X-Copy-From': '{container}/o'})
_put_from('put_from_with_slash', 'X-Copy-From with a slash in front.',
          {'X-Copy-From': '/{container}/o'})
_put_from('put_from_percent_encoded', 'X-Copy-From, percent-encoded.',
          {'X-Copy-From': '{encoded}/%6f'})
_put_from('put_from_naming_the_account',
          'X-Copy-From with the account as X-Copy-From-Account.',
          {'X-Copy-From': '{container}/o', 'X-Copy-From-Account': '{account}'})
_put_from('put_from_encoded_account',
          'X-Copy-From-Account, percent-encoded.',
          {'X-Copy-From': '{container}/o',
           'X-Copy-From-Account': 'AUTH%5Ftest'})
_put_from('put_from_range', 'X-Copy-From with a Range.',
          {'X-Copy-From': '{container}/o', 'Range': 'bytes=0-40'})
_put_from('put_from_newest', 'X-Copy-From with X-Newest.',
          {'X-Copy-From': '{container}/o', 'X-Newest': 'true'})
_put_from('put_from_fresh', 'X-Copy-From with X-Fresh-Metadata.',
          {'X-Copy-From': '{container}/o', 'X-Fresh-Metadata': 'true'})
_put_from('put_from_as_manifest', 'X-Copy-From with multipart-manifest=get.',
          {'X-Copy-From': '{container}/o'}, 'multipart-manifest=get')
_put_from('put_from_forwarded',
          'With an admitted X-Forwarded-For, which copies hand on.',
          {'X-Copy-From': '{container}/o', 'X-Forwarded-For': '127.0.0.2'})
_put_from('put_from_encoded_slash', 'X-Copy-From with %2F in front.',
          {'X-Copy-From': '%2F{container}/o'})
_put_from('put_from_two_slashes', 'X-Copy-From with two slashes in front.',
          {'X-Copy-From': '//{container}/o'}, closed_by_swift=True)
_put_from('put_from_slash_within', 'X-Copy-From with two slashes within.',
          {'X-Copy-From': '{container}//o'}, closed_by_swift=True)
_put_from('put_from_whole_path', 'X-Copy-From with version and account.',
          {'X-Copy-From': '/v1/{account}/{container}/o'},
          closed_by_swift=True)
_put_from('put_from_null', 'X-Copy-From with a NUL behind.',
          {'X-Copy-From': '{container}/o%00'}, closed_by_swift=True)


def _reseller(client):
    return client.someone_else('admin:admin', 'admin')


def _other_account(place, reseller):
    container = '/taken-' + place.tag
    reseller.put(container)
    return container


@ways.reads()
def put_from_across_accounts(place, client):
    """X-Copy-From-Account from another account, by a reseller admin."""
    reseller = _reseller(client)
    container = _other_account(place, reseller)
    reseller.put(container + '/copied', headers={
        'X-Copy-From': place.secret[1:] + '/o',
        'X-Copy-From-Account': place.account})
    reseller.get(container + '/copied')


@ways.reads()
def copy_across_accounts(place, client):
    """COPY with Destination-Account of another account."""
    reseller = _reseller(client)
    container = _other_account(place, reseller)
    reseller.request('COPY', client.account_path + place.secret + '/o', {
        'Destination': container + '/copied',
        'Destination-Account': reseller.account_path.split('/')[2]},
        raw_path=True)
    reseller.get(container + '/copied')


@ways.changes(_source)
def copy_over(place, client):
    """COPY over an object."""
    client.copy(place.open + '/source', place.secret + '/o')


@ways.changes(_source)
def copy_to_a_new_name(place, client):
    """COPY to a name that is not there."""
    client.copy(place.open + '/source', place.secret + '/new')


@ways.changes(_source)
def copy_over_percent_encoded(place, client):
    """COPY over an object with a percent-encoded Destination."""
    client.request('COPY', place.open + '/source', {
        'Destination': place.secret.replace('s', '%73') + '/%6f'})


@ways.changes(_source)
def copy_over_naming_the_account(place, client):
    """COPY over an object with the account's name as Destination-Account."""
    client.copy(place.open + '/source', place.secret + '/o', {
        'Destination-Account': place.account})


@ways.changes(_source)
def put_over_from(place, client):
    """PUT with X-Copy-From an open container."""
    client.put(place.secret + '/o', headers={
        'X-Copy-From': place.open[1:] + '/source'})


@ways.changes()
def copy_within(place, client):
    """COPY within the container."""
    client.copy(place.secret + '/o', place.secret + '/new')


@ways.changes()
def copy_onto_itself(place, client):
    """COPY onto itself with other metadata."""
    client.copy(place.secret + '/o', place.secret + '/o', {
        'X-Fresh-Metadata': 'true', 'X-Object-Meta-Colour': 'other'})


@ways.changes(once=True)
def copy_into_from_another_account(place, client):
    """COPY from another account with Destination-Account."""
    reseller = _reseller(client)
    container = _other_account(place, reseller)
    reseller.put(container + '/source', b'changed')
    reseller.copy(container + '/source', place.secret + '/o', {
        'Destination-Account': place.account})


@ways.changes(_source)
def post_from(place, client):
    """POST with X-Copy-From, which changes nothing but metadata."""
    client.post(place.secret + '/o', {
        'X-Copy-From': place.open[1:] + '/source',
        'X-Object-Meta-Colour': 'other'})


@ways.changes(_source, closed_by_swift=True)
def put_with_destination(place, client):
    """PUT with a Destination, which is for COPY only."""
    client.put(place.open + '/source', b'x', {
        'Destination': place.secret + '/o'})
