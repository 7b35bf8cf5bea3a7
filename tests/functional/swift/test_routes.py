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

"""Every way to a restricted container that this version answers for.

What counts is the effect and not the status: whether the secret arrives, or
whether something is seen to have changed through a proxy without the filter.
Both clients have the same full credentials; only their addresses differ.
"""

import base64
import hashlib
import hmac
import io
import json
import tarfile
import threading
import time

import pytest

from tests.harness import swift_client

SECRET = b'the secret bytes'
KEY = 'a temporary URL key'


class Place:
    """A restricted container with a secret, and an open one beside it."""

    def __init__(self, new_container, plain):
        self.plain = plain
        self.secret = new_container('secret')
        self.open = new_container('open')
        done = plain.put(self.secret + '/o', SECRET,
                         {'X-Object-Meta-Colour': 'secret-colour'})
        assert done.status == 201
        assert plain.post('', {
            'X-Account-Meta-Temp-URL-Key': KEY}).status == 204

    def restrict(self):
        done = self.plain.post(self.secret, {
            'X-Container-Meta-Allow-Office': '127.0.0.2, 192.0.2.0/24'})
        assert done.status == 204

    def unchanged(self):
        return (self.plain.get(self.secret + '/o').body == SECRET
                and self.names() == ['o'])

    def names(self):
        listing = self.plain.get(self.secret).body.decode()
        return sorted(listing.split())


@pytest.fixture
def place(new_container, plain):
    return Place(new_container, plain)


READS = {}
WRITES = {}


def reads(prepare=None):
    """Register a way to read: gives all that the client got to see."""
    def register(attempt):
        READS[attempt.__name__] = (prepare, attempt)
        return attempt
    return register


def writes(attempt):
    """Register a way to write into the restricted container."""
    WRITES[attempt.__name__] = attempt
    return attempt


def seen(*answers):
    return b' '.join(answer.body + str(answer.headers).encode()
                     for answer in answers)


# Direct

@reads()
def object_get(place, client):
    return seen(client.get(place.secret + '/o'))


@reads()
def object_range(place, client):
    answer = client.get(place.secret + '/o', {'Range': 'bytes=0-'})
    return seen(answer)


@reads()
def object_newest(place, client):
    return seen(client.get(place.secret + '/o', {'X-Newest': 'true'}))


@reads()
def object_head(place, client):
    answer = client.head(place.secret + '/o')
    return b'the secret bytes' if answer.headers.get(
        'X-Object-Meta-Colour') else b''


@reads(lambda place: place.plain.put(place.secret + '/the secret bytes'))
def container_listing(place, client):
    return seen(client.get(place.secret))


@reads(lambda place: place.plain.put(place.secret + '/the secret bytes'))
def container_listing_json(place, client):
    return seen(client.get(place.secret, query='format=json'))


@reads(lambda place: place.plain.post(place.secret, {
    'X-Container-Meta-Note': 'the secret bytes'}))
def container_head(place, client):
    return seen(client.head(place.secret))


@reads()
def version_prefix_and_percent_encoding(place, client):
    account = client.account_path.split('/')[2]
    target = '/v1.0/%s%s/%%6f' % (account, place.secret)
    return seen(client.request('GET', target, raw_path=True))


@reads()
def spoofed_forwarded_for(place, client):
    # Nobody is a trusted proxy here, so this may not help anyone.
    return seen(client.get(place.secret + '/o', [
        ('X-Forwarded-For', '127.0.0.2'), ('X-Forwarded-For', '127.0.0.2'),
        ('X-Cluster-Client-Ip', '127.0.0.2'), ('X-Real-Ip', '127.0.0.2'),
        ('Forwarded', 'for=127.0.0.2')]))


@reads()
def domain_remap(place, client):
    host = '%s.%s.example.com' % (place.secret[1:], client.account_path
                                  .split('/')[2].replace('_', '-'))
    return seen(client.request('GET', '/o', {'Host': host}, raw_path=True))


@reads(lambda place: place.plain.post(
    place.secret, {'X-Container-Read': '.r:*'}))
def anonymous_by_acl(place, client):
    return seen(client.request(
        'GET', client.account_path + place.secret + '/o', raw_path=True,
        token=False))


# By reference

@reads(lambda place: place.plain.put(place.open + '/dlo', headers={
    'X-Object-Manifest': place.secret[1:] + '/o'}))
