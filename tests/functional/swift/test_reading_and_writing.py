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

"""What counts as reading and what as writing, as the manual lists it."""

import json
import re

import pytest

from tests.functional.swift import conftest
from tests.harness import swift_client

ME = conftest.ADMITTED
EVERYONE = '127.0.0.0/8'
CONTAINER = 'X-Container-Meta-'
LINK = {'Content-Type': 'application/symlink'}


@pytest.fixture
def containers(plain, new_container):
    """One that the refused client may only write, one only read, one open."""
    made = []
    for name, read, write in (('writable', ME, EVERYONE),
                              ('readable', EVERYONE, ME),
                              ('neutral', EVERYONE, EVERYONE)):
        path = new_container(name)
        assert plain.put(path + '/o', b'old').status == 201
        assert plain.post(path, {CONTAINER + 'Allow-Read-A': read,
                                 CONTAINER + 'Allow-Write-A': write,
                                 }).status == 204
        made.append(path)
    return made


@pytest.mark.parametrize(('method', 'path', 'writable', 'readable'), [
    ('GET', '/o', 403, 200), ('HEAD', '/o', 403, 200),
    ('GET', '', 403, 200), ('HEAD', '', 403, 204),
    ('PUT', '/o', 201, 403), ('POST', '/o', 202, 403),
    ('DELETE', '/o', 204, 403), ('POST', '', 204, 403),
    ('PUT', '', 202, 403),
])
def test_plain(refused, containers, method, path, writable, readable):
    for container, status in zip(containers[:2], (writable, readable),
                                 strict=True):
        assert refused.request(method, container + path).status == status


def test_pre_flight(plain, refused, containers):
    writable, readable, _neutral = containers
    closed = {CONTAINER + 'Access-Control-Allow-Origin': '*'}
    asking = {'Origin': 'http://example.com',
              'Access-Control-Request-Method': 'GET'}
    for container in writable, readable:
        plain.post(container, closed)
        assert refused.request('OPTIONS', container + '/o', asking
                               ).status == 200
    plain.post(writable, {CONTAINER + 'Allow-Write-A': ME})
    there, missing = (
        refused.request('OPTIONS', path + '/o', asking, token=False)
        for path in (writable, '/no-such-container'))
    assert there.status == missing.status == 401
    assert there.body == missing.body


def test_copy(refused, containers):
    writable, readable, neutral = containers
    for source, destination, status in (
            (writable, neutral, 403), (readable, neutral, 201),
            (neutral, writable, 201), (neutral, readable, 403)):
        assert refused.copy(source + '/o', destination + '/c'
                            ).status == status
        answer = refused.s3('PUT', destination + '/s3', {
            'x-amz-copy-source': source + '/o'})
        assert (answer.status == 200) == (status == 201)


def test_large_objects(plain, refused, containers):
    writable, readable, neutral = containers
    for segment, status in (writable, 400), (readable, 201):
        manifest = json.dumps([{'path': segment + '/o'}]).encode()
        assert refused.put(neutral + '/slo', manifest,
                           query='multipart-manifest=put').status == status
        assert plain.put(neutral + '/slo', manifest,
                         query='multipart-manifest=put').status == 201
        assert (refused.get(neutral + '/slo').status == 200) == (
            status == 201)
        plain.put(neutral + '/dlo', headers={
            'X-Object-Manifest': segment[1:] + '/o'})
        assert (refused.get(neutral + '/dlo').status == 200) == (
            status == 201)
    manifest = json.dumps([{'path': writable + '/o'}]).encode()
    plain.put(writable + '/slo', manifest, query='multipart-manifest=put')
    refused.delete(writable + '/slo', query='multipart-manifest=delete')
    assert plain.head(writable + '/o').status == 200
    assert refused.delete(writable + '/slo').status == 204


def test_symlinks(plain, refused, containers):
    writable, readable, neutral = containers
    etag = plain.head(writable + '/o').headers['ETag']
    for target, status in (writable, 403), (readable, 201):
        link = LINK | {'X-Symlink-Target': target[1:] + '/o'}
        assert refused.put(neutral + '/link', headers=link).status == 201
        assert refused.get(neutral + '/link').status == (
            403 if status == 403 else 200)
        assert refused.put(neutral + '/static', headers=link | {
            'X-Symlink-Target-Etag': etag}).status == status


