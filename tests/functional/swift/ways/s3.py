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

"""The S3 API: buckets and keys."""

import base64
import hashlib

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import place as place_module
from tests.functional.swift.ways import registry

ways = registry.Group('S3', parts=True)

#: Below it the name of a bucket may stand in the Host.
DOMAIN = 's3.example.com'


def _names(place):
    place.write('dir/' + marks.NAME, b'')


def _read(name, what, path='/o', query='', headers=None, method='GET',
          signer='v4', prepare=None, closed_by_swift=False):
    def attempt(place, client):
        client.s3(method, place.secret + path, headers, query=query,
                  signer=signer)
    ways.add(registry.Kind.READS, name, what, attempt, prepare,
             closed_by_swift)


_read('get', 'GET, signature version 4.')
_read('get_v2', 'GET, signature version 2.', signer='v2')
_read('get_presigned', 'Presigned URL, version 4.', signer='v4-query')
_read('get_presigned_v2', 'Presigned URL, version 2.', signer='v2-query')
_read('head', 'HEAD of a key.', method='HEAD')
_read('head_presigned', 'HEAD with a presigned URL.', method='HEAD',
      signer='v4-query')
_read('get_range', 'Range of a key.', headers={'Range': 'bytes=0-40'})
_read('get_if_match', 'GET on a condition.',
      headers={'If-Match': '"%s"' % marks.MD5})
_read('get_null_version', 'GET of versionId=null.', query='versionId=null')
_read('get_response_headers', 'GET that asks for other headers.',
      query='response-content-type=text%2Fhtml')
_read('get_forwarded', 'GET with an admitted X-Forwarded-For.',
      headers={'X-Forwarded-For': '127.0.0.2'})
_read('list', 'Listing of a bucket.', '', prepare=_names)
_read('list_v2', 'Listing, version 2.', '', 'list-type=2', prepare=_names)
_read('list_owners', 'Listing, version 2, with owners.', '',
      'list-type=2&fetch-owner=true', prepare=_names)
_read('list_delimiter', 'Listing below a prefix.', '',
      'delimiter=%2F&prefix=dir%2F', prepare=_names)
_read('list_signature_v2', 'Listing, signature version 2.', '', signer='v2',
      prepare=_names)
_read('list_presigned', 'Listing by a presigned URL.', '',
      signer='v4-query', prepare=_names)
_read('list_versions', 'Listing of versions.', '', 'versions=',
      prepare=_names)


@ways.reads()
def virtual_host(place, client):
    """GET with the bucket in the Host."""
    client.s3('GET', '/o', {'Host': '%s.%s' % (place.secret[1:], DOMAIN)})


@ways.reads(_names)
def virtual_host_list(place, client):
    """Listing with the bucket in the Host."""
    client.s3('GET', '/', {'Host': '%s.%s' % (place.secret[1:], DOMAIN)})


@ways.reads(lambda place: setattr(place, 'ids', place.versions()))
def get_version(place, client):
    """GET of an older version."""
    client.s3('GET', place.secret + '/v',
              query='versionId=' + place.ids[1])


@ways.reads(lambda place: place.link())
def get_through_a_symlink(place, client):
    """GET of a symlink in an open bucket."""
    client.s3('GET', place.open + '/link')


@ways.reads(lambda place: place.slo(place.secret + '/o'))
def get_of_slo(place, client):
    """GET of a large object in an open bucket."""
    client.s3('GET', place.open + '/slo')


def _copy(name, what, source='{secret}/o', query='', **headers):
    def attempt(place, client):
        client.s3('PUT', place.open + '/copied', dict({
            'X-Amz-Copy-Source': source.format(
                secret=place.secret, bare=place.secret[1:],
                encoded=place.secret.replace('s', '%73'))},
            **{key.replace('_', '-'): value
               for key, value in headers.items()}), query=query)
    ways.add(registry.Kind.READS, name, what, attempt)


_copy('copy', 'Copy to an open bucket.')
_copy('copy_without_slash', 'Copy with no slash in front of the source.',
      '{bare}/o')
_copy('copy_percent_encoded', 'Copy of a percent-encoded source.',
      '{encoded}/%6f')
_copy('copy_replace', 'Copy with other metadata.',
      X_Amz_Metadata_Directive='REPLACE')
_copy('copy_null_version', 'Copy of versionId=null.',
      '{secret}/o?versionId=null')
_copy('copy_on_condition', 'Copy with a condition on the source.',
      X_Amz_Copy_Source_If_Match=marks.MD5)