def dlo(place, client):
    return seen(client.get(place.open + '/dlo'))


def _slo(place, *parts):
    manifest = json.dumps([{'path': part} for part in parts]).encode()
    done = place.plain.put(place.open + '/slo', manifest,
                           query='multipart-manifest=put')
    assert done.status == 201, done.body


@reads(lambda place: _slo(place, place.secret + '/o'))
def slo(place, client):
    return seen(client.get(place.open + '/slo'))


@reads(lambda place: (place.plain.put(place.open + '/first', b'first'),
                      _slo(place, place.open + '/first',
                           place.secret + '/o')))
def slo_second_segment(place, client):
    try:
        return seen(client.get(place.open + '/slo'))
    except OSError:
        return b''  # the proxy cuts the connection within the body


@reads(lambda place: place.plain.put(place.open + '/link', headers={
    'X-Symlink-Target': place.secret[1:] + '/o'}))
def symlink(place, client):
    return seen(client.get(place.open + '/link'))


@reads(lambda place: (
    place.plain.put(place.open + '/link2', headers={
        'X-Symlink-Target': place.secret[1:] + '/o'}),
    place.plain.put(place.open + '/link', headers={
        'X-Symlink-Target': place.open[1:] + '/link2'})))
def symlink_to_a_symlink(place, client):
    return seen(client.get(place.open + '/link'))


@reads()
def copy_from(place, client):
    client.copy(place.secret + '/o', place.open + '/copied')
    return seen(place.plain.get(place.open + '/copied'))


@reads()
def put_with_copy_from(place, client):
    client.put(place.open + '/copied', headers={
        'X-Copy-From': place.secret[1:].replace('s', '%73') + '/o'})
    return seen(place.plain.get(place.open + '/copied'))


@reads()
def copy_from_across_accounts(place, client):
    account = client.account_path.split('/')[2]
    client.put(place.open + '/copied', headers={
        'X-Copy-From': place.secret[1:] + '/o',
        'X-Copy-From-Account': account})
    return seen(place.plain.get(place.open + '/copied'))


# Versions

def _versioned(place):
    assert place.plain.post(place.secret, {
        'X-Versions-Enabled': 'true'}).status == 204
    place.plain.put(place.secret + '/v', SECRET)
    place.plain.put(place.secret + '/v', b'newer')


@reads(_versioned)
def version_id(place, client):
    listing = json.loads(place.plain.get(
        place.secret, query='versions&format=json').body)
    old = [entry['version_id'] for entry in listing
           if entry['name'] == 'v' and not entry['is_latest']]
    return seen(client.get(place.secret + '/v',
                           query='version-id=' + old[0]))


def _versioned_parts(place):
    kept = place.secret + '+segments'
    assert place.plain.put(kept, headers={
        'X-Versions-Enabled': 'true'}).status == 201
    place.plain.put(kept + '/v', SECRET)
    place.plain.put(kept + '/v', b'newer')


@reads(_versioned_parts)
def version_of_a_part(place, client):
    kept = place.secret + '+segments'
    listing = json.loads(place.plain.get(
        kept, query='versions&format=json').body)
    old = [entry['version_id'] for entry in listing
           if not entry['is_latest']]
    return seen(client.get(kept + '/v', query='version-id=' + old[0]))


@reads(_versioned)
def versioned_current(place, client):
    place.plain.put(place.secret + '/v', SECRET)
    return seen(client.get(place.secret + '/v'))


@reads(lambda place: (_versioned(place),
                      place.plain.put(place.secret + '/the secret bytes')))
def version_listing(place, client):
    return seen(client.get(place.secret, query='versions'))


@reads(lambda place: (
    place.plain.post(place.open, {
        'X-Versions-Location': place.secret[1:]}),
    place.plain.put(place.open + '/v', SECRET),
    place.plain.put(place.open + '/v', b'newer')))
def legacy_version_restored(place, client):
    # Deleting brings the archived version back, out of the restricted
    # container.
    client.delete(place.open + '/v')
    return seen(place.plain.get(place.open + '/v'))


# Signed

@reads()
def tempurl(place, client):
    target = client.tempurl('GET', place.secret + '/o', KEY)
    return seen(client.request('GET', target, raw_path=True, token=False))


@reads(lambda place: _slo(place, place.secret + '/o'))
def tempurl_of_slo(place, client):
    target = client.tempurl('GET', place.open + '/slo', KEY)
    return seen(client.request('GET', target, raw_path=True, token=False))