def test_bulk(plain, refused, containers):
    writable, readable, _neutral = containers
    answer = refused.post('', {'Content-Type': 'text/plain'}, (
        '%s/o\n%s/o\n' % (writable, readable)).encode(), query='bulk-delete')
    assert answer.status == 200
    assert plain.head(writable + '/o').status == 404
    assert plain.head(readable + '/o').status == 200


def test_object_versioning_needs_writing(plain, refused, containers):
    writable = containers[0]
    plain.post(writable, {'X-Versions-Enabled': 'true'})
    assert refused.put(writable + '/o', b'new').status == 201
    assert refused.delete(writable + '/o').status == 204
    listed = json.loads(plain.get(
        writable, query='versions&format=json').body)
    version = 'version-id=' + listed[-1]['version_id']
    answer = refused.put(writable + '/o', query=version)
    assert answer.status == 403
    assert answer.headers['ETag'] is None
    assert refused.get(writable + '/o', query=version).status == 403
    assert refused.get(writable, query='versions').status == 403
    assert refused.delete(writable + '/o', query=version).status == 204


@pytest.mark.parametrize(('header', 'deleting'), [
    ('X-Versions-Location', 204), ('X-History-Location', 412)])
def test_legacy_versioning_needs_reading(plain, refused, containers, header,
                                         deleting):
    writable, _readable, neutral = containers
    plain.post(writable, {header: neutral[1:]})
    answer = refused.put(writable + '/o', b'new')
    assert answer.status == 412
    assert 'to read' in answer.headers['X-IP-Whitelist-Reason']
    assert refused.delete(writable + '/o').status == deleting


class TestS3:
    """Requests of S3 clients."""

    def test_objects(self, refused, containers):
        writable, readable, _neutral = containers
        assert refused.s3('PUT', writable + '/n', body=b'1').status == 200
        assert refused.s3('PUT', readable + '/n', body=b'1').status == 403
        assert refused.s3('GET', writable + '/n').status == 403
        assert refused.s3('GET', readable + '/o').status == 200
        assert refused.s3('GET', writable).status == 403
        assert refused.s3('DELETE', writable + '/n').status == 204

    def test_multipart_uploads(self, plain, refused, containers):
        path = containers[0] + '/parts'
        answer = refused.s3('POST', path, query='uploads=')
        assert answer.status == 200
        upload = 'uploadId=' + re.search(
            '<UploadId>(.*)</UploadId>', answer.body.decode()).group(1)
        answer = refused.s3('PUT', path, body=b'part',
                            query='partNumber=1&' + upload)
        assert answer.status == 200
        assert refused.s3('GET', path, query=upload).status == 403
        complete = (
            '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>'
            '<ETag>%s</ETag></Part></CompleteMultipartUpload>' % (
                answer.headers['ETag'].strip('"'))).encode()
        answer = refused.s3('POST', path, body=complete, query=upload)
        assert answer.status == 200
        assert refused.s3('GET', path).status == 403
        assert refused.s3('DELETE', path).status == 204
        assert plain.head(path).status == 404

    def test_acls_of_its_own_need_reading(self, cluster, plain):
        proxy = cluster.add_proxy('s3-acl', overlay={
            'filter:s3api': {'s3_acl': 'true'}})
        me, other = (swift_client.Client(proxy, source)
                     for source in (ME, conftest.REFUSED))
        assert me.s3('PUT', '/with-acls').status == 200
        assert plain.post('/with-acls', {
            CONTAINER + 'Allow-Read-A': ME,
            CONTAINER + 'Allow-Write-A': EVERYONE}).status == 204
        assert me.s3('PUT', '/with-acls/o', body=b'x').status == 200
        answer = other.s3('PUT', '/with-acls/o', body=b'x')
        assert answer.status == 403
        assert 'to read' in answer.headers['X-IP-Whitelist-Reason']