def _copied_part(place, client, **headers):
    begun = client.s3('POST', place.open + '/big', query='uploads=')
    upload = place_module.between(begun.body, '<UploadId>')
    client.s3('PUT', place.open + '/big', dict(
        headers, **{'X-Amz-Copy-Source': place.secret + '/o'}),
        query='partNumber=1&uploadId=' + upload)
    client.get('%s+segments/big/%s/1' % (place.open, upload))


@ways.reads()
def part_copied(place, client):
    """Upload of a part by copy."""
    _copied_part(place, client)


@ways.reads()
def part_copied_of_a_range(place, client):
    """Upload of a part by copy of a range."""
    _copied_part(place, client, **{
        'X-Amz-Copy-Source-Range': 'bytes=0-40'})


def _begun(place):
    place.begun = place.upload(marks.NAME)


def _completed(place):
    place.begun = place.completed_upload()


_read('uploads', 'Listing of uploads that are under way.', '', 'uploads=',
      prepare=_begun)
_read('get_of_parts', 'GET of what was uploaded in parts.', '/big',
      prepare=_completed)
_read('get_part_number', 'GET of one part by its number.', '/big',
      'partNumber=1', prepare=_completed)
_read('head_part_number', 'HEAD of one part by its number.', '/big',
      'partNumber=1', method='HEAD', prepare=_completed)


@ways.reads(lambda place: setattr(place, 'begun', place.upload()))
def parts(place, client):
    """Listing of the parts of an upload: sizes and MD5s."""
    client.s3('GET', place.secret + '/big', query='uploadId=' + place.begun)


@ways.reads(lambda place: setattr(place, 'begun', place.upload()))
def part_in_swift(place, client):
    """GET of a part by its name in Swift."""
    client.get('%s+segments/big/%s/1' % (place.secret, place.begun))


@ways.reads(_begun)
def parts_in_swift(place, client):
    """Listing of the container in which Swift keeps the parts."""
    client.get(place.secret + '+segments')


@ways.reads(_begun)
def parts_in_swift_head(place, client):
    """HEAD of the container in which Swift keeps the parts."""
    client.head(place.secret + '+segments')


@ways.reads(lambda place: setattr(place, 'begun', place.upload()))
def part_in_swift_copied(place, client):
    """COPY of a part by its name in Swift."""
    client.copy('%s+segments/big/%s/1' % (place.secret, place.begun),
                place.open + '/copied')


@ways.reads(lambda place: place.upload())
def parts_in_a_dlo(place, client):
    """Dynamic large object over the parts."""
    client.put(place.open + '/planted', headers={
        'X-Object-Manifest': place.secret[1:] + '+segments/big'})
    client.get(place.open + '/planted')


@ways.reads(_completed)
def manifest_in_swift(place, client):
    """multipart-manifest=get of what was uploaded in parts."""
    client.get(place.secret + '/big', query='multipart-manifest=get')


def _change(name, what, method, path='/o', query='', headers=None,
            body=b'', prepare=None, signer='v4', closed_by_swift=False):
    def attempt(place, client):
        client.s3(method, place.secret + path, headers, body,
                  query.format(upload=getattr(place, 'begun', '')), signer)
    ways.add(registry.Kind.CHANGES, name, what, attempt, prepare,
             closed_by_swift)


def _under_way(place):
    place.begun = place.upload()


_VERSIONING = (b'<VersioningConfiguration><Status>Enabled</Status>'
               b'</VersioningConfiguration>')

_change('put', 'PUT over a key.', 'PUT', body=b'changed')
_change('put_v2', 'PUT, signature version 2.', 'PUT', body=b'changed',
        signer='v2')
_change('put_presigned', 'PUT by a presigned URL.', 'PUT', body=b'changed',
        signer='v4-query')
_change('put_presigned_v2', 'PUT by a presigned URL, version 2.', 'PUT',
        body=b'changed', signer='v2-query')
_change('put_new', 'PUT of a new key.', 'PUT', '/new', body=b'new')
_change('delete', 'DELETE of a key.', 'DELETE')
_change('delete_presigned', 'DELETE by a presigned URL.', 'DELETE',
        signer='v4-query')
_change('versioning', 'PUT of ?versioning.', 'PUT', '', 'versioning=',
        body=_VERSIONING)
_change('bucket_acl', 'PUT of ?acl that lets everybody read.', 'PUT', '',
        'acl=', {'X-Amz-Acl': 'public-read'})
_change('upload_begun', 'Begin of an upload in parts.', 'POST', '/new',
        'uploads=')
_change('part_uploaded', 'Upload of a part.', 'PUT', '/big',
        'partNumber=2&uploadId={upload}', body=b'part', prepare=_under_way)