# S3

@reads()
def s3_get(place, client):
    return seen(client.s3('GET', place.secret + '/o'))


@reads()
def s3_get_v2(place, client):
    return seen(client.s3('GET', place.secret + '/o', signer='v2'))


@reads()
def s3_presigned(place, client):
    return seen(client.s3('GET', place.secret + '/o', signer='v4-query'))


@reads(lambda place: place.plain.put(place.secret + '/the-secret-bytes'))
def s3_listing(place, client):
    answer = client.s3('GET', place.secret)
    return answer.body.replace(b'the-secret-bytes', SECRET)


@reads()
def s3_copy(place, client):
    client.s3('PUT', place.open + '/copied', {
        'X-Amz-Copy-Source': place.secret + '/o'})
    return seen(place.plain.get(place.open + '/copied'))


@reads()
def s3_upload_part_copy(place, client):
    begun = client.s3('POST', place.open + '/big', query='uploads=')
    upload = begun.body.split(b'<UploadId>')[1].split(b'<')[0].decode()
    client.s3('PUT', place.open + '/big', {
        'X-Amz-Copy-Source': place.secret + '/o'},
        query='partNumber=1&uploadId=' + upload)
    return seen(place.plain.get('%s+segments/big/%s/1' % (
        place.open, upload)))


def _multipart(place):
    begun = place.plain.s3('POST', place.secret + '/big', query='uploads=')
    upload = begun.body.split(b'<UploadId>')[1].split(b'<')[0].decode()
    part = place.plain.s3('PUT', place.secret + '/big', body=SECRET,
                          query='partNumber=1&uploadId=' + upload)
    assert part.status == 200, part.body
    place.upload = upload


@reads(_multipart)
def s3_part_by_its_swift_name(place, client):
    return seen(client.get('%s+segments/big/%s/1' % (
        place.secret, place.upload)))


# Static web

@reads(lambda place: place.plain.post(place.secret, {
    'X-Container-Read': '.r:*,.rlistings', 'X-Container-Meta-Web-Index': 'o',
    'X-Container-Meta-Web-Listings': 'true'}))
def staticweb_index(place, client):
    return seen(client.request(
        'GET', client.account_path + place.secret + '/', raw_path=True,
        token=False))


@reads(lambda place: (
    place.plain.put(place.secret + '/the secret bytes'),
    place.plain.post(place.secret, {
        'X-Container-Read': '.r:*,.rlistings',
        'X-Container-Meta-Web-Listings': 'true'})))
def staticweb_listing(place, client):
    return seen(client.request(
        'GET', client.account_path + place.secret + '/', raw_path=True,
        token=False))


# Writing

@writes
def object_put(place, client):
    client.put(place.secret + '/o', b'changed')


@writes
def object_delete(place, client):
    client.delete(place.secret + '/o')


@writes
def new_object(place, client):
    client.put(place.secret + '/new', b'new')


@writes
def copy_into(place, client):
    place.plain.put(place.open + '/source', b'changed')
    client.copy(place.open + '/source', place.secret + '/o')


@writes
def bulk_delete(place, client):
    client.post('', {'Content-Type': 'text/plain'},
                (place.secret + '/o\n').encode(), query='bulk-delete')


@writes
def bulk_delete_posted_to_another_container(place, client):
    client.post(place.open, {'Content-Type': 'text/plain'},
                (place.secret + '/o\n').encode(), query='bulk-delete')


@writes
def extract_archive(place, client):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode='w') as tar:
        member = tarfile.TarInfo(place.secret[1:] + '/extracted')
        member.size = 1
        tar.addfile(member, io.BytesIO(b'x'))
    client.put('', archive.getvalue(), query='extract-archive=tar')


@writes
def tempurl_put(place, client):
    target = client.tempurl('PUT', place.secret + '/o', KEY)
    client.request('PUT', target, body=b'changed', raw_path=True,
                   token=False)


