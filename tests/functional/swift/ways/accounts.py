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

"""The account, where a rule of the account closes it."""

import io
import tarfile

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Accounts', of_account=True)


def _named(place):
    assert place.plain.put('/' + marks.NAME).status == 201


def _described(place):
    place.plain.post('', {'X-Account-Meta-Note': marks.META})


@ways.reads(_named)
def listing(place, client):
    """Listing of the account: names of containers."""
    client.get('')


@ways.reads(_named)
def listing_json(place, client):
    """Listing of the account as JSON."""
    client.get('', query='format=json')


@ways.reads(_named)
def listing_slash(place, client):
    """Listing of the account with a slash behind it."""
    client.get('/')


@ways.reads(_named)
def listing_by_host(place, client):
    """Listing of the account with the account in the Host."""
    client.request('GET', '/', {'Host': '%s.example.com' %
                                place.account.replace('_', '-')},
                   raw_path=True)


@ways.reads(_named)
def listing_by_reseller_admin(place, client):
    """Listing of the account by a reseller admin."""
    client.someone_else('admin:admin', 'admin').request(
        'GET', client.account_path, raw_path=True)


@ways.reads(_described)
def head(place, client):
    """HEAD of the account: its metadata."""
    client.head('')


@ways.reads(_named)
def s3_list_buckets(place, client):
    """S3: listing of all buckets."""
    client.s3('GET', '/')


@ways.reads()
def object_get(place, client):
    """GET of an object in the account."""
    client.get(place.secret + '/o')


@ways.reads()
def container_listing(place, client):
    """Listing of a container in the account."""
    client.get(place.secret, query='format=json')


@ways.reads()
def s3_get(place, client):
    """S3: GET of a key in the account."""
    client.s3('GET', place.secret + '/o')


@ways.reads()
def tempurl(place, client):
    """Temporary URL of an object in the account."""
    client.request('GET', client.tempurl('GET', place.secret + '/o',
                                         place.key),
                   raw_path=True, token=False)


@ways.reads(lambda place: place.set(Container_Read='.r:*'))
def by_anybody(place, client):
    """GET without a token of an object in the account."""
    client.request('GET', client.account_path + place.secret + '/o',
                   raw_path=True, token=False)


def _reseller(place, client):
    """Somebody whose own account has no rules, and a container there."""
    reseller = client.someone_else('admin:admin', 'admin')
    container = '/across-' + place.tag
    reseller.put(container)
    return reseller, container


@ways.reads()
def copied_to_another_account(place, client):
    """X-Copy-From-Account: copy to an account without rules."""
    reseller, container = _reseller(place, client)
    reseller.put(container + '/copied', headers={
        'X-Copy-From': place.secret[1:] + '/o',
        'X-Copy-From-Account': place.account})
    reseller.get(container + '/copied')


@ways.reads()
def linked_from_another_account(place, client):
    """X-Symlink-Target-Account: symlink in an account without rules."""
    reseller, container = _reseller(place, client)
    reseller.put(container + '/link', headers={
        'X-Symlink-Target': place.secret[1:] + '/o',
        'X-Symlink-Target-Account': place.account})
    reseller.get(container + '/link')


@ways.changes(once=True)
def copied_from_another_account(place, client):
    """Destination-Account: copy from an account without rules."""
    reseller, container = _reseller(place, client)
    reseller.put(container + '/source', b'changed')
    reseller.copy(container + '/source', place.secret + '/o', {
        'Destination-Account': place.account})


@ways.changes()
def metadata(place, client):
    """POST of metadata of the account."""
    client.post('', {'X-Account-Meta-Note': 'other'})


@ways.changes()
def own_address(place, client):
    """POST of a rule of the account with the own address."""
    client.post('', {'X-Account-Meta-Allow-Me': '127.0.0.3'})


def _rule(place):
    # It has to let everybody in where nobody is to be refused.
    place.plain.post('', {'X-Account-Meta-Allow-Second': (
        '127.0.0.2' if place.restricted else '127.0.0.0/8')})


@ways.changes(_rule)
def rule_removed(place, client):
    """POST that removes a rule of the account."""
    client.post('', {'X-Remove-Account-Meta-Allow-Second': 'x'})


@ways.changes()
def tempurl_key(place, client):
    """POST of a key for temporary URLs."""
    client.post('', {'X-Account-Meta-Temp-URL-Key-2': 'mine'})


@ways.changes()
def container_put(place, client):
    """PUT of a new container in the account."""
    client.put('/new')


@ways.changes()
def bucket_put(place, client):
    """S3: PUT of a new bucket."""
    client.s3('PUT', '/new-bucket')


@ways.changes()
def extract(place, client):
    """Archive unpacked into a new container of the account."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode='w') as tar:
        tar.addfile(tarfile.TarInfo('new/x'), io.BytesIO())
    client.put('', packed.getvalue(), query='extract-archive=tar')


@ways.changes(lambda place: place.plain.put('/empty'))
def container_deleted(place, client):
    """DELETE of an empty container of the account."""
    client.delete('/empty')


@ways.changes(lambda place: place.plain.put('/empty'))
def bulk_deleted(place, client):
    """A container of the account, deleted in bulk."""
    client.post('', {'Content-Type': 'text/plain'}, b'/empty\n',
                'bulk-delete')


@ways.changes()
def object_put(place, client):
    """PUT over an object in the account."""
    client.put(place.secret + '/o', b'changed')