_change('upload_completed', 'Completion of an upload.', 'POST', '/big',
        'uploadId={upload}', body=place_module.completion(marks.MD5),
        prepare=_under_way)
_change('upload_aborted', 'Abortion of an upload.', 'DELETE', '/big',
        'uploadId={upload}', prepare=_under_way)
_change('delete_of_parts', 'DELETE of what was uploaded in parts.', 'DELETE',
        '/big', prepare=_completed)
_change('form', 'POST of a form, which Swift does not know.', 'POST', '',
        closed_by_swift=True, body=b'--X--',
        headers={'Content-Type': 'multipart/form-data; boundary=X'})


def _several(place, client, entry):
    body = ('<Delete>%s</Delete>' % entry).encode()
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    client.s3('POST', place.secret, {'Content-MD5': digest}, body, 'delete=')


@ways.changes()
def delete_several(place, client):
    """DELETE in bulk."""
    _several(place, client, '<Object><Key>o</Key></Object>')


@ways.changes()
def delete_several_quietly(place, client):
    """DELETE of several keys in bulk, quietly."""
    _several(place, client, '<Quiet>true</Quiet>'
             '<Object><Key>none</Key></Object>'
             '<Object><Key>o</Key></Object>')


@ways.changes(lambda place: setattr(place, 'ids', place.versions()))
def delete_several_versions(place, client):
    """DELETE of several versions."""
    _several(place, client, ''.join(
        '<Object><Key>v</Key><VersionId>%s</VersionId></Object>' % version
        for version in place.ids))


@ways.changes(lambda place: setattr(place, 'ids', place.versions()))
def delete_version(place, client):
    """DELETE of a version."""
    client.s3('DELETE', place.secret + '/v',
              query='versionId=' + place.ids[1])


@ways.changes(lambda place: place.plain.put(place.open + '/x', b'changed'))
def copy_over(place, client):
    """Copy from an open bucket over a key."""
    client.s3('PUT', place.secret + '/o', {
        'X-Amz-Copy-Source': place.open + '/x'})


@ways.changes()
def copy_onto_itself(place, client):
    """Copy onto itself with other metadata."""
    client.s3('PUT', place.secret + '/o', {
        'X-Amz-Copy-Source': place.secret + '/o',
        'X-Amz-Metadata-Directive': 'REPLACE',
        'X-Amz-Meta-Colour': 'other'})


@ways.changes(lambda place: (_under_way(place), place.plain.put(
    place.open + '/x', b'changed')))
def part_copied_in(place, client):
    """Upload of a part by copy into the bucket."""
    client.s3('PUT', place.secret + '/big', {
        'X-Amz-Copy-Source': place.open + '/x'},
        query='partNumber=2&uploadId=' + place.begun)


@ways.changes(_under_way)
def part_put_in_swift(place, client):
    """PUT over a part by its name in Swift."""
    client.put('%s+segments/big/%s/1' % (place.secret, place.begun), b'bad')


@ways.changes(_under_way)
def parts_container_posted(place, client):
    """POST of an ACL to the container in which Swift keeps the parts."""
    client.post(place.secret + '+segments', {'X-Container-Read': '.r:*'})


@ways.changes(lambda place: place.twin)
def bucket_deleted(place, client):
    """DELETE of an empty bucket."""
    client.s3('DELETE', place.twin)


@ways.changes(lambda place: place.slo(place.secret + '/o'), once=True)
def slo_deleted(place, client):
    """DELETE of a large object in an open bucket, with its parts."""
    client.s3('DELETE', place.open + '/slo')


@ways.tells(lambda place: place.plain.post(
    place.twin, {'X-Versions-Enabled': 'true'}))
def versioning_status(place, client):
    """GET of ?versioning: whether it is enabled."""
    return [client.s3('GET', bucket, query='versioning=')
            for bucket in (place.secret, place.twin)]


def _exists(name, what, method, query='', headers=None):
    def attempt(place, client):
        return [client.s3(method, place.secret + path, headers, query=query)
                for path in ('/o', '/p')]
    ways.add(registry.Kind.TELLS, name, what, attempt)


_exists('exists', 'HEAD: whether there is such a key.', 'HEAD')
_exists('exists_acl', 'GET of ?acl: whether there is such a key.', 'GET',
        'acl=')
_exists('exists_presented', 'GET on a condition that fails.', 'GET', '',
        {'If-Match': '"x"'})


@ways.tells()
def copy_guess(place, client):
    """Copy on the condition of a guessed MD5."""
    return [client.s3('PUT', place.open + '/copied', {
        'X-Amz-Copy-Source': place.secret + '/o',
        'X-Amz-Copy-Source-If-Match': guess})
        for guess in (marks.MD5, 32 * '0')]