@writes
def form_post(place, client):
    path = client.account_path + place.secret + '/'
    expires = int(time.time() + 300)
    signature = hmac.new(KEY.encode(), (
        '%s\n\n1000\n1\n%d' % (path, expires)).encode(),
        hashlib.sha256).hexdigest()
    fields = [('redirect', ''), ('max_file_size', '1000'),
              ('max_file_count', '1'), ('expires', str(expires)),
              ('signature', signature)]
    body = ''.join('--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
                   '%s\r\n' % field for field in fields)
    body += ('--X\r\nContent-Disposition: form-data; name="file"; '
             'filename="formed"\r\n\r\ny\r\n--X--\r\n')
    client.request('POST', path, {
        'Content-Type': 'multipart/form-data; boundary=X'}, body.encode(),
        raw_path=True, token=False)


@writes
def s3_put(place, client):
    client.s3('PUT', place.secret + '/o', body=b'changed')


@writes
def s3_delete(place, client):
    client.s3('DELETE', place.secret + '/o')


@writes
def s3_delete_many(place, client):
    body = b'<Delete><Object><Key>o</Key></Object></Delete>'
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    client.s3('POST', place.secret, {'Content-MD5': digest}, body,
              query='delete=')


@writes
def slo_delete_with_segments(place, client):
    _slo(place, place.secret + '/o')
    client.delete(place.open + '/slo', query='multipart-manifest=delete')


@writes
def legacy_versions_into(place, client):
    place.plain.post(place.open, {'X-Versions-Location': place.secret[1:]})
    place.plain.put(place.open + '/v', b'older')
    client.put(place.open + '/v', b'newer')


@pytest.mark.parametrize('name', sorted(READS))
def test_read(name, place, admitted, refused):
    prepare, attempt = READS[name]
    if prepare is not None:
        prepare(place)
    place.restrict()
    assert SECRET not in attempt(place, refused)
    assert SECRET in attempt(place, admitted)


@pytest.mark.parametrize('name', sorted(WRITES))
def test_write(name, place, admitted, refused):
    place.restrict()
    WRITES[name](place, refused)
    assert place.unchanged()
    WRITES[name](place, admitted)
    assert not place.unchanged()


def test_asynchronous_delete(cluster, place, admitted, refused):
    """No segment is queued for the expirer, whom nobody could refuse."""
    _slo(place, place.secret + '/o')
    place.restrict()
    target = '%s%s/o' % (admitted.account_path[len('/v1/'):], place.secret)

    def queued():
        return any(target.encode() in path.read_bytes() for path in
                   cluster.workdir.glob('srv/*/containers/**/*.db'))

    query = 'multipart-manifest=delete&async=on'
    assert refused.delete(place.open + '/slo', query=query).status >= 400
    assert not queued()
    assert place.plain.get(place.open + '/slo').body == SECRET
    assert admitted.delete(place.open + '/slo', query=query).status == 204
    assert queued()


def test_a_change_holds_under_readers(cluster, place, admitted, refused):
    """Swift forgets too early; readers would bring the old rules back.

    For up to a minute, as Swift has it; for a second or so with the filter.
    """
    def comes_to(status):
        deadline = time.monotonic() + 15
        while refused.get(place.secret + '/o').status != status:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    done = threading.Event()

    def read():
        client = swift_client.Client(cluster.filtered, refused.source)
        while not done.is_set():
            client.get(place.secret + '/o')

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(10):
            assert admitted.post(place.secret, {
                'X-Container-Meta-Allow-Office': '127.0.0.2'}).status == 204
            comes_to(403)
            assert admitted.post(place.secret, {
                'X-Remove-Container-Meta-Allow-Office': 'x'}).status == 204
            comes_to(200)
    finally:
        done.set()
        for reader in readers:
            reader.join()


def test_a_refused_client_cannot_change_the_rules(place, refused, plain):
    place.restrict()
    for headers in (
            {'X-Container-Meta-Allow-Me': '127.0.0.3'},
            {'X-Remove-Container-Meta-Allow-Office': 'x'},
            {'X-Container-Meta-Allow-Office': ''}):
        assert refused.post(place.secret, headers).status == 403
        assert refused.put(place.secret, headers=headers).status == 403
    assert refused.delete(place.secret).status == 403
    headers = plain.head(place.secret).headers
    assert headers['X-Container-Meta-Allow-Office'].startswith('127.0.0.2')
    assert headers['X-Container-Meta-Allow-Me'] is None


def test_the_rule_is_removed(place, admitted, refused):
    place.restrict()
    assert refused.get(place.secret + '/o').status == 403
    assert admitted.post(place.secret, {
        'X-Remove-Container-Meta-Allow-Office': 'x'}).status == 204
    assert refused.get(place.secret + '/o').body == SECRET
